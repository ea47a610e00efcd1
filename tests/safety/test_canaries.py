"""S2: no leak through any door. A marker shows only where a written rule lets it."""

import io
import logging
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from django.core import mail
from django.http import HttpResponseBase
from django.urls import reverse
from pypdf import PdfReader

from fourthp.foundation.models import RateBucket
from fourthp.partnership.models import Group
from fourthp.partnership.models.groups import GroupQuerySet
from tests.safety.actors import Actor
from tests.safety.markers import Canaries
from tests.safety.routes import Route

Sightings = list[tuple[str, str, str]]
FEW = ("anonymous", "member of A", "member of B", "editor", "coordinator")
# One of each kind of reader that the one question knows: nobody, seated, originator.
SEARCHERS = ("anonymous", "member of A", "member of B")
# What a search could stumble over: the words of listings.
SEARCHED = (
    *("servicename", "servicealternatename", "servicedescription", "agencyname"),
    *("addresscity", "addressaddress1", "phonenumber", "contactname", "languagename"),
)


def text_of(response: HttpResponseBase) -> str:
    """Return all that an answer says: address, headers, body, packed files too."""
    parts = [str(response.headers)]
    streamed = getattr(response, "streaming_content", None)
    body = b"".join(streamed) if streamed is not None else response.content
    parts.append(body.decode(errors="replace"))
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            parts += [
                packed.read(n).decode(errors="replace") for n in packed.namelist()
            ]
    if body.startswith(b"%PDF"):
        parts += [page.extract_text() for page in PdfReader(io.BytesIO(body)).pages]
    return " ".join(parts).lower()


def kwargs_of(
    route: Route, world, canaries: Canaries, *, few: bool
) -> Iterator[dict[str, Any]]:
    """Yield the route's own example, and every canary row its path may name."""
    example = world.kwargs.get(route.name, {})
    yield example
    for pk in canaries.rows_for(example, few=few):
        yield example | {"pk": pk}


def answers(
    world, canaries: Canaries, actor: Actor, *, few: bool
) -> Iterator[tuple[str, str, str]]:
    """Yield (where, what was typed, all that was said) of every door, for one actor."""
    for route in world.routes:
        if route.name == "account_logout":
            continue
        for kwargs in kwargs_of(route, world, canaries, few=few):
            path = route.path(kwargs)
            yield path, "", text_of(actor.client.get(path))
    yield "/nothing/", "", text_of(actor.client.get("/nothing/"))
    if actor.name not in SEARCHERS:
        return
    searched = tuple(f"{one}qz" for one in SEARCHED)
    words = [word for word in canaries.allowed if word.endswith(searched)]
    for typed in (*words, *_slips(words)):
        for fields in ({"q": typed}, {"q": "", "place": typed}):
            yield f"search {fields}", typed, text_of(_asked(actor, "find", fields))


def _asked(actor: Actor, route: str, fields: dict[str, str]) -> HttpResponseBase:
    """Return what a search answers; whoever was told to wait was told nothing."""
    RateBucket.objects.all().delete()
    here = {"Sec-Fetch-Site": "same-origin"}
    answer = actor.client.post(reverse(route), fields, headers=here)
    assert answer.status_code == 200, (route, fields)
    return answer


def _slips(markers: list[str]) -> Iterator[str]:
    """Yield words that are nearly a marker: forgiving them would tell it."""
    for marker in markers:
        yield f"{marker[:-1]}{'x' if marker[-1] != 'x' else 'y'}"


def sightings(
    world, canaries: Canaries, names: tuple[str, ...], *, few: bool = True
) -> Sightings:
    """Return which actor came across which marker, where, without having typed it."""
    found: Sightings = []
    for actor in world.actors:
        if actor.name not in names:
            continue
        # A row of another kind is not there: enough that a few ask for all of them.
        own = few or actor.name not in FEW
        for where, typed, said in answers(world, canaries, actor, few=own):
            found += [
                (actor.name, marker, where)
                for marker in canaries.said_in(said)
                if marker not in typed
            ]
    return found


def leaks(canaries: Canaries, seen: Sightings) -> list[str]:
    """Return what was seen against the rules."""
    return [
        f"{name}: {marker} at {where}"
        for name, marker, where in seen
        if name not in canaries.allowed[marker]
    ]


