"""The demo's aims: what the network wants to have reached, and how far it is."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from fourthp.partnership.models import Agency, Group, Person, Role, Term, Vocabulary
from fourthp.plan.models import Aim, Indicator
from fourthp.plan.operations.aims import AimFacts, contribute, end_aim, set_aim
from fourthp.plan.operations.indicators import (
    IndicatorFacts,
    define_indicator,
    say_figure,
)


@dataclass(frozen=True)
class Counted:
    """A figure of the demo: what it is, who says it, and what it was, by days ago."""

    name: str
    definition: str
    unit: str
    source: str
    baseline: int
    target: int
    agency: str = ""
    every: int = Indicator.Every.QUARTER
    said: tuple[tuple[int, int, str], ...] = ()


@dataclass(frozen=True)
class Wanted:
    """An aim of the demo: its part, its time in days from today, what belongs to it."""

    title: str
    part: str
    began: int
    lasts: int
    words: str
    figures: tuple[Counted, ...] = ()
    brings: tuple[tuple[str, str, str], ...] = ()
    group: str = ""
    became: tuple[int, str, str] | None = None


AIMS = (
    Wanted(
        "Every hostel in Anyshire knows the signs",
        "prevention",
        330,
        600,
        "Staff of hostels and night shelters see people before anybody else does. Each"
        " of them has had the short course, and has the card at the desk.",
        (
            Counted(
                "Hostels trained",
                "Hostels and night shelters where half of the staff had the course.",
                "hostels",
                "the list of sessions",
                4,
                36,
                "Harbour Aid",
                said=(
                    (300, 6, ""),
                    (210, 11, "two sessions were put off for the snow"),
                    (120, 17, ""),
                    (40, 22, ""),
                ),
            ),
        ),
        (
            ("Harbour Aid", "Two trainers, one day a month.", ""),
            ("Lower Anytown Borough Housing", "The list of hostels.", ""),
            ("St Aldate’s Night Kitchen", "", "A short course for volunteers."),
        ),
    ),
    Wanted(
        "Nobody waits longer than a day for an interpreter",
        "protection",
        300,
        420,
        "",
        (
            Counted(
                "Days until an interpreter comes",
                "The middle of all waits of a quarter, asked of those who interpret.",
                "days",
                "a count of Plain Words",
                6,
                1,
                "Plain Words Immigration Advice",
                said=((280, 6, ""), (190, 5, ""), (100, 5, "")),
            ),
        ),
        (
            (
                "Plain Words Immigration Advice",
                "Its list of interpreters.",
                "Others who pay for the night hours.",
            ),
        ),
    ),
    Wanted(
        "What frontline workers raise gets an answer within sixty days",
        "partnership",
        200,
        365,
        "",
        (
            Counted(
                "Answered in time",
                "Concerns answered within sixty days, of all that were raised.",
                "%",
                "the network’s own list",
                40,
                90,
                every=Indicator.Every.MONTH,
                said=((150, 45, ""), (90, 62, ""), (30, 71, "")),
            ),
        ),
        (("Anyshire Council Adult Safeguarding", "The chair’s time.", ""),),
    ),
    Wanted(
        "One way to hand a case from the street to the police, by night too",
        "prosecution",
        150,
        365,
        "So that nobody is asked the same thing three times.",
        group="Steering group",
    ),
    Wanted(
        "A card in nine languages lies in every surgery",
        "prevention",
        480,
        365,
        "",
        (
            Counted(
                "Surgeries with the card",
                "Surgeries that ordered it and said that it lies out.",
                "surgeries",
                "orders",
                0,
                60,
                "Anyshire Hospitals",
                said=((300, 31, ""), (160, 63, "")),
            ),
        ),
        became=(110, "reached", "Receptionists are the ones to ask, not doctors."),
    ),
)


def make_demo_aims(agencies: dict[str, Agency], *, now: datetime) -> None:
    """Set the demo's aims as its coordinator did, with figures and contributions."""
    by = Person.objects.get(seats__role=Role.COORDINATOR)
    parts = {one.code: one for one in Term.objects.of(Vocabulary.FOUR_PS)}
    for one in AIMS:
        aim = _set(one, parts[one.part], by, now)
        for counted in one.figures:
            _count(aim, counted, agencies, by, now)
        for name, brings, asks in one.brings:
            day = (now - timedelta(days=one.began - 20)).date()
            agency = agencies[name]
            contribute(aim, agency, brings=brings, asks=asks, by=by, today=day)
        if one.became is not None:
            ago, outcome, words = one.became
            day = (now - timedelta(days=ago)).date()
            end_aim(aim, outcome, words, by=by, today=day)


def _set(one: Wanted, part: Term, by: Person, now: datetime) -> Aim:
    begin = (now - timedelta(days=one.began)).date()
    group = Group.objects.get(is_network=True)
    if one.group:
        group = Group.objects.get(name=one.group)
    facts = AimFacts(
        one.title, part, begin, one.words, begin + timedelta(days=one.lasts)
    )
    return set_aim(facts, group, by=by, today=now.date())


def _count(
    aim: Aim, one: Counted, agencies: dict[str, Agency], by: Person, now: datetime
) -> None:
    facts = IndicatorFacts(
        one.name,
        one.definition,
        one.unit,
        one.source,
        Decimal(one.target),
        Decimal(one.baseline),
        agencies[one.agency] if one.agency else None,
        one.every,
    )
    indicator = define_indicator(aim, facts, by=by)
    for ago, value, note in one.said:
        day = (now - timedelta(days=ago)).date()
        say_figure(
            indicator, Decimal(value), on=day, by=by, today=now.date(), note=note
        )
