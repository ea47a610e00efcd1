"""The page of one service: what it says, in which order, and what it never says."""

from datetime import time

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from fourthp.directory.models import Language, Location, Schedule, Service
from fourthp.directory.operations.hours import refresh_open_hours
from fourthp.directory.tests.makers import (
    make_address,
    make_location,
    make_phone,
    make_refuge,
    make_service,
)
from fourthp.foundation.clock import now as clock_now
from fourthp.foundation.clock import today
from fourthp.partnership.models import Label
from fourthp.partnership.tests.makers import make_agency, make_network

pytestmark = pytest.mark.django_db


def page_of(client: Client, service: Service, language: str = "") -> str:
    path = reverse("service", args=[service.pk])
    answer = client.get(f"{language}{path}")
    assert answer.status_code == 200
    return answer.content.decode().split("<main")[1]


def make_full(**facts: object) -> Service:
    """A service that says something of everything."""
    return make_service(
        **{
            "what_to_say": "Ask for the morning worker",
            "eligibility_description": "People in need of a bed",
            "application_process": "Call before noon",
            "fees_description": "Two pounds",
            "url": "https://harbour.example/stay",
            "email": "stay@harbour.example",
            "assured_date": today(),
        }
        | facts
    )


class TestWhere:
    def test_is_the_street_the_town_and_the_postcode(self, client):
        service = make_full()
        make_address(make_location(service), address_2="Floor 2", postal_code="CV1 2AB")
        page = page_of(client, service)
        where = page.split("<dt>Where</dt>")[1].split("</dd>")[0]
        order = ("1 Harbour Street", "Floor 2", "Coventry", "CV1 2AB")
        assert sorted(order, key=where.index) == list(order)
        assert "map" not in page

    def test_is_said_once_and_of_many_places_not_of_all(self, client):
        service = make_full()
        for n in (1, 1, 2, 3, 4, 5, 6, 7, 8):
            make_address(make_location(service), address_1=f"{n} Harbour Street")
        page = page_of(client, service)
        assert page.count("1 Harbour Street") == 1
        assert "7 Harbour Street" not in page
        assert "And 2 more places: call them." in page

    def test_is_nothing_where_only_a_line_is(self, client):
        service = make_full()
        virtual = Location.Type.VIRTUAL
        make_address(make_location(service), address_type=virtual)
        assert "<dt>Where</dt>" not in page_of(client, service)

    def test_of_a_confidential_service_is_not_told_nor_what_may_lead_there(
        self, client
    ):
        hidden = make_agency("Hidden", place_is_confidential=True)
        said = {"url": "https://zqweb.example", "email": "zqmail@harbour.example"}
        for refuge in (make_refuge(**said), make_refuge(organization=hidden, **said)):
            make_phone(refuge, "0800 000 000")
            page = page_of(client, refuge)
            assert "The place is confidential" in page
            assert "zq" not in page
            assert "mailto:" not in page

    def test_marks_of_a_known_place_are_found_by_the_same_look(self, client):
        said = {"url": "https://zqweb.example", "email": "zqmail@harbour.example"}
        page = page_of(client, make_full(**said))
        assert "zqweb" in page
        assert "zqmail" in page

    def test_of_a_service_for_members_is_nothing_to_the_public(self, client):
        service = make_full(label=Label.GREEN)
        make_address(make_location(service))
        path = reverse("service", args=[service.pk])
        answer = client.get(path)
        assert answer.status_code == 404
        assert b"Harbour Street" not in answer.content

    def test_of_a_confidential_service_without_a_number_is_asked_elsewhere(
        self, client
    ):
        page = page_of(client, make_refuge(email="a@b.example"))
        assert "Ask a help line how to reach it." in page


