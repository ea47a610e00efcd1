"""How a service is reached: what is taken for a number, a mailbox, a website."""

import pytest
from django.test import Client
from django.urls import reverse

from fourthp.directory.models import Phone, Service
from fourthp.directory.rules.contact import is_number
from fourthp.directory.tests.makers import make_phone
from fourthp.directory.tests.test_listing_pages import client as client_of
from fourthp.directory.tests.test_listing_pages import member, own_service
from fourthp.directory.tests.test_parts import send
from fourthp.foundation.ids import new_id
from fourthp.foundation.text import website_meant
from fourthp.partnership.models import Label
from fourthp.partnership.tests.makers import make_network

client = client_of

NEWS = {"alert": "Flooded", "alert_until": "2099-01-31"}


class TestIsNumber:
    @pytest.mark.parametrize(
        "text",
        [
            *("0121 496 0123", "+44 (0)121 496-0123", "(0121) 496 0123", "999", "15"),
            *("0121 496 0123 ext 4", "1-888-373-7888 (TTY: 711)", "08000 121 700, day"),
            *("Tel. 0121 496 0123", "112", "116 123", "02800", "101", "111"),
        ],
    )
    def test_is_what_people_write_and_dial(self, text):
        assert is_number(text)

    @pytest.mark.parametrize(
        "text",
        [
            *("abc", "", "ext 4", "*#06#", "#31#0121", "1", "call 24 hours", "()"),
            *("0121", "+44 121", "0044 12", "desk@x.org", "07700900001@x.org"),
        ],
    )
    def test_is_nothing_that_nobody_can_dial(self, text):
        assert not is_number(text)


class TestWebsiteMeant:
    @pytest.mark.parametrize(
        ("text", "meant"),
        [
            (" www.x.org ", "https://www.x.org"),
            ("x.org/a?b=c", "https://x.org/a?b=c"),
            ("http://x.org", "http://x.org"),
            ("https://", ""),
            ("https://x", ""),
            ("x", ""),
            ("a word.", ""),
            ("javascript:alert(1)", ""),
            ("mailto:a@b.org", ""),
        ],
    )
    def test_has_a_host_and_a_scheme(self, text, meant):
        assert website_meant(text) == meant


@pytest.mark.django_db
class TestContactForm:
    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ({"number_0": "abc"}, "Nobody can dial this."),
            ({"number_0": "0121"}, "Nobody can dial this."),
            ({"number_0": "0121 496"}, "only a part of a number"),
            ({"number_0": "desk@x.org"}, "Nobody can dial this."),
            ({"email": "x"}, "This is no e-mail address."),
            ({"email": "a@b.org?bcc=c@d.org"}, "This is no e-mail address."),
            ({"url": "https://"}, "This is no website."),
        ],
    )
    def test_says_what_cannot_be_right_and_keeps_what_was_typed(
        self, client, typed, said
    ):
        make_network()
        member(client)
        service = own_service()
        answer = send(client, service, "contact", **typed)
        page = answer.content.decode()
        assert answer.status_code == 400
        assert said in page
        assert all(f'value="{text}"' in page for text in typed.values())
        assert not service.phones.exists()

    @pytest.mark.parametrize("number", ["999", "112", "116 123", "101", "111"])
    def test_takes_a_short_code(self, client, number):
        make_network()
        member(client)
        service = own_service()
        assert send(client, service, "contact", number_0=number).status_code == 302
        assert service.phones.get().number == number

    def test_completes_the_address_of_a_website(self, client):
        member(client)
        service = own_service()
        send(client, service, "contact", url="www.harbour.example")
        assert service.url == "https://www.harbour.example"

    def test_judges_nothing_that_was_there_and_nobody_touched(self, client):
        member(client)
        there = {"url": "see our page", "email": "a@b.org?bcc=c"}
        service = own_service(**there)
        phone = make_phone(service, "ask at the desk")
        phone.description = "x" * 300
        phone.save()
        said = {"number_0": "ask at the desk", "about_0": "x" * 300}
        answer = send(
            client, service, "contact", **there, **said, number_1="0121 496 0001"
        )
        assert answer.status_code == 302
        assert service.phones.count() == 2
        assert (service.url, service.email) == tuple(there.values())

    def test_says_what_is_not_shown_of_a_confidential_place(self, client):
        member(client)
        service = own_service(place_is_confidential=True)
        path = reverse("listing-contact", args=[service.pk])
        assert client.get(path).content.decode().count("Not shown to anyone") == 2

    def test_leaves_line_ends_of_an_import_as_they_are(self, client):
        member(client)
        service = own_service(description="One\nTwo", alert="", source="city")
        Phone.objects.create(service=service, number="0121 496\n0001")
        send(client, service, "words", **words_of(service, **NEWS))
        assert service.description == "One\nTwo"
        assert service.local_fields == ["alert", "alert_until"]
        typed = {"number_0": "0121 4960001", "number_1": "0121 496 0002"}
        send(client, service, "contact", **typed)
        assert service.phones.filter(number="0121 496\n0001").exists()

    def test_shows_the_first_hundred_and_keeps_the_others(self, client):
        member(client)
        service = own_service()
        numbers = [f"0121 496 {n:04}" for n in range(250)]
        for number in numbers:
            make_phone(service, number)
        typed = {f"number_{n}": number for n, number in enumerate(numbers[:100])}
        del typed["number_7"]
        assert send(client, service, "contact", **typed).status_code == 302
        kept = list(service.phones.order_by("pk").values_list("number", flat=True))
        assert kept == numbers[:7] + numbers[8:]

    def test_says_when_there_are_too_many(self, client):
        member(client)
        service = own_service()
        for n in range(200):
            make_phone(service, f"0121 496 {n:04}")
        typed = {f"number_{n}": f"0121 496 {n:04}" for n in range(100)}
        more = typed | {"number_100": "0121 496 0900"}
        answer = send(client, service, "contact", **more)
        assert "A listing holds 200 of a kind at most" in answer.content.decode()
        assert service.phones.count() == 200


def words_of(service: Service, **changed: str) -> dict[str, str]:
    """What a browser sends of the words of a listing."""
    said = {"name": service.name, "status": service.status}
    lines = service.description.replace("\n", "\r\n")
    return said | {"description": lines} | changed


@pytest.mark.django_db
class TestNewListing:
    def send(self, client: Client, **typed):
        facts = {"form_key": new_id(), "name": "Drop-in", "referral": "ask"}
        facts |= {"is_free": "unknown", "label": Label.CLEAR}
        return client.post("/listings/new/", facts | typed)

    def test_refuses_the_same(self, client):
        member(client)
        answer = self.send(client, number_0="abc", email="x", url="https://")
        for said in ("Nobody can dial", "no e-mail address", "no website"):
            assert said in answer.content.decode()
        assert not Service.objects.exists()

    def test_says_when_it_is_too_much(self, client):
        member(client)
        many = "\n".join(f"Paper {n}" for n in range(201))
        answer = self.send(client, documents=many)
        assert "A listing holds 200 of a kind at most" in answer.content.decode()
        assert not Service.objects.exists()

    def test_asks_of_a_refuge_abroad_whether_the_whole_country_calls(self, client):
        make_network(country="RO")
        member(client)
        hidden = {"place_is_confidential": "on", "number_0": "0800 800 678"}
        hidden["was_read"] = "on"
        told = self.send(client, **hidden)
        assert "whole country" in told.content.decode()
        assert self.send(client, **hidden, is_national="on").status_code == 302
        assert Service.objects.get().phones.get().number == "0800 800 678"
