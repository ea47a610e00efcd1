"""News of a service: shown until a day, ended after it, never shown again by itself."""

from datetime import UTC, date, datetime, timedelta
from importlib import import_module

import pytest
import time_machine
from django.apps import apps
from django.urls import reverse

from fourthp.directory.models import Service
from fourthp.directory.operations.edits import Edit, edit_service, release_fields
from fourthp.directory.operations.imports.applying import apply_import, undo_import
from fourthp.directory.operations.imports.planning import plan_import
from fourthp.directory.operations.indexing import index_services
from fourthp.directory.operations.listings import Listing, list_service
from fourthp.directory.queries.cards import cards
from fourthp.directory.queries.entries import entries
from fourthp.directory.queries.export import sheets_of
from fourthp.directory.queries.timetables import usual_here
from fourthp.directory.rules.alerts import LAST, default_end, said_on, with_end
from fourthp.directory.tests.makers import make_service
from fourthp.directory.tests.packages import make_package, plain
from fourthp.directory.tests.test_listing_pages import client as client_of
from fourthp.directory.tests.test_listing_pages import member, own_service, typed, words
from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now, today
from fourthp.foundation.models import Revision
from fourthp.partnership.tests.makers import make_agency, make_network

pytestmark = pytest.mark.django_db
client = client_of
FLOOD = "Closed this week because of a flood"
MONDAY = date(2026, 3, 2)
DAY = timedelta(days=1)


def news_of(service: Service) -> tuple[str, date | None]:
    service.refresh_from_db()
    return service.alert, service.alert_until


class TestWithEnd:
    @pytest.mark.parametrize(
        ("facts", "alert", "until", "end"),
        [
            ({"alert": "b"}, "", None, MONDAY + LAST),
            ({"alert": "b"}, "a", MONDAY - DAY, MONDAY + LAST),
            ({"alert": "b"}, "a", MONDAY, MONDAY),
            ({"alert": "b", "alert_until": MONDAY + DAY}, "", None, MONDAY + DAY),
            ({"alert": ""}, "a", MONDAY, None),
        ],
    )
    def test_gives_other_words_an_end_and_none_to_none(self, facts, alert, until, end):
        said = with_end(facts, alert=alert, until=until, day=MONDAY)
        assert said["alert_until"] == end

    @pytest.mark.parametrize("facts", [{"alert": "a"}, {"name": "b"}])
    def test_begins_the_same_words_no_second_time(self, facts):
        said = with_end(facts, alert="a", until=MONDAY - DAY, day=MONDAY)
        assert said == facts


def test_news_is_shown_up_to_their_last_day():
    assert said_on("a", MONDAY, MONDAY) == "a"
    assert said_on("a", MONDAY, MONDAY + DAY) == ""
    assert said_on("a", None, MONDAY) == ""


class TestReaders:
    @pytest.mark.parametrize(("until", "said"), [(MONDAY, FLOOD), (MONDAY - DAY, "")])
    def test_see_news_on_the_last_day_and_not_after_it(self, until, said):
        service = make_service(alert=FLOOD, alert_until=until)
        index_services()
        moment = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)
        told = {"reader": None, "now": moment}
        card = cards([service.pk], usual=usual_here(), **told)[service.pk]
        assert card.alert == said
        assert entries([service.pk], **told)[0].alert == said
        [sheet] = [s for s in sheets_of(None, today=MONDAY) if s.name == "service"]
        row = dict(zip(sheet.header, *sheet.rows, strict=True))
        assert row["alert"] == said
        assert row["alert_until"] == (str(until) if said else "")

    def test_live_in_the_zone_of_the_network(self, settings):
        settings.TIME_ZONE = "Pacific/Auckland"
        service = make_service(alert=FLOOD, alert_until=MONDAY)
        moment = datetime(2026, 3, 2, 12, tzinfo=UTC)  # the third of March there
        assert entries([service.pk], reader=None, now=moment)[0].alert == ""

    def test_of_the_page_see_it_end_by_itself(self, client):
        service = make_service(alert=FLOOD, alert_until=MONDAY)
        path = reverse("service", args=[service.pk])
        for day, is_shown in ((MONDAY, True), (MONDAY + DAY, False)):
            with time_machine.travel(datetime(2026, 3, day.day, 12, tzinfo=UTC)):
                assert (FLOOD in client.get(path).content.decode()) is is_shown


