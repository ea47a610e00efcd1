"""Agendas: begun, proposed for, answered, ordered; numbers that stand."""

import pytest
from django.core.exceptions import PermissionDenied

from fourthp.audit.models import Entry
from fourthp.foundation.actors import Host
from fourthp.foundation.operations.revisions import SomebodyWasFaster
from fourthp.foundation.text import MoreThanOneLine
from fourthp.gatherings.operations.moving import cancel_gathering
from fourthp.gatherings.tests.makers import gatherings, later, make_series
from fourthp.meetings.models import Item, Meeting
from fourthp.meetings.operations.agendas import (
    NotLikeThisNow,
    StandsElsewhere,
    answer_item,
    move_item,
)
from fourthp.meetings.operations.items import (
    ItemFacts,
    SeatIsOver,
    WouldHaveNoReaders,
    change_item,
    propose_item,
)
from fourthp.meetings.operations.meetings import MeetingIsOver, NoAgendas
from fourthp.meetings.operations.numbers import fix_numbers
from fourthp.meetings.queries.agenda import agenda_of
from fourthp.meetings.tests.makers import (
    NOW,
    make_coordinator,
    make_item,
    make_kept,
    make_standing,
    meetings_of,
    seat_in,
    sits,
)
from fourthp.partnership.models import Group, Label, Person, Seat
from fourthp.partnership.operations.audiences import AnyoneMayJoin
from fourthp.partnership.queries.audiences import Way
from fourthp.partnership.queries.sharing import Sharing
from fourthp.partnership.tests.makers import make_group, make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept():
    return make_kept()


@pytest.fixture
def one(kept):
    return meetings_of(kept)[0]


@pytest.fixture
def member(kept) -> Person:
    return sits(kept.series.group)


def titles(gathering, reader=None) -> list[str]:
    agenda = agenda_of(gathering, reader or make_coordinator())
    return [line.title for line in agenda.lines]


def numbers(gathering) -> list[str]:
    return [line.number for line in agenda_of(gathering, make_coordinator()).lines]


def circulated(gathering) -> Meeting:
    meeting = Meeting.objects.get(gathering=gathering)
    fix_numbers(meeting)
    meeting.circulated_at = NOW
    meeting.save()
    return meeting


class TestBeginning:
    def test_a_new_meeting_begins_with_what_always_stands(self, kept, one):
        make_standing(kept)

        make_item(one)

        said = ["Harbour welcome", "Harbour minutes", "Night number"]
        assert titles(one) == said

    def test_what_will_stand_is_shown_before_anything_is_said(self, kept, one):
        make_standing(kept)

        assert titles(one) == ["Harbour welcome", "Harbour minutes"]
        assert not Meeting.objects.exists()

    def test_is_one_however_often(self, one):
        make_item(one)
        make_item(one)

        assert Meeting.objects.count() == 1

    def test_needs_a_series_of_meetings(self):
        other = gatherings(make_series())[0]

        with pytest.raises(NoAgendas):
            make_item(other)


