"""Pages of the directory: without a cookie, without a word in any address."""

from datetime import timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from fourthp.directory.models import Language, OpenInterval
from fourthp.directory.operations.indexing import index_services
from fourthp.directory.tests.makers import (
    make_address,
    make_location,
    make_phone,
    make_refuge,
    make_region,
    make_service,
    make_town,
)
from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now, today
from fourthp.partnership.models import HelpLine, Label
from fourthp.partnership.operations.network import NetworkFacts, set_up_network
from fourthp.partnership.tests.makers import make_agency

pytestmark = pytest.mark.django_db


def post(client: Client, **fields: object):
    return client.post(reverse("find"), fields)


class TestCardPdf:
    def test_says_name_and_number_and_no_telling_word(self, client):
        service = make_service("Exploitation advice")
        make_phone(service)
        answer = client.get(reverse("service-card-pdf", args=[service.pk]))
        assert answer.headers["Content-Type"] == "application/pdf"
        text = PdfReader(BytesIO(answer.content)).pages[0].extract_text()
        assert "0121 496 0123" in text
        assert service.organization.name in text
        assert "Exploitation" not in text

    def test_of_a_service_one_may_not_see_does_not_exist(self, client):
        service = make_service(label=Label.GREEN)
        answer = client.get(reverse("service-card-pdf", args=[service.pk]))
        assert answer.status_code == 404

    def test_offers_to_print_the_page_where_no_font_can_draw_it(
        self, client, settings, tmp_path
    ):
        settings.FONTS = str(tmp_path)
        agency = make_agency("\U00012000\U00012001")
        service = make_service(organization=agency)
        make_phone(service)
        answer = client.get(reverse("service-card-pdf", args=[service.pk]))
        assert "Print the page from your browser" in answer.content.decode()
        assert "0121 496 0123" in answer.content.decode()


def test_a_public_holiday_is_said_with_every_answer(client):
    set_up_network(NetworkFacts("Net", "GB", "Europe/London"), by=Host())
    service = make_service("Advice")
    index_services()
    with time_machine.travel("2026-12-25T12:00Z", tick=False):
        pages = (
            post(client, q="advice").content.decode(),
            client.get(reverse("service", args=[service.pk])).content.decode(),
        )
    assert all("public holiday (Christmas Day)" in page for page in pages)


