"""A series is planned: its next dozen, who may, and what is refused."""

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from fourthp.foundation.operations.revisions import SomebodyWasFaster
from fourthp.foundation.text import MoreThanOneLine
from fourthp.gatherings.models import Gathering, Rhythm, Series, Venue
from fourthp.gatherings.operations.ahead import plan_ahead, set_moments_anew
from fourthp.gatherings.operations.series import (
    CannotBeSeen,
    GroupIsNotThere,
    IsOver,
    SeenBy,
    change_series,
)
from fourthp.gatherings.operations.venues import (
    PlaceIsConfidential,
    Where,
    forget_hidden_places,
)
from fourthp.gatherings.permissions import is_invited
from fourthp.gatherings.queries.series import version_of
from fourthp.gatherings.rules.repeating import By, Rule, RuleRefused
from fourthp.gatherings.rules.walls import NoSuchZone
from fourthp.gatherings.tests.makers import (
    NOW,
    days_of,
    gatherings,
    later,
    make_chair,
    make_coordinator,
    make_gathering,
    make_network_group,
    make_series,
    make_when,
    wall,
)
from fourthp.partnership.models import Group, Label, Person
from fourthp.partnership.operations.audiences import AnyoneMayJoin
from fourthp.partnership.tests.makers import make_agency, make_group, make_member

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


class TestPlanSeries:
    def test_has_its_next_dozen_at_ten_on_the_wall(self):
        found = gatherings(make_series())
        assert len(found) == 12
        assert {one.at.hour for one in found} == {10}
        assert {one.starts_at.hour for one in found} == {9, 10}
        assert found[0].original == "20260310T100000"

    def test_is_one_of_one_where_it_is_held_once(self):
        only = make_gathering()
        assert only.rhythm.rule == ""
        assert days_of(only.series) == [only.day]

    def test_has_no_more_than_its_rule_gives(self):
        series = make_series(when=make_when(rule=Rule(By.WEEK, times=3)))
        assert len(days_of(series)) == 3

    def test_is_planned_by_the_chair_of_its_group_and_by_coordinators_alone(self):
        group = make_group("Housing group")
        assert make_series(group=group, by=make_chair(group)).group == group
        for other in (make_member(), make_chair(make_group("Other"), "Ann Reed")):
            with pytest.raises(PermissionDenied):
                make_series(group=group, by=other)
        assert Series.objects.count() == 1

    def test_refuses_a_group_that_is_not_there(self):
        ended = make_group("Ended", ends_on=wall(2026, 2, 1).date())
        with pytest.raises(GroupIsNotThere):
            make_series(group=ended)

    def test_refuses_days_that_are_over_and_zones_that_there_are_not(self):
        with pytest.raises(IsOver):
            make_series(when=make_when(wall(2026, 3, 2, 7, 59)))
        with pytest.raises(NoSuchZone):
            make_series(when=make_when(zone="Europe/Atlantis"))
        with pytest.raises(RuleRefused):
            make_series(when=make_when(rule=Rule(By.WEEK, times=10**9)))

    def test_refuses_a_name_of_several_lines(self):
        with pytest.raises(MoreThanOneLine):
            make_series("Meeting\r\nATTENDEE:mailto:x@example.org")
        assert not Series.objects.exists()


class TestWhoSees:
    def test_is_everyone_the_members_or_the_group(self):
        group = make_group("Housing group")
        inside, outside = make_chair(group), make_member()
        seen = {
            said: {
                who
                for who, reader in {
                    "public": None,
                    "member": outside,
                    "group": inside,
                    "office": make_coordinator(),
                }.items()
                if Series.objects.visible_to(reader)
                .filter(pk=make_series(group=group, seen_by=said).pk)
                .exists()
            }
            for said in SeenBy
        }
        assert seen == {
            SeenBy.EVERYONE: {"public", "member", "group", "office"},
            SeenBy.MEMBERS: {"member", "group", "office"},
            SeenBy.GROUP: {"group", "office"},
            SeenBy.STRONG: {"group", "office"},
        }

    def test_is_nobody_by_password_where_a_second_factor_is_asked_for(self):
        group = make_group("Housing group")
        chair = make_chair(group)
        make_series(group=group, seen_by=SeenBy.STRONG)
        weak = Person.objects.get(pk=chair.pk)
        assert not Gathering.objects.visible_to(weak).exists()
        assert Gathering.objects.visible_to(chair).exists()

    def test_of_a_closed_group_is_nobody_else_whatever_the_label_says(self):
        group = make_group("Housing group")
        inside = make_chair(group)
        make_series(group=group, seen_by=SeenBy.EVERYONE)
        Group.objects.filter(pk=group.pk).update(is_closed=True)
        for reader in (None, make_member(), Person(name="Nobody")):
            assert not Gathering.objects.visible_to(reader).exists()
        assert Gathering.objects.visible_to(inside).exists()

    def test_of_a_closed_group_cannot_be_all_members(self):
        group = make_group("Closed", is_closed=True)
        for said in (SeenBy.MEMBERS, SeenBy.EVERYONE):
            with pytest.raises(CannotBeSeen):
                make_series(group=group, seen_by=said)
        assert make_series(group=group, seen_by=SeenBy.GROUP).label == Label.GREEN

    def test_of_the_network_is_no_group_apart(self):
        with pytest.raises(CannotBeSeen):
            make_series(group=make_network_group(), seen_by=SeenBy.GROUP)

    def test_of_a_group_that_anyone_joins_is_not_above_green(self):
        group = make_group("Open", joining=Group.Joining.OPEN)
        with pytest.raises(AnyoneMayJoin):
            make_series(group=group, seen_by=SeenBy.STRONG)

    def test_is_not_who_is_invited(self):
        group = make_group("Housing group")
        series = make_series(group=group, seen_by=SeenBy.EVERYONE)
        assert is_invited(make_chair(group), series)
        assert is_invited(make_coordinator(), series)
        for reader in (None, Person(name="Nobody"), make_member()):
            assert not is_invited(reader, series)

    def test_may_be_named_where_everyone_sees_it(self):
        assert make_series(seen_by=SeenBy.EVERYONE).may_be_named
        assert not make_series(seen_by=SeenBy.MEMBERS).may_be_named


