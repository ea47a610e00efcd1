"""The story of one concern: its steps, what waits next and with whom, who sees it."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fourthp.partnership.models import Agency, Person
from fourthp.plan.models import Answer, Concern, ConcernStep, State, Voice
from fourthp.plan.permissions.concerns import raised_for, speaking_roles
from fourthp.plan.rules.concerns import (
    STATIONS,
    UNANSWERED_AFTER,
    days_between,
    next_of,
)

# Where the stations stand in the drawing, in its units.
FIRST, APART = 56, 106
WAITS_FOR = {
    State.HEARD: gettext_lazy("It waits to be heard."),
    State.AGENDA: gettext_lazy("It waits for a place on an agenda."),
    State.DECIDED: gettext_lazy("It waits to be decided."),
    State.BEGUN: gettext_lazy("It waits for somebody to begin."),
    State.ANSWERED: gettext_lazy("It waits for its answer."),
}


@dataclass(frozen=True)
class Station:
    """One station in the drawing: what it is called, when it was, and where it stands.

    came: it was reached this time round; days since the one before that was.
    """

    title: str
    at: datetime | None
    x: int
    came: bool = False

    before_x: int = 0


@dataclass(frozen=True)
class Told:
    """One step in words: days since the one before, and by which role or agency."""

    title: str
    at: datetime
    days: int | None
    who: str
    day: date | None = None
    words: str = ""


@dataclass
class Story:
    """All that the page of a concern tells of its way."""

    stations: list[Station]
    steps: list[Told]
    waits_for: str = ""
    waits_with: str = ""
    waited: int = 0
    is_late: bool = False
    answers: list[Answer] = field(default_factory=list)


def story_of(concern: Concern, *, now: datetime) -> Story:
    """Return the story of a concern, for whoever sees it."""
    steps = list(concern.steps.select_related("seat__agency").order_by("at", "id"))
    told = Story(_stations(steps), _told(steps, concern))
    told.answers = list(concern.answers.select_related("for_everyone"))
    coming = next_of(concern.state)
    if coming:
        told.waits_for = str(WAITS_FOR[State(coming)])
        told.waits_with = _with_whom(concern)
        told.waited = days_between(concern.open_since, now)
        told.is_late = now - concern.open_since >= UNANSWERED_AFTER
    return told


def _stations(steps: list[ConcernStep]) -> list[Station]:
    """Return the stations with what was reached since it was raised last."""
    reached: dict[str, datetime] = {}
    for step in steps:
        if step.kind == State.AGAIN:
            reached.clear()
        kind = State.RAISED if step.kind == State.AGAIN else step.kind
        reached[kind] = step.at
    return [
        Station(
            str(State(kind).label),
            reached.get(kind),
            FIRST + place * APART,
            kind in reached,
            FIRST + (place - 1) * APART if place else 0,
        )
        for place, kind in enumerate(STATIONS)
    ]


def _told(steps: list[ConcernStep], concern: Concern) -> list[Told]:
    found: list[Told] = []
    before: datetime | None = None
    for step in steps:
        days = days_between(before, step.at) if before else None
        title, who = str(step.get_kind_display()), _who(step, concern)
        found.append(Told(title, step.at, days, who, step.day, step.words))
        before = step.at
    return found


def _who(step: ConcernStep, concern: Concern) -> str:
    """Return by whom a step was taken: an agency or a role, and never a name."""
    if step.seat is None:
        is_first = step.kind == State.RAISED and concern.raised_by_id is None
        return _("somebody without an account") if is_first else ""
    if step.kind in {State.RAISED, State.AGAIN, State.WITHDRAWN} and step.seat.agency:
        return str(step.seat.agency)
    return str(step.seat.get_role_display())


def _with_whom(concern: Concern) -> str:
    """Say with whom a concern waits."""
    if concern.state == State.HELD:
        return _("With the coordinators.")
    if concern.group_id is None:
        return _("With the coordinators and the network’s chair.")
    return _("With the coordinators and the chair of %s.") % concern.group


@dataclass
class Seen:
    """Which agencies see a concern too, which do not, and how many have not said.

    mine: those for which a reader may say it, and whether they did.
    """

    sees: list[Agency]
    not_seen: int
    silent: int
    mine: list[tuple[Agency, bool | None]]


def seen_too(concern: Concern, *, reader: Person) -> Seen:
    """Return which agencies see a concern too, as far as a reader may know of them."""
    voices: list[Voice] = list(
        concern.voices.select_related("agency").order_by("said_at", "pk")
    )
    own = speaking_roles(reader) - {raised_for(concern)}
    known = {one.agency_id: one.sees for one in voices}
    mine = Agency.objects.filter(pk__in=own).order_by("name", "pk") if own else []
    shown = set(
        Agency.objects.visible_to(reader)
        .filter(pk__in=[one.agency_id for one in voices])
        .values_list("pk", flat=True)
    )
    return Seen(
        [one.agency for one in voices if one.sees and one.agency_id in shown],
        sum(one.sees is False for one in voices),
        sum(one.sees is None for one in voices),
        [(one, known.get(one.pk)) for one in mine],
    )
