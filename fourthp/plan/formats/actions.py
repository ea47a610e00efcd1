"""Actions as lines of a table that people take along."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any
from uuid import UUID

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
    _("What it is for"),
)


def csv_rows(
    actions: Iterable[Action], day: date, goals: Mapping[UUID, str]
) -> Iterator[list[Any]]:
    """Yield actions as rows of such a table, seen from a day; nobody is named.

    goals: the titles of those concerns and aims that may be told.
    """
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
            goals.get(one.concern_id or one.aim_id or one.pk, ""),
        ]