class TestChangeSeries:
    def test_changes_its_name_and_place(self):
        series, by = make_series(), make_coordinator()
        seen = version_of(series)
        change_series(series, "New name", Where(place="Town hall"), by=by, seen=seen)
        series.refresh_from_db()
        assert (series.name, series.venue.place) == ("New name", "Town hall")
        with pytest.raises(SomebodyWasFaster):
            change_series(series, "Other", Where(), by=by, seen=seen)
        change_series(series, "New name", Where(), by=by)
        assert not Venue.objects.exists()

    def test_is_for_who_keeps_it_alone(self):
        with pytest.raises(PermissionDenied):
            change_series(make_series(), "New", Where(), by=make_member())


class TestConfidentialPlaces:
    def test_are_no_venue(self):
        make_agency("Rowan House", place_is_confidential=True)
        for where in (
            Where(place="ROWAN  house, back door"),
            Where(place="Hall", access="Ring at Rowan House"),
        ):
            with pytest.raises(PlaceIsConfidential):
                make_series(where=where)
        assert make_series(where=Where(place="Rowan Housing Centre")).venue.place

    def test_that_become_so_are_forgotten(self):
        agency = make_agency("Rowan House")
        there = make_series(
            where=Where(place="Rowan House", link="https://a.example/x")
        )
        make_series(where=Where(place="Town hall"))
        assert forget_hidden_places() == 0
        agency.place_is_confidential = True
        agency.save()
        assert forget_hidden_places() == 1
        there.venue.refresh_from_db()
        assert (there.venue.place, there.venue.link) == ("", "https://a.example/x")


class TestPlanAhead:
    def test_keeps_a_dozen_ahead_however_late_it_comes(self):
        series = make_series()
        assert plan_ahead(now=NOW) == 0
        assert plan_ahead(now=later(days=100)) == 4
        assert plan_ahead(now=later(days=100)) == 0
        assert len(days_of(series)) == 16
        assert sorted(set(days_of(series))) == days_of(series)

    def test_leaves_what_is_held_once_and_groups_that_have_ended(self):
        make_gathering()
        series = make_series(group=make_group("Ending"))
        Group.objects.filter(name="Ending").update(ends_on=wall(2026, 3, 3).date())
        assert plan_ahead(now=later(days=100)) == 0
        assert len(days_of(series)) == 12

    def test_says_moments_anew_where_a_zone_changed_its_rules(self):
        series = make_series()
        assert set_moments_anew(now=NOW) == 0
        summer = gatherings(series)[3]
        right = summer.starts_at
        Gathering.objects.filter(pk=summer.pk).update(
            starts_at=right.replace(hour=right.hour + 1)
        )
        assert set_moments_anew(now=NOW) == 1
        summer.refresh_from_db()
        assert summer.starts_at == right


class TestConstraints:
    def refused(self, rows, **facts):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**facts)

    def test_stand_in_the_database(self):
        series = make_series(where=Where(link="https://a.example/x"))
        first = Gathering.objects.filter(pk=gatherings(series)[0].pk)
        self.refused(first, original=gatherings(series)[1].original)
        self.refused(first, minutes=1)
        self.refused(first, ends_at=NOW)
        self.refused(first, state="perhaps")
        self.refused(Series.objects.all(), name="")
        self.refused(Rhythm.objects.all(), zone="")
        self.refused(Rhythm.objects.all(), minutes=0)
        self.refused(Venue.objects.all(), link="javascript:alert(1)")
        self.refused(Venue.objects.all(), series=None)