class TestFind:
    def test_a_get_has_no_question_and_goes_to_the_first_page(self, client):
        assert client.get(reverse("find")).headers["Location"] == reverse("front")

    def test_answers_with_the_number_and_why(self, client):
        service = make_service("Women's advice")
        make_phone(service)
        Language.objects.create(service=service, name="Romanian")
        index_services()
        page = post(client, q="Romanian advice").content.decode()
        assert "tel:01214960123" in page
        assert "Its name says “advice”, speaks Romanian." in page
        assert "1 service" in page
        assert page.count("A call will show in your call history.") == 1

    def test_tells_why_each_is_here_and_whom_it_leaves_out(self, client):
        town = make_town()
        service = make_service("Rest", assured_date=today() - timedelta(days=21))
        make_location(service, latitude=town.latitude, longitude=town.longitude)
        for value, barred in (("women", False), ("men", True)):
            service.eligibility.create(facet="gender", value=value, is_exclusion=barred)
        index_services()
        page = post(client, q="women coventry").content.decode()
        assert "For women, about 1 km away, checked 3 weeks ago." in page.replace(
            "\xa0", " "
        )
        assert "Not for men" in page
        page = post(client, q="", on="2026-03-02", at="12:00").content.decode()
        assert "open Monday 2 March 12:00" in page

    def test_sets_apart_what_has_no_known_place_and_leads_there(self, client):
        region = make_region()
        town = make_town()
        town.within = region
        town.save()
        agency = make_agency()
        for n in range(21):
            near = make_service(f"Near {n}", organization=agency)
            make_location(near, latitude=town.latitude, longitude=town.longitude)
        make_service("Line", organization=agency, region=region)
        index_services()
        page = post(client, place="coventry").content.decode()
        assert "Without a known place, for West Region (1)" in page
        page = post(client, place="coventry", page="2").content.decode()
        assert "<h2>Without a known place, for West Region</h2>" in page
        page = post(client, place="west region").content.decode()
        assert 'name="f" value="in:' in page
        assert "West Region" in page

    def test_offers_to_go_further_and_back(self, client):
        make_town()
        far = make_service("Far")
        make_location(far, latitude="52.41", longitude="-0.90")
        index_services()
        page = post(client, place="Coventry").content.decode()
        assert '<button class="chip" name="km" value="60">within 60 km (1)' in page
        page = post(client, place="Coventry", km="60").content.decode()
        assert 'name="km" value="60" checked' in page
        assert 'name="remove" value="km"' in page

    def test_counts_what_is_open_now_beside_its_box(self, client):
        make_service("Closed")
        index_services()
        page = post(client, q="").content.decode()
        assert 'Open now <span class="count">0</span>' in page

    def test_says_names_in_the_language_of_the_page(self, client):
        service = make_service("Advice", is_free=True)
        Language.objects.create(service=service, name="Romanian")
        Language.objects.create(service=service, name="Klingon")
        index_services()
        answer = client.post("/en-xa/step-2/", {"q": "Romanian"})
        page = answer.content.decode()
        assert "⟦Ƒ" in page or "⟦Fréé" in page
        assert "Klingon" in page
        answer = client.post("/ar-xb/step-2/", {"q": "Romanian"})
        assert "الرومانية" in answer.content.decode()

    def test_says_nothing_of_the_question_in_address_title_or_cookie(self, client):
        index_services()
        answer = post(client, q="trafficking", place="Coventry")
        assert answer.status_code == 200
        assert not answer.cookies
        assert answer.headers["Cache-Control"] == "private, no-cache"
        title = answer.content.decode().split("<title>")[1].split("</title>")[0]
        assert title == "Step 2"

    def test_takes_a_chip_away(self, client):
        make_service("Advice")
        index_services()
        page = post(client, q="Romanian advice", remove="lang:ro").content.decode()
        assert "1 service" in page

    def test_turns_the_page_and_keeps_to_the_last_one(self, client):
        agency = make_service().organization
        for n in range(24):
            make_service(f"Advice {n}", organization=agency)
        index_services()
        first = post(client, q="advice").content.decode()
        assert "Next page" in first
        last = post(client, q="advice", page="40").content.decode()
        assert "Page 2" in last
        assert "Next page" not in last

    def test_says_where_nothing_is_listed_yet(self, client):
        page = post(client, q="advice").content.decode()
        assert "No service is listed here yet" in page
        assert "Nothing answers all of this" not in page

    def test_is_no_dead_end(self, client):
        make_service("Advice")
        index_services()
        page = post(client, q="Romanian advice").content.decode()
        assert "Nothing answers all of this" in page
        assert 'name="remove" value="lang:ro"' in page

    def test_gives_the_national_number_where_nothing_answers(self, client):
        line = {"country": "GB", "kind": "national", "name": "Helpline"}
        HelpLine.objects.create(number="08000 121 700", checked_on=today(), **line)
        make_service("Advice")
        index_services()
        page = post(client, q="Romanian Vietnamese xylophone advice").content.decode()
        main = page.split("<main")[1]
        assert "tel:08000121700" in main
        assert "without Vietnamese + Romanian (1)" in main

    @pytest.mark.parametrize(
        "wrong", [{"f": "lang:xx"}, {"at": "99:99"}, {"q": "x" * 201}, {"page": "0"}]
    )
    def test_keeps_what_was_typed_when_something_is_wrong(self, client, wrong):
        answer = post(client, **({"q": "advice", "place": "Coventry"} | wrong))
        assert answer.status_code == 400
        assert "Coventry" in answer.content.decode()

    def test_survives_text_that_is_no_text(self, client):
        for line in (
            "\x00",
            "' OR 1=1 --",
            "%",
            "<script>alert(1)</script>",
            "🚪" * 50,
        ):
            answer = post(client, q=line)
            assert answer.status_code in {200, 400}
            assert b"<script>alert" not in answer.content


