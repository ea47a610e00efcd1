"""How far each way to reach somebody goes, and to nobody further."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fourthp.audit.models import Read
from fourthp.foundation.clock import now
from fourthp.partnership.models import (
    Agency,
    ContactPoint,
    Person,
    Reach,
    contacts,
)
from fourthp.partnership.queries.people import may_be_public, shown_publicly, ways_to
from fourthp.partnership.tests.makers import (
    make_contact,
    make_group,
    make_member,
    make_member_agency,
    make_person,
    make_seat,
)
from fourthp.partnership.tests.seated import browser, by_password, coordinator, seated

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> Person:
    """Somebody of Harbour, with a way of each reach."""
    person = seated("Asha Bell", make_member_agency("Harbour"))
    for reach in Reach:
        make_contact(person, f"0121 496 {len(reach):04}", note=reach, reach=reach)
    return person


def seen_by(reader: Person | None) -> set[str]:
    return set(ContactPoint.objects.visible_to(reader).values_list("note", flat=True))


EVERY = set(Reach.values)


class TestNoted:
    """S11: who is shown what does not go as far as the network is noted, by day."""

    def read(self, owner: Person, reader: Person) -> list[tuple[str, str]]:
        path = reverse("person", args=[owner.pk])
        client = browser(reader)
        for _twice in range(2):
            assert client.get(path).status_code == 200
        return list(Read.objects.values_list("actor_id", "role"))

    def test_of_what_goes_less_far_than_the_network_once_a_day(self, owner):
        colleague = seated("Ben", Agency.objects.get(name="Harbour"))
        assert self.read(owner, colleague) == [(str(colleague.pk), "representative")]
        found = Read.objects.get()
        assert (found.matter_kind, found.matter_id) == ("person", str(owner.pk))
        assert found.agency_id == str(Agency.objects.get().pk)

    def test_of_what_is_the_networks_nothing(self, owner):
        assert self.read(owner, make_member("Dele", agency="Quay")) == []

    def test_of_ones_own_nothing(self, owner):
        assert self.read(owner, owner) == []

    def test_of_a_coordinators_look_at_what_is_nobodys(self, owner):
        maya = coordinator()
        assert self.read(owner, maya) == [(str(maya.pk), "coordinator")]


class TestContactPoints:
    def test_the_public_sees_what_was_opened_to_everyone(self, owner):
        assert seen_by(None) == {"public"}

    def test_a_member_of_another_agency_sees_those_of_the_network(self, owner):
        assert seen_by(make_member("Dele", agency="Quay")) == {"network", "public"}

    def test_a_colleague_sees_those_of_the_agency_too(self, owner):
        colleague = seated("Ben", Agency.objects.get(name="Harbour"))
        assert seen_by(colleague) == {"agency", "network", "public"}

    def test_who_sits_in_the_same_smaller_group_sees_those_of_the_group(self, owner):
        reader, group = make_member("Dele", agency="Quay"), make_group("Housing")
        make_seat(owner, group=group)
        assert "group" not in seen_by(reader)
        make_seat(reader, group=group)
        assert seen_by(reader) == {"group", "network", "public"}

    def test_the_network_is_no_smaller_group(self, owner):
        assert "group" not in seen_by(make_member("Dele", agency="Quay"))

    def test_herself_and_coordinators_see_all(self, owner):
        assert seen_by(owner) == seen_by(by_password(owner)) == EVERY
        assert seen_by(coordinator()) == EVERY

    def test_a_password_shows_what_the_public_sees(self, owner):
        colleague = seated("Ben", Agency.objects.get(name="Harbour"))
        assert seen_by(by_password(colleague)) == {"public"}
        assert seen_by(by_password(coordinator())) == {"public"}
        assert seen_by(make_person("Nobody’s")) == {"public"}

    def test_of_a_leaver_only_coordinators_see_any(self, owner):
        colleague = seated("Ben", Agency.objects.get(name="Harbour"))
        seat = owner.seats.get()
        seat.end(now())
        seat.save()
        assert seen_by(colleague) == seen_by(None) == set()
        assert seen_by(coordinator()) == EVERY

    def test_a_seat_that_the_reader_may_not_know_brings_nothing(self, owner):
        colleague = seated("Ben", Agency.objects.get(name="Harbour"))
        closed = make_group("Closed", is_closed=True)
        owner.seats.update(group=closed)
        assert seen_by(colleague) == seen_by(None) == set()
        owner.seats.update(agency=None)
        make_seat(colleague, group=closed)
        assert seen_by(colleague) == {"group", "network", "public"}

    def test_whose_agency_is_confidential_is_never_shown_to_everyone(self, owner):
        Agency.objects.update(place_is_confidential=True)
        assert seen_by(None) == set()
        assert "public" in seen_by(make_member("Dele", agency="Quay"))
        make_seat(owner, agency=make_member_agency("Open"))
        assert seen_by(None) == set()
        assert not may_be_public(owner)

    def test_in_her_own_right_nobody_has_a_public_page(self, owner):
        owner.seats.update(agency=None)
        assert seen_by(None) == set()

    def test_without_the_question_for_a_seat_leavers_would_show(
        self, owner, monkeypatch
    ):
        owner.seats.update(to_on="2020-01-02")
        assert seen_by(None) == set()
        every = type(owner.seats.all())
        monkeypatch.setattr(every, "holding", lambda self, _day: self)
        assert seen_by(None) == {"public"}

    def test_without_the_question_for_a_factor_a_password_would_show_more(
        self, owner, monkeypatch
    ):
        reader = by_password(make_member("Dele", agency="Quay"))
        assert seen_by(reader) == {"public"}
        reader.is_strong = True
        assert contacts.may_be_read(reader, reach="reach", owner="person")
        assert seen_by(reader) == {"network", "public"}


class TestWaysTo:
    def test_tells_addresses_and_numbers_with_out_of_hours_apart(self, owner):
        Person.objects.filter(pk=owner.pk).update(email_reach=Reach.NETWORK)
        late = ContactPoint.Kind.OUT_OF_HOURS
        ContactPoint.objects.filter(note="public").update(kind=late)
        reader = make_member("Dele", agency="Quay")
        ways = ways_to(reader, [owner.pk])[owner.pk]
        assert [one.is_mail for one in ways.plain] == [True, False]
        assert ways.plain[0].value == "asha.bell@clinic.example"
        assert [one.note for one in ways.out_of_hours] == ["public"]

    def test_an_address_goes_as_far_as_it_says(self, owner):
        reader = make_member("Dele", agency="Quay")
        for reach, is_shown in (
            ("nobody", False),
            ("agency", False),
            ("network", True),
        ):
            Person.objects.filter(pk=owner.pk).update(email_reach=reach)
            ways = ways_to(reader, [owner.pk])[owner.pk]
            assert any(one.is_mail for one in ways.plain) is is_shown, reach

    def test_asks_as_many_questions_for_one_as_for_many(self, owner):
        reader = make_member("Dele", agency="Quay")
        people = [owner.pk]
        with CaptureQueriesContext(
            connection,
        ) as one:
            ways_to(reader, people)
        for number in range(20):
            more = seated(f"More {number}", Agency.objects.get(name="Harbour"))
            make_contact(more, reach=Reach.NETWORK)
            people.append(more.pk)
        with CaptureQueriesContext(connection) as many:
            assert len(ways_to(reader, people)) == 21
        assert len(many) == len(one)


class TestShownPublicly:
    def test_names_whom_opened_something_and_nobody_else(self, owner):
        agency = Agency.objects.get(name="Harbour")
        seated("Ben", agency)
        [one] = shown_publicly(agency.pk)
        assert one.person == owner
        assert [way.note for way in one.ways.plain] == ["public"]
        assert shown_publicly(make_member_agency("Quay").pk) == []