class TestOperations:
    def test_give_news_without_an_end_two_weeks(self):
        service = make_service()
        edit_service(service, Edit({"alert": FLOOD}), by=Host(), now=now())
        assert news_of(service) == (FLOOD, default_end(today()))
        edit_service(service, Edit({"alert": ""}), by=Host(), now=now())
        assert news_of(service) == ("", None)

    def test_give_those_of_a_new_listing_two_weeks(self):
        listing = Listing({"name": "New", "alert": FLOOD})
        service = list_service(make_agency(), listing, by=Host(), now=now())
        assert news_of(service) == (FLOOD, default_end(today()))


def test_the_migration_gives_two_weeks_to_news_that_stands():
    old, none = make_service(alert=FLOOD), make_service("None")
    said = make_service("Said", alert=FLOOD, alert_until=MONDAY)
    migration = import_module("fourthp.directory.migrations.0002_alert_until")
    migration.give_an_end(apps, None)
    assert news_of(old) == (FLOOD, default_end(today()))
    assert news_of(none) == ("", None)
    assert news_of(said) == (FLOOD, MONDAY)


class TestForm:
    def test_offers_two_weeks_and_takes_another_day(self, client):
        member(client)
        service = own_service()
        page = client.get(words(service)).content.decode()
        assert f'value="{default_end(today())}"' in page
        end = today() + DAY
        said = typed(service, alert=FLOOD, alert_until=str(end))
        assert client.post(words(service), said).status_code == 302
        assert news_of(service) == (FLOOD, end)

    def test_takes_the_day_that_is_offered(self, client):
        member(client)
        service, end = own_service(), default_end(today())
        said = typed(service, alert=FLOOD, alert_until=str(end))
        client.post(words(service), said)
        assert news_of(service) == (FLOOD, end)

    @pytest.mark.parametrize(
        ("until", "said"),
        [
            ("", "Until which day is it to be shown?"),
            ("2026-01-01", "That day is over"),
            ("soon", "Enter a valid date."),
        ],
    )
    def test_asks_for_an_end_and_loses_no_word(self, client, until, said):
        member(client)
        service = own_service()
        sent = typed(service, name="Typed", alert=FLOOD, alert_until=until)
        answer = client.post(words(service), sent)
        page = answer.content.decode()
        assert answer.status_code == 400
        assert all(one in page for one in (said, "Typed", FLOOD))
        assert news_of(service) == ("", None)

    def test_says_nothing_with_the_offered_day_alone(self, client):
        member(client)
        service = own_service()
        sent = typed(service, alert_until=str(default_end(today())))
        client.post(words(service), sent)
        assert not Revision.objects.exists()

    @pytest.mark.parametrize("until", [MONDAY, None])
    def test_changes_another_word_of_a_listing_whose_news_ended(self, client, until):
        member(client)
        service = own_service(alert=FLOOD, alert_until=until)
        sent = typed(service, name="Other", alert=FLOOD, alert_until=until or "")
        assert client.post(words(service), sent).status_code == 302
        assert news_of(service) == (FLOOD, until)
        assert service.name == "Other"

    def test_takes_the_end_away_with_the_news(self, client):
        member(client)
        end = today() + DAY
        service = own_service(alert=FLOOD, alert_until=end)
        client.post(words(service), typed(service, alert="", alert_until=str(end)))
        assert news_of(service) == ("", None)


class TestListingPage:
    def page(self, client, service: Service) -> str:
        path = reverse("listing", args=[service.pk])
        return client.get(path).content.decode()

    def test_says_until_when_news_is_shown(self, client):
        member(client)
        service = own_service(alert=FLOOD, alert_until=date(2099, 1, 31))
        page = self.page(client, service)
        assert f"{FLOOD} (shown until 31 January 2099)" in page
        assert "Show it again" not in page

    def test_says_when_it_ended_and_shows_it_again(self, client):
        member(client)
        service = own_service(alert=FLOOD, alert_until=MONDAY)
        page = self.page(client, service)
        assert "This news ended on 2 March 2026" in page
        again = words(service) + "?again=yes"
        assert again in page
        end = str(default_end(today()))
        assert f'value="{end}"' in client.get(again).content.decode()
        client.post(again, typed(service, alert=FLOOD, alert_until=end))
        assert news_of(service) == (FLOOD, default_end(today()))
        assert "Show it again" not in self.page(client, service)

    def test_says_that_nobody_sees_news_without_a_last_day(self, client):
        member(client)
        service = own_service(alert=FLOOD)
        assert "it has no last day" in self.page(client, service)


