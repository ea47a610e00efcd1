"""Who may know of a person, a seat, and a group."""

from datetime import timedelta

import pytest

from fourthp.foundation.clock import now, today
from fourthp.partnership.models import Group, Person, Role, Seat
from fourthp.partnership.queries.standing import standing_of
from fourthp.partnership.tests.makers import (
    LONG_AGO,
    make_group,
    make_member,
    make_member_agency,
    make_network_group,
    make_person,
    make_seat,
    make_user,
)

pytestmark = pytest.mark.django_db


def by_password(person: Person) -> Person:
    person.is_strong = False
    return person


def known_to(reader: Person | None) -> set[str]:
    return {one.name for one in Person.objects.visible_to(reader)}


class TestPeople:
    def test_the_public_knows_of_nobody(self):
        make_member("Asha Bell")
        assert known_to(None) == set()

    def test_somebody_without_a_seat_knows_of_herself(self):
        make_member("Asha Bell")
        assert known_to(make_person("Dele Obi")) == {"Dele Obi"}

    def test_a_password_shows_colleagues_and_coordinators(self):
        ours = make_member_agency("Ours")
        reader, colleague = make_person("Reader"), make_person("Colleague")
        for one in (reader, colleague):
            make_seat(one, agency=ours)
        make_member("Of another agency", agency="Theirs")
        make_member("In her own right")
        make_member("Coordinator", role=Role.COORDINATOR)
        expected = {"Reader", "Colleague", "Coordinator"}
        assert known_to(by_password(reader)) == expected

    def test_a_second_factor_shows_everyone_where_the_reader_may_look(self):
        reader = make_member("Reader")
        make_member("Of another agency", agency="Theirs")
        secret = make_group("Secret", is_closed=True)
        make_seat(make_person("Closed in"), group=secret)
        make_person("Nobody’s")
        assert known_to(reader) == {"Reader", "Of another agency"}
        make_seat(reader, group=secret)
        assert known_to(reader) == {"Reader", "Of another agency", "Closed in"}

    def test_a_leaver_is_known_to_coordinators_alone(self):
        coordinator = make_member("Coordinator", role=Role.COORDINATOR)
        reader, leaver = make_member("Reader"), make_person("Leaver")
        make_seat(leaver, to_on=today() - timedelta(days=1))
        assert "Leaver" not in known_to(reader)
        assert "Leaver" in known_to(coordinator)
        assert "Leaver" not in known_to(by_password(coordinator))


class TestGroups:
    def seen_by(self, reader: Person | None) -> set[str]:
        return {one.name for one in Group.objects.visible_to(reader)}

    def test_nobody_without_a_seat_sees_any(self):
        make_network_group()
        assert self.seen_by(None) == self.seen_by(make_person()) == set()

    def test_a_closed_one_is_there_for_its_own_and_for_coordinators(self):
        reader, outsider = make_member("Reader"), make_member("Outsider")
        coordinator = make_member("Coordinator", role=Role.COORDINATOR)
        secret = make_group("Secret", is_closed=True)
        seat = make_seat(reader, group=secret)
        assert "Secret" in self.seen_by(reader)
        assert "Secret" in self.seen_by(coordinator)
        assert self.seen_by(outsider) == self.seen_by(by_password(coordinator))
        assert "Secret" not in self.seen_by(outsider)
        seat.end(now())
        seat.save()
        assert "Secret" not in self.seen_by(reader)


class TestSeats:
    def test_those_of_a_closed_group_are_seen_by_its_own_and_coordinators(self):
        reader, outsider = make_member("Reader"), make_member("Outsider")
        coordinator = make_member("Coordinator", role=Role.COORDINATOR)
        seat = make_seat(reader, group=make_group("Secret", is_closed=True))
        assert seat in Seat.objects.visible_to(reader)
        assert seat in Seat.objects.visible_to(coordinator)
        assert seat not in Seat.objects.visible_to(outsider)
        assert not Seat.objects.visible_to(None).exists()


class TestAMinute:
    def test_what_was_ended_is_over_from_that_minute(self):
        person = make_member(agency="Harbour")
        [membership] = person.seats.get().agency.memberships.all()
        assert Seat.objects.holding(today()).exists()
        membership.to_on = today()
        membership.save()
        assert Seat.objects.holding(today()).exists()
        membership.ended_at = now()
        membership.save()
        assert not Seat.objects.holding(today()).exists()


class TestWhatIsHeld:
    def test_is_asked_once_of_whoever_sent_a_request(self, django_assert_num_queries):
        made = make_member()
        user = make_user(made)
        person = standing_of(user, is_strong=True).person
        with django_assert_num_queries(0):
            assert person.roles_held == {Role.REPRESENTATIVE}
        with django_assert_num_queries(1):
            assert made.held == person.held

    def test_is_another_with_the_next_request(self):
        made = make_member()
        user = make_user(made)
        before = standing_of(user, is_strong=True).person
        Seat.objects.update(to_on=LONG_AGO)
        assert before.held
        assert not standing_of(user, is_strong=True).person.held
        assert not made.held
