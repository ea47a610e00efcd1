"""Actions as lines of a table that people take along."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from fourthp.plan.models import Action

COLUMNS = (
    _("Action"),
    _("Group"),
    _("Agency"),
    _("Role"),
    _("State"),
    _("Due"),
    _("Given"),
    _("Done"),
    _("Times moved"),
    _("Days late"),
    _("Label"),
)


def csv_rows(actions: Iterable[Action], day: date) -> Iterator[list[Any]]:
    """Yield actions as rows of such a table, seen from a day; nobody is named."""
    for one in actions:
        done = localdate(one.done_at) if one.done_at else None
        late = ((done or day) - one.due_on).days
        counts = one.goes_on or done is not None
        yield [
            one.title,
            str(one.group),
            str(one.agency) if one.agency else "",
            str(one.seat.get_role_display()) if one.seat else "",
            str(one.get_state_display()),
            one.due_on.isoformat(),
            localdate(one.given_at).isoformat(),
            done.isoformat() if done else "",
            one.times_moved,
            max(late, 0) if counts else "",
            str(one.label),
        ]
