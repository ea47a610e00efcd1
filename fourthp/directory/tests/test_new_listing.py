"""A service is listed by hand."""

import pytest
from django.urls import reverse

from fourthp.audit.models import Entry
from fourthp.directory.models import Service
from fourthp.directory.queries.details import placed
from fourthp.directory.tests.makers import make_region
from fourthp.directory.tests.test_listing_pages import client as client_of
from fourthp.directory.tests.test_listing_pages import member
from fourthp.foundation.clock import today
from fourthp.foundation.ids import new_id
from fourthp.partnership.models import Agency, Label, Role
from fourthp.partnership.tests.makers import make_member_agency, make_seat

pytestmark = pytest.mark.django_db
client = client_of
PATH = "/listings/new/"


def send(client, **typed):
    facts = {"form_key": new_id(), "name": "Drop-in", "referral": "ask"}
    facts |= {"is_free": "unknown", "label": Label.CLEAR}
    return client.post(PATH, facts | typed)


class TestNewListing:
    def test_of_ones_own_agency_needs_a_name_alone(self, client):
        member(client)
        answer = send(client)
        service = Service.objects.get()
        assert answer.headers["Location"] == reverse("listing", args=[service.pk])
        assert service.organization.name == "Harbour Aid"
        assert service.owner == service.organization
        assert service.assured_date == today()
        assert service.assurer_role == "Harbour Aid, representative"
        assert service.label == Label.CLEAR
        assert service.last_modified is not None
        assert (
            "Checked today" in client.get(answer.headers["Location"]).content.decode()
        )

    def test_takes_everything_that_a_listing_says(self, client):
        member(client)
        send(
            client,
            number_0="0121 496 0001",
            city_0="Leamore",
            MO_opens="09:00",
            MO_closes="17:00",
            spoken=["ro"],
            is_for=["who:women"],
            documents="A letter",
            label=Label.GREEN,
        )
        service = Service.objects.get()
        assert service.phones.get().number == "0121 496 0001"
        assert placed(service)[0].spot.city == "Leamore"
        assert service.schedules.get().byday == "MO"
        assert service.languages.get().name == "Romanian"
        assert service.eligibility.get().value == "women"
        assert service.required_documents.get().document == "A letter"
        assert service.label == Label.GREEN

    def test_sent_twice_is_one_service(self, client):
        member(client)
        key = new_id()
        answers = [send(client, form_key=key) for _ in range(2)]
        assert answers[0].headers["Location"] == answers[1].headers["Location"]
        assert Service.objects.count() == 1

    def test_without_a_name_keeps_what_was_typed(self, client):
        member(client)
        answer = send(client, name="", alert="", description="Tea and advice")
        assert answer.status_code == 400
        assert "Tea and advice" in answer.content.decode()

    def test_tells_what_is_wrong_in_the_order_of_the_page(self, client):
        member(client, role=Role.COORDINATOR, agency="")
        page = send(client, name="").content.decode()
        told = page.split("data-error-summary")[1]
        assert told.index('href="#id_agency"') < told.index('href="#id_name"')

    def test_does_not_call_everything_optional(self, client):
        member(client)
        assert "(optional)" not in client.get(reverse("listing-new")).content.decode()

    def test_of_several_agencies_asks_which_of_hers(self, client):
        person = member(client)
        second = make_member_agency("Second Aid")
        make_seat(person, agency=second)
        other = Agency.objects.create(name="Not hers")
        page = client.get(PATH).content.decode()
        assert "Second Aid" in page
        assert "Not hers" not in page
        assert send(client, agency=other.pk).status_code == 400
        assert send(client, agency=second.pk).status_code == 302
        assert Service.objects.get().organization == second

    def test_names_what_is_no_language(self, client):
        member(client)
        answer = send(client, spoken_other="Moonish")
        page = client.get(answer.headers["Location"]).content.decode()
        assert "“Moonish” is no language" in page

    def test_is_not_for_people_without_an_agency(self, client):
        member(client, Role.CHAIR, "")
        answer = client.get(PATH)
        assert answer.status_code == 403
        assert "representatives list its services" in answer.content.decode()


class TestConfidential:
    def test_has_no_place_even_if_one_was_typed(self, client):
        member(client)
        large = make_region()
        typed = {"city_0": "Leamore", "street_0": "12 Mill Lane", "region": large.pk}
        send(client, place_is_confidential="on", was_read="on", **typed)
        service = Service.objects.get()
        assert service.place_is_confidential
        # Too few are hidden there to say it yet.
        assert (service.home_region, service.region) == (large, None)
        assert placed(service) == []

    def test_says_no_small_region(self, client):
        member(client)
        small = make_region("Small", population=9)
        answer = send(client, place_is_confidential="on", region=small.pk)
        assert "too small" in answer.content.decode()

    def test_keeps_what_was_typed_when_words_tell_its_place(self, client):
        member(client)
        told = {"description": "Ring at 12 Mill Lane"}
        answer = send(client, place_is_confidential="on", was_read="on", **told)
        assert answer.status_code == 400
        assert "has no place" in answer.content.decode()
        assert not Service.objects.exists()

    def test_is_every_service_of_a_confidential_agency(self, client):
        member(client)
        Agency.objects.update(place_is_confidential=True)
        send(client, city_0="Leamore", was_read="on")
        assert Service.objects.get().place_is_confidential
        assert placed(Service.objects.get()) == []


class TestOfAnyAgency:
    def test_is_found_by_its_name_whatever_its_case(self, client):
        member(client, Role.EDITOR)
        clinic = Agency.objects.create(name="Canal Clinic")
        assert send(client, agency=" canal  clinic ").status_code == 302
        assert Service.objects.get().organization == clinic

    def test_is_chosen_among_those_like_it(self, client):
        member(client, Role.EDITOR)
        clinic = Agency.objects.create(name="Canal Clinic")
        page = send(client, agency="canal").content.decode()
        assert "Choose one." in page
        assert "None of these: add “canal” as an agency" in page
        send(client, agency="canal", which=clinic.pk)
        assert Service.objects.get().organization == clinic

    def test_is_chosen_among_two_of_one_name(self, client):
        member(client, Role.EDITOR)
        twins = [Agency.objects.create(name="Twin") for _ in range(2)]
        page = send(client, agency="twin").content.decode()
        assert "None of these" not in page
        send(client, agency="twin", which=twins[1].pk)
        assert Service.objects.get().organization == twins[1]

    @pytest.mark.parametrize("role", [Role.EDITOR, Role.COORDINATOR])
    def test_is_added_in_the_same_step_when_nobody_knew_it(self, client, role):
        member(client, role)
        assert send(client, agency="New Hope").status_code == 400
        assert not Agency.objects.filter(name="New Hope").exists()
        answer = send(client, agency="New Hope", which="new")
        assert answer.status_code == 302
        service = Service.objects.get()
        assert service.organization.name == "New Hope"
        assert not service.organization.memberships.exists()
        acts = list(Entry.objects.order_by("pk").values_list("act", flat=True))
        assert acts[-2:] == ["added", "listed"]

    def test_needs_a_name(self, client):
        member(client, Role.EDITOR)
        assert send(client).status_code == 400