class TestLinks:
    def test_lead_to_the_website_and_the_mailbox(self, client):
        service = make_full()
        make_phone(service)
        page = page_of(client, service)
        assert '<a href="https://harbour.example/stay" rel="noreferrer">' in page
        assert '<a href="mailto:stay@harbour.example">' in page

    @pytest.mark.parametrize(
        "facts",
        [
            {"email": "a@b.example?bcc=c@d.example"},
            {"email": "a%0Abcc:c@d.example"},
            {"url": "javascript:alert(1)"},
            {"url": "https://harbour.example@evil.example/"},
        ],
    )
    def test_lead_nowhere_else(self, client, facts):
        service = make_full(**facts)
        for page in (page_of(client, service), _with_number(client, service)):
            assert 'bcc=c@d.example"' not in page
            assert 'href="javascript' not in page
            assert 'href="https://harbour.example@' not in page
            assert 'href="mailto:a' not in page

    def test_of_a_mailbox_stand_first_where_there_is_no_number(self, client):
        page = page_of(client, make_full())
        assert page.index("mailto:stay@harbour.example") < page.index("What to say")


def _with_number(client: Client, service: Service) -> str:
    make_phone(service)
    return page_of(client, service)


class TestNumber:
    def test_that_nobody_can_dial_is_no_link(self, client):
        service = make_full()
        make_phone(service, "ask at the desk")
        page = page_of(client, service)
        assert '<span class="strong">ask at the desk</span>' in page
        assert "tel:" not in page


class TestOrder:
    def test_is_what_somebody_needs_first(self, client):
        service = make_full()
        make_phone(service)
        make_address(make_location(service))
        Language.objects.create(service=service, name="Romanian")
        Schedule.objects.create(service=service, description="Evenings on request")
        page = page_of(client, service)
        order = [
            *("0121 496 0123", "Ask for the morning worker", "Ask when it is open"),
            *("Evenings on request", "People in need of a bed", "Romanian"),
            *("Call before noon", "Two pounds", "1 Harbour Street"),
            *("https://harbour.example/stay", "Checked on"),
        ]
        assert sorted(order, key=page.index) == order

    def test_says_how_to_go_back_to_the_others(self, client):
        page = page_of(client, make_full())
        assert "To see the other services again, go back in your browser." in page


class TestWords:
    def test_of_languages_are_the_readers_but_a_name_of_its_own_stays(self, client):
        service = make_full()
        for name in ("Romanian", "Dari", "Klingon"):
            Language.objects.create(service=service, name=name)
        Language.objects.create(service=service, code="so")
        page = page_of(client, service, "/ar-xb")
        said = page.split("الرومانية")[0][-300:] + page.split("الرومانية")[1][:300]
        assert "الصومالية" in said
        assert "Dari" in said
        assert "Klingon" in said
        assert "Romanian" not in page


class TestNumbers:
    def test_run_from_left_to_right_whatever_the_page_does(self, client):
        service = make_full()
        make_phone(service, "+44 121 496 0123")
        shortlist = f"/ar-xb{reverse('shortlist')}"
        page = page_of(client, service, "/ar-xb")
        assert '<bdi dir="ltr">+44 121 496 0123</bdi>' in page
        kept = client.post(shortlist, {"kept": str(service.pk)})
        assert '<bdi dir="ltr">+44 121 496 0123</bdi>' in kept.content.decode()


def make_hours(
    service: Service, opens: str, closes: str, *, byday: str, notes: str = ""
) -> None:
    facts = {"freq": "WEEKLY", "byday": byday, "notes": notes}
    facts["opens_at"] = time.fromisoformat(opens)
    facts["closes_at"] = time.fromisoformat(closes)
    Schedule.objects.create(service=service, **facts)


