"""Actions are given, seen, and changed by whoever gives them."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from fourthp.audit.models import Entry
from fourthp.foundation.actors import Host
from fourthp.foundation.operations.revisions import SomebodyWasFaster, last_revision
from fourthp.foundation.text import MoreThanOneLine
from fourthp.partnership.models import Group, Label, Role
from fourthp.partnership.operations.audiences import AnyoneMayJoin
from fourthp.partnership.tests.makers import (
    make_group,
    make_member,
    make_member_agency,
    make_network,
    make_network_group,
    make_person,
    make_seat,
)
from fourthp.plan.models import Action, ActionStep
from fourthp.plan.operations.action_owners import NotTheirs
from fourthp.plan.operations.action_said import finish_action
from fourthp.plan.operations.action_steps import ActionIsOver
from fourthp.plan.operations.actions import (
    ActionFacts,
    ActionWords,
    DayIsPast,
    ForItsGroupAlone,
    change_action,
    give_action,
)
from fourthp.plan.tests.action_makers import (
    make_action,
    make_chair,
    make_coordinator,
    make_owner,
)
from fourthp.post.models import Message

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
DAY = localdate(NOW)
DUE = DAY + timedelta(30)


@pytest.fixture(autouse=True)
def clock():
    make_network()
    make_network_group()
    with time_machine.travel(NOW, tick=False) as travelled:
        yield travelled


def seen_by(person) -> list[str]:
    return [one.title for one in Action.objects.visible_to(person)]


class TestGiveAction:
    def test_a_coordinator_gives_one_to_a_seat_and_it_is_told_by_mail(self):
        maya, owner = make_coordinator(), make_owner()

        action = give_action(ActionFacts("Ask the port", owner, DUE), by=maya, now=NOW)

        assert (action.seat, action.agency) == (owner, owner.agency)
        assert action.group.is_network
        [message] = Message.objects.all()
        assert message.reader_id == str(owner.person_id)
        assert message.kind == "plan.action-given"
        assert "Ask the port" in str(message.letter)
        assert ActionStep.objects.get().kind == "given"
        assert Entry.objects.filter(act="given", matter_id=str(action.pk)).exists()

    def test_an_agency_has_one_and_who_represents_it_is_told(self):
        rep = make_owner()
        make_owner("Deputy Dan", rep.agency, role=Role.DEPUTY)

        make_action(rep.agency)

        assert [one.reader_id for one in Message.objects.all()] == [str(rep.person_id)]

    def test_the_chair_and_the_minute_taker_of_a_group_give_in_it_alone(self):
        group, other = make_group("Housing"), make_group("Nights")
        chair = make_chair(group)
        taker = make_person("Mina")
        make_seat(taker, group=group, role=Role.MINUTE_TAKER)
        owner = make_owner(group=group)
        facts = ActionFacts("Ask the port", owner, DUE, group=group)
        elsewhere = make_owner("Lee Chan", group=other)

        give_action(facts, by=chair, now=NOW)
        give_action(facts, by=taker, now=NOW)

        for somebody in (chair, taker, owner.person):
            there = ActionFacts("Ask", elsewhere, DUE, group=other)
            with pytest.raises(PermissionDenied):
                give_action(there, by=somebody, now=NOW)
        with pytest.raises(PermissionDenied):
            give_action(facts, by=owner.person, now=NOW)

    def test_a_seat_that_has_ended_is_refused_and_it_says_who_follows(self):
        gone = make_owner("Asha Bell")
        make_owner("Noor Haddad", gone.agency)
        gone.end(NOW)
        gone.save()

        with pytest.raises(NotTheirs, match="Noor Haddad follows"):
            make_action(gone)

        assert not Action.objects.exists()
        assert not Message.objects.exists()

    def test_where_nobody_follows_it_names_the_agency_s_people(self):
        gone = make_owner("Asha Bell")
        make_owner("Lea Lead", gone.agency, role=Role.LEAD)
        gone.end(NOW)
        gone.save()

        with pytest.raises(NotTheirs, match="one of its people: Lea Lead"):
            make_action(gone)

    def test_where_nobody_is_left_it_says_so(self):
        gone = make_owner()
        gone.end(NOW)
        gone.save()

        with pytest.raises(NotTheirs, match="nobody follows"):
            make_action(gone)
        with pytest.raises(NotTheirs, match="Nobody is there for this agency"):
            make_action(gone.agency)

    def test_a_seat_that_was_forgotten_meanwhile_is_refused(self):
        owner = make_owner()
        facts = ActionFacts("Ask", owner, DUE)
        type(owner).objects.filter(pk=owner.pk).delete()

        with pytest.raises(NotTheirs, match="not here any more"):
            give_action(facts, by=Host(), now=NOW)

    def test_a_seat_of_another_group_is_refused(self):
        owner = make_owner(group=make_group("Nights"))

        with pytest.raises(NotTheirs, match="in another group"):
            make_action(owner, group=make_network_group())

    def test_nothing_is_due_on_a_day_that_is_over(self):
        with pytest.raises(DayIsPast):
            make_action(due=DAY - timedelta(1))

        make_action(due=DAY)

    def test_its_title_is_one_line(self):
        with pytest.raises(MoreThanOneLine):
            make_action(title="One\nTwo")

    def test_above_green_it_keeps_to_a_group_that_not_everyone_may_join(self):
        open_to_all = make_group("Nights", joining=Group.Joining.OPEN)

        with pytest.raises(ForItsGroupAlone):
            make_action(label=Label.AMBER)
        with pytest.raises(AnyoneMayJoin):
            make_action(make_owner(group=open_to_all), label=Label.AMBER)


class TestVisibleTo:
    def test_members_see_it_and_the_public_does_not(self):
        make_action()

        assert seen_by(make_member("Jo")) == ["Print the card in Romanian"]
        assert seen_by(None) == []
        assert seen_by(make_person("Nobody")) == []

    def test_of_a_closed_group_its_people_and_coordinators_see_it(self):
        closed = make_group("Quiet", is_closed=True)
        owner = make_owner(group=closed)
        make_action(owner)
        maya = make_coordinator()

        assert seen_by(owner.person) == seen_by(maya) != []
        assert seen_by(make_member("Jo")) == []
        maya.is_strong = False
        assert seen_by(maya) == []

    def test_of_a_group_that_is_closed_later_nobody_else_sees_it_any_more(self):
        group = make_group("Housing")
        make_action(make_owner(group=group))
        jo = make_member("Jo")
        assert seen_by(jo) != []

        Group.objects.filter(pk=group.pk).update(is_closed=True)

        assert seen_by(jo) == []

    def test_amber_is_its_group_s_by_the_strong_door(self):
        group = make_group("Housing")
        owner = make_owner(group=group)
        make_action(owner, label=Label.AMBER)

        assert seen_by(owner.person) != []
        assert seen_by(make_member("Jo")) == []
        owner.person.is_strong = False
        assert seen_by(owner.person) == []

    def test_no_mail_says_what_is_amber(self):
        make_action(make_owner(group=make_group("Housing")), label=Label.AMBER)

        [message] = Message.objects.all()
        assert "Romanian" not in str(message.letter)
        assert "/act/" not in str(message.letter)


class TestConstraints:
    def test_a_seat_or_an_agency_has_it_and_never_both(self):
        action = make_action()

        with pytest.raises(IntegrityError), transaction.atomic():
            Action.objects.filter(pk=action.pk).update(owned_by="agency")

    def test_once_a_seat_is_forgotten_it_stays_with_the_agency(self):
        action = make_action()
        agency = action.agency

        action.seat.person.delete()

        action.refresh_from_db()
        assert (action.seat, action.agency) == (None, agency)

    @pytest.mark.parametrize(
        "wrong",
        [
            {"title": ""},
            {"state": "done"},
            {"done_at": NOW},
            {"label": "TLP:CLEAR"},
            {"label": "TLP:RED"},
        ],
    )
    def test_what_cannot_be_is_refused_by_the_database(self, wrong):
        action = make_action()

        with pytest.raises(IntegrityError), transaction.atomic():
            Action.objects.filter(pk=action.pk).update(**wrong)


class TestChangeAction:
    def test_who_gives_it_changes_what_it_says(self):
        action = make_action()

        change_action(
            action, ActionWords("Print it twice", "In two sizes."), by=Host(), now=NOW
        )

        action.refresh_from_db()
        assert (action.title, action.words) == ("Print it twice", "In two sizes.")
        assert Entry.objects.filter(act="changed").count() == 1

    def test_the_same_again_is_no_change(self):
        action = make_action()

        change_action(action, ActionWords(action.title, ""), by=Host(), now=NOW)

        assert not Entry.objects.filter(act="changed").exists()

    def test_its_owner_does_not(self):
        action = make_action()

        with pytest.raises(PermissionDenied):
            change_action(
                action, ActionWords("Else", ""), by=action.seat.person, now=NOW
            )

    def test_who_was_slower_is_told(self):
        action, maya = make_action(), make_coordinator()
        seen = last_revision(action)
        change_action(action, ActionWords("One", ""), by=maya, now=NOW, seen=seen)

        with pytest.raises(SomebodyWasFaster):
            change_action(action, ActionWords("Two", ""), by=maya, now=NOW, seen=seen)

    def test_what_is_over_says_what_it_said(self):
        action = make_action()
        finish_action(action, by=Host(), now=NOW)

        with pytest.raises(ActionIsOver):
            change_action(action, ActionWords("Two", ""), by=Host(), now=NOW)


def test_an_agency_that_is_no_member_has_nobody_there():
    agency = make_member_agency("Alone")

    with pytest.raises(NotTheirs):
        make_action(agency)