class TestProposeItem:
    def test_waits_where_a_member_proposes_it(self, one, member):
        item = make_item(one, by=member)

        assert item.state == Item.State.PROPOSED
        assert item.proposed_by.person == member
        agenda = agenda_of(one, member)
        assert agenda.lines == []
        assert [line.title for line in agenda.proposed] == ["Night number"]

    def test_stands_at_once_where_whoever_makes_the_agenda_does(self, one):
        item = make_item(one)

        assert item.state == Item.State.ON
        acts = Entry.objects.filter(matter_kind="agenda-item")
        assert [entry.act for entry in acts] == ["added"]

    def test_refuses_who_does_not_sit_there(self, one):
        with pytest.raises(PermissionDenied):
            make_item(one, by=make_member("Quay Reed"))

    def test_a_host_is_let_in_and_has_no_seat(self, one):
        assert make_item(one, by=Host()).proposed_by is None

    def test_refuses_what_is_over_or_cancelled(self, kept, one):
        two = meetings_of(kept)[1]
        cancel_gathering(two, "", by=make_coordinator(), now=NOW)

        with pytest.raises(MeetingIsOver):
            make_item(one, now=later(days=60))
        with pytest.raises(MeetingIsOver):
            make_item(two)

    def test_refuses_a_seat_that_is_over_or_elsewhere(self, kept, one):
        seat = seat_in(kept.series.group)
        assert make_item(one, owner=seat).owner == seat
        Seat.objects.filter(pk=seat.pk).update(to_on=NOW.date())
        elsewhere = seat_in(make_group("Quay group"), "Quay Reed", "Quay Aid")

        for wrong in (seat, elsewhere):
            with pytest.raises(SeatIsOver):
                make_item(one, owner=wrong)

    def test_refuses_a_title_of_two_lines(self, one):
        with pytest.raises(MoreThanOneLine):
            make_item(one, "One\nTwo")

    def test_refuses_a_label_that_would_have_no_readers(self, one):
        with pytest.raises(WouldHaveNoReaders):
            make_item(one, sharing=Sharing(Label.AMBER))

    def test_refuses_a_group_that_anyone_may_join(self, one):
        group = make_group("Quay group", joining=Group.Joining.OPEN)

        with pytest.raises(AnyoneMayJoin):
            make_item(one, sharing=Sharing(Label.AMBER, (Way(group=group),)))

    def test_above_green_needs_the_strong_door(self, kept, one, member):
        sharing = Sharing(Label.AMBER, (Way(group=kept.series.group),))
        member.is_strong = False

        with pytest.raises(PermissionDenied):
            make_item(one, by=member, sharing=sharing)

    def test_in_the_network_any_member_may(self):
        network = make_member().seats.get().group
        one = meetings_of(make_kept(make_series("Quay", group=network)))[0]

        assert make_item(one, by=make_member("Quay Reed")).pk


class TestChangeItem:
    def facts(self, title: str = "Quay number", **said) -> ItemFacts:
        return ItemFacts(title, "decision", 20, **said)

    def test_its_proposer_may_until_it_stands(self, one, member):
        item = make_item(one, by=member)

        change_item(item, self.facts(), by=member, now=NOW, seen=item.version)
        assert Item.objects.get().title == "Quay number"

        answer_item(item, "on", by=make_coordinator(), now=NOW)
        with pytest.raises(PermissionDenied):
            change_item(item, self.facts(), by=member, now=NOW)
        with pytest.raises(PermissionDenied):
            change_item(Item.objects.get(), self.facts(), by=member, now=NOW)

    def test_the_slower_of_two_is_told(self, one):
        item, by = make_item(one), make_coordinator()
        seen = item.version
        change_item(item, self.facts(), by=by, now=NOW, seen=seen)

        with pytest.raises(SomebodyWasFaster):
            change_item(item, self.facts("Canal"), by=by, now=NOW, seen=seen)

    def test_who_brings_it_stays_though_the_seat_is_over(self, kept, one):
        seat = seat_in(kept.series.group)
        item = make_item(one, owner=seat)
        Seat.objects.filter(pk=seat.pk).update(to_on=NOW.date())

        change_item(item, self.facts(owner=seat), by=make_coordinator(), now=NOW)
        other = make_item(one)
        with pytest.raises(SeatIsOver):
            change_item(other, self.facts(owner=seat), by=make_coordinator(), now=NOW)


class TestAnswerItem:
    @pytest.mark.parametrize("state", ["on", "out", "deferred"])
    def test_says_what_becomes_of_it_with_a_word(self, one, member, state):
        item = make_item(one, by=member)

        item = answer_item(item, state, word="In May", by=make_coordinator(), now=NOW)

        assert (item.state, item.word) == (state, "In May")

    def test_refuses_others_and_what_was_answered(self, one, member):
        item = make_item(one, by=member)

        with pytest.raises(PermissionDenied):
            answer_item(item, "on", by=member, now=NOW)
        answer_item(item, "on", by=make_coordinator(), now=NOW)
        with pytest.raises(NotLikeThisNow):
            answer_item(item, "on", by=make_coordinator(), now=NOW)

    def test_what_was_carried_on_comes_back_nowhere(self, kept, one):
        item = answer_item(make_item(one), "deferred", by=make_coordinator(), now=NOW)
        other = make_item(meetings_of(kept)[1])
        Item.objects.filter(pk=other.pk).update(came_from=item)

        with pytest.raises(StandsElsewhere):
            answer_item(item, "on", by=make_coordinator(), now=NOW)


