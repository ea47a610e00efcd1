"""Aims: who sets them, who sees them, and what agencies bring."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from fourthp.foundation.matters import CannotUndo, undo_change
from fourthp.foundation.models import Revision
from fourthp.foundation.operations.revisions import SomebodyWasFaster, last_revision
from fourthp.foundation.text import MoreThanOneLine
from fourthp.partnership.models import Label, OfGroupQuerySet, Role
from fourthp.partnership.operations.groups import close_group
from fourthp.partnership.tests.makers import (
    make_agency,
    make_group,
    make_member,
    make_member_agency,
    make_network_group,
    make_person,
    make_seat,
)
from fourthp.plan.models import Aim, Contribution
from fourthp.plan.operations.aims import (
    AimFacts,
    AimIsOver,
    EndsTooSoon,
    GroupIsOver,
    StaysAsItIs,
    contribute,
    edit_aim,
    end_aim,
    set_aim,
    undo_aim_change,
)
from fourthp.plan.tests.makers import (
    DAY,
    make_aim,
    make_contribution,
    make_coordinator,
    make_part,
)
from fourthp.plan.views.matters.aims import AIM

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)


def facts(title="Harbour hostels know", **more):
    said = {"part": make_part(), "from_on": date(2026, 1, 1)}
    return AimFacts(title, **(said | more))


def chair_of(group):
    person = make_member("Tom Chair")
    make_seat(person, group=group, role=Role.CHAIR)
    return person


class TestSetAim:
    def test_is_seen_by_every_member(self):
        aim = set_aim(facts(), make_network_group(), by=make_coordinator(), today=DAY)
        assert aim in Aim.objects.visible_to(make_member("Asha Bell"))
        assert aim not in Aim.objects.visible_to(None)
        assert aim not in Aim.objects.visible_to(make_person("Nobody"))

    def test_of_a_closed_group_is_seen_by_its_own_and_the_coordinators(self):
        group = make_group("Nights", is_closed=True)
        chair = chair_of(group)
        aim = set_aim(facts(), group, by=chair, today=DAY)
        assert aim in Aim.objects.visible_to(chair)
        assert aim in Aim.objects.visible_to(make_coordinator())
        assert aim not in Aim.objects.visible_to(make_member("Asha Bell"))

    @pytest.mark.parametrize("role", [Role.REPRESENTATIVE, Role.LEAD, Role.AUDITOR])
    def test_is_refused_to_who_does_not_lead_the_group(self, role):
        with pytest.raises(PermissionDenied):
            set_aim(
                facts(),
                make_network_group(),
                by=make_member("Asha Bell", role=role),
                today=DAY,
            )

    def test_is_refused_to_the_chair_of_another_group(self):
        chair = chair_of(make_group("Nights"))
        with pytest.raises(PermissionDenied):
            set_aim(facts(), make_group("Days"), by=chair, today=DAY)

    def test_of_the_network_is_its_chairs_too(self):
        chair = make_member("Tom Chair", role=Role.CHAIR)
        assert set_aim(facts(), make_network_group(), by=chair, today=DAY).pk

    def test_is_refused_to_a_group_that_has_ended(self):
        group = make_group("Nights", ends_on=date(2026, 3, 9))
        with pytest.raises(GroupIsOver):
            set_aim(facts(), group, by=make_coordinator(), today=DAY)

    def test_is_not_reached_before_it_begins(self):
        with pytest.raises(EndsTooSoon):
            set_aim(
                facts(by_on=date(2025, 12, 31)),
                make_network_group(),
                by=make_coordinator(),
                today=DAY,
            )

    def test_has_a_title_of_one_line(self):
        with pytest.raises(MoreThanOneLine):
            set_aim(
                facts("two\nlines"),
                make_network_group(),
                by=make_coordinator(),
                today=DAY,
            )


class TestVisibleTo:
    def test_follows_a_group_that_is_closed_later(self):
        group, coordinator = make_group("Nights"), make_coordinator()
        aim = set_aim(facts(), group, by=coordinator, today=DAY)
        member = make_member("Asha Bell")
        assert aim in Aim.objects.visible_to(member)
        close_group(group, by=coordinator, now=NOW)
        assert aim not in Aim.objects.visible_to(member)
        assert aim in Aim.objects.visible_to(coordinator)

    def test_without_the_group_being_asked_it_stays_seen(self, monkeypatch):
        """The control."""
        monkeypatch.delattr(OfGroupQuerySet, "within_reach_of")
        aim = make_aim(group=make_group("Nights", is_closed=True))
        assert aim in Aim.objects.visible_to(make_member("Asha Bell"))


class TestConstraints:
    @pytest.mark.parametrize(
        "odd",
        [
            {"title": ""},
            {"label": Label.AMBER},
            {"by_on": date(2025, 1, 1)},
            {"ended_on": DAY},
            {"outcome": "reached"},
        ],
    )
    def test_the_database_refuses_an_odd_aim(self, odd):
        make_network_group(), make_part()
        with pytest.raises(IntegrityError), transaction.atomic():
            make_aim(**odd)

    def test_the_database_refuses_a_contribution_that_says_nothing(self):
        aim, agency = make_aim(), make_agency()
        with pytest.raises(IntegrityError), transaction.atomic():
            make_contribution(aim, agency, brings="", asks="")


class TestEditAim:
    def test_changes_it_and_its_history_takes_it_back(self):
        aim, by = make_aim(), make_coordinator()
        edit_aim(aim, facts("Harbour hotels know"), by=by)
        revision = Revision.objects.get()
        said = undo_change(AIM, aim.pk, revision, by=by, now=NOW)
        aim.refresh_from_db()
        assert (aim.title, said) == ("Harbour hostels know", "Taken back.")

    def test_leaves_no_trace_where_nothing_changed(self):
        aim = make_aim()
        edit_aim(aim, facts(part=aim.part), by=make_coordinator())
        assert not Revision.objects.exists()

    def test_is_refused_to_a_member(self):
        with pytest.raises(PermissionDenied):
            edit_aim(make_aim(), facts(), by=make_member("Asha Bell"))

    def test_is_refused_where_somebody_was_faster(self):
        aim, by = make_aim(), make_coordinator()
        seen = last_revision(aim)
        edit_aim(aim, facts("First"), by=by, seen=seen)
        with pytest.raises(SomebodyWasFaster):
            edit_aim(aim, facts("Second"), by=by, seen=seen)

    def test_is_refused_once_it_is_over(self):
        aim = make_aim(ended_on=DAY, outcome="reached")
        with pytest.raises(AimIsOver):
            edit_aim(aim, facts("Late"), by=make_coordinator())

    def test_refuses_an_end_before_its_beginning(self):
        with pytest.raises(EndsTooSoon):
            edit_aim(make_aim(), facts(by_on=date(2025, 1, 1)), by=make_coordinator())


class TestEndAim:
    def test_says_what_became_of_it_and_is_taken_back(self):
        aim, by = make_aim(), make_coordinator()
        end_aim(aim, "partly", " Half of them. ", by=by, today=DAY)
        aim.refresh_from_db()
        assert (aim.ended_on, aim.outcome_words) == (DAY, "Half of them.")
        undo_change(AIM, aim.pk, Revision.objects.get(), by=by, now=NOW)
        aim.refresh_from_db()
        assert not aim.is_done

    def test_is_said_once(self):
        aim, by = make_aim(), make_coordinator()
        end_aim(aim, "reached", by=by, today=DAY)
        with pytest.raises(AimIsOver):
            end_aim(aim, "given-up", by=by, today=DAY)

    def test_is_refused_to_a_member(self):
        with pytest.raises(PermissionDenied):
            end_aim(make_aim(), "reached", by=make_member("Asha Bell"), today=DAY)


class TestUndoAimChange:
    def test_is_refused_to_a_member(self):
        aim = make_aim()
        edit_aim(aim, facts("Other"), by=make_coordinator())
        with pytest.raises(PermissionDenied):
            undo_aim_change(
                aim, Revision.objects.get(), by=make_member("Asha Bell"), now=NOW
            )

    def test_takes_back_no_contribution(self):
        aim, by, agency = make_aim(), make_coordinator(), make_agency()
        contribute(aim, agency, brings="A room", asks="", by=by, today=DAY)
        revision = Revision.objects.get()
        with pytest.raises(StaysAsItIs):
            undo_aim_change(aim, revision, by=by, now=NOW)
        with pytest.raises(CannotUndo):
            undo_change(AIM, aim.pk, revision, by=by, now=NOW)

    def test_is_done_once(self):
        aim, by = make_aim(), make_coordinator()
        edit_aim(aim, facts("Other"), by=by)
        revision = Revision.objects.get()
        undo_change(AIM, aim.pk, revision, by=by, now=NOW)
        with pytest.raises(CannotUndo):
            undo_change(AIM, aim.pk, revision, by=by, now=NOW)

    def test_keeps_what_was_changed_since(self):
        aim, by = make_aim(), make_coordinator()
        edit_aim(aim, facts("Other", words="New words"), by=by)
        first = Revision.objects.get()
        edit_aim(aim, facts("Third", words="New words"), by=by)
        said = undo_change(AIM, aim.pk, first, by=by, now=NOW)
        aim.refresh_from_db()
        assert (aim.title, aim.words) == ("Third", "")
        assert "stays" in said


class TestContribute:
    def test_is_said_by_the_people_of_the_agency(self):
        agency = make_member_agency("Quay Housing")
        rep = make_person("Asha Bell")
        make_seat(rep, agency=agency)
        aim = make_aim()
        made = contribute(aim, agency, brings=" A room ", asks="", by=rep, today=DAY)
        assert made.brings == "A room"

    def test_is_refused_to_the_people_of_another(self):
        rep = make_member("Asha Bell", agency="Harbour Clinic")
        with pytest.raises(PermissionDenied):
            contribute(
                make_aim(), make_agency("Quay"), brings="x", asks="", by=rep, today=DAY
            )

    def test_changes_what_was_said_and_its_day(self):
        aim, agency, by = make_aim(), make_agency(), make_coordinator()
        make_contribution(aim, agency, said_on=date(2026, 1, 1))
        made = contribute(aim, agency, brings="", asks="A van", by=by, today=DAY)
        assert (made.brings, made.asks, made.said_on) == ("", "A van", DAY)

    def test_said_again_in_the_same_words_changes_nothing(self):
        aim, agency, by = make_aim(), make_agency(), make_coordinator()
        make_contribution(aim, agency, said_on=date(2026, 1, 1))
        contribute(aim, agency, brings="Harbour trainers", asks="", by=by, today=DAY)
        assert not Revision.objects.exists()

    def test_of_nothing_takes_it_away(self):
        aim, agency, by = make_aim(), make_agency(), make_coordinator()
        make_contribution(aim, agency)
        assert contribute(aim, agency, brings="", asks="", by=by, today=DAY) is None
        assert not Contribution.objects.exists()

    def test_of_nothing_where_nothing_was_is_nothing(self):
        aim, agency, by = make_aim(), make_agency(), make_coordinator()
        assert contribute(aim, agency, brings="", asks=" ", by=by, today=DAY) is None

    def test_is_refused_once_the_aim_is_over(self):
        aim = make_aim(ended_on=DAY, outcome="reached")
        with pytest.raises(AimIsOver):
            contribute(
                aim,
                make_agency(),
                brings="x",
                asks="",
                by=make_coordinator(),
                today=DAY,
            )
