"""Listing a service, keeping it true, hiding its place."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from fourthp.audit.models import Entry
from fourthp.directory.models import (
    Eligibility,
    Location,
    OpenInterval,
    Problem,
    SearchRow,
    Service,
)
from fourthp.directory.operations.edits import Edit, edit_service
from fourthp.directory.operations.listings import (
    Hours,
    Listing,
    TellsThePlace,
    list_service,
    list_service_of_new,
    verify_service,
)
from fourthp.directory.operations.problems import report_problem
from fourthp.directory.tests.makers import (
    make_country,
    make_region,
    make_service,
    make_town,
)
from fourthp.foundation.actors import Host, Public
from fourthp.foundation.ids import new_id
from fourthp.foundation.models import RevisionPart
from fourthp.partnership.models import Agency, HelpLine, Label, Role
from fourthp.partnership.operations.network import set_help_line
from fourthp.partnership.tests.makers import (
    make_agency,
    make_member,
    make_member_agency,
    make_network,
    make_person,
    make_seat,
)

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
SECRET = "12 Mill Lane"
FULL = Listing(
    {"name": "Drop-in", "label": Label.CLEAR},
    phone="0121 496 0001",
    languages=("Romanian",),
    interpreters=("Albanian",),
    is_for=(("gender", "women"),),
    is_not_for=(("gender", "men"),),
    hours=(Hours("MO", time(9), time(17)),),
)

pytestmark = pytest.mark.django_db


class TestListService:
    def test_makes_everything_that_is_said_findable(self):
        town = make_town()
        listing = Listing(**(vars(FULL) | {"town": town}))
        service = list_service(make_agency(), listing, by=Host(), now=NOW)
        assert service.phones.get().number == "0121 496 0001"
        assert Eligibility.objects.filter(is_exclusion=True).count() == 1
        assert OpenInterval.objects.count() == 8
        assert SearchRow.objects.get().latitude == pytest.approx(52.41)
        assert Entry.objects.get().act == "listed"

    @pytest.mark.parametrize(
        "listing",
        [
            Listing({"name": "Stay", "description": SECRET}),
            Listing({"name": f"Stay at {SECRET}"}),
            Listing({"name": "Stay", "description": "Near CÓVENTRY station"}),
            Listing({"name": "Stay", "url": "https://stay-coventry.example"}),
            Listing({"name": "Stay", "what_to_say": "Ring 0121 496 0001 first"}),
            Listing({"name": "Stay"}, languages=("English at Coventry",)),
            Listing({"name": "Stay"}, is_for=(("other", "Coventry"),)),
        ],
    )
    def test_refuses_a_confidential_service_that_tells_its_place(self, listing):
        make_network()
        make_town()
        facts = listing.facts | {"place_is_confidential": True}
        hidden = replace(listing, facts=facts)
        with pytest.raises(TellsThePlace):
            list_service(make_agency(), hidden, by=Host(), now=NOW)
        assert not Service.objects.exists()

    def test_lists_a_confidential_service_by_its_region_alone(self):
        facts = {
            "name": "Stay",
            "place_is_confidential": True,
            "region": make_region(),
        }
        service = list_service(
            make_agency(), Listing(facts, was_read=True), by=Host(), now=NOW
        )
        assert not service.phones.exists()
        assert not Location.objects.exists()

    def test_lets_it_say_its_agencys_name_but_not_the_town_in_it_alone(self):
        make_town()
        agency = make_agency("Coventry Women’s Aid")
        facts = {"name": "Stay", "place_is_confidential": True}
        said = "Ask COVENTRY Women's Aid for it."
        told = Listing(facts | {"description": f"{said} It is in Coventry."})
        with pytest.raises(TellsThePlace):
            list_service(agency, told, by=Host(), now=NOW)
        listing = Listing(facts | {"description": said}, was_read=True)
        assert list_service(agency, listing, by=Host(), now=NOW).description == said

    @pytest.mark.parametrize("told", ["Stay, 12 Mill Lane", "Stay B4 7ET"])
    def test_refuses_a_confidential_one_of_an_agency_named_by_its_address(self, told):
        hidden = Listing({"name": "Stay", "place_is_confidential": True})
        open_one = Listing({"name": "Office"})
        with pytest.raises(TellsThePlace):
            list_service_of_new(told, hidden, by=Host(), now=NOW)
        assert not Agency.objects.exists()
        # The control: where no place is a secret it may be called so.
        assert list_service_of_new(told, open_one, by=Host(), now=NOW)

    def test_lets_it_say_its_region_and_none_that_is_finer(self):
        region = make_region("Great Coventry", within=make_country())
        make_town()
        make_region("Small Shire", population=90_000)
        facts = {"name": "Stay", "place_is_confidential": True, "region": region}
        words = {"description": "For Great Coventry and Anyland."}
        said = Listing(facts | words, was_read=True)
        assert list_service(make_agency(), said, by=Host(), now=NOW)
        told = Listing(facts | {"description": "In the Small Shire."})
        with pytest.raises(TellsThePlace):
            list_service(make_agency(), told, by=Host(), now=NOW)

    def test_refuses_a_town_for_a_confidential_service(self):
        facts = {"name": "Stay", "place_is_confidential": True}
        hidden = Listing(facts, town=make_town())
        with pytest.raises(TellsThePlace):
            list_service(make_agency(), hidden, by=Host(), now=NOW)

    def test_is_for_the_agencys_own_people_and_editors(self):
        ours, theirs = make_member_agency("Ours"), make_member_agency("Theirs")
        person = make_person()
        make_seat(person, agency=ours)
        assert list_service(ours, FULL, by=person, now=NOW)
        with pytest.raises(PermissionDenied):
            list_service(theirs, FULL, by=person, now=NOW)
        editor = make_member("Dele Obi", role=Role.EDITOR)
        assert list_service(theirs, FULL, by=editor, now=NOW)


class TestVerifyService:
    def test_notes_day_and_role_and_makes_it_fresh(self):
        service = make_service()
        today = NOW.date()
        assert service.is_stale(today)
        service = verify_service(
            service, by=Host(), role="keeper", now=NOW, today=today
        )
        assert not service.is_stale(today)
        assert service.is_stale(today + timedelta(days=91))
        assert SearchRow.objects.get().assured_date == today

    def test_is_not_for_the_public(self):
        with pytest.raises(PermissionDenied):
            verify_service(
                make_service(), by=Public(), role="x", now=NOW, today=NOW.date()
            )


class TestEditService:
    def test_keeps_the_field_over_imports_and_can_be_shown(self):
        service = make_service()
        edit = Edit({"name": "Renamed", "description": ""})
        service = edit_service(service, edit, by=Host(), now=NOW)
        assert service.local_fields == ["name"]
        part = RevisionPart.objects.get()
        assert part.rows[str(service.pk)]["name"] == ["Harbour drop-in", "Renamed"]
        assert Entry.objects.get().detail == {"fields": ["name"]}

    def test_refuses_words_that_tell_a_confidential_place(self):
        service = make_service(place_is_confidential=True)
        with pytest.raises(TellsThePlace):
            edit_service(
                service, Edit({"alert": f"Now at {SECRET}"}), by=Host(), now=NOW
            )

    def test_is_not_for_the_public(self):
        with pytest.raises(PermissionDenied):
            edit_service(make_service(), Edit(), by=Public(), now=NOW)


class TestReportProblem:
    def test_keeps_a_tick_and_no_word(self):
        report_problem(make_service(), "hours", by=Public(), now=NOW)
        assert Problem.objects.get().kind == "hours"
        assert Entry.objects.get().actor_kind == "public"

    def test_one_sending_says_each_kind_once(self, client):
        path = reverse("service-problem", args=[make_service().pk])
        kinds = ["hours"] * 500 + ["number"] * 400
        client.post(path, {"kinds": kinds, "form_key": new_id()})
        assert sorted(p.kind for p in Problem.objects.all()) == ["hours", "number"]

    def test_has_a_page_that_needs_no_account(self, client):
        service = make_service()
        path = reverse("service-problem", args=[service.pk])
        assert client.get(path).status_code == 200
        assert b"data-error-summary" in client.post(path).content
        missing = client.post(path, {"kinds": "rude"})
        assert missing.status_code == 400
        assert b"data-error-summary" in missing.content
        sent = {"kinds": ["number", "hours"], "form_key": new_id()}
        for _ in range(2):
            answer = client.post(path, sent)
        assert answer.headers["Location"] == reverse(
            "service-thanks", args=[service.pk]
        )
        assert not answer.cookies
        assert sorted(p.kind for p in Problem.objects.all()) == ["hours", "number"]

    def test_says_first_that_nobody_reads_it_and_whom_to_call(self, client):
        line = HelpLine(country="GB", kind="emergency", name="Police", number="999")
        set_help_line(line, by=Host(), today=NOW.date())
        path = reverse("service-problem", args=[make_service().pk])
        page = client.get(path).content.decode()
        main = page[page.index("<main") :]
        assert main.index("In danger call 999.") < main.index("<form")
        assert "nothing about a person" in main

    def test_is_slowed_down_not_shut_out(self, client):
        path = reverse("service-problem", args=[make_service().pk])
        here = {"Sec-Fetch-Site": "same-origin"}
        answers = [
            client.post(
                path, {"kinds": "hours", "form_key": new_id()}, headers=here
            ).status_code
            for _ in range(11)
        ]
        assert answers == [302] * 10 + [429]
        assert Problem.objects.count() == 10

    def test_has_no_page_for_a_service_one_may_not_see(self, client):
        inner = make_service(label=Label.GREEN)
        for name in ("service-problem", "service-thanks"):
            assert client.get(reverse(name, args=[inner.pk])).status_code == 404
