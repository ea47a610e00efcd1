"""Figures of aims: defined, changed, kept no longer, and said."""

from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from fourthp.audit.operations import record
from fourthp.foundation.actors import Actor
from fourthp.foundation.operations.revisions import begin_revision
from fourthp.foundation.text import one_line
from fourthp.partnership.models import Agency
from fourthp.plan.models import Aim, Indicator, Reading
from fourthp.plan.operations.aims import going_on
from fourthp.plan.permissions.aims import can_edit_aim, can_say_figure

DEFINED, REDEFINED, RETIRED = "figure-defined", "figure-changed", "figure-retired"
SAID, REMOVED = "figure-said", "figure-removed"


class NotYet(Exception):
    """A figure of a day that is to come."""


class IsRetired(Exception):
    """An indicator that is kept no longer."""


@dataclass(frozen=True)
class IndicatorFacts:
    """What a figure is; every: in months. Without an agency the coordinators say it."""

    name: str
    definition: str
    unit: str
    source: str
    target: Decimal
    baseline: Decimal | None = None
    agency: Agency | None = None
    every: int = Indicator.Every.QUARTER


_NAMES = tuple(one.name for one in fields(IndicatorFacts))


def define_indicator(aim: Aim, facts: IndicatorFacts, *, by: Actor) -> Indicator:
    """Define a figure by which one sees how far an aim is; raise AimIsOver."""
    if not can_edit_aim(by, aim):
        raise PermissionDenied
    with transaction.atomic():
        aim = going_on(aim)
        indicator = Indicator(aim=aim, **_fields(facts))
        begin_revision(by, DEFINED, aim).make([indicator])
        record(by, DEFINED, aim)
    return indicator


def _fields(facts: IndicatorFacts) -> dict[str, object]:
    said = {name: getattr(facts, name) for name in _NAMES}
    lines = {name: one_line(said[name]) for name in ("name", "unit", "source")}
    return said | lines | {"definition": facts.definition.strip()}


def change_indicator(
    indicator: Indicator, facts: IndicatorFacts, *, by: Actor
) -> Indicator:
    """Change what a figure is; those that were said stay. Raises AimIsOver."""
    if not can_edit_aim(by, indicator.aim):
        raise PermissionDenied
    with transaction.atomic():
        aim = going_on(indicator.aim)
        indicator = _locked(indicator)
        said = _fields(facts)
        before = {n: getattr(indicator, n) for n in said}
        before = {n: was for n, was in before.items() if was != said[n]}
        if not before:
            return indicator
        for name in before:
            setattr(indicator, name, said[name])
        begin_revision(by, REDEFINED, aim).change([(indicator, before)])
        record(by, REDEFINED, aim, fields=sorted(before))
    return indicator


def retire_indicator(indicator: Indicator, *, by: Actor, today: date) -> None:
    """Keep a figure no longer: what was said of it stays. Raises AimIsOver."""
    if not can_edit_aim(by, indicator.aim):
        raise PermissionDenied
    with transaction.atomic():
        aim = going_on(indicator.aim)
        indicator = _locked(indicator)
        if indicator.retired_on is not None:
            return
        indicator.retired_on = today
        begin_revision(by, RETIRED, aim).change([(indicator, {"retired_on": None})])
        record(by, RETIRED, aim)


def say_figure(
    indicator: Indicator,
    value: Decimal,
    *,
    on: date,
    by: Actor,
    today: date,
    note: str = "",
) -> Reading:
    """Say what a figure was on a day; what was said of that day before is replaced.

    Raises NotYet, IsRetired, AimIsOver.
    """
    if not can_say_figure(by, indicator):
        raise PermissionDenied
    if on > today:
        raise NotYet(_("That day is to come: say the figure of today or before."))
    with transaction.atomic():
        aim = going_on(indicator.aim)
        indicator = _locked(indicator)
        if indicator.retired_on is not None:
            raise IsRetired(_("This figure is kept no longer."))
        revising = begin_revision(by, SAID, aim)
        reading = indicator.readings.filter(on=on).first()
        if reading is None:
            reading = Reading(
                indicator=indicator, on=on, value=value, note=one_line(note)
            )
            revising.make([reading])
        else:
            before = {"value": reading.value, "note": reading.note}
            reading.value, reading.note = value, one_line(note)
            revising.change([(reading, before)])
        record(by, SAID, aim)
    return reading


def remove_figure(reading: Reading, *, by: Actor) -> None:
    """Take a figure away that was said by mistake; raise AimIsOver."""
    if not can_say_figure(by, reading.indicator):
        raise PermissionDenied
    with transaction.atomic():
        aim = going_on(reading.indicator.aim)
        found = Reading.objects.filter(pk=reading.pk)
        if rows := list(found.select_for_update(of=("self",))):
            begin_revision(by, REMOVED, aim).remove(rows)
            record(by, REMOVED, aim)


def _locked(indicator: Indicator) -> Indicator:
    found = Indicator.objects.select_for_update(of=("self",))
    return found.get(pk=indicator.pk)
