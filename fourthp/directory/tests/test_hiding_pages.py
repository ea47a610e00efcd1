"""The pages that hide a service's place, or an agency with all that is its own."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from fourthp.directory.models import Phone, Service
from fourthp.directory.tests.makers import (
    make_address,
    make_country,
    make_location,
    make_phone,
    make_refuge,
    make_region,
    make_service,
)
from fourthp.foundation.ids import new_id
from fourthp.foundation.models import KeptText
from fourthp.partnership.models import Agency, Label
from fourthp.partnership.tests.makers import (
    make_agency,
    make_member,
    make_network,
    make_user,
)
from tests.safety.actors import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    """A representative's browser; it says where a form comes from."""
    browser = Client(headers={"Sec-Fetch-Site": "same-origin"})
    sign_in(browser, make_user(make_member(agency="Harbour Aid")))
    return browser


def own_service(name: str = "Drop-in", **fields: object) -> Service:
    agency = Agency.objects.get(name="Harbour Aid")
    return make_service(name, organization=agency, **fields)


def path_of(service: Service) -> str:
    return reverse("listing-confidentiality", args=[service.pk])


def sent(**typed: object) -> dict[str, object]:
    return {"form_key": new_id(), "sure": "on"} | typed


class TestConfidentiality:
    def test_takes_the_places_after_asking(self, client):
        service = own_service()
        make_address(make_location(service), address_1="12 Mill Lane")
        region = make_region()
        path = path_of(service)
        assert client.post(path, {"form_key": new_id()}).status_code == 400
        assert service.at_locations.exists()
        client.post(path, sent(region=region.pk))
        service.refresh_from_db()
        assert service.place_is_confidential
        assert service.home_region == region
        assert not service.at_locations.exists()

    def test_sent_twice_is_one_act(self, client):
        service = own_service()
        typed = sent()
        first = client.post(path_of(service), typed)
        assert client.post(path_of(service), typed).url == first.url

    def test_sent_again_with_other_words_asks_again(self, client):
        service = own_service()
        region = make_region()
        typed = sent()
        client.post(path_of(service), typed)
        answer = client.post(path_of(service), typed | {"region": region.pk})
        assert answer.status_code == 400

    def test_takes_numbers_with_an_area_code_too(self, client):
        make_network()
        service = own_service()
        for number in ("0121 496 0001", "0800 496 0001", "+40 800 800 678", "+40 21"):
            make_phone(service, number)
        page = client.get(path_of(service)).content.decode()
        assert "+40 21" in page
        gone, stays = page.split("Numbers that will go")[1].split("These numbers stay")
        assert gone.index("area code tells") < gone.index("0121 496 0001")
        assert "0800 496 0001" not in gone
        assert stays.index("0800 496 0001") < stays.index("Hide its place now")
        client.post(path_of(service), sent(numbers=["+40 800 800 678"]))
        stay = {phone.number for phone in service.phones.all()}
        assert stay == {"0800 496 0001", "+40 800 800 678"}

    def test_says_that_a_place_or_an_agency_takes_its_number_along(self, client):
        service = own_service()
        of_place = {"location": make_location(service)}
        Phone.objects.create(number="0800 496 0002", **of_place)
        page = client.get(path_of(service)).content.decode()
        assert page.index("those of its places") < page.index("0800 496 0002")
        assert "No other number is left" in page
        client.post(path_of(service), sent())
        assert not Phone.objects.exists()
        page = client.get(path_of(service)).content.decode()
        assert "Its place is hidden already." in page

    def test_says_nothing_of_numbers_where_none_goes(self, client):
        assert "Numbers that will go" not in (
            client.get(path_of(own_service())).content.decode()
        )

    def test_offers_large_regions_and_says_what_will_be_said(self, client):
        country = make_country()
        make_region("West", within=country)
        make_region("Small", population=499_999)
        service = own_service()
        page = client.get(path_of(service)).content.decode()
        assert "Small" not in page
        assert "West (not said for now)" in page
        for name in ("a", "b"):
            make_refuge(name, region=country, organization=make_agency(name))
        page = client.get(path_of(service)).content.decode()
        assert "West (said as Anyland for now)" in page
        assert ">Anyland</option>" in page

    @pytest.mark.parametrize(("name", "warned"), [("14 Hill Street", 1), ("Aid", 0)])
    def test_warns_where_the_agencys_own_name_tells(self, client, name, warned):
        service = own_service()
        Agency.objects.update(name=name)
        page = client.post(path_of(service), sent(), follow=True).content.decode()
        assert page.count("hide the agency as well") == warned


class TestAgencyConfidentiality:
    def path(self, agency: Agency) -> str:
        return reverse("agency-confidentiality", args=[agency.pk])

    def test_is_reached_from_a_listing_and_hides_all(self, client):
        service = own_service()
        make_address(make_location(service))
        agency = service.organization
        path = self.path(agency)
        listing = reverse("listing", args=[service.pk])
        assert path in client.get(listing).content.decode()
        make_network()
        make_phone(service, "0121 496 0001")
        page = client.get(path).content.decode()
        assert "Drop-in" in page
        assert page.index("Their area code tells") < page.index("0121 496 0001")
        assert client.post(path, {"form_key": new_id()}).status_code == 400
        typed = sent()
        answer = client.post(path, typed)
        assert answer.status_code == 302
        assert client.post(path, typed).status_code == 302
        again = client.post(path, typed | {"region": make_region().pk})
        assert again.status_code == 400
        agency.refresh_from_db()
        service.refresh_from_db()
        assert agency.place_is_confidential
        assert service.place_is_confidential
        assert path not in client.get(listing).content.decode()
        assert "hidden already" in client.get(path).content.decode()

    def test_is_not_for_other_agencies(self, client):
        assert client.get(self.path(make_agency("Other"))).status_code == 403

    def test_tells_no_number_of_a_service_that_is_not_hers_to_see(self, client):
        make_network()
        agency = own_service().organization
        other = {"label": Label.RED, "originator": make_agency("Other")}
        unseen = own_service("Unseen", **other)
        make_phone(unseen, "0121 496 0002")
        place = make_location(unseen)
        Phone.objects.create(location=place, number="0121 496 0003")
        page = client.get(self.path(agency)).content.decode()
        assert "0121 496 000" not in page
        # The control: once she may see it, its numbers are told.
        Service.objects.filter(pk=unseen.pk).update(label=Label.GREEN)
        page = client.get(self.path(agency)).content.decode()
        assert "0121 496 0002" in page
        assert "0121 496 0003" in page


class TestWhatWasTyped:
    """A form that could not be sent kept the place, for whoever typed it."""

    def kept(self, client: Client, path: str) -> None:
        page = client.get(path).content.decode()
        names = ("form_key", "form_owner")
        found = {n: re.search(f'name="{n}" value="([^"]*)"', page)[1] for n in names}
        late = Client(headers={"Sec-Fetch-Site": "same-origin"})
        late.post(path, found | {"address_1_0": "12 Mill Lane"})

    def test_goes_with_the_place(self, client):
        service, other = own_service(), own_service("Other")
        for one in (service, other):
            self.kept(client, reverse("listing-place", args=[one.pk]))
        assert KeptText.objects.count() == 2
        client.post(path_of(service), sent())
        # The control: what was typed for another stays.
        assert str(other.pk) in KeptText.objects.get().path

    def test_goes_with_the_agency(self, client):
        agency = own_service().organization
        path = reverse("agency-confidentiality", args=[agency.pk])
        self.kept(client, path)
        assert KeptText.objects.exists()
        client.post(path, sent())
        assert not KeptText.objects.exists()
