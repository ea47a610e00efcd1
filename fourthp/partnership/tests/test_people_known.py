"""Whom a list of people shows, and what it is narrowed to."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fourthp.audit.models import Read
from fourthp.foundation.clock import today
from fourthp.partnership.models import (
    Agency,
    AgencyName,
    Person,
    PersonTerm,
    Reach,
    Role,
    Vocabulary,
)
from fourthp.partnership.queries.people import (
    PAGE,
    Asked,
    interests_of,
    known_to,
    people_asked_for,
    people_page,
    seats_before,
    seats_known_to,
    seats_of_agency,
    tongues_of,
)
from fourthp.partnership.tests.makers import (
    make_contact,
    make_group,
    make_member,
    make_member_agency,
    make_network_group,
    make_person,
    make_seat,
    make_term,
)
from fourthp.partnership.tests.seated import browser, by_password, coordinator, seated

pytestmark = pytest.mark.django_db


def names(reader: Person, **asked) -> list[str]:
    found = people_asked_for(Asked(**asked), reader=reader)
    return sorted(found.values_list("name", flat=True))


class TestPeopleAskedFor:
    def test_narrows_by_name_agency_role_group_language_and_topic(self):
        reader = make_member("Reader")
        asha = seated("Asha Bell", make_member_agency("Harbour"), Role.LEAD)
        seated("Ben Cole", make_member_agency("Quay"))
        group, topic = make_group("Housing"), make_term("Debt", Vocabulary.TOPIC)
        make_seat(asha, group=group)
        PersonTerm.objects.create(person=asha, term=topic)
        Person.objects.filter(pk=asha.pk).update(languages=["ro", "zh-hant"])
        assert names(reader) == ["Asha Bell", "Ben Cole", "Reader"]
        asked = {
            "name": "bell",
            "agency": "harb",
            "role": Role.LEAD,
            "group": str(group.pk),
            "language": "ro",
            "topic": str(topic.pk),
        }
        for name, value in asked.items():
            assert names(reader, **{name: value}) == ["Asha Bell"], name
        assert names(reader, **asked | {"group": ""}) == ["Asha Bell"]
        assert names(reader, language="zh") == []

    def test_finds_an_agency_by_its_former_name(self):
        agency = make_member_agency("Harbour")
        AgencyName.objects.create(agency=agency, name="Old Quay")
        seated("Asha Bell", agency)
        assert names(make_member("Reader"), agency="old q") == ["Asha Bell"]

    def test_who_has_no_seat_is_apart(self):
        gone, runs = make_person("Gone"), coordinator()
        make_seat(gone, to_on=today() - timedelta(days=1))
        assert names(runs) == ["Maya Lind"]
        assert names(runs, left=True) == ["Gone"]
        assert names(make_member("Reader"), left=True) == []

    def test_by_password_another_agencys_seat_of_a_colleague_finds_nobody(self):
        ours = make_member_agency("Ours")
        reader, colleague = seated("Reader", ours), seated("Colleague", ours)
        make_seat(colleague, agency=make_member_agency("Theirs"))
        assert names(reader, agency="Theirs") == ["Colleague"]
        assert names(by_password(reader), agency="Theirs") == []
        [one] = known_to(reader, [colleague])
        assert [str(seat.agency) for seat in one.seats] == ["Ours"]

    def test_a_closed_group_narrows_nothing_for_an_outsider(self):
        reader, group = make_member("Reader"), make_group("Closed", is_closed=True)
        asha = seated("Asha Bell", make_member_agency("Harbour"))
        make_seat(asha, group=group)
        assert names(reader, group=str(group.pk)) == []
        assert names(coordinator(), group=str(group.pk)) == ["Asha Bell"]


class TestSeatsKnownTo:
    def test_the_public_knows_of_none(self):
        make_member("Asha Bell")
        assert not seats_known_to(None).exists()


class TestPeoplePage:
    def test_goes_on_where_it_ended_without_a_question_for_each(self, monkeypatch):
        reader, agency = make_member("Reader"), make_member_agency("Harbour")
        for number in range(PAGE + 10):
            seated(f"P {number:03}", agency)
        page = people_page(Asked(), reader=reader)
        assert (len(page.rows), bool(page.after)) == (PAGE, True)
        rest = people_page(Asked(), reader=reader, after=page.after)
        assert (len(rest.rows), rest.after) == (11, "")
        with CaptureQueriesContext(connection) as few:
            known_to(reader, page.rows[:2])
        with CaptureQueriesContext(connection) as many:
            known_to(reader, page.rows)
        assert len(few) == len(many)


class TestWhatIsKnownOfOne:
    def test_languages_are_named_in_the_readers(self):
        person = Person(name="A", languages=["ro", "nothing"])
        assert tongues_of(person) == ["Romanian", "nothing"]

    def test_interests_stand_by_list(self):
        person = make_person()
        for name, of in (("Debt", Vocabulary.TOPIC), ("North", Vocabulary.AREA)):
            PersonTerm.objects.create(person=person, term=make_term(name, of))
        assert interests_of(person) == {"topic": ["Debt"], "area": ["North"]}

    def test_former_seats_are_told_to_coordinators_and_to_the_agencys_lead(self):
        ours = make_member_agency("Ours")
        person, lead = seated("Asha", ours), seated("Lead", ours, Role.LEAD)
        before = {"to_on": today() - timedelta(days=1), "role": Role.DEPUTY}
        ended = make_seat(person, agency=ours, **before)
        other = make_seat(person, agency=make_member_agency("Theirs"), **before)
        assert seats_before(person, reader=lead) == [ended]
        assert set(seats_before(person, reader=coordinator())) == {ended, other}
        assert seats_before(person, reader=make_member("Reader")) == []

    def test_an_agencys_people_stand_in_order(self):
        ours = make_member_agency("Ours")
        deputies = [
            make_seat(make_person(n), agency=ours, role=Role.DEPUTY) for n in "ab"
        ]
        deputies[0].position = 2
        deputies[0].save()
        lead = make_seat(make_person("l"), agency=ours, role=Role.LEAD)
        trainer = make_seat(make_person("t"), agency=ours, role=Role.TRAINER)
        make_network_group()
        found = seats_of_agency(ours, reader=coordinator())
        assert found == [lead, deputies[1], deputies[0], trainer]


class TestPages:
    def test_the_list_says_what_a_password_leaves_out_and_how_to_see_it(self):
        ours = make_member_agency("Ours")
        reader = seated("Reader", ours)
        make_member("Other", agency="Theirs")
        page = browser(reader, factor=False).get("/people/").content.decode()
        assert "Your second factor shows the others" in page
        assert "/account/step-up/?next=/people/" in page
        assert "Other" not in page
        page = browser(reader).get("/people/?name=oth").content.decode()
        assert "Other" in page
        assert "Your second factor" not in page

    def test_filters_stand_in_the_address_and_can_be_taken_away(self):
        reader = make_member("Reader")
        page = browser(reader).get("/people/?name=zz&role=lead&after=odd")
        said = page.content.decode()
        assert "Here the list ends" in said
        assert 'href="?name=zz"' in said
        assert (
            "Nobody is like that"
            in browser(reader).get("/people/?name=zz").content.decode()
        )

    def test_who_has_no_seat_is_shown_to_coordinators_alone(self):
        make_person("Gone")
        reader = make_member("Reader")
        assert (
            "Gone" in browser(coordinator()).get("/people/?left=yes").content.decode()
        )
        assert "Gone" not in browser(reader).get("/people/?left=yes").content.decode()

    def test_coordinators_take_the_list_along_and_it_is_noted(self):
        asha = seated("=Asha", make_member_agency("Harbour"))
        make_contact(asha, "0121 496 0001", kind="out-of-hours", reach=Reach.NOBODY)
        answer = browser(coordinator()).get("/people.csv?name=asha")
        said = b"".join(answer.streaming_content).decode()
        assert '\'=Asha,"Harbour, representative"' in said
        assert "0121 496 0001" in said
        assert "Maya" not in said
        assert Read.objects.get().act == Read.Act.EXPORTED
        assert browser(make_member("Reader")).get("/people.csv").status_code == 403

    def test_what_is_taken_along_names_no_closed_group(self):
        person = make_person("Asha")
        make_seat(person, group=make_group("Shut away", is_closed=True))
        make_seat(person, group=make_group("Open hand"))
        answer = browser(coordinator()).get("/people.csv?name=asha")
        said = b"".join(answer.streaming_content).decode()
        assert "Open hand" in said
        assert "Shut away" not in said

    def test_a_person_is_shown_to_who_may_know_her_and_is_nothing_to_others(self):
        person, outsider = make_person("Closed in"), make_member("Outsider")
        make_seat(person, group=make_group("Closed", is_closed=True))
        path = reverse("person", args=[person.pk])
        assert browser(outsider).get(path).status_code == 404
        page = browser(coordinator()).get(path).content.decode()
        assert "Closed in" in page

    def test_a_seat_in_a_closed_group_is_not_named_to_an_outsider(self):
        person = seated("Asha", make_member_agency("Harbour"))
        make_seat(person, group=make_group("Secret table", is_closed=True))
        path = reverse("person", args=[person.pk])
        page = browser(make_member("Outsider")).get(path).content.decode()
        assert "Harbour" in page
        assert "Secret table" not in page
        assert "Secret table" in browser(coordinator()).get(path).content.decode()

    def test_her_own_page_says_who_sees_what(self):
        person = seated("Asha", make_member_agency("Harbour"))
        Person.objects.filter(pk=person.pk).update(full_name="Asha B. Bell")
        make_contact(person, "0121 496 0001", reach=Reach.AGENCY)
        late = make_contact(person, "0121 496 0002", reach=Reach.NETWORK)
        late.kind = "out-of-hours"
        late.save()
        path = reverse("person", args=[person.pk])
        page = browser(person, factor=False).get(path).content.decode()
        assert "This is what others see of you" in page
        assert "Shown to: your own agency" in page
        assert "Asha B. Bell" in page
        other = browser(make_member("Dele", agency="Quay")).get(path).content.decode()
        assert "0121 496 0002" in other
        assert "0121 496 0001" not in other
        assert "Shown to" not in other
        assert "Asha B. Bell" not in other
        assert Agency.objects.count() == 2
