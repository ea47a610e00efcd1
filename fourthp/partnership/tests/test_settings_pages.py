"""The network's settings in the browser."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate

from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now, today
from fourthp.partnership.models import HelpLine, Network, Role, Term, Vocabulary
from fourthp.partnership.operations.network import (
    NetworkFacts,
    change_network,
    set_help_line,
    set_up_network,
)
from fourthp.partnership.queries.network import network_asked_once, this_network
from fourthp.partnership.tests.makers import make_member, make_user
from tests.safety.actors import sign_in
from tests.safety.acts.sending import HERE, keyed

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    """A browser, which says where its forms come from."""
    return Client(headers=HERE)


@pytest.fixture
def network():
    facts = NetworkFacts("Vale Network", "RO", "Europe/Bucharest", languages=("ro",))
    return set_up_network(facts, by=Host())


@pytest.fixture
def coordinator(client, network):
    sign_in(client, make_user(make_member(role=Role.COORDINATOR)))
    return client


def page(client: Client, name: str, *args: object, query: str = "") -> str:
    answer = client.get(reverse(name, args=args) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def line(number: str = "112", kind: str = HelpLine.Kind.EMERGENCY) -> HelpLine:
    one = HelpLine(kind=kind, name="Urgențe", number=number, country="RO")
    return set_help_line(one, by=Host(), today=today())


def today_there() -> date:
    """Return the day by the network's own clock, which the pages go by."""
    return localdate(now(), ZoneInfo("Europe/Bucharest"))


def facts(client: Client) -> dict[str, object]:
    form = client.get(reverse("network-facts")).context["form"]
    return {name: form[name].value() or "" for name in form.fields}


class TestNetwork:
    def test_says_what_the_country_brings_and_that_no_number_stands(self, coordinator):
        shown = page(coordinator, "network")
        assert "România" in shown
        assert "MNIR" in shown
        assert "No number stands on the pages." in shown
        assert reverse("first-month") in shown

    def test_says_when_a_number_was_looked_up(self, coordinator):
        line()
        assert "looked up on" in page(coordinator, "network")

    def test_a_country_without_a_pack_is_told_so(self, coordinator):
        Network.objects.update(country="KE")
        assert "No pack is made for this country yet" in page(coordinator, "network")

    def test_is_absent_before_there_is_a_network(self, client):
        sign_in(client, make_user(make_member(role=Role.COORDINATOR)))
        assert client.get(reverse("network")).status_code == 404


class TestFacts:
    def test_are_changed_and_stand_in_the_history(self, coordinator):
        said = facts(coordinator) | {"contact_email": "ask@vale.example"}
        answer = coordinator.post(reverse("network-facts"), said, follow=True)
        assert "Changed." in answer.content.decode()
        network = Network.objects.get()
        assert network.contact_email == "ask@vale.example"
        history = page(coordinator, "history", "network", network.pk)
        assert "ask@vale.example" in history
        revision = history.split('name="revision" value="')[1][:36]
        undo = reverse("history", args=["network", network.pk])
        coordinator.post(undo, keyed(revision=revision))
        assert Network.objects.get().contact_email == ""
        again = coordinator.post(undo, keyed(revision=revision), follow=True)
        assert "taken back before" in again.content.decode()

    def test_what_was_changed_since_stays_when_an_older_change_goes_back(
        self, coordinator
    ):
        network = change_network({"name": "A", "controller": "B"}, by=Host())
        change_network({"name": "C"}, by=Host())
        history = page(coordinator, "history", "network", network.pk)
        older = history.split('name="revision" value="')[2][:36]
        undo = reverse("history", args=["network", network.pk])
        said = coordinator.post(undo, keyed(revision=older), follow=True)
        assert "stays; the rest went back" in said.content.decode()
        network.refresh_from_db()
        assert (network.name, network.controller) == ("C", "")

    @pytest.mark.parametrize(
        ("wrong", "sentence"),
        [
            ({"name": ""}, "A network has a name."),
            ({"name": "a\nb"}, "Write this on one line."),
            ({"time_zone": "Mars/Base"}, "No time zone is called Mars/Base."),
            ({"languages": "en klingonish"}, "No language is written klingonish"),
            ({"contact_phone": "ask me"}, "ask me is not a telephone number."),
        ],
    )
    def test_nonsense_is_one_sentence_and_what_was_typed_stays(
        self, coordinator, wrong, sentence
    ):
        said = facts(coordinator) | {"controller": "Harbour Aid"} | wrong
        answer = coordinator.post(reverse("network-facts"), said)
        assert answer.status_code == 400
        assert sentence in answer.content.decode()
        assert "Harbour Aid" in answer.content.decode()

    def test_somebody_faster_is_told_and_saving_again_saves(self, coordinator):
        said = facts(coordinator) | {"controller": "Harbour Aid"}
        change_network({"controller": "Hill Aid"}, by=Host())
        answer = coordinator.post(reverse("network-facts"), said)
        assert "Somebody changed this meanwhile" in answer.content.decode()
        seen = answer.context["form"]["seen"].value()
        coordinator.post(reverse("network-facts"), said | keyed(seen=seen))
        assert Network.objects.get().controller == "Harbour Aid"

    def test_the_foot_of_pages_says_whom_to_ask(self, coordinator):
        change_network(
            {"contact_email": "ask@vale.example", "contact_phone": "0123 456"},
            by=Host(),
        )
        assert "Ask your network’s coordinator:" in page(coordinator, "network")
        foot = page(Client(), "front")
        assert "Questions about this site:" in foot
        assert "mailto:ask@vale.example" in foot

    def test_the_foot_says_nothing_where_nothing_was_said(self, network):
        assert "Questions about this site:" not in page(Client(), "front")


