"""Aims as a reader sees them: by part, how far they are, and what lacks."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from fourthp.partnership.models import Agency, Group, Person, Role, Term, Vocabulary
from fourthp.partnership.permissions import can_run_network
from fourthp.plan.models import Aim, Contribution, Indicator, Reading
from fourthp.plan.rules.progress import Course, Way, course, due_on

_ZERO = Decimal(0)


@dataclass(frozen=True)
class Figure:
    """An indicator, its last figure, and how it stands on a day.

    done and expected are shares of the way, from 0 to 1.
    """

    indicator: Indicator
    value: Decimal | None
    said_on: date | None
    course: Course
    done: float
    expected: float
    due_on: date


@dataclass(frozen=True)
class Line:
    """An aim, its figures that are kept, and which member agencies bring something."""

    aim: Aim
    figures: list[Figure] = field(default_factory=list)
    brings: int = 0
    asks: int = 0

    @property
    def is_late(self) -> bool:
        """Tell whether a figure of it lacks, or is old."""
        return any(one.course in (Course.UNKNOWN, Course.OLD) for one in self.figures)


@dataclass(frozen=True)
class Part:
    """A part of the four Ps, and the aims that go on in it."""

    term: Term
    lines: list[Line]


def way_of(indicator: Indicator) -> Way:
    """Return what a figure goes from and to, and in which time."""
    aim = indicator.aim
    baseline = _ZERO if indicator.baseline is None else indicator.baseline
    return Way(baseline, indicator.target, aim.from_on, aim.by_on)


def aims_by_part(
    reader: Person, day: date, *, group: Group | None = None
) -> list[Part]:
    """Return the aims that go on, by the parts of the four Ps; each part once.

    A part that is offered no more stands there while an aim is in it.
    """
    aims = Aim.objects.visible_to(reader).filter(ended_on=None)
    aims = aims if group is None else aims.filter(group=group)
    lines = lines_of(aims, day)
    used = {line.aim.part_id for line in lines}
    terms = Term.objects.of(Vocabulary.FOUR_PS)
    return [
        Part(term, [line for line in lines if line.aim.part_id == term.pk])
        for term in terms
        if term.pk in used or not term.is_retired(day)
    ]


def lines_of(aims: QuerySet[Aim], day: date) -> list[Line]:
    """Return aims with their figures and how many members bring and ask something."""
    found = list(aims.select_related("group", "part").order_by("by_on", "title", "pk"))
    figures = figures_of([aim.pk for aim in found], day)
    said = Contribution.objects.filter(aim__in=found)
    said = said.filter(agency__in=Agency.objects.members(day).values("pk"))
    brings: dict[UUID, list[tuple[str, str]]] = {}
    for pk, *words in said.values_list("aim", "brings", "asks"):
        brings.setdefault(pk, []).append((words[0], words[1]))
    return [
        Line(
            aim,
            figures.get(aim.pk, []),
            sum(bool(one) for one, _asks in brings.get(aim.pk, [])),
            sum(bool(one) for _brings, one in brings.get(aim.pk, [])),
        )
        for aim in found
    ]


def figures_of(aims: list[UUID], day: date) -> dict[UUID, list[Figure]]:
    """Return by aim the figures that are kept, each with the last that was said."""
    last = Reading.objects.filter(indicator=OuterRef("pk"), on__lte=day).order_by("-on")
    rows = Indicator.objects.filter(aim__in=aims, retired_on=None).annotate(
        last_value=Subquery(last.values("value")[:1]),
        last_on=Subquery(last.values("on")[:1]),
    )
    found: dict[UUID, list[Figure]] = {}
    for row in rows.select_related("aim", "agency"):
        found.setdefault(row.aim_id, []).append(
            figure_of(row, row.last_value, row.last_on, day)
        )
    return found


def figure_of(
    indicator: Indicator, value: Decimal | None, said_on: date | None, day: date
) -> Figure:
    """Return how a figure stands on a day, by the last one that was said."""
    way, begin = way_of(indicator), indicator.aim.from_on
    stands = course(way, value, said_on=said_on, today=day, every=indicator.every)
    return Figure(
        indicator,
        value,
        said_on,
        stands,
        done=0.0 if value is None else way.share(value),
        expected=way.share_of_time(day),
        due_on=due_on(said_on, indicator.every) if said_on else begin,
    )


def aims_over(reader: Person, *, group: Group | None = None) -> QuerySet[Aim]:
    """Return the aims of which somebody said what became, the latest first."""
    aims = Aim.objects.visible_to(reader).filter(ended_on__isnull=False)
    aims = aims if group is None else aims.filter(group=group)
    return aims.select_related("group", "part").order_by("-ended_on", "title", "pk")


def contributions_to(aim: Aim, day: date) -> list[tuple[Contribution, bool]]:
    """Return what agencies bring to an aim and ask, and whether each is a member."""
    members = set(
        Agency.objects.members(day)
        .filter(pk__in=aim.contributions.values("agency"))
        .values_list("pk", flat=True)
    )
    rows = aim.contributions.select_related("agency").order_by("agency__name", "pk")
    return [(row, row.agency_id in members) for row in rows]


def groups_led(person: Person, day: date) -> QuerySet[Group]:
    """Return the groups that go on and whose aims somebody sets."""
    seen = Group.objects.visible_to(person).going_on(day)
    if not can_run_network(person):
        chaired = [one.group for one in person.held if one.role == Role.CHAIR]
        seen = seen.filter(pk__in=chaired)
    return seen.order_by("-is_network", "name", "pk")


def figures_due(person: Person, day: date) -> list[Figure]:
    """Return the figures that somebody's agencies keep and that are due by a day."""
    ours = {one.agency for one in person.held if one.agency}
    kept = Indicator.objects.filter(agency__in=ours, retired_on=None)
    aims = Aim.objects.visible_to(person).filter(
        ended_on=None, pk__in=kept.values("aim")
    )
    found = figures_of([aim.pk for aim in aims], day)
    return [
        one
        for figures in found.values()
        for one in figures
        if one.indicator.agency_id in ours and one.due_on <= day
    ]
