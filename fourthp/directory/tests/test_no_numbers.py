"""What stands in a column of telephone numbers and is none: nobody calls it."""

import pytest
from django.test import Client
from django.urls import reverse

from fourthp.directory.models import Phone, Service
from fourthp.directory.operations.edits import Edit, edit_service
from fourthp.directory.operations.hiding import make_confidential
from fourthp.directory.operations.indexing import index_services
from fourthp.directory.operations.listings import TellsThePlace
from fourthp.directory.queries import entries as entries_module
from fourthp.directory.queries.entries import entries
from fourthp.directory.queries.export import sheets_of
from fourthp.directory.queries.regions import numbers_when_hidden
from fourthp.directory.tests.makers import make_phone, make_refuge, make_service
from fourthp.directory.tests.packages import plain
from fourthp.directory.tests.test_import_hiding import MONDAY, bring
from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now, today
from fourthp.partnership.tests.makers import make_network

pytestmark = pytest.mark.django_db

MAIL, WORDS, BOTH = (
    "desk@harbour.example",
    "ask at the desk",
    "0808 157 0001 or a@b.org",
)


def brought(path, *numbers: str, **service: str) -> Service:
    """Import a service whose source says these where numbers should be."""
    tables = plain()
    tables["services"][0] |= service
    tables["phones"] = [
        {"id": f"n{at}", "service_id": "s1", "number": number}
        for at, number in enumerate(numbers)
    ]
    bring(path, **tables)
    return Service.objects.get()


class TestOfAnOpenService:
    def test_is_shown_as_what_it_is(self, tmp_path):
        service = brought(tmp_path, WORDS, MAIL, "0121 496 0123")
        page = Client().get(reverse("service", args=[service.pk])).content.decode()
        assert page.count("tel:") == page.count("tel:01214960123") == 1
        assert f'<a href="mailto:{MAIL}">' in page
        assert f'<span class="strong">{WORDS}</span>' in page
        card = reverse("service-card", args=[service.pk])
        printed = Client().get(card).content.decode()
        assert "0121 496 0123" in printed
        assert WORDS not in printed

    def test_alone_leaves_no_number_on_a_card(self, tmp_path):
        service = brought(tmp_path, MAIL, "0121")
        index_services()
        service.refresh_from_db()
        assert service.search_row.card.get("phone", "") == ""
        page = Client().get(reverse("service", args=[service.pk])).content.decode()
        assert "tel:" not in page
        assert "No number is known." in page

    def test_without_that_it_would_be_the_number_to_call(self, tmp_path, monkeypatch):
        monkeypatch.setattr(entries_module, "is_number", lambda _text: True)
        service = brought(tmp_path, MAIL, "0121 496 0123")
        [entry] = entries([service.pk], reader=None, now=now())
        assert MAIL in [phone.number for phone in entry.phones]

    def test_lets_the_agencys_number_stand(self):
        service = make_service()
        make_phone(service, WORDS)
        number = {"number": "0121 496 0123"}
        Phone.objects.create(organization=service.organization, **number)
        [entry] = entries([service.pk], reader=None, now=now())
        assert entry.phone.number == "0121 496 0123"


class TestOfAHiddenService:
    def test_is_not_offered_as_answered_for_the_whole_country(self):
        make_network(country="RO")
        service = make_service()
        for number in (MAIL, WORDS, BOTH, "0800 800 678"):
            make_phone(service, number)
        found = numbers_when_hidden(service.phones.order_by("pk"), [])
        assert found.none == [MAIL, WORDS, BOTH]
        assert found.ask == ["0800 800 678"]

    @pytest.mark.parametrize("country", ["GB", "RO"])
    def test_goes_even_if_somebody_vouched_for_it(self, country):
        make_network(country=country)
        service = make_service()
        for number in (MAIL, WORDS, BOTH):
            make_phone(service, number)
        vouched = [MAIL, WORDS, BOTH]
        make_confidential(service, by=Host(), region=None, numbers=vouched)
        assert not service.phones.exists()

    def test_does_not_come_in(self, tmp_path):
        make_network()
        hidden = {"place_is_confidential": "true"}
        service = brought(tmp_path, MAIL, WORDS, BOTH, "0808 157 0001", **hidden)
        assert [phone.number for phone in service.phones.all()] == ["0808 157 0001"]

    def test_that_is_here_is_shown_to_nobody_and_not_taken_along(self):
        service = make_refuge()
        make_phone(service, MAIL)
        page = Client().get(reverse("service", args=[service.pk])).content.decode()
        assert MAIL not in page
        assert "Ask a help line" in page
        sheets = {one.name: list(one.rows) for one in sheets_of(None, today=today())}
        assert MAIL not in str(sheets["phone"])
        # The control: of an open service both say it.
        other = make_service()
        make_phone(other, MAIL)
        page = Client().get(reverse("service", args=[other.pk])).content.decode()
        assert MAIL in page
        sheets = {one.name: list(one.rows) for one in sheets_of(None, today=today())}
        assert MAIL in str(sheets["phone"])

    @pytest.mark.parametrize("number", [MAIL, WORDS, BOTH, "0808"])
    def test_cannot_be_added_with_the_tick(self, number):
        make_network(country="RO")
        service = make_refuge()
        edit = Edit(details={Phone: [Phone(number=number)]}, is_national=True)
        with pytest.raises(TellsThePlace, match="can dial"):
            edit_service(service, edit, by=Host(), now=MONDAY)
