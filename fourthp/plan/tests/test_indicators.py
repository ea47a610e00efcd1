"""Figures of aims: who defines them, who says them."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from fourthp.foundation.models import Revision
from fourthp.partnership.tests.makers import (
    make_agency,
    make_member,
    make_member_agency,
    make_person,
    make_seat,
)
from fourthp.plan.models import Indicator, Reading
from fourthp.plan.operations.aims import AimIsOver
from fourthp.plan.operations.indicators import (
    IndicatorFacts,
    IsRetired,
    NotYet,
    change_indicator,
    define_indicator,
    remove_figure,
    retire_indicator,
    say_figure,
)
from fourthp.plan.tests.makers import (
    DAY,
    make_aim,
    make_coordinator,
    make_indicator,
    make_reading,
)

pytestmark = pytest.mark.django_db

FACTS = IndicatorFacts(
    "Harbour hostels trained",
    "Harbour hostels whose staff had the course",
    "harbour",
    "Harbour list of sessions",
    Decimal(40),
)
OVER = {"ended_on": DAY, "outcome": "reached"}


def keeper():
    """A person of the agency that keeps an indicator, and the indicator."""
    agency = make_member_agency("Quay Housing")
    rep = make_person("Asha Bell")
    make_seat(rep, agency=agency)
    return rep, make_indicator(agency=agency)


class TestDefineIndicator:
    def test_is_there_from_then_on(self):
        aim = make_aim()
        define_indicator(aim, FACTS, by=make_coordinator())
        assert aim.indicators.get().unit == "harbour"

    def test_is_refused_to_a_member(self):
        with pytest.raises(PermissionDenied):
            define_indicator(make_aim(), FACTS, by=make_member("Asha Bell"))

    def test_is_refused_of_an_aim_that_is_over(self):
        with pytest.raises(AimIsOver):
            define_indicator(make_aim(**OVER), FACTS, by=make_coordinator())

    def test_the_database_refuses_one_that_says_nothing(self):
        aim = make_aim()
        with pytest.raises(IntegrityError), transaction.atomic():
            make_indicator(aim, unit="")


class TestChangeIndicator:
    def test_changes_what_it_is_and_keeps_its_figures(self):
        one = make_indicator()
        make_reading(one)
        change_indicator(one, replace(FACTS, unit="Quay"), by=make_coordinator())
        one.refresh_from_db()
        assert (one.unit, one.readings.count()) == ("Quay", 1)

    def test_leaves_no_trace_where_nothing_changed(self):
        one = define_indicator(make_aim(), FACTS, by=make_coordinator())
        before = Revision.objects.count()
        change_indicator(one, FACTS, by=make_coordinator("Second"))
        assert Revision.objects.count() == before

    def test_is_refused_to_who_only_says_its_figures(self):
        rep, one = keeper()
        with pytest.raises(PermissionDenied):
            change_indicator(one, FACTS, by=rep)


class TestRetireIndicator:
    def test_is_done_once(self):
        one, by = make_indicator(), make_coordinator()
        retire_indicator(one, by=by, today=DAY)
        retire_indicator(one, by=by, today=date(2026, 4, 1))
        one.refresh_from_db()
        assert (one.retired_on, Revision.objects.count()) == (DAY, 1)

    def test_is_refused_to_a_member(self):
        with pytest.raises(PermissionDenied):
            retire_indicator(make_indicator(), by=make_member("Asha Bell"), today=DAY)


class TestSayFigure:
    def test_is_said_by_the_agency_that_keeps_it(self):
        rep, one = keeper()
        say_figure(one, Decimal(12), on=DAY, by=rep, today=DAY, note="after March")
        assert one.readings.get().value == 12

    def test_is_refused_to_other_members(self):
        with pytest.raises(PermissionDenied):
            say_figure(
                make_indicator(agency=make_agency("Quay")),
                Decimal(1),
                on=DAY,
                by=make_member("Asha Bell", agency="Harbour Clinic"),
                today=DAY,
            )

    def test_is_refused_to_a_member_where_nobody_keeps_it(self):
        with pytest.raises(PermissionDenied):
            say_figure(
                make_indicator(),
                Decimal(1),
                on=DAY,
                by=make_member("Asha Bell", agency="Harbour Clinic"),
                today=DAY,
            )

    def test_of_the_same_day_is_replaced(self):
        one, by = make_indicator(), make_coordinator()
        for value in (12, 14):
            say_figure(one, Decimal(value), on=DAY, by=by, today=DAY)
        assert one.readings.get().value == 14

    def test_of_a_day_to_come_is_refused(self):
        with pytest.raises(NotYet):
            say_figure(
                make_indicator(),
                Decimal(1),
                on=date(2026, 3, 11),
                by=make_coordinator(),
                today=DAY,
            )

    def test_is_refused_once_it_is_kept_no_longer(self):
        with pytest.raises(IsRetired):
            say_figure(
                make_indicator(retired_on=DAY),
                Decimal(1),
                on=DAY,
                by=make_coordinator(),
                today=DAY,
            )


class TestRemoveFigure:
    def test_takes_it_away_once(self):
        one, by = make_reading(make_indicator()), make_coordinator()
        remove_figure(one, by=by)
        remove_figure(one, by=by)
        assert not Reading.objects.exists()
        assert Revision.objects.count() == 1

    def test_is_refused_to_other_members(self):
        with pytest.raises(PermissionDenied):
            remove_figure(make_reading(make_indicator()), by=make_member("Asha Bell"))


def test_an_agency_that_goes_leaves_its_indicator_to_the_coordinators():
    _rep, one = keeper()
    one.agency.delete()
    assert Indicator.objects.get(pk=one.pk).agency is None