class TestMoveItem:
    @pytest.fixture
    def three(self, one) -> list[Item]:
        return [make_item(one, name) for name in ("One", "Two", "Three")]

    def move(self, one, item, place, **said) -> Meeting:
        return move_item(
            one, item.pk, place, **{"by": make_coordinator(), "now": NOW} | said
        )

    def test_moves_one_and_the_others_close_up(self, one, three):
        self.move(one, three[2], 1)

        assert titles(one) == ["Three", "One", "Two"]

    def test_the_slower_of_two_is_told_and_nothing_is_lost(self, one, three):
        seen = Meeting.objects.get().version
        self.move(one, three[2], 1, seen=seen)

        with pytest.raises(SomebodyWasFaster):
            self.move(one, three[1], 1, seen=seen)
        assert titles(one) == ["Three", "One", "Two"]

    def test_refuses_others_and_what_stands_there_no_more(self, one, three, member):
        with pytest.raises(PermissionDenied):
            self.move(one, three[0], 3, by=member)
        answer_item(three[0], "out", by=make_coordinator(), now=NOW)
        with pytest.raises(NotLikeThisNow):
            self.move(one, three[0], 3)
        assert titles(one) == ["Two", "Three"]


class TestNumbers:
    def test_are_places_until_the_agenda_is_out(self, one):
        for name in ("One", "Two"):
            make_item(one, name)
        assert numbers(one) == ["1", "2"]

    def test_stand_from_then_on_and_what_comes_later_is_2a(self, one, member):
        first, _second = (make_item(one, name) for name in ("One", "Two"))
        circulated(one)

        late = make_item(one, "Late")
        move_item(one, late.pk, 1, by=make_coordinator(), now=NOW)
        answer_item(first, "out", by=make_coordinator(), now=NOW)

        agenda = agenda_of(one, member)
        said = {line.title: (line.number, line.state) for line in agenda.lines}
        assert said == {"Late": ("2a", "on"), "One": ("1", "out"), "Two": ("2", "on")}

    def test_what_comes_on_again_has_its_number_still(self, one):
        item = make_item(one, "One")
        circulated(one)
        answer_item(item, "out", by=make_coordinator(), now=NOW)

        assert answer_item(item, "on", by=make_coordinator(), now=NOW).number == "1"


class TestAgenda:
    def test_who_may_not_see_an_item_sees_that_it_is_there(self, kept, one, member):
        chosen = sits(make_group("Quay group"), "Quay Reed", "Quay Aid")
        sharing = Sharing(Label.GREEN, (Way(person=chosen),))
        make_item(one, "Quay secret", words="Quay", sharing=sharing)
        make_item(one, "Open")

        lines = agenda_of(one, member).lines
        assert [line.title for line in lines] == [
            "A part that is not open to all",
            "Open",
        ]
        hidden = lines[0]
        assert (hidden.number, hidden.minutes, hidden.is_hidden) == ("1", 15, True)
        assert (hidden.owner, hidden.purpose, hidden.item) == ("", "", None)
        assert f"{lines[1].at:%H:%M}" == "10:15"
        # The control: whom it is for reads it.
        assert titles(one, chosen)[0] == "Quay secret"

    def test_counts_minutes_and_says_what_is_over(self, one):
        for _each in range(9):
            make_item(one)

        agenda = agenda_of(one, make_coordinator())
        assert (agenda.minutes, agenda.over) == (135, 15)
        assert f"{agenda.ends:%H:%M}" == "12:15"

    def test_says_what_was_proposed_late(self, one, member):
        make_item(one, "Late", by=member)
        early = meetings_of(one.series.meetings)[1]
        make_item(early, "Early", by=member)

        assert agenda_of(one, member).proposed[0].is_late
        assert not agenda_of(early, member).proposed[0].is_late

    def test_names_who_brings_an_item_to_whoever_may_know_them(self, kept, one):
        seat = seat_in(kept.series.group)
        make_item(one, owner=seat)

        [line] = agenda_of(one, make_coordinator()).lines
        assert line.owner == "Asha Bell, Harbour Aid"

    def test_names_the_role_alone_where_the_person_is_not_known(self, kept, one):
        make_item(one, owner=seat_in(kept.series.group))
        other = make_member("Quay Reed")
        other.is_strong = False

        [line] = agenda_of(one, other).lines
        assert line.owner == "Harbour Aid, representative"


def test_one_proposes_by_the_host_or_a_person(one):
    assert propose_item(one, ItemFacts("x", "decision", 5), by=Host(), now=NOW).pk
