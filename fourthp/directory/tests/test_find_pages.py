"""The page of what was found: what was typed stays, what was kept is never lost."""

import re
from datetime import time
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from fourthp.directory.models import Language, Schedule, Service
from fourthp.directory.operations.hours import refresh_open_hours
from fourthp.directory.operations.indexing import index_services
from fourthp.directory.queries.loosening import Looser, nearest
from fourthp.directory.tests.makers import (
    make_location,
    make_region,
    make_service,
    make_town,
)
from fourthp.foundation.clock import now as clock_now
from fourthp.foundation.clock import today
from fourthp.partnership.tests.makers import make_agency, make_network

pytestmark = pytest.mark.django_db


class Page:
    """A page as a browser without script would send it on."""

    def __init__(self, client: Client, *, status: int = 200, **fields: object) -> None:
        self.client = client
        answer = client.post(reverse("find"), fields)
        assert answer.status_code == status
        self.text = unescape(answer.content.decode().split("<main")[1])

    def fields(self) -> dict[str, list[str]]:
        """Return what the form holds, as it stands."""
        told: dict[str, list[str]] = {}
        for tag in re.findall("<input[^>]*>", self.text):
            said = dict(re.findall(r'(\w+)="([^"]*)"', tag))
            is_box = said.get("type") in {"checkbox", "radio"}
            if not is_box or " checked" in tag:
                told.setdefault(said["name"], []).append(said["value"])
        return told

    def press(self, **changes: object) -> "Page":
        """Send the form with some fields changed or a button pressed."""
        return Page(self.client, **(self.fields() | changes))

    def chips(self) -> list[str]:
        """Return what the question was taken for."""
        found = re.findall(
            '<button class="chip" name="remove" value="([^"]*)"', self.text
        )
        return [one for one in found if one]

    def said(self, name: str) -> str:
        """Return what stands in a box."""
        return self.fields()[name][0]


def make_advice() -> None:
    make_town()
    service = make_service("Advice for women", description="Warm garden.")
    Language.objects.create(service=service, name="Romanian")
    make_location(service, latitude="52.41", longitude="-1.51")
    index_services()


class TestTyped:
    @pytest.mark.parametrize(
        "line", ["Romanian Women  coventry", "ROMAINIAN women", "garden Coventri"]
    )
    def test_stays_in_the_box_as_it_was_typed(self, client, line):
        make_advice()
        page = Page(client, q=line, place=" Coventrry ")
        assert (page.said("q"), page.said("place")) == (line, "Coventrry")
        again = page.press()
        assert (again.said("q"), again.said("place")) == (line, "Coventrry")
        assert again.chips() == page.chips()

    def test_loses_what_is_taken_away_and_nothing_else(self, client):
        make_advice()
        page = Page(client, q="Romanian women coventry")
        assert page.chips() == ["lang:ro", "who:women", "place"]
        page = page.press(remove="lang:ro")
        assert (page.said("q"), page.chips()) == (
            "women coventry",
            ["who:women", "place"],
        )
        page = page.press(remove="place")
        assert (page.said("q"), page.chips()) == ("women", ["who:women"])
        page = page.press(place="Coventry").press(remove="place")
        assert (page.said("place"), page.chips()) == ("", ["who:women"])

    def test_loses_a_box_that_is_unticked(self, client):
        make_advice()
        page = Page(client, q="Romanian women")
        assert page.fields()["f"] == ["lang:ro", "who:women"]
        page = page.press(f=["who:women"])
        assert (page.said("q"), page.chips()) == ("women", ["who:women"])

    def test_keeps_what_was_ticked_beside_it(self, client):
        make_advice()
        page = Page(client, q="women").press(f=["who:women", "lang:ro"])
        assert page.chips() == ["who:women", "lang:ro"]
        assert page.press().chips() == ["who:women", "lang:ro"]
        assert page.press(q="garden").chips() == ["lang:ro", "word:garden"]

    def test_that_changed_replaces_what_was_understood_before(self, client):
        make_advice()
        page = Page(client, q="Romanian coventry").press(q="women")
        assert page.chips() == ["who:women"]

    @pytest.mark.parametrize(
        ("line", "part"),
        [("romanain", "lang:ro"), ("Coventrry", "place"), ("gardne", "word:garden")],
    )
    def test_slips_can_be_taken_away(self, client, line, part):
        make_advice()
        page = Page(client, q=f"women {line}")
        assert part in page.chips()
        page = page.press(remove=part)
        assert (page.said("q"), page.chips()) == ("women", ["who:women"])

    def test_a_slip_can_be_unticked(self, client):
        make_advice()
        page = Page(client, q="women romanain").press(f=["who:women"])
        assert (page.said("q"), page.chips()) == ("women", ["who:women"])

    @pytest.mark.parametrize("typed", ["West Region", "West Regoin"])
    def test_a_region_typed_as_the_place_can_go_and_change(self, client, typed):
        region, other = make_region(), make_region("East Region")
        agency = make_agency()
        for where in (region, other):
            make_service("Desk", organization=agency, region=where)
        index_services()
        page = Page(client, place=typed)
        west, east = (f"in:{one.pk.hex}" for one in (region, other))
        assert (page.said("place"), page.chips()) == (typed, [west])
        assert page.press().chips() == [west]
        for gone in (page.press(remove=west), page.press(f=[])):
            assert (gone.said("place"), gone.chips()) == ("", [])
        assert page.press(place="East Region").chips() == [east]

    def test_a_number_stays_until_it_is_taken_away(self, client):
        service = make_service("Advice")
        service.phones.create(number="0121 496 0123")
        index_services()
        page = Page(client, q="01214960123").press()
        assert page.chips() == ["tel:01214960123"]
        assert "tel:01214960123" in page.text
        assert page.press(remove="tel:01214960123").chips() == []