@pytest.mark.crawl
def test_markers_show_where_a_rule_lets_them_and_nowhere_else(
    world, canaries, caplog, django_capture_on_commit_callbacks
):
    caplog.set_level(logging.INFO)
    with django_capture_on_commit_callbacks(execute=True):
        seen = sightings(world, canaries, FEW)
    found = leaks(canaries, seen)
    assert not found, "\n".join(found[:40])
    told = f"{caplog.text} {[str(m.message()) for m in mail.outbox]}".lower()
    assert [marker for marker in canaries.allowed if marker in told] == []
    # The crawl can see: whoever a rule names comes across the marker.
    by_marker = {(marker, name) for name, marker, _where in seen}
    assert ("zqamberservicenameqz", "member of B") in by_marker
    assert ("zqgreenservicedescriptionqz", "member of B") in by_marker
    assert ("zqgreenservicedescriptionqz", "editor") in by_marker
    assert ("zqdraftfileqz", "editor") in by_marker
    assert ("zqdraftnewqz", "editor") in by_marker
    assert ("zqtoldcircularwordsqz", "member of A") in by_marker
    assert ("zqtoldletterqz", "coordinator") in by_marker
    assert ("zqamberaddressqz@canary.example", "coordinator") in by_marker


@pytest.mark.deep
def test_no_marker_shows_to_anyone(world, canaries):
    everyone = tuple(actor.name for actor in world.actors)
    assert leaks(canaries, sightings(world, canaries, everyone, few=False)) == []


def test_with_the_one_question_unasked_markers_are_found(
    world, canaries, nothing_is_hidden
):
    found = leaks(canaries, sightings(world, canaries, ("anonymous",)))
    assert any("zqamberservicenameqz" in one for one in found)
    assert any("zqredphonenumberqz" in one for one in found)


# What the search over everything could stumble over: one of each kind.
SOUGHT = (
    *("knownname", "knownfullname", "closedinname", "formername", "closedgroup"),
    *("closedpurpose", "closedterms", "declinedgroup", "toldcirculartitle"),
    *("heldcirculartitle", "heldcircularwords", "greenservicename"),
    *("amberservicename", "redservicename"),
    # Slips of a service's words are the directory's: another word of it leads here.
    *("greenservicedescription", "amberservicedescription"),
    *("redservicedescription", "redservicealternatename"),
)
SEEKERS = ("member of A", "member of A by password", "member of B", "coordinator")


def sought(world, canaries: Canaries, names: tuple[str, ...]) -> Sightings:
    """Return which actor the members' search told which marker that she did not type.

    What is nearly a marker is forgiven only to whoever may see it.
    """
    words = [f"zq{one}qz" for one in SOUGHT]
    assert set(words) <= set(canaries.allowed)
    found: Sightings = []
    for actor in world.actors:
        for typed in (*words, *_slips(words)) if actor.name in names else ():
            said = text_of(_asked(actor, "search", {"q": typed}))
            found += [
                (actor.name, marker, f"search {typed}")
                for marker in canaries.said_in(said)
                if marker not in typed
            ]
    return found


def test_the_members_search_tells_nobody_what_she_may_not_see(world, canaries):
    seen = sought(world, canaries, SEEKERS)
    assert leaks(canaries, seen) == []
    # It can see: to whoever may see it, a slip is forgiven.
    told = {(name, marker) for name, marker, _where in seen}
    assert ("coordinator", "zqclosedgroupqz") in told
    assert ("member of A", "zqknownnameqz") in told
    assert ("member of A", "zqgreenservicenameqz") in told
    assert ("member of B", "zqamberservicenameqz") in told


def test_with_the_one_question_unasked_the_search_tells_it(
    world, canaries, monkeypatch
):
    everything = Group.objects.all
    monkeypatch.setattr(GroupQuerySet, "visible_to", lambda *_: everything())
    found = leaks(canaries, sought(world, canaries, ("member of A",)))
    assert any("zqclosedgroupqz" in one for one in found)


def test_with_the_one_question_unasked_the_search_tells_services(
    world, canaries, nothing_is_hidden
):
    found = leaks(canaries, sought(world, canaries, ("member of A by password",)))
    assert any("zqamberservicenameqz" in one for one in found)
    assert any("zqredservicenameqz" in one for one in found)
