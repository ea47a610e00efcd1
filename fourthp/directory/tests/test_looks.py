"""S11, S6: who looked at what is restricted, and what a password alone opens."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from fourthp.audit.models import Read
from fourthp.directory.models import Service
from fourthp.directory.operations.indexing import index_services
from fourthp.directory.tests.makers import make_draft, make_phone, make_service
from fourthp.foundation.clock import now
from fourthp.partnership.models import Agency, Label, Role
from fourthp.partnership.tests.makers import make_member, make_user
from tests.safety.actors import sign_in

pytestmark = pytest.mark.django_db
PAGES = ("service", "service-card", "service-card-pdf", "service-problem", "listing")


def browser() -> Client:
    return Client(headers={"Sec-Fetch-Site": "same-origin"})


def member(*, factor: bool = True, role: str = Role.REPRESENTATIVE) -> Client:
    client = browser()
    person = make_member(role=role, agency="Harbour Aid")
    sign_in(client, make_user(person), factor=factor)
    return client


def own(label: str = Label.AMBER) -> Service:
    agency = Agency.objects.get(name="Harbour Aid")
    service = make_service(
        "Quiet words", organization=agency, label=label, originator=agency
    )
    make_phone(service, "0121 496 0001")
    index_services()
    return service


class TestNoteReading:
    @pytest.mark.parametrize("page", [*PAGES, "history"])
    def test_every_page_of_a_restricted_listing_is_noted(self, page):
        client, service = member(), own()
        given = [service.pk] if page != "history" else ["service", service.pk]
        assert client.get(reverse(page, args=given)).status_code == 200
        noted = Read.objects.get()
        agency = str(service.organization_id)
        assert (noted.matter_kind, noted.matter_id) == ("service", str(service.pk))
        assert (noted.agency_id, noted.role) == (agency, "representative")

    def test_lists_that_name_it_are_noted(self):
        client, service = member(role=Role.LEAD), own()
        agency = service.organization_id
        for path in ("/listings/?show=all", f"/agencies/{agency}/confidentiality/"):
            Read.objects.all().delete()
            assert client.get(path).status_code == 200
            assert Read.objects.count() == 1, path

    def test_the_next_to_check_is_noted_beside_another(self):
        client, service = member(), own()
        other = make_service("Open", organization=service.organization)
        assert client.get(reverse("listing", args=[other.pk])).status_code == 200
        assert Read.objects.get().matter_id == str(service.pk)

    def test_a_preview_that_names_it_is_noted(self):
        client, service = member(role=Role.EDITOR), own()
        draft = make_draft(named={"changed": [["service", str(service.pk), [], []]]})
        for page, more in (("import-draft", []), ("import-draft-changes", ["csv"])):
            Read.objects.all().delete()
            answer = client.get(reverse(page, args=[draft.pk, *more]))
            assert "Quiet words" in answer.getvalue().decode()
            assert Read.objects.get().matter_id == str(service.pk), page

    def test_results_and_what_was_kept_are_noted(self):
        client, service = member(), own()
        client.post(reverse("find"), {"q": "quiet"})
        assert Read.objects.count() == 1
        Read.objects.all().delete()
        client.post(reverse("shortlist"), {"q": "", "kept": str(service.pk)})
        assert Read.objects.count() == 1

    def test_once_a_person_listing_and_day(self):
        client, service = member(), own()
        address = reverse("service", args=[service.pk])
        for _ in range(3):
            client.get(address)
        assert Read.objects.count() == 1
        with time_machine.travel(now() + timedelta(days=1)):
            sign_in(client, service.organization.seats.get().person.user)
            client.get(address)
        assert Read.objects.count() == 2

    def test_nothing_is_noted_of_what_everyone_may_see(self):
        client = member()
        for label in (Label.CLEAR, Label.GREEN):
            client.get(reverse("service", args=[own(label).pk]))
        browser().get(reverse("service", args=[own(Label.CLEAR).pk]))
        assert not Read.objects.exists()

    def test_whoever_keeps_it_sees_agency_and_role_by_day(self):
        client, service = member(), own()
        client.get(reverse("service", args=[service.pk]))
        page = client.get(reverse("listing", args=[service.pk])).content.decode()
        assert "Who looked at this" in page
        assert "Harbour Aid, representative" in page
        assert "Asha Bell" not in page


class TestPasswordAlone:
    @pytest.mark.parametrize("page", PAGES)
    def test_a_restricted_listing_is_not_there(self, page):
        client, service = member(factor=False), own()
        answer = client.get(reverse(page, args=[service.pk]))
        assert answer.status_code == 404
        assert b"See more with a second factor" in answer.content

    def test_ones_own_green_listing_is(self):
        client, service = member(factor=False), own(Label.GREEN)
        for page in PAGES:
            assert client.get(reverse(page, args=[service.pk])).status_code == 200

    def test_an_officer_steps_up_and_comes_back_to_what_she_typed(self):
        client, service = member(role=Role.EDITOR), own(Label.GREEN)
        address = reverse("listing-words", args=[service.pk])
        form = client.get(address).context["form"]
        typed = {name: form[name].value() or "" for name in form.fields}
        typed["name"] = "Other"
        user = service.organization.seats.get().person.user
        sign_in(client, user, factor=False)
        answer = client.post(address, typed)
        assert answer["Location"] == f"{reverse('step_up')}?next={address}"
        assert Service.objects.get().name == "Quiet words"
        sign_in(client, user)
        assert client.get(address).context["form"]["name"].value() == "Other"

    def test_a_button_leads_back_to_the_page_where_it_was_pressed(self):
        client, service = member(role=Role.EDITOR, factor=False), own(Label.GREEN)
        page = reverse("listing", args=[service.pk])
        pressed = reverse("listing-verification", args=[service.pk])
        here = {"Referer": f"http://testserver{page}?show=all"}
        answer = client.post(pressed, headers=here)
        assert answer["Location"] == f"{reverse('step_up')}?next={page}%3Fshow%3Dall"
        there = {"Referer": f"https://evil.example{page}"}
        answer = client.post(pressed, headers=there)
        assert answer["Location"] == f"{reverse('step_up')}?next={pressed}"
