"""That nothing takes a second person any more takes a second person itself."""

import pytest
from django.urls import reverse

from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now
from fourthp.foundation.matters import CannotUndo, matter_kind, undo_change
from fourthp.foundation.models import Revision
from fourthp.foundation.operations.revisions import last_revision
from fourthp.partnership.models import HelpLine, Network, Person, Role
from fourthp.partnership.operations import network as operations
from fourthp.partnership.operations.network import (
    ask_for_help_line,
    change_network,
    settle_network,
)
from fourthp.partnership.operations.widening import (
    ChangedSinceAsked,
    TakesASecond,
    confirm_widening,
    kind_of_widening,
)
from fourthp.partnership.tests.makers import make_network, make_network_group
from fourthp.partnership.tests.test_sharing import browser
from fourthp.partnership.tests.test_widening import line, officer
from tests.safety.acts.sending import keyed

pytestmark = pytest.mark.django_db
SMALL = {"profile": "small"}


@pytest.fixture
def two() -> tuple[Person, Person]:
    make_network_group()
    make_network()
    return officer("Maya Lind"), officer("Rosa Hale", Role.SECOND)


def profile() -> str:
    return Network.objects.get().profile


def settled(facts: dict[str, object], by: Person):
    return settle_network(facts, by=by, now=now())


class TestSmall:
    def test_waits_for_a_second_person_and_the_rest_does_not(self, two):
        first, second = two
        asked = settled(SMALL | {"controller": "Harbour Aid"}, first)
        assert profile() == "ordinary"
        assert Network.objects.get().controller == "Harbour Aid"
        says = kind_of_widening("fewer-rules").says(asked, second)
        assert "small: few rules" in [str(said) for _name, said, *_more in says]
        confirm_widening(asked, by=second, now=now())
        assert profile() == "small"
        assert ask_for_help_line(line(), by=first, now=now()).done_at

    def test_is_not_chosen_beside_the_question(self, two):
        with pytest.raises(TakesASecond):
            change_network(SMALL, by=two[0])
        assert profile() == "ordinary"

    def test_would_be_by_one_alone_without_the_rule(self, two, monkeypatch):
        monkeypatch.setattr(operations, "ends_two", lambda *_all: False)
        change_network(SMALL, by=two[0])
        assert ask_for_help_line(line(), by=two[0], now=now()).done_at
        assert HelpLine.objects.exists()

    def test_comes_back_by_no_history_of_one_alone(self, two):
        change_network(SMALL, by=Host())
        assert settled({"profile": "formal"}, two[0]) is None
        back = Revision.objects.latest("at")
        kind, pk = matter_kind("network"), Network.objects.get().pk
        with pytest.raises(CannotUndo, match="choose it anew"):
            undo_change(kind, pk, back, by=two[0], now=now())
        assert profile() == "formal"
        undo_change(kind, pk, back, by=Host(), now=now())
        assert profile() == "small"

    def test_is_not_done_once_another_was_chosen_meanwhile(self, two):
        asked = settled(SMALL, two[0])
        settled({"profile": "formal"}, two[0])
        with pytest.raises(ChangedSinceAsked):
            confirm_widening(asked, by=two[1], now=now())

    def test_is_chosen_at_once_where_nobody_else_could_answer(self):
        make_network_group()
        make_network()
        assert settled(SMALL, officer("Maya Lind")) is None
        assert profile() == "small"

    def test_on_its_page_leads_to_the_question(self, two):
        client, path = browser(two[0]), reverse("network-facts")
        said = {"name": "Network", "time_zone": "Europe/London", "profile": "small"}
        said |= {"reconfirm_months": "6", "seen": last_revision(Network.objects.get())}
        answer = client.post(path, keyed(**said), follow=True)
        assert answer.redirect_chain[-1][0].startswith("/widenings/")
        assert "Nothing takes a second person any more" in answer.content.decode()
        assert profile() == "ordinary"
        said |= {"profile": "formal", "seen": last_revision(Network.objects.get())}
        assert client.post(path, keyed(**said)).headers["Location"] == "/network/"
        assert profile() == "formal"