class TestTheWeekAhead:
    NOW = "2026-04-01T08:00+00:00"  # a Wednesday; that Friday is a public holiday

    @pytest.fixture(autouse=True)
    def _at(self):
        make_network()
        with time_machine.travel(self.NOW, tick=False):
            yield

    def week_of(self, client: Client, service: Service) -> str:
        refresh_open_hours(now=clock_now())
        page = page_of(client, service)
        if "<dt>The next seven days</dt>" not in page:
            return ""
        said = page.split("<dt>The next seven days</dt>")[1].split("</dd>")[0]
        return strip_tags(said.replace("</p>", "; ")).strip("; ")

    def test_says_each_day_what_is_left_of_it_and_which_is_a_holiday(self, client):
        service = make_service()
        make_hours(service, "08:00", "17:00", byday="MO,WE,FR")
        make_hours(service, "22:00", "02:00", byday="TH")
        assert self.week_of(client, service) == (
            "Today: until 17:00; Thursday 2 April: 22:00–02:00;"
            " Friday 3 April: public holiday: call first;"
            " Monday 6 April: public holiday: call first"
        )

    def test_says_a_whole_day_and_days_on_end(self, client):
        service = make_service()
        make_hours(service, "00:00", "00:00", byday="TU")
        assert self.week_of(client, service).endswith("Tuesday 7 April: all day")
        other = make_service(name="On end")
        make_hours(other, "00:00", "00:00", byday="TU,WE")
        said = self.week_of(client, other)
        assert said == "Today: until 00:00; Tuesday 7 April: 00:00–Thursday 00:00"

    def test_is_left_out_where_nobody_knows_and_where_it_never_closes(self, client):
        assert self.week_of(client, make_service()) == ""
        always = make_service(name="Always")
        make_hours(always, "00:00", "00:00", byday="MO,TU,WE,TH,FR,SA,SU")
        assert self.week_of(client, always) == ""

    def test_says_the_usual_hours_where_its_own_words_may_close_it(self, client):
        service = make_service()
        make_hours(
            service,
            "09:00",
            "17:00",
            byday="WE,TH,FR",
            notes="Closed on school holidays",
        )
        assert self.week_of(client, service) == (
            "Today: usually until 17:00: call first;"
            " Thursday 2 April: usually 09:00–17:00: call first;"
            " Friday 3 April: public holiday: call first"
        )

    def test_is_left_out_where_it_usually_never_closes(self, client):
        always = make_service()
        make_hours(
            always,
            "00:00",
            "00:00",
            byday="MO,TU,WE,TH,FR,SA,SU",
            notes="Closed at Christmas",
        )
        assert self.week_of(client, always) == ""


class TestHoursThatItsOwnWordsDoubt:
    WHY = "Call first: its own words say that it may be closed"

    @pytest.mark.parametrize(
        ("moment", "days", "said"),
        [
            ("2026-03-02T12:00+00:00", ("MO", "09:00", "17:00"), "09:00–17:00"),
            (
                "2026-03-03T12:00+00:00",
                ("TH", "09:00", "17:00"),
                "Thursday 09:00–17:00",
            ),
            (
                "2026-03-02T12:00+00:00",
                ("MO,TU", "00:00", "00:00"),
                "00:00–Wednesday 00:00",
            ),
            (
                "2026-03-02T12:00+00:00",
                ("MO", "08:00", "11:00"),
                "Monday 9 March 08:00–11:00",
            ),
        ],
    )
    def test_are_usual_hours_and_call_first(self, client, moment, days, said):
        make_network()
        service = make_service()
        byday, opens, closes = days
        make_hours(service, opens, closes, byday=byday, notes="Closed in August")
        with time_machine.travel(moment, tick=False):
            page = page_of(client, service)
        assert f"Usual hours {said}. {self.WHY}." in page
        assert "<p>Closed in August</p>" in page

    def test_day_and_night_are_usual_too_in_its_own_zone(self, client):
        make_network()
        service = make_service(time_zone="America/New_York")
        make_hours(
            service,
            "00:00",
            "00:00",
            byday="MO,TU,WE,TH,FR,SA,SU",
            notes="Closed at Christmas",
        )
        page = page_of(client, service)
        assert f"Usually open day and night (New York time). {self.WHY}." in page


class TestGettingIn:
    def test_says_whether_a_wheelchair_gets_in_and_how(self, client):
        service = make_service()
        place = make_location(service)
        place.accessibility.create(for_wheelchairs=True, description="Ramp at the back")
        page = page_of(client, service)
        assert "Somebody in a wheelchair gets in" in page
        assert "Ramp at the back" in page
