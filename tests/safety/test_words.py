"""No string of ours is left untranslated: every page, spoken in the stretched language.

What is plain English there was forgotten, but for what people wrote themselves, what
libraries translate by their own catalogues, and names that are never translated.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from functools import cache
from html.parser import HTMLParser
from typing import Any
from zoneinfo import available_timezones

import pytest
from babel import Locale
from django.http import HttpResponse
from django.utils import translation

from fourthp.config.languages import accented
from fourthp.foundation.ids import new_id
from fourthp.partnership.rules.packs import pack_for, packed_countries
from tests.safety.acts import ACTS
from tests.safety.canaries import Canaries, make_canaries
from tests.safety.routes import Route
from tests.safety.test_matrix import taken_back

WHO = ("anonymous", "member of A", "coordinator")
# Stretched words have no plain vowel left, wherever they stand.
WORD = re.compile(r"(?=[A-Za-z]*[aeiouyAEIOUY])[A-Za-z]{4,}")
SPOKEN = ("aria-label", "alt", "placeholder", "title")
# What people wrote, as the makers write it, and what machines are called.
WRITTEN = re.compile(
    r"[\w.+-]+@[\w.-]+|https?://\S+|[zZ]q\w+|\S+\.(zip|csv|xlsx|svg)\b|\bcity\b"
    r"|harbour|xylophone|Another name|Confidential agency|Other name|Proof of address"
    r"|Coventry|Romanian|Drop-in|Edited once|Edited|Asha Bell|Harbour drop-in"
    r"|Harbour Street Clinic"
    r"|Person [\w ]+|Agency [ABC]|Sub-group|Network"
    r"|A person, erased on"  # instead of her name, in the network's own language
    r"|A letter from the network"  # in a mail, which speaks its reader's language
    r"|(?:Harbour|Quay|Canal)[\w ]*|Housing group|Night work|Seated there"
    r"|Somebody Alone|There is one already\.|Wants it|We meet[\w ]*\."
    r"|Who is there at night\.|Agency of"
    r"|sign-in\.clinic\.example|Fourth P|TLP:\w+(\+STRICT)?|[\w-]{30,}"
)
# Django and Babel say these by their own catalogues.
EN = Locale("en")
DATED = re.compile(
    "|".join(
        (*EN.months["format"]["wide"].values(), *EN.days["format"]["wide"].values())
    )
    + r"|\bSun…"
)
TONGUES = frozenset(EN.languages.values())


class Said(HTMLParser):
    """Collects what a page says to whoever reads it, or has it read out."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.silent = ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if tag in {"script", "style", "pre"}:
            self.silent = tag
        spoken = [found[name] for name in SPOKEN if found.get(name)]
        if tag in {"input", "button"} and found.get("type") in {"submit", "button"}:
            spoken.append(found.get("value") or "")
        self.texts += spoken

    def handle_endtag(self, tag):
        if tag == self.silent:
            self.silent = ""

    def handle_data(self, data):
        if data.strip() and not self.silent:
            self.texts.append(data.strip())


def forgotten(html: str) -> list[str]:
    """Return what a page in the stretched language still says in plain English."""
    return [text for text in Said(html).texts if is_forgotten(text)]


@cache  # most of what a page says stands on every other one too
def is_forgotten(text: str) -> bool:
    parts = [part for part in text.split(": ") if not is_of_a_library(part)]
    # What people wrote goes first: a part of it may be a pack's word too.
    text = PACKED.sub("", WRITTEN.sub("", ": ".join(parts)))
    # A list of a library's words is of that library too.
    parts = [part for part in re.split(": |, ", text) if not is_of_a_library(part)]
    return bool(WORD.search(DATED.sub("", ", ".join(parts))))


# Names of places, as the zones of the world have them.
ZONES = available_timezones() | {
    name.replace("/", " / ").replace("_", " ") for name in available_timezones()
}


