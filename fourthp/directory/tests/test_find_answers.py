"""What stands at each answer of a search: remarks, hours, what is kept."""

import re
from datetime import time

import pytest
import time_machine
from django.urls import reverse

from fourthp.directory.models import Language, Schedule, Service
from fourthp.directory.operations.hours import refresh_open_hours
from fourthp.directory.operations.indexing import index_services
from fourthp.directory.tests.makers import (
    make_location,
    make_region,
    make_service,
    make_town,
)
from fourthp.directory.tests.test_find_pages import (
    Page,
    make_advice,
)
from fourthp.foundation.clock import now as clock_now
from fourthp.partnership.tests.makers import make_agency, make_network

pytestmark = pytest.mark.django_db


class TestRemarks:
    def test_say_which_words_no_service_has_and_where_to_look(self, client):
        make_advice()
        far = make_service("Far", description="A car wash.")
        make_location(far, latitude="57.10", longitude="-2.10")
        index_services()
        page = Page(client, q="women in a car wash or a garden coventry")
        assert (
            "None of these services mentions “car wash”: shown without it." in page.text
        )
        assert page.chips() == ["who:women", "place", "word:garden"]
        assert "ts listing says “garden”" in page.text
        assert "ts listing says “car”" not in page.text

    def test_offer_to_go_further_for_a_word(self, client):
        make_advice()
        far = make_service("Far", description="Acupuncture.")
        make_location(far, latitude="57.10", longitude="-2.10")
        index_services()
        page = Page(client, q="acupuncture coventry")
        assert 'name="km" value="0">anywhere (1)' in page.text

    def test_say_when_no_service_has_all_words(self, client):
        make_service("Garden")
        make_service("Lantern")
        index_services()
        page = Page(client, q="garden lantern")
        assert "No service has all of these words" in page.text

    def test_say_that_a_place_is_not_known(self, client):
        make_service("Shelter", description="In Littleton.")
        index_services()
        page = Page(client, q="bed near Xyzton")
        assert "a place called “Xyzton”: shown without it." in page.text
        assert "1 service" in page.text
        page = Page(client, q="bed", place="Littleton")
        assert "“Littleton”. These listings mention it." in page.text

    def test_say_so_too_where_nothing_is_found(self, client):
        make_service("Shelter")
        index_services()
        page = Page(client, q="acupuncture near Xyzton")
        assert "We do not know a place called “Xyzton”." in page.text
        assert "No listing says “acupuncture”." in page.text
        assert "without" not in page.text.split("Nothing answers")[1]

    def test_say_of_an_agency_that_it_was_named(self, client):
        agency = make_agency("Harbour Aid")
        make_service("Desk", organization=agency, description="garden")
        index_services()
        page = Page(client, q="Harbour Aid garden")
        told = "It is of the agency that you named, its listing says “garden”"
        assert told in page.text
        assert "says “harbour”" not in page.text

    def test_say_which_of_two_towns_is_meant_and_offer_the_other(self, client):
        for region, along in (("South", "-3.00"), ("North", "-1.30")):
            town = make_town("Newport", "51.58", along)
            town.within = make_region(region)
            town.save()
        make_service("Line")
        index_services()
        page = Page(client, q="newport")
        assert "This is Newport, South. Or did you mean:" in page.text
        page = page.press(place=["", "Newport, North"])
        assert "This is Newport, North." in page.text
        assert (page.said("q"), page.said("place")) == ("newport", "Newport, North")


class TestOpenThen:
    def test_says_the_time(self, client):
        make_service("Desk")
        index_services()
        with time_machine.travel("2026-03-10T10:05Z", tick=False):
            page = Page(client, q="", at="19:00")
            assert "open Tuesday 19:00" in page.text
            page = Page(client, q="", on="2026-03-24", at="19:00")
            assert "open Tuesday 24 March 19:00" in page.text


class TestHoursInDoubt:
    def test_are_said_on_the_card_and_are_not_open_now(self, client):
        make_network()
        for name, notes in (("Doubted", "Closed on school holidays"), ("Sure", "")):
            Schedule.objects.create(
                service=make_service(f"{name} desk"),
                freq="WEEKLY",
                byday="TU",
                opens_at=time(9),
                closes_at=time(17),
                notes=notes,
            )
        with time_machine.travel("2026-03-10T10:05Z", tick=False):
            refresh_open_hours(now=clock_now())
            index_services()
            page = Page(client, q="desk")
            asked_now = Page(client, q="desk", now="yes")
        said = "Usual hours 09:00–17:00. Call first: its own words say that it may"
        assert page.text.count(said) == 1
        assert "Open until 17:00" in page.text
        assert "Sure desk" in asked_now.text
        assert "Doubted desk" not in asked_now.text


class TestKeeping:
    def four(self) -> list[str]:
        agency = make_agency()
        for n in range(24):
            make_service(f"Desk {n}", organization=agency)
        index_services()
        rows = Service.objects.order_by("search_row__number")
        return [str(pk) for pk in rows.values_list("pk", flat=True)[:4]]

    def test_stays_where_it_was_pressed(self, client):
        key = self.four()[0]
        page = Page(client, q="desk")
        assert f'formaction="{reverse("find")}#r-{key}"' in page.text
        assert f'<li class="card" id="r-{key}">' in page.text

    def test_stays_on_its_page(self, client):
        self.four()
        page = Page(client, q="desk").press(page="2")
        key = re.findall('name="keep" value="([^"]*)"', page.text)[0]
        page = page.press(keep=key)
        assert "Page 2" in page.text
        assert page.said("kept") == key
        page = page.press(drop=key)
        assert ("Page 2" in page.text, page.said("kept")) == (True, "")
        assert "Page 1" in page.press().text

    def test_of_a_fourth_drops_none_and_says_so(self, client):
        keys = self.four()
        page = Page(client, q="desk")
        for key in keys:
            page = page.press(keep=key)
        assert page.said("kept").split() == keys[:3]
        assert "Three are on your list already." in page.text
        assert "Desk 1 · Harbour Street Clinic" in page.text
        swap = f"{keys[1]} {keys[3]}"
        assert f'name="drop" value="{swap}"' in page.text
        page = page.press(drop=swap)
        assert page.said("kept").split() == [keys[0], keys[2], keys[3]]
        assert "Three are on your list already." not in page.text

    def test_takes_no_nonsense(self, client):
        self.four()
        page = Page(client, q="desk", kept="x y z", keep="w")
        assert page.said("kept") == "x y z"


class TestLanguages:
    def test_have_one_name_on_every_card(self, client):
        agency = make_agency()
        for n, name in enumerate(("Farsi", "Persian", "Farsi (Persian)", "fa")):
            service = make_service(f"Desk {n}", organization=agency)
            code = name if len(name) == 2 else ""
            Language.objects.create(service=service, name=name, code=code)
        index_services()
        page = Page(client, q="desk")
        assert page.text.count('<li class="tag ">Farsi (Persian)</li>') == 4

    def test_that_say_more_stay_as_they_are_and_come_first_if_asked(self, client):
        service = make_service("Desk")
        for name in ("Anglais", "Dari", "Thai (a little)"):
            Language.objects.create(service=service, name=name)
        index_services()
        page = Page(client, q="dari")
        tags = re.findall('<li class="tag ">([^<]*)</li>', page.text)
        assert tags[1:] == ["Dari", "English", "Thai (a little)"]
        entry = client.get(reverse("service", args=[service.pk])).content.decode()
        assert "English" in entry
        assert "Anglais" not in entry