@pytest.fixture
def bring(tmp_path):
    """Import a package whose one service says some more, as on a day."""
    make_network()

    def do(on: date = MONDAY, **cells: str) -> bool:
        tables = plain()
        tables["services"][0] |= cells
        moment = datetime(on.year, on.month, on.day, 12, tzinfo=UTC)
        with time_machine.travel(moment):
            plan = plan_import(make_package(tmp_path, **tables), source="city")
            apply_import(plan, by=Host(), now=moment)
        return not plan.changes_nothing()

    return do


class TestImports:
    LATER = MONDAY + LAST + DAY

    def news(self) -> tuple[str, date | None]:
        return news_of(Service.objects.get())

    def test_give_news_two_weeks_and_never_begin_it_again(self, bring):
        assert bring(alert=FLOOD)
        assert self.news() == (FLOOD, MONDAY + LAST)
        for on in (MONDAY, self.LATER):
            assert not bring(on, alert=FLOOD)
            assert not bring(on, alert=FLOOD, alert_until="")
        assert self.news() == (FLOOD, MONDAY + LAST)

    def test_take_the_end_that_the_source_says(self, bring):
        bring(alert=FLOOD, alert_until="2026-03-04")
        assert self.news() == (FLOOD, date(2026, 3, 4))
        bring(alert=FLOOD, alert_until="2026-03-05")
        assert self.news() == (FLOOD, date(2026, 3, 5))

    def test_begin_other_news_anew_and_end_what_is_gone(self, bring):
        bring(alert=FLOOD)
        bring(self.LATER, alert="Open again")
        assert self.news() == ("Open again", self.LATER + LAST)
        bring(self.LATER, alert="")
        assert self.news() == ("", None)

    def test_leave_what_was_said_here(self, bring):
        bring(alert=FLOOD)
        service = Service.objects.get()
        edit_service(service, Edit({"alert": "Ours"}), by=Host(), now=now())
        until = self.news()[1]
        assert not bring(alert=FLOOD, alert_until="2026-03-04")
        assert self.news() == ("Ours", until)

    def test_leave_the_end_of_what_was_said_here(self, bring):
        bring(alert=FLOOD)
        Service.objects.update(alert="Ours", local_fields=["alert"])
        assert not bring(alert=FLOOD, alert_until="2026-03-04")
        assert self.news() == ("Ours", MONDAY + LAST)

    def test_leave_an_end_that_was_said_here_up_to_other_news(self, bring):
        bring(alert=FLOOD)
        longer = MONDAY + 2 * LAST
        service = Service.objects.get()
        edit_service(service, Edit({"alert_until": longer}), by=Host(), now=now())
        assert not bring(alert=FLOOD, alert_until="2026-03-04")
        assert self.news() == (FLOOD, longer)
        bring(alert="Open again")
        assert self.news() == ("Open again", MONDAY + LAST)
        assert Service.objects.get().local_fields == []

    def test_of_what_was_given_back_bring_the_sources_news(self, bring):
        bring(alert=FLOOD)
        service = Service.objects.get()
        edit_service(service, Edit({"alert": ""}), by=Host(), now=now())
        release_fields(service, by=Host())
        bring(self.LATER, alert=FLOOD)
        assert self.news() == (FLOOD, self.LATER + LAST)

    def test_that_are_taken_back_put_news_and_end_back(self, bring):
        bring(alert=FLOOD)
        bring(self.LATER, alert="Open again")
        undo_import(_last(), by=Host(), now=now())
        assert self.news() == (FLOOD, MONDAY + LAST)


def _last():
    model = apps.get_model("directory", "Import")
    return model.objects.order_by("made_at").last()
