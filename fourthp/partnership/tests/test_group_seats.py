"""Seats in a group: taken, left, given; and groups that are only proposed."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from fourthp.foundation.actors import Clockwork, Host
from fourthp.foundation.clock import now, today
from fourthp.foundation.queries.history import history_of
from fourthp.foundation.text import MoreThanOneLine
from fourthp.partnership.forms.seats import groups_with_seats
from fourthp.partnership.models import Group, Interest, Person, Profile, Role, Seat
from fourthp.partnership.operations.group_seats import (
    NotForThatAgency,
    NotGoingOn,
    WouldSpeakForIt,
    join_group,
    leave_group,
    seat_in_group,
)
from fourthp.partnership.operations.proposals import (
    NotProposedAnyMore,
    TooManyProposals,
    begin_group,
    decline_group,
    propose_group,
    proposes,
    show_interest,
    take_interest_back,
    withdraw_group,
)
from fourthp.partnership.operations.seats import AlreadySeated
from fourthp.partnership.queries.groups import may_be_seated, sits_for
from fourthp.partnership.queries.people_offered import groups_offered
from fourthp.partnership.queries.proposals import (
    interested,
    sees_reason,
    standing_interests,
    to_decide,
    wanted,
)
from fourthp.partnership.tests.makers import (
    make_group,
    make_member,
    make_member_agency,
    make_network,
    make_network_group,
    make_person,
    make_seat,
)
from fourthp.post.models import Message

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 10)
NOW = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)


def member(name: str, agency: str, role: str = Role.REPRESENTATIVE) -> Person:
    person = make_member(name, agency=agency, role=role)
    person.email = f"{person.pk}@clinic.example"
    person.save()
    return person


def agency_of(person: Person):
    return person.seats.get(group__is_network=True).agency


def want(group: Group, person: Person) -> Interest:
    return show_interest(group, by=person, now=NOW, agency=agency_of(person))


class TestJoinGroup:
    def test_gives_a_seat_for_an_agency_of_hers(self):
        person, group = member("Asha", "Harbour"), make_group(joining="open")
        seat = join_group(group, by=person, today=DAY, agency=agency_of(person))
        assert (seat.role, seat.from_on) == (Role.REPRESENTATIVE, DAY)
        with pytest.raises(AlreadySeated):
            join_group(group, by=person, today=DAY, agency=agency_of(person))

    @pytest.mark.parametrize(
        ("held", "given"),
        [
            (Role.LEAD, Role.REPRESENTATIVE),
            (Role.DEPUTY, Role.DEPUTY),
            (Role.OBSERVER, Role.OBSERVER),
            (Role.TRAINER, Role.OBSERVER),
        ],
    )
    def test_speaks_for_no_agency_more_than_she_does_already(self, held, given):
        person, group = member("Asha", "Harbour", held), make_group(joining="open")
        seat = join_group(group, by=person, today=DAY, agency=agency_of(person))
        assert seat.role == given

    def test_in_her_own_right_only_who_sits_so_already(self):
        group = make_group(joining="open")
        with pytest.raises(NotForThatAgency):
            join_group(group, by=member("Asha", "Harbour"), today=DAY)
        alone = make_member("Alone")
        assert join_group(group, by=alone, today=DAY).agency is None

    def test_refuses_an_agency_that_is_not_hers(self):
        person, group = member("Asha", "Harbour"), make_group(joining="open")
        with pytest.raises(NotForThatAgency):
            join_group(group, by=person, today=DAY, agency=make_member_agency("B"))

    @pytest.mark.parametrize(
        "facts",
        [
            {"joining": "invited"},
            {"joining": "open", "is_closed": True},
            {"joining": "open", "is_outside": True},
        ],
    )
    def test_is_not_for_groups_that_are_not_open(self, facts):
        with pytest.raises(PermissionDenied):
            join_group(make_group(**facts), by=make_member(), today=DAY)

    def test_asks_again_once_it_has_the_group_to_itself(self):
        group = make_group(joining="open")
        Group.objects.update(is_closed=True)  # meanwhile
        with pytest.raises(PermissionDenied):
            join_group(group, by=make_member(), today=DAY)

    def test_is_for_members_and_groups_that_go_on(self):
        with pytest.raises(PermissionDenied):
            join_group(make_group(joining="open"), by=make_person(), today=DAY)
        for facts in ({"begins_on": None}, {"ends_on": DAY - timedelta(days=1)}):
            with pytest.raises(NotGoingOn):
                join_group(
                    make_group(joining="open", **facts), by=make_member(), today=DAY
                )


class TestLeaveGroup:
    def test_ends_her_seat_there_this_minute_and_no_other(self):
        person, group = make_member(), make_group()
        make_seat(person, group=group)
        assert leave_group(group, by=person, now=NOW) == 1
        assert [seat.group.is_network for seat in Seat.objects.holding(DAY)] == [True]
        assert leave_group(group, by=person, now=NOW) == 0

    def test_the_network_is_not_left_so(self):
        with pytest.raises(PermissionDenied):
            leave_group(make_network_group(), by=make_member(), now=NOW)


class TestSeatInGroup:
    def test_a_chair_seats_who_represents_an_agency_for_that_agency(self):
        group, chair = make_group(), make_member("Chair")
        make_seat(chair, group=group, role=Role.CHAIR)
        whom = member("Asha", "Harbour")
        seat = seat_in_group(
            whom, "deputy", group, by=chair, today=DAY, agency=agency_of(whom)
        )
        assert seat.group == group
        with pytest.raises(NotForThatAgency):
            seat_in_group(
                whom,
                "deputy",
                group,
                by=chair,
                today=DAY,
                agency=make_member_agency("B"),
            )

    def test_a_chair_lets_nobody_speak_for_an_agency_who_does_not(self):
        group, chair = make_group(), make_member("Chair")
        make_seat(chair, group=group, role=Role.CHAIR)
        whom = member("Asha", "Harbour", Role.OBSERVER)
        agency = agency_of(whom)
        with pytest.raises(WouldSpeakForIt, match="Asha does not represent Harbour"):
            seat_in_group(
                whom, "representative", group, by=chair, today=DAY, agency=agency
            )
        seat_in_group(whom, "observer", group, by=chair, today=DAY, agency=agency)
        # A coordinator may say who represents whom.
        seat_in_group(
            whom, "representative", group, by=Host(), today=DAY, agency=agency
        )

    def test_refuses_the_network_other_roles_and_groups_that_do_not_go_on(self):
        whom = make_member()
        for group, role in (
            (make_network_group(), "observer"),
            (make_group(), "coordinator"),
        ):
            with pytest.raises(PermissionDenied):
                seat_in_group(whom, role, group, by=Host(), today=DAY)
        with pytest.raises(PermissionDenied):
            seat_in_group(whom, "observer", make_group(), by=whom, today=DAY)
        proposed = make_group(begins_on=None)
        with pytest.raises(NotGoingOn):
            seat_in_group(whom, "observer", proposed, by=Host(), today=DAY)


class TestMayBeSeated:
    def test_finds_whom_the_reader_knows_for_each_of_her_agencies(self):
        reader, whom = make_member("Reader"), member("Asha Bell", "Harbour")
        make_seat(whom, agency=make_member_agency("Second"))
        found = may_be_seated("asha", reader=reader, day=DAY)
        assert [one.name for _person, one in found] == ["Harbour", "Second"]
        reader.is_strong = False
        assert may_be_seated("asha", reader=reader, day=DAY) == []

    def test_says_where_there_are_too_many(self):
        reader = make_member("Reader")
        for _number in range(13):
            make_member("Asha Bell")
        assert may_be_seated("asha", reader=reader, day=DAY) is None


class TestProposeGroup:
    def test_is_seen_by_members_and_wanted_by_who_proposed_it(self):
        person = member("Asha", "Harbour")
        group = propose_group(
            " Nights ", "Who is there. ", by=person, now=NOW, agency=agency_of(person)
        )
        assert (group.name, group.purpose) == ("Nights", "Who is there.")
        assert group.is_proposed
        assert proposes(person, group)
        assert not proposes(Host(), group)
        assert group in Group.objects.visible_to(make_member("Reader"))

    def test_a_fourth_waits_until_one_is_decided(self):
        person = make_member()
        for number in range(3):
            group = propose_group(f"{number}", "A", by=person, now=NOW)
        with pytest.raises(TooManyProposals):
            propose_group("Four", "A", by=person, now=NOW)
        withdraw_group(group, by=person, now=NOW)
        propose_group("Four", "A", by=person, now=NOW)

    def test_is_for_members(self):
        for by in (make_person(), Clockwork("x"), Host()):
            with pytest.raises(PermissionDenied):
                propose_group("A", "A", by=by, now=NOW)
        with pytest.raises(MoreThanOneLine):
            propose_group("A\nB", "A", by=make_member(), now=NOW)


class TestShowInterest:
    def test_counts_once_and_is_taken_back(self):
        group, person = make_group(begins_on=None), member("Asha", "Harbour")
        assert want(group, person) == want(group, person)
        assert len(standing_interests(group, DAY)) == 1
        take_interest_back(group, by=person)
        take_interest_back(group, by=person)
        assert standing_interests(group, DAY) == []

    def test_who_proposed_it_withdraws_it_instead(self):
        person = make_member()
        group = propose_group("A", "A", by=person, now=NOW)
        with pytest.raises(PermissionDenied):
            take_interest_back(group, by=person)

    def test_is_for_members_and_what_is_still_proposed(self):
        group = make_group(begins_on=None)
        for act in (
            lambda: show_interest(group, by=make_person(), now=NOW),
            lambda: show_interest(group, by=Host(), now=NOW),
            lambda: take_interest_back(group, by=Host()),
        ):
            with pytest.raises(PermissionDenied):
                act()
        begun = make_group()
        for act in (
            lambda: show_interest(begun, by=make_member(), now=NOW),
            lambda: take_interest_back(begun, by=make_member()),
        ):
            with pytest.raises(NotProposedAnyMore):
                act()

    def test_five_people_of_three_agencies_put_it_before_the_coordinators_once(self):
        coordinator = member("Maya", "", Role.COORDINATOR)
        group = make_group("Nights", begins_on=None, purpose="Who is there.")
        wanting = [member(f"P{n}", f"Agency {n}") for n in range(3)]
        for person in wanting:
            want(group, person)
        beside = make_person("Beside", email="b@clinic.example")
        make_seat(beside, agency=agency_of(wanting[0]))
        want(group, beside)
        assert to_decide(DAY) == []
        assert not Message.objects.exists()
        last = make_person("Last", email="l@clinic.example")
        make_seat(last, agency=agency_of(wanting[1]))
        want(group, last)
        assert to_decide(DAY) == [group]
        [message] = Message.objects.all()
        assert message.reader_id == str(coordinator.pk)
        assert message.about_id == str(group.pk)
        take_interest_back(group, by=last)
        want(group, last)
        assert Message.objects.count() == 1

    def test_a_small_network_takes_fewer(self):
        make_network(profile=Profile.SMALL)
        group = make_group(begins_on=None)
        first, second = member("A", "One"), member("B", "Two")
        third = make_person("C")
        make_seat(third, agency=agency_of(first))
        for person in (first, second, third):
            want(group, person)
        assert to_decide(DAY) == [group]

    def test_who_left_since_counts_no_more(self):
        group, person = make_group(begins_on=None), member("Asha", "Harbour")
        want(group, person)
        person.seats.update(to_on=DAY - timedelta(days=1))
        assert wanted(standing_interests(group, DAY)).people == 0

    def test_is_told_with_names_as_a_reader_may_know_them(self):
        group, person = make_group(begins_on=None), member("Asha", "Harbour")
        want(group, person)
        reader = make_member("Reader")
        for strong, name in ((True, "Asha"), (False, "")):
            reader.is_strong = strong
            [one] = interested(standing_interests(group, DAY), reader)
            assert (one.name, one.is_own) == (name, False)
            assert str(one.interest.agency) == "Harbour"


class TestBeginGroup:
    def test_seats_everybody_who_wanted_it_and_tells_them(self):
        group = make_group(begins_on=None)
        lead, deputy = member("A", "One", Role.LEAD), member("B", "Two", Role.DEPUTY)
        for person in (lead, deputy):
            want(group, person)
        seats = begin_group(group, by=Host(), now=NOW)
        assert [(one.person, one.role) for one in seats] == [
            (lead, Role.REPRESENTATIVE),
            (deputy, Role.DEPUTY),
        ]
        assert Seat.objects.holding(DAY).filter(group=group).count() == 2
        kinds = Message.objects.values_list("kind", flat=True)
        assert list(kinds) == ["partnership.group-begun"] * 2
        with pytest.raises(NotProposedAnyMore):
            begin_group(group, by=Host(), now=NOW)

    def test_names_nobody_in_its_history(self):
        from_history = make_group(begins_on=None)
        want(from_history, member("Asha", "Harbour"))
        begin_group(from_history, by=Host(), now=NOW)

        [change] = history_of("group", from_history.pk)
        assert "Asha" not in str(change.fields)

    def test_is_a_coordinators_alone(self):
        person = make_member()
        group = propose_group("A", "A", by=person, now=NOW)
        with pytest.raises(PermissionDenied):
            begin_group(group, by=person, now=NOW)
        with pytest.raises(PermissionDenied):
            decline_group(group, "No", by=person, now=NOW)


class TestDeclineGroup:
    def test_tells_who_wanted_it_why_and_nobody_else(self):
        group = make_group(begins_on=None)
        person, reader = member("Asha", "Harbour"), make_member("Reader")
        want(group, person)
        declined = decline_group(group, " There is one. ", by=Host(), now=NOW)
        assert declined.declined_because == "There is one."
        assert declined.was_given_up
        [message] = Message.objects.all()
        assert message.reader_id == str(person.pk)
        assert "There is one." in str(message.letter)
        assert sees_reason(declined, person, coordinates=False)
        assert not sees_reason(declined, reader, coordinates=False)
        assert sees_reason(declined, reader, coordinates=True)
        with pytest.raises(NotProposedAnyMore):
            decline_group(group, "No", by=Host(), now=NOW)


class TestWithdrawGroup:
    def test_is_for_who_proposed_it_and_sends_nothing(self):
        person, other = make_member("Asha"), make_member("Other")
        group = propose_group("A", "A", by=person, now=NOW)
        show_interest(group, by=other, now=NOW)
        with pytest.raises(PermissionDenied):
            withdraw_group(group, by=other, now=NOW)
        assert withdraw_group(group, by=person, now=NOW).was_given_up
        assert not Message.objects.exists()


class TestSitsFor:
    def test_is_each_agency_once_and_her_own_right_where_she_has_it(self):
        person = member("Asha", "Harbour", Role.DEPUTY)
        make_seat(person, agency=agency_of(person), role=Role.LEAD)
        make_seat(person)
        told = [(one.key == "own", one.name, one.role) for one in sits_for(person, DAY)]
        assert (False, "Harbour", Role.REPRESENTATIVE) in told
        assert (True, "For no agency", Role.REPRESENTATIVE) in told
        assert len(told) == 2


class TestGroupsWithSeats:
    def test_are_those_that_were_begun_or_will_be_and_are_not_over(self):
        reader, day = make_member("Reader"), today()
        make_group("Goes on")
        make_group("Comes", begins_on=day + timedelta(days=9))
        make_group("Wanted", begins_on=None)
        make_group("Withdrawn", begins_on=None, ends_on=day)
        make_group("Over", ends_on=day - timedelta(days=1))
        make_group("Ended today", ends_on=day, ended_at=now())
        named = [one.name for one in groups_with_seats(reader)]
        assert named == ["Network", "Comes", "Goes on"]
        assert [name for _pk, name in groups_offered(reader)] == named