class TestOpenNow:
    def test_typed_is_the_box_ticked_until_either_goes(self, client):
        make_advice()
        whole = {"opens_at": time(), "closes_at": time(), "freq": "WEEKLY"}
        days = "MO,TU,WE,TH,FR,SA,SU"
        Schedule.objects.create(service=Service.objects.get(), byday=days, **whole)
        refresh_open_hours(now=clock_now())
        page = Page(client, q="women open now")
        assert page.chips() == ["who:women", "now"]
        assert page.fields()["now"] == ["on"]
        assert page.press().chips() == ["who:women", "now"]
        gone = page.press(remove="now")
        assert (gone.said("q"), gone.chips()) == ("women", ["who:women"])
        unticked = page.press(now="")
        assert (unticked.said("q"), unticked.chips()) == ("women", ["who:women"])

    @pytest.mark.parametrize("on", ["0001-01-01", "9999-12-31"])
    @pytest.mark.parametrize("zone", ["America/New_York", "Pacific/Auckland"])
    def test_on_a_day_that_no_clock_has_is_refused_in_words(self, client, on, zone):
        make_network(time_zone=zone)
        answer = client.post(reverse("find"), {"q": "x", "on": on, "at": "23:59"})
        assert answer.status_code == 400
        assert "Type a day of this year or the next." in answer.content.decode()

    @pytest.mark.parametrize(
        ("typed", "shown"), [("9", "09:00"), ("0930", "09:30"), ("5 pm", "17:00")]
    )
    def test_takes_a_time_as_it_is_typed_in_a_listing(self, client, typed, shown):
        page = Page(client, q="advice", on=str(today()), at=typed)
        assert page.said("at") == shown

    def test_gives_a_time_back_that_is_none_and_leads_to_it(self, client):
        answer = client.post(reverse("find"), {"q": "advice", "at": "25:99"})
        page = unescape(answer.content.decode())
        assert answer.status_code == 400
        assert "“25:99” is no time." in page
        assert 'href="#at"' in page
        assert 'id="at" name="at" value="25:99"' in page

    def test_loses_neither_ticks_nor_what_was_kept_for_a_wrong_time(self, client):
        make_advice()
        key = str(Service.objects.get().pk)
        ticked = {"f": ["lang:ro"], "kept": key, "km": "60", "now": "on"}
        page = Page(client, q="garden", place="Coventry", **ticked)
        wrong = Page(client, status=400, **(page.fields() | {"at": "25:99"}))
        right = wrong.press(at="")
        assert right.chips() == page.chips()
        for name in ("q", "place", "kept", "km", "now", "was", "there"):
            assert right.fields()[name] == page.fields()[name], name
        pressed = page.fields() | {"at": "25:99", "kept": "", "keep": key}
        assert Page(client, status=400, **pressed).said("kept") == key

    def test_asks_for_no_time_where_something_else_is_wrong(self, client):
        answer = client.post(reverse("find"), {"q": "x" * 201})
        assert 'id="at"' not in answer.content.decode()


class TestCards:
    def test_say_what_everyone_should_know_today(self, client):
        make_advice()
        said = {"alert": "Phones are down until two", "alert_until": today()}
        Service.objects.update(**said)
        assert "Phones are down until two" in Page(client, q="Romanian").text


class TestNearest:
    def test_answers_are_shown_at_once_where_nothing_answers_all(self, client):
        make_advice()
        make_service("Beds for men", description="A shelter for men.")
        index_services()
        page = Page(client, q="Romanian women shelter coventry")
        assert "Nothing answers all of this" in page.text
        assert "Without “Somewhere to stay” there are" in page.text
        assert page.text.count("A call will show in your call history.") == 1
        assert "Advice for women" in page.text
        assert "Beds for men" not in page.text
        assert "without Somewhere to stay" in page.text
        key = str(Service.objects.get(name="Advice for women").pk)
        kept = page.press(keep=key)
        assert "On your list." in kept.text
        assert "Nothing answers all of this" in kept.text

    def test_of_what_is_closed_say_so(self, client):
        make_advice()
        page = Page(client, q="women open now")
        assert "Open at other times" in page.text
        assert "Advice for women" in page.text

    @pytest.mark.parametrize(
        ("offers", "best"),
        [
            ([("need:legal",), ("who:children",)], ("need:legal",)),
            ([("who:children",), ("who:families",)], ("who:families",)),
            ([("need:report",), ("now",)], ("now",)),
            ([("lang:ro",), ("now", "who:men")], ("lang:ro",)),
            ([("in:x",), ("status:nrpf",)], ("in:x",)),
            ([("tel:1",), ("who:men",)], ("who:men",)),
        ],
    )
    def test_keep_what_matters_most_to_whoever_asks(self, offers, best):
        found = nearest(Looser(parts, 1, more=False) for parts in offers)
        assert found.parts == best

    def test_go_60_km_before_anything_and_anywhere_late(self):
        near, far = (Looser((), 1, more=False, km=km) for km in (60.0, 0.0))
        now, tongue = (Looser((p,), 9, more=False) for p in ("now", "lang:ro"))
        assert nearest([now, near, far]) is near
        assert nearest([far, tongue]) is far
        assert nearest([now, far]) is now
        assert nearest([]) is None