class TestNumbers:
    def test_one_is_added_that_was_just_looked_up(self, coordinator):
        assert "Your country also has" in page(coordinator, "network-numbers")
        said = keyed(kind="emergency", number="112", name="Urgențe")
        path = reverse("network-numbers")
        refused = coordinator.post(path, said)
        assert "Look it up first" in refused.content.decode()
        coordinator.post(path, said | {"was_checked": "on"})
        assert HelpLine.objects.get().checked_on == today_there()
        shown = page(coordinator, "network-numbers")
        assert "112" not in shown.split("Your country also has")[1]

    def test_one_is_confirmed(self, coordinator):
        one = line()
        HelpLine.objects.update(checked_on="2020-01-01")
        path = reverse("network-number-checked", args=[one.pk])
        coordinator.post(path, keyed())
        assert HelpLine.objects.get().checked_on == today_there()

    def test_one_is_taken_away_but_not_the_last_for_danger(self, coordinator):
        other = line("0800 800 678", HelpLine.Kind.NATIONAL)
        for one in (other, line()):
            path = reverse("network-number-removal", args=[one.pk])
            said = coordinator.post(path, keyed(), follow=True).content.decode()
        assert "112 is the only emergency number" in said
        assert [str(one.number) for one in HelpLine.objects.all()] == ["112"]


class TestWords:
    def test_each_list_is_a_tab_and_only_kinds_may_be_statutory(self, coordinator):
        assert "are statutory" in page(coordinator, "network-words")
        areas = page(coordinator, "network-words", query="?list=area")
        assert "București-Ilfov" in areas
        assert "are statutory" not in areas
        assert "Poliție" in page(coordinator, "network-words", query="?list=nonsense")

    def test_one_is_added_once(self, coordinator):
        path = reverse("network-words") + "?list=area"
        coordinator.post(path, keyed(name="Deltă"))
        answer = coordinator.post(path, keyed(name="delta"))
        assert answer.status_code == 400
        assert "is in this list already" in answer.content.decode()
        assert Term.objects.filter(name="Deltă").count() == 1

    def test_one_is_renamed(self, coordinator):
        path = reverse("network-word", args=[Term.objects.get(code="vest").pk])
        assert coordinator.get(path).status_code == 200
        assert coordinator.post(path, keyed(name="Centru")).status_code == 400
        coordinator.post(path, keyed(name="Banat"))
        assert Term.objects.get(code="vest").name == "Banat"

    def test_one_is_retired_and_comes_back(self, coordinator):
        term = Term.objects.get(code="vest")
        path = reverse("network-word-retirement", args=[term.pk])
        shown = coordinator.post(path, keyed(), follow=True).content.decode()
        assert "Bring back" in shown
        network = Network.objects.get()
        assert "Vest: retired on" in page(coordinator, "history", "network", network.pk)
        coordinator.post(path, keyed(back="yes"))
        assert Term.objects.get(code="vest").retired_on is None

    def test_one_goes_up(self, coordinator):
        term = Term.objects.get(code="sud-est")
        coordinator.post(reverse("network-word-place", args=[term.pk]), keyed())
        assert Term.objects.of(Vocabulary.AREA)[0] == term

    def test_what_is_new_in_the_pack_comes_by_a_button(self, coordinator):
        Term.objects.filter(code="vest").delete()
        assert "has a word that is not here" in page(coordinator, "network-words")
        coordinator.post(reverse("network-words-pack"), keyed())
        assert Term.objects.filter(code="vest").exists()
        assert "that is not here" not in page(coordinator, "network-words")

    def test_an_empty_list_says_what_goes_there(self, coordinator):
        Term.objects.of(Vocabulary.AREA).delete()
        shown = page(coordinator, "network-words", query="?list=area")
        assert "No word is in this list" in shown


class TestWhatAPageAsks:
    def test_asks_for_the_network_once_and_on_each_page_anew(self, coordinator):
        with CaptureQueriesContext(connection) as asked:
            page(coordinator, "agencies")
        table = f'FROM "{Network._meta.db_table}"'
        assert len([one for one in asked if table in one["sql"]]) == 1
        Network.objects.update(name="Called Otherwise")
        assert "Called Otherwise" in page(coordinator, "front")

    def test_whoever_changes_it_reads_what_is_there(self, network):
        with network_asked_once():
            assert this_network() == network
            Network.objects.update(name="Called Otherwise")
            assert this_network().name == "Vale Network"
        assert this_network().name == "Called Otherwise"
