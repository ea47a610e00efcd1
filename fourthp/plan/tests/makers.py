"""Makers of the plan's rows."""

from datetime import date
from decimal import Decimal

from fourthp.partnership.models import Group, Role, Term, Vocabulary
from fourthp.partnership.tests.makers import (
    make_member,
    make_network_group,
    make_term,
)
from fourthp.plan.models import Aim, Contribution, Indicator, Reading

DAY = date(2026, 3, 10)


def make_part(name: str = "Prevention") -> Term:
    found = Term.objects.filter(vocabulary=Vocabulary.FOUR_PS, name=name).first()
    return found or make_term(name, Vocabulary.FOUR_PS)


def make_aim(
    title: str = "Harbour hostels know", group: Group | None = None, **fields: object
) -> Aim:
    facts = {"from_on": date(2026, 1, 1), "part": make_part()}
    group = group or make_network_group()
    return Aim.objects.create(title=title, group=group, **(facts | fields))


def make_contribution(aim: Aim, agency: object, **fields: object) -> Contribution:
    facts = {"brings": "Harbour trainers", "said_on": DAY}
    return Contribution.objects.create(aim=aim, agency=agency, **(facts | fields))


def make_indicator(aim: Aim | None = None, **fields: object) -> Indicator:
    facts = {
        "name": "Harbour hostels trained",
        "definition": "Harbour hostels whose staff had the course",
        "unit": "harbour",
        "source": "Harbour list of sessions",
        "baseline": Decimal(0),
        "target": Decimal(40),
    }
    return Indicator.objects.create(aim=aim or make_aim(), **(facts | fields))


def make_reading(
    indicator: Indicator, value: int = 10, on: date = DAY, **fields: object
) -> Reading:
    return Reading.objects.create(
        indicator=indicator, value=Decimal(value), on=on, **fields
    )


def make_coordinator(name: str = "Maya Lind") -> object:
    return make_member(name, role=Role.COORDINATOR)
