"""Actions in what waits for somebody, in what changed, and in what a search finds."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db.models import Min
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from fourthp.foundation.offers import (
    Change,
    Found,
    Hit,
    Urgency,
    Waiting,
    changes,
    finds,
    waits,
)
from fourthp.foundation.typed import Typed
from fourthp.partnership.models import Person
from fourthp.plan.models import Action
from fourthp.plan.queries.action_board import OVER, Asked
from fourthp.plan.queries.action_changed import actions_changed, actions_like
from fourthp.plan.queries.action_own import (
    groups_looked_after,
    late_for_chair,
    own_actions,
    without_owner,
)
from fourthp.plan.rules.actions import SOON

_CHANGED = {
    "given": gettext_lazy("An action was given"),
    "done": gettext_lazy("An action is done"),
    "blocked": gettext_lazy("An action cannot go on"),
    "moved": gettext_lazy("An action was moved"),
    "handed-over": gettext_lazy("An action was handed over"),
    "dropped": gettext_lazy("An action was dropped"),
}


@waits
def actions_to_do(reader: Any, now: datetime) -> Iterator[Waiting]:
    """Tell somebody which actions of hers are due soon or late."""
    if not isinstance(reader, Person) or not reader.held:
        return
    day = localdate(now)
    own = [one for one, _has in own_actions(reader, day) if one.days_late(day) >= SOON]
    if not own:
        return
    yield _one(own[0], day) if len(own) == 1 else _several(own, day)


def _urgency(first: date, day: date) -> Urgency:
    return Urgency.NOW if first < day else Urgency.SOON


def _one(action: Action, day: date) -> Waiting:
    return Waiting(
        _("An action of yours is due"),
        reverse("action", args=[action.pk]),
        _("Say how it stands"),
        of=action.title,
        urgency=_urgency(action.due_on, day),
        until=action.due_on,
    )


def _several(own: list[Action], day: date) -> Waiting:
    first = min(one.due_on for one in own)
    said = ngettext(
        "%d action of yours is due", "%d actions of yours are due", len(own)
    )
    return Waiting(
        said % len(own),
        reverse("actions-mine"),
        _("Say how they stand"),
        urgency=_urgency(first, day),
        until=first,
        count=len(own),
    )


@waits
def actions_to_look_after(reader: Any, now: datetime) -> Iterator[Waiting]:
    """Tell whoever gives actions which are two weeks late, and which nobody has."""
    if not isinstance(reader, Person) or groups_looked_after(reader) == set():
        return
    day = localdate(now)
    yield from _late(reader, day)
    nobodys = without_owner(reader, day)
    if nobodys:
        said = ngettext(
            "%d action has nobody who does it",
            "%d actions have nobody who does them",
            len(nobodys),
        )
        yield Waiting(
            said % len(nobodys),
            reverse("action-owner", args=[nobodys[0].pk]),
            _("Find somebody for the first"),
            of=nobodys[0].title if len(nobodys) == 1 else "",
            count=len(nobodys),
        )


def _late(reader: Person, day: date) -> Iterator[Waiting]:
    late = late_for_chair(reader, day)
    count = late.count()
    if not count:
        return
    said = ngettext(
        "%d action is two weeks late", "%d actions are two weeks late", count
    )
    yield Waiting(
        said % count,
        reverse("actions") + Asked().query(show=OVER),
        _("Look through them"),
        since=late.aggregate(first=Min("due_on"))["first"],
        count=count,
    )


@changes
def actions_that_changed(
    reader: Any, since: datetime, until: datetime, _most: int
) -> Iterator[Change]:
    """Tell what others said of the actions of the reader's groups and agencies."""
    if not isinstance(reader, Person) or not reader.held:
        return
    for action, entry in actions_changed(reader, tuple(_CHANGED), since, until):
        path = reverse("action", args=[action.pk])
        where = str(action.agency or "")
        yield Change(entry.at, _CHANGED[entry.act], action.title, path, where)


@finds("actions", gettext_lazy("Actions"), position=55)
def find_actions(reader: Any, typed: Typed, most: int) -> Found:
    """Find actions by words of their titles."""
    person = reader if isinstance(reader, Person) else None
    rows, count = actions_like(typed, person, most)
    return Found([_hit(one) for one in rows], count)


def _hit(action: Action) -> Hit:
    path = reverse("action", args=[action.pk])
    return Hit(action.title, path, str(action.get_state_display()))
