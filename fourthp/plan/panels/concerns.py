"""Concerns in what waits for somebody, in what changed, and in what a search finds."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localdate, localtime
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
from fourthp.partnership.models import Person, Role
from fourthp.partnership.queries.readership import readers_for
from fourthp.plan.models import Concern, ConcernStep, State, Voice
from fourthp.plan.operations.concerns_acts import SEE_THIS_TOO, YES
from fourthp.plan.queries.concerns import (
    Asked,
    Show,
    Sort,
    concerns_query,
    concerns_typed,
    to_let_in,
    to_move_on,
)
from fourthp.plan.queries.concerns_changed import asked_of, steps_since
from fourthp.post.queries.acts import link_to, sealed

MOVES_ON = (Role.COORDINATOR, Role.CHAIR)
MOST_ASKED = 5


@waits
def concerns_to_move_on(reader: Any, now: datetime) -> Iterator[Waiting]:
    """Tell coordinators and chairs what is to be let in, heard, and answered (S6)."""
    if not isinstance(reader, Person) or not reader.is_strong:
        return
    role = next((one for one in MOVES_ON if one in reader.roles_held), None)
    if role is None:
        return
    why = str(role.label)
    found: dict[Show | State, list[Concern]] = to_move_on(reader, now)
    if role == Role.COORDINATOR:
        yield from _waiting(Show.HELD, list(to_let_in(reader)), why)
    yield from _waiting(Show.LATE, found[Show.LATE], why)
    yield from _waiting(State.RAISED, found[State.RAISED], why)
    yield from _waiting(State.BEGUN, found[State.BEGUN], why)


_TITLES = {
    Show.HELD: gettext_lazy("Somebody without an account raised a concern"),
    Show.LATE: gettext_lazy("A concern has waited for 60 days or more"),
    State.RAISED: gettext_lazy("A concern is to be heard"),
    State.BEGUN: gettext_lazy("All that was given for a concern is done: answer it"),
}
_BUTTONS = {
    Show.HELD: gettext_lazy("Read it, let it in or decline it"),
    Show.LATE: gettext_lazy("See what it waits for"),
    State.RAISED: gettext_lazy("Read it, and hear it"),
    State.BEGUN: gettext_lazy("Read what was done, and answer it"),
}


def _waiting(
    which: Show | State, concerns: list[Concern], why: str
) -> Iterator[Waiting]:
    """Yield what waits: one concern by its title, more by their number."""
    if not concerns:
        return
    first, count = concerns[0], len(concerns)
    is_one = count == 1
    yield Waiting(
        str(_TITLES[which]) if is_one else _counted(which, count),
        reverse("concern", args=[first.pk]) if is_one else _list_of(which),
        str(_BUTTONS[which]) if is_one else _("See which they are"),
        why=why,
        of=first.title if is_one else "",
        urgency=Urgency.SOON if isinstance(which, State) else Urgency.NOW,
        since=localdate(first.open_since),
        count=count,
    )


def _counted(which: Show | State, count: int) -> str:
    if which == Show.HELD:
        said = ngettext(
            "%(n)d concern is to be let in", "%(n)d concerns are to be let in", count
        )
    elif which == Show.LATE:
        said = ngettext(
            "%(n)d concern has waited for 60 days or more",
            "%(n)d concerns have waited for 60 days or more",
            count,
        )
    elif which == State.BEGUN:
        said = ngettext(
            "All that was given for %(n)d concern is done: answer it",
            "All that was given for %(n)d concerns is done: answer them",
            count,
        )
    else:
        said = ngettext(
            "%(n)d concern is to be heard", "%(n)d concerns are to be heard", count
        )
    return said % {"n": count}


def _list_of(which: Show | State) -> str:
    if isinstance(which, Show):
        asked = Asked(show=which, sort=Sort.LONGEST)
    else:
        asked = Asked(state=which, sort=Sort.LONGEST)
    return reverse("concerns") + concerns_query(asked)


@waits
def concerns_seen_too(reader: Any, now: datetime) -> Iterator[Waiting]:
    """Ask whoever looks after an agency's matters whether it sees a concern too."""
    if not isinstance(reader, Person) or not reader.held:
        return
    for voice in asked_of(reader, MOST_ASKED):
        yield _seen_too(voice, reader, now)


def _seen_too(voice: Voice, reader: Person, now: datetime) -> Waiting:
    [whom] = readers_for([reader])
    link = link_to(SEE_THIS_TOO, whom, voice, now=now)
    return Waiting(
        _("Does your agency see this too?"),
        f"{reverse('act', args=[link.token()])}?{sealed(link)}",
        _("Yes, we see this too"),
        why=str(voice.agency),
        of=voice.concern.title,
        urgency=Urgency.WHEN_YOU_CAN,
        since=localdate(voice.asked_at) if voice.asked_at else None,
        posts={"choice": YES},
        more=(_("Read it first"), reverse("concern", args=[voice.concern_id])),
    )


_CHANGED = {
    State.RAISED: gettext_lazy("A concern was raised"),
    State.HEARD: gettext_lazy("A concern was heard"),
    State.AGAIN: gettext_lazy("A concern was raised again"),
    State.ANSWERED: gettext_lazy("A concern was answered"),
}


@changes
def concerns_that_changed(
    reader: Any, since: datetime, until: datetime, most: int
) -> Iterator[Change]:
    """Tell which concerns were raised, heard and answered by others meanwhile."""
    if not isinstance(reader, Person) or not reader.held:
        return
    found = steps_since(reader, since, until)
    named = list(found.order_by("-at", "-pk")[:most])
    yield from map(_changed, named)
    more = found.count() - most if len(named) == most else 0
    if more > 0:
        yield Change(named[-1].at, _("Concerns moved on"), count=more)


def _changed(step: ConcernStep) -> Change:
    path = reverse("concern", args=[step.concern_id])
    return Change(step.at, _CHANGED[State(step.kind)], step.concern.title, path)


@finds("concerns", gettext_lazy("Concerns"), position=45)
def find_concerns(reader: Any, typed: Typed, most: int) -> Found:
    """Find the concerns that a reader may see, by what they say."""
    if not isinstance(reader, Person):
        return Found()
    rows = concerns_typed(typed, reader)
    hits = [
        Hit(one.title, reverse("concern", args=[one.pk]), _stands(one))
        for one in rows[:most]
    ]
    return Found(hits, len(rows))


def _stands(concern: Concern) -> str:
    day = date_format(localtime(concern.raised_at), "j F Y")
    return f"{capfirst(str(concern.get_state_display()))} · {day}"
