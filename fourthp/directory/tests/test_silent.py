"""Services that say nothing of whom they take: found, counted apart, and told so."""

import re
from html import unescape

import pytest
from django.urls import reverse

from fourthp.directory.models import Eligibility
from fourthp.directory.operations.indexing import index_services
from fourthp.directory.rules.ranking import Facts, Why, reasons
from fourthp.directory.tests.makers import make_service

pytestmark = pytest.mark.django_db
SILENT = "Does not say whether it takes women."


@pytest.fixture
def page(client):
    """What somebody reads who asks for women: one says so, two say nothing."""
    make_service("Advice A")
    make_service("Advice B")
    for name, value, is_exclusion in (
        ("Advice for women", "women", False),
        ("Not for women", "women", True),
    ):
        service = make_service(name)
        Eligibility.objects.create(
            service=service, facet="gender", value=value, is_exclusion=is_exclusion
        )
    index_services()
    answer = client.post(reverse("find"), {"q": "women"})
    return unescape(answer.content.decode().split("<main")[1])


def card(page: str, name: str) -> str:
    (found,) = [one for one in page.split('<li class="card"') if f">{name}</a>" in one]
    return found


def test_are_counted_beside_those_that_say_so(page):
    assert "<legend>Who it takes</legend>" in page
    counts = re.findall(
        r'value="(who:\w+)"[^>]*>[^<]*<span class="count">([^<]*)', page
    )
    assert dict(counts) == {
        "who:women": "1 + 2 that do not say",
        "who:men": "2 that do not say",
        "who:children": "2 that do not say",
        "who:families": "2 that do not say",
    }


def test_say_so_on_their_cards_and_only_there(page):
    assert SILENT in card(page, "Advice A")
    assert SILENT in card(page, "Advice B")
    assert SILENT not in card(page, "Advice for women")
    assert "For women" in card(page, "Advice for women")


def test_stand_after_what_says_so(page):
    names = re.findall(r'<h2><a href="[^"]*">([^<]*)</a>', page)
    assert names == ["Advice for women", "Advice A", "Advice B"]


@pytest.mark.parametrize(
    ("own", "kind"),
    [({"who:men"}, "for"), ({"open-who:men"}, "silent"), ({"who:women"}, None)],
)
def test_a_reason_is_of_what_was_asked(own, kind):
    told = reasons(Facts(), words={}, wanted=["who:men"], codes=own, names=())
    assert told == ([Why(kind, "who:men")] if kind else [])


def test_silence_is_told_after_every_reason():
    told = reasons(
        Facts(is_open=True, is_fresh=True),
        words={},
        wanted=["who:men", "cost:free"],
        codes={"open-who:men", "cost:free"},
        names=(),
    )
    assert [why.kind for why in told] == ["has", "open", "fresh", "silent"]
