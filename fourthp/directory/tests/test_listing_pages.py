"""Keeping listings true: whoever keeps them, and nobody else."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from fourthp.audit.models import Entry
from fourthp.directory.models import Import, Problem, Service
from fourthp.directory.operations.edits import Edit, edit_service
from fourthp.directory.queries.imports import version_of
from fourthp.directory.queries.listings import PAGE, Show, listings
from fourthp.directory.tests.makers import (
    make_address,
    make_location,
    make_phone,
    make_region,
    make_service,
)
from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now, today
from fourthp.foundation.ids import new_id
from fourthp.foundation.models import Revision
from fourthp.foundation.operations.revisions import last_revision
from fourthp.partnership.models import Agency, Label, Role
from fourthp.partnership.tests.makers import make_member, make_user
from tests.safety.actors import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    """A browser that says where a form comes from, as browsers do."""
    return Client(headers={"Sec-Fetch-Site": "same-origin"})


def member(
    client: Client, role: str = Role.REPRESENTATIVE, agency: str = "Harbour Aid"
):
    person = make_member(role=role, agency=agency)
    sign_in(client, make_user(person))
    return person


def own_service(name: str = "Drop-in", **fields) -> Service:
    agency = Agency.objects.get(name="Harbour Aid")
    return make_service(name, organization=agency, **fields)


def pressed() -> dict[str, object]:
    """What a button sends."""
    return {"form_key": new_id()}


def typed(service: Service, **changed) -> dict[str, object]:
    facts = {
        "form_key": new_id(),
        "seen": last_revision(service),
        "name": service.name,
        "status": service.status,
    }
    return facts | changed


def words(service: Service) -> str:
    return reverse("listing-words", args=[service.pk])


class TestIndex:
    def test_shows_a_representative_her_agencys_listings_only(self, client):
        member(client)
        own_service()
        make_service("Elsewhere")
        page = client.get(reverse("listings")).content.decode()
        assert "Drop-in" in page
        assert "Elsewhere" not in page

    def test_shows_a_keeper_all_that_she_may_see(self, client):
        member(client, Role.COORDINATOR, "")
        make_service("Elsewhere")
        make_service("Quiet words", label=Label.AMBER)
        page = client.get(reverse("listings")).content.decode()
        assert "Elsewhere" in page
        assert "Quiet words" not in page

    @pytest.mark.parametrize("query", ["?show=nothing", "?after=x", "?name=%00"])
    def test_takes_any_address(self, client, query):
        member(client)
        assert client.get(reverse("listings") + query).status_code == 200

    def test_says_when_nothing_has_that_name_and_leads_on_without_it(self, client):
        member(client)
        own_service()
        page = client.get(reverse("listings"), {"show": "all", "name": "zz"})
        assert "Nothing here is called “zz”" in page.content.decode()
        assert (
            'class="button" href="?show=all&amp;name=&amp;after="'
            in page.content.decode()
        )

    def test_goes_from_page_to_page_by_name_without_a_gap(self):
        person = make_member(role=Role.EDITOR)
        for number in range(PAGE + 5):
            make_service(f"Same name {number // 10}")
        asked = {"show": Show.ALL, "name": "", "day": today()}
        first = listings(person, after="", **asked)
        second = listings(person, after=first.after, **asked)
        assert (len(first.rows), len(second.rows), second.after) == (PAGE, 5, "")
        keys = [row.pk for row in (*first.rows, *second.rows)]
        assert len(set(keys)) == PAGE + 5

    def test_sorts_by_what_needs_a_look(self):
        person = make_member(role=Role.EDITOR)
        fresh = make_service("Fresh", assured_date=today())
        make_service("Old", assured_date=today() - timedelta(days=91))
        Problem.objects.create(service=fresh, kind="hours", at=now())
        asked = {"name": "", "after": "", "day": today()}
        due = listings(person, show=Show.DUE, **asked)
        assert [row.name for row in due.rows] == ["Old"]
        wrong = listings(person, show=Show.PROBLEMS, **asked)
        assert [(row.name, row.wrong) for row in wrong.rows] == [("Fresh", 1)]
        assert due.counts == {"due": 1, "problems": 1, "all": 2, "ended": 0}

    def test_keeps_what_has_ended_in_a_list_of_its_own(self, client):
        member(client)
        ended = own_service("Dropped by its source", status=Service.Status.DEFUNCT)
        own_service("Goes on")
        path = reverse("listings")
        assert "Dropped" not in client.get(f"{path}?show=all").content.decode()
        page = client.get(f"{path}?show=ended").content.decode()
        assert "Goes on" not in page
        told = client.get(reverse("listing", args=[ended.pk])).content.decode()
        assert "Dropped by its source" in page
        assert "It is not running" in told

    def test_opens_at_what_needs_a_look_first_and_counts_it_in_its_title(self, client):
        member(client)
        old = own_service("Old one")
        own_service("Fresh one", assured_date=today())
        path = reverse("listings")
        page = client.get(path).content.decode()
        assert "Listings (1)" in page
        assert "Fresh one" not in page
        Service.objects.update(assured_date=today())
        Problem.objects.create(service=old, kind="hours", at=now())
        assert "Fresh one" not in client.get(path).content.decode()
        Problem.objects.all().delete()
        assert "Fresh one" in client.get(path).content.decode()


class TestListing:
    def test_shows_all_that_is_said_with_a_way_to_change_each(self, client):
        member(client)
        service = own_service(
            description="Tea and advice",
            status=Service.Status.CLOSED,
            reopens_on=today(),
            minimum_age=16,
            maximum_age=25,
            wait_time="Two weeks",
            is_free=True,
            region=make_region(),
        )
        make_phone(service, "0121 496 0001")
        make_address(make_location(service), city="Leamore")
        page = client.get(reverse("listing", args=[service.pk])).content.decode()
        for said in ("Tea and advice", "0121 496 0001", "Leamore", "From 16 years"):
            assert said in page
        for part in ("words", "contact", "hours", "languages", "people", "place"):
            assert reverse(f"listing-{part}", args=[service.pk]) in page
        assert "Everyone can see this" in page
        assert reverse("listing-keeper", args=[service.pk]) not in page

    def test_leads_to_where_a_problem_is_mended(self, client):
        member(client)
        service = own_service()
        Problem.objects.create(service=service, kind="language", at=now())
        page = client.get(reverse("listing", args=[service.pk])).content.decode()
        problem = page[page.index("nobody spoke".capitalize()) :]
        assert problem.index("listing") < problem.index("I looked")
        assert "Ask which languages they have" in problem

    def test_takes_the_last_change_back(self, client):
        member(client)
        service = own_service()
        client.post(words(service), typed(service, name="Renamed"))
        page = client.get(reverse("listing", args=[service.pk])).content.decode()
        assert 'Drop-in <span class="arrow">→</span> Renamed' in page
        path = reverse("history", args=["service", service.pk])
        client.post(path, pressed() | {"revision": Revision.objects.get().pk})
        service.refresh_from_db()
        assert service.name == "Drop-in"

    def test_names_the_next_that_is_due(self, client):
        member(client)
        service = own_service("A first", assured_date=today())
        own_service("B second")
        page = client.get(reverse("listing", args=[service.pk])).content.decode()
        assert "B second" in page

    def test_says_to_whoever_may_not_change_it_whom_to_ask(self, client):
        member(client)
        other = make_service("Elsewhere")
        answer = client.get(reverse("listing", args=[other.pk]))
        assert answer.status_code == 403
        assert "its own agency keep this listing" in answer.content.decode()


class TestWords:
    def test_are_changed_and_stand_in_the_history(self, client):
        member(client)
        service = own_service()
        answer = client.post(words(service), typed(service, name="Drop-in centre"))
        assert answer.headers["Location"] == reverse("listing", args=[service.pk])
        service.refresh_from_db()
        assert service.name == "Drop-in centre"
        assert service.last_modified is not None
        history = reverse("history", args=["service", service.pk])
        page = client.get(history).content.decode()
        assert "Drop-in centre" in page
        assert "Harbour Aid, representative" in page

    def test_sent_twice_are_changed_once(self, client):
        member(client)
        service = own_service()
        sent = typed(service, name="Renamed")
        for _ in range(2):
            client.post(words(service), sent)
        assert Revision.objects.count() == 1

    def test_changed_by_two_at_once_overwrite_nobody_unseen(self, client):
        member(client)
        service = own_service()
        path, sent = words(service), typed(service, name="Mine")
        edit_service(service, Edit({"name": "Hers"}), by=Host(), now=now())
        answer = client.post(path, sent)
        assert answer.status_code == 400
        page = answer.content.decode()
        assert "Somebody changed this meanwhile" in page
        assert 'value="Mine"' in page
        service.refresh_from_db()
        assert service.name == "Hers"
        seen = last_revision(service)
        assert f'value="{seen}"' in page
        client.post(path, sent | {"form_key": new_id(), "seen": seen})
        service.refresh_from_db()
        assert service.name == "Mine"

    def test_without_a_change_leave_no_trace(self, client):
        member(client)
        service = own_service()
        client.post(words(service), typed(service))
        assert not Revision.objects.exists()

    def test_stay_typed_when_they_tell_a_confidential_place(self, client):
        member(client)
        service = own_service(place_is_confidential=True)
        said = {"alert": "Ring at 12 Mill Lane", "alert_until": "2099-01-31"}
        sent = typed(service, was_read="on", **said)
        answer = client.post(words(service), sent)
        assert answer.status_code == 400
        page = answer.content.decode()
        assert "has no place" in page
        assert "Ring at 12 Mill Lane" in page
        service.refresh_from_db()
        assert service.alert == ""

    def test_of_another_agency_are_refused_and_unseen_ones_absent(self, client):
        member(client)
        other, unseen = make_service("Elsewhere"), make_service(label=Label.AMBER)
        assert client.get(words(other)).status_code == 403
        assert client.get(words(unseen)).status_code == 404
        sent = typed(other, name="Taken over")
        assert client.post(words(other), sent).status_code == 403
        other.refresh_from_db()
        assert other.name == "Elsewhere"


class TestAnImportMeanwhile:
    def test_is_not_taken_back_by_a_page_that_was_opened_before(self, client):
        member(client)
        service = own_service(source="city", source_id="s1", description="Soup")
        sent = typed(service, name="Renamed") | {"seen": version_of(service)}
        Service.objects.filter(pk=service.pk).update(description="Soup and beds")
        Import.objects.create(source="city", made_at=now())
        answer = client.post(words(service), sent)
        assert answer.status_code == 400
        assert "Somebody changed this meanwhile" in answer.content.decode()
        service.refresh_from_db()
        assert (service.description, service.local_fields) == ("Soup and beds", [])


class TestVerification:
    def test_says_who_in_which_role_without_a_name(self, client):
        person = member(client)
        service = own_service()
        sent = pressed() | {"seen": version_of(service)}
        client.post(reverse("listing-verification", args=[service.pk]), sent)
        service.refresh_from_db()
        assert service.assured_date == today()
        assert service.assurer_role == "Harbour Aid, representative"
        assert service.last_modified is not None
        assert person.name not in service.assurer_role

    def test_is_nothing_that_a_link_does(self, client):
        member(client)
        path = reverse("listing-verification", args=[own_service().pk])
        assert client.get(path).status_code == 405

    def test_pressed_twice_is_one_act(self, client):
        member(client)
        service = own_service()
        path = reverse("listing-verification", args=[service.pk])
        sent = pressed() | {"seen": version_of(service)}
        for _ in range(2):
            assert client.post(path, sent).status_code == 302
        assert Revision.objects.count() == 1
        assert Entry.objects.filter(act="verified").count() == 1

    def test_confirms_no_words_that_nobody_saw(self, client):
        member(client)
        service = own_service(source="city", source_id="s1")
        path = reverse("listing-verification", args=[service.pk])
        seen = {"seen": version_of(service)}
        made = Import.objects.create(source="elsewhere", made_at=now())
        assert version_of(service) == seen["seen"]
        made = Import.objects.create(source="city", made_at=now())
        answer = client.post(path, pressed() | seen, follow=True)
        assert "Look it through once more" in answer.content.decode()
        service.refresh_from_db()
        assert service.assured_date is None
        seen = {"seen": version_of(service)}
        Import.objects.filter(pk=made.pk).update(undone_at=now())
        client.post(path, pressed() | seen)
        client.post(path, pressed())
        service.refresh_from_db()
        assert service.assured_date is None
        client.post(path, pressed() | {"seen": version_of(service)})
        service.refresh_from_db()
        assert service.assured_date == today()

    def test_without_its_key_is_no_act(self, client):
        member(client)
        path = reverse("listing-verification", args=[own_service().pk])
        assert client.post(path).status_code == 400
        assert not Revision.objects.exists()


class TestReadersPage:
    def test_opens_a_listing_to_everyone_and_says_so_first(self, client):
        member(client)
        service = own_service(label=Label.GREEN)
        path = reverse("listing-readers", args=[service.pk])
        assert "1 person" in client.get(path).content.decode()
        assert client.get(path.replace("listings", "services")).status_code == 404
        client.post(path, typed(service, label=Label.CLEAR, to="all"))
        service.refresh_from_db()
        assert service.label == Label.CLEAR

    def test_leaves_narrower_readers_as_they_are(self, client):
        person = member(client, Role.COORDINATOR)
        service = own_service(label=Label.AMBER, originator=None)
        service.originator = person.seats.get().agency
        service.save()
        path = reverse("listing-readers", args=[service.pk])
        page = client.get(path).content.decode()
        assert "to these readers alone" in page
        sent = typed(service, label=Label.CLEAR, to="all")
        answer = client.post(path, sent)
        assert answer.status_code == 400
        assert "Let all the members see it first." in answer.content.decode()
        service.refresh_from_db()
        assert service.label == Label.AMBER


class TestKeeper:
    def test_is_named_by_whoever_keeps_the_directory_alone(self, client):
        member(client)
        path = reverse("listing-keeper", args=[own_service().pk])
        assert client.get(path).status_code == 403

    def test_is_found_by_a_part_of_its_name(self, client):
        member(client, Role.COORDINATOR)
        service = own_service()
        wanted = Agency.objects.create(name="Canal Street Clinic")
        Agency.objects.create(name="Canal Street School")
        path = reverse("listing-keeper", args=[service.pk])
        answer = client.post(path, typed(service, agency="canal"))
        assert "Canal Street School" in answer.content.decode()
        assert "None of these" not in answer.content.decode()
        sent = typed(service, agency="canal", which=wanted.pk)
        assert client.post(path, sent).status_code == 302
        service.refresh_from_db()
        assert service.owner == wanted

    def test_of_no_name_that_is_known_is_asked_again(self, client):
        member(client, Role.COORDINATOR)
        service = own_service()
        path = reverse("listing-keeper", args=[service.pk])
        answer = client.post(path, typed(service, agency="nobody"))
        assert "No agency has this in its name." in answer.content.decode()


class TestHistory:
    def test_takes_one_change_back(self, client):
        member(client)
        service = own_service()
        edit_service(service, Edit({"name": "Renamed"}), by=Host(), now=now())
        path = reverse("history", args=["service", service.pk])
        sent = {"revision": Revision.objects.get().pk}
        client.post(path, sent | pressed())
        service.refresh_from_db()
        assert service.name == "Drop-in"
        again = client.post(path, sent | pressed(), follow=True)
        assert "taken back before" in again.content.decode()

    @pytest.mark.parametrize("sent", ["", "x", "01a20d9c-71cb-7574-b5ab-92639184293f"])
    def test_of_nothing_is_no_page(self, client, sent):
        member(client)
        path = reverse("history", args=["service", own_service().pk])
        assert client.post(path, pressed() | {"revision": sent}).status_code == 404

    def test_of_a_kind_that_nobody_registered_is_no_page(self, client):
        member(client)
        path = reverse("history", args=["secret", own_service().pk])
        assert client.get(path).status_code == 404

    def test_of_another_agencys_listing_is_read_only(self, client):
        member(client)
        other = make_service("Elsewhere")
        edit_service(other, Edit({"name": "Renamed"}), by=Host(), now=now())
        path = reverse("history", args=["service", other.pk])
        assert "Take this change back" not in client.get(path).content.decode()
        sent = pressed() | {"revision": Revision.objects.get().pk}
        assert client.post(path, sent).status_code == 403


class TestButtons:
    def test_settling_settles_every_report_of_its_kind(self, client):
        member(client)
        service = own_service()
        for kind in ("hours", "hours", "number"):
            Problem.objects.create(service=service, kind=kind, at=now())
        one = Problem.objects.filter(kind="hours").first()
        page = client.get(reverse("listing", args=[service.pk])).content.decode()
        assert "Said 2 times" in page
        path, sent = reverse("problem-settlement", args=[one.pk]), pressed()
        for _ in range(2):
            client.post(path, sent)
        left = Problem.objects.filter(settled_at=None)
        assert [p.kind for p in left] == ["number"]
        assert Entry.objects.filter(act="settled").count() == 1

    def test_a_released_listing_shows_so_on_its_page(self, client):
        member(client)
        service = own_service(source="city", source_id="1")
        edit_service(service, Edit({"name": "Ours"}), by=Host(), now=now())
        page = reverse("listing", args=[service.pk])
        assert "Let the source say it again" in client.get(page).content.decode()
        path, sent = reverse("listing-release", args=[service.pk]), pressed()
        for _ in range(2):
            client.post(path, sent)
        assert "Let the source say it again" not in client.get(page).content.decode()
        assert Revision.objects.filter(act="released").count() == 1