def texts_in(value: object) -> Iterator[str]:
    """Yield every text inside what a pack says."""
    if isinstance(value, str):
        yield value
        yield value[:1].upper() + value[1:]
    elif isinstance(value, Mapping):
        for name, one in value.items():
            if name not in {"code", "kind", "vocabulary"}:
                yield from texts_in(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from texts_in(one)


# What a country's pack calls things is data, in the country's own language.
PACKS = [asdict(pack_for(country)) for country in (*packed_countries(), "ZZ")]
PACKED = re.compile(
    "|".join(
        re.escape(text)
        for text in sorted(set(texts_in(PACKS)), key=len, reverse=True)
        if WORD.search(text)
    )
)


def is_of_a_library(text: str) -> bool:
    """Tell whether a catalogue of Django or allauth has a text."""
    with translation.override("de"):
        return translation.gettext(text) != text or text in TONGUES | ZONES


# Made for builders, out of made-up rows.
NOT_READ = frozenset({"design", "design-confirmation"})
# Buttons: what they answer is a page that is looked at anyway, or a way out.
NOT_PRESSED = frozenset({"account_logout", "become"})
ASKED = ({"q": "harbour", "place": "zqgreencity"}, {"q": "xylophone"}, {"at": "99:99"})
HERE = {"Sec-Fetch-Site": "same-origin"}


def rows_of(route: Route, world, canaries: Canaries) -> Iterator[dict[str, Any]]:
    """Yield the route's own example, and each row that its path may name."""
    example = world.kwargs.get(route.name, {})
    yield example
    for pk in canaries.rows_for(example, few=True):
        yield example | {"pk": pk}


def pages(world, canaries: Canaries, who: str) -> Iterator[tuple[str, HttpResponse]]:
    """Yield every page that somebody may open, and what it says to an empty form."""
    client = world.actor(who).client
    for route in world.routes:
        if route.name in NOT_READ | NOT_PRESSED:
            continue
        for kwargs in rows_of(route, world, canaries):
            with translation.override("en-xa"):
                path = route.path(kwargs)
            yield f"{route} for {who}", client.get(path)
            with taken_back(client):
                yield f"{route} sent by {who}", client.post(path, empty(), headers=HERE)
    for asked in ASKED:
        answer = client.post("/en-xa/step-2/", asked, headers=HERE)
        yield f"answers to {asked}", answer
    yield "nothing", client.get("/en-xa/nothing/")


def empty() -> dict[str, Any]:
    return {"form_key": new_id()}


def answers() -> Iterator[tuple[str, HttpResponse]]:
    """Yield what stands on the page after each act."""
    for name, ready in ACTS.items():
        if name not in NOT_PRESSED:
            with translation.override("en-xa"):
                act = ready()
            path = f"/en-xa/{act.path.removeprefix('/en-xa').removeprefix('/')}"
            yield name, act.client.post(path, act.data, headers=HERE, follow=True)


def texts_in(found: Iterator[tuple[str, HttpResponse]]) -> tuple[int, list[str]]:
    """Return how many pages there were, and what stands in plain English on them."""
    count, plain = 0, set[str]()
    for where, answer in found:
        if answer.headers.get("Content-Type", "").startswith("text/html"):
            said = answer.content.decode()
            count += '<html lang="en-xa"' in said
            plain |= {f"{text} ({where})" for text in forgotten(said)}
    return count, sorted(plain)


@pytest.mark.crawl
@pytest.mark.parametrize("who", WHO)
def test_no_word_is_forgotten_on_any_page(world, who):
    count, plain = texts_in(pages(world, make_canaries(), who))
    assert count > 80
    assert not plain, "\n".join(plain[:40])


@pytest.mark.crawl
def test_no_word_is_forgotten_after_any_act_nor_in_its_mail(
    db, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        count, plain = texts_in(answers())
    assert count > 30
    assert not plain, "\n".join(plain[:40])
    assert mailoutbox
    lines = [
        line for one in mailoutbox for line in (one.subject, *one.body.split("\n"))
    ]
    assert [line for line in lines if is_forgotten(line)] == []


@pytest.mark.parametrize(
    "page",
    [
        "<p>Forgotten</p>",
        f"<p>{accented('Find')} and more</p>",
        f"<p>{accented('In %s') % 'Forgotten words'}</p>",
        '<a aria-label="Forgotten">x</a>',
        "<p>This field is required. Forgotten.</p>",
    ],
)
def test_a_word_that_was_forgotten_is_found(page):
    assert forgotten(page)


def test_what_people_wrote_and_what_libraries_say_is_no_word_of_ours():
    said = "zqgreenname · Harbour drop-in: This field is required."
    assert forgotten(f"<p>{said}</p><p>Romanian</p><p>{accented('Find')}</p>") == []