class TestEntry:
    def test_says_whom_it_is_for_in_the_language_of_the_page(self, client):
        service = make_service("Advice")
        service.eligibility.create(facet="gender", value="women")
        service.eligibility.create(facet="gender", value="men", is_exclusion=True)
        plain = client.get(reverse("service", args=[service.pk])).content.decode()
        assert "<dd>Women" in plain
        page = client.get(f"/en-xa/services/{service.pk}/").content.decode()
        assert "⟦Wöméñ" in page
        assert "⟦Méñ" in page

    def test_puts_the_number_first_and_never_the_place_of_a_refuge(self, client):
        refuge = make_refuge(region=make_region())
        make_phone(refuge)
        page = client.get(reverse("service", args=[refuge.pk])).content.decode()
        assert page.index("0121 496 0123") < page.index("The place is confidential")
        assert "West Region" in page

    def test_does_not_exist_for_those_who_may_not_see_it(self, client):
        inner = make_service(label=Label.GREEN)
        for name in ("service", "service-card"):
            assert client.get(reverse(name, args=[inner.pk])).status_code == 404

    def test_shares_names_and_numbers_only(self, client):
        service = make_service("Shelter for women", description="For survivors.")
        make_phone(service)
        page = client.get(reverse("service-card", args=[service.pk])).content.decode()
        main = page.split("<main")[1]
        assert "Harbour Street Clinic" in main
        assert "Shelter" not in main
        assert "survivors" not in main

    def test_says_what_everyone_should_know_today(self, client):
        service = make_service(alert="Flooded.", alert_until=today())
        page = client.get(reverse("service", args=[service.pk])).content.decode()
        assert "Flooded." in page


class TestShortlist:
    def test_holds_three_without_a_cookie(self, client):
        agency = make_service().organization
        kept = [make_service(f"S{n}", organization=agency) for n in range(4)]
        keys = " ".join(["x", *(str(s.pk) for s in kept)])
        answer = client.post(reverse("shortlist"), {"kept": keys})
        assert not answer.cookies
        assert answer.content.count(b'<li class="card">') == 2

    def test_says_when_nothing_was_kept(self, client):
        page = client.post(reverse("shortlist")).content.decode()
        assert "Nothing was kept" in page
        assert f'class="button" href="{reverse("front")}"' in page

    def test_leads_on_to_another_question(self, client):
        kept = make_service()
        page = client.post(reverse("shortlist"), {"kept": str(kept.pk)}).content
        assert b"Or ask something else" in page


def test_a_service_near_a_town_says_about_how_far(client):
    make_town()
    location = make_location(make_service("Advice"))
    make_address(location)
    index_services()
    page = post(client, q="advice coventry").content.decode()
    assert "about 1 km from Coventry" in page


def test_wall_times_are_the_networks_own(client):
    set_up_network(NetworkFacts("N", "US", "America/New_York"), by=Host())
    service = make_service("Advice")
    moment = now().replace(minute=0, second=0, microsecond=0)
    OpenInterval.objects.create(
        service=service,
        opens_at=moment - timedelta(hours=1),
        closes_at=moment + timedelta(hours=5),
    )
    index_services()
    closes = (moment + timedelta(hours=5)).astimezone(ZoneInfo("America/New_York"))
    page = post(client, q="advice").content.decode()
    assert f"Open until {closes:%H:%M}" in page


def test_a_service_that_never_closes_says_so(client):
    service = make_service("Advice")
    OpenInterval.objects.create(
        service=service, opens_at=now(), closes_at=now() + timedelta(days=50)
    )
    index_services()
    assert "Open day and night" in post(client, q="advice").content.decode()
    page = client.get(reverse("service", args=[service.pk])).content.decode()
    assert "Open day and night" in page
