"""Nothing that is sent breaks a page: odd text in every field, parameter and path."""

from collections.abc import Iterable, Iterator
from itertools import product
from urllib.parse import quote, urlencode

import pytest
from django.test import Client
from django.urls import NoReverseMatch

from fourthp.directory.forms.find import FindForm
from tests.safety.acts import ACTS, HERE, Act
from tests.safety.routes import Route

ODD = {
    "NUL": b"a\x00b",
    "lone surrogate": b"\xed\xa0\x80",
    "no UTF-8": b"\xff\xfe\xfa",
    "control signs": b"\x01\x1b[31m\x7f\x85",
    "100 kB": b"x" * 100_000,
    "year 9999": b"9999-12-31",
    "year 0": b"0000-00-00",
    "huge number": b"9" * 30,
    "negative": b"-9223372036854775809",
    "odd digits": "٣²".encode(),
    "right to left": "\u202e\u05f3".encode(),
    "brackets": b"{{ 7*7 }}<script>' OR 1=1;--",
}
# What pages ask of an address, beside the names of the forms' own fields.
ASKED = ("next", "show", "name", "after", "page", "q", "place", "kept", "at", "token")
# What is tried in each field by itself in every run; the rest only with --deep.
OFTEN = ("NUL", "year 9999")
# No server takes an address of 100 kB.
IN_ADDRESSES = ("NUL", "no UTF-8", "year 9999", "huge number", "brackets")
FORM = "application/x-www-form-urlencoded"


def fields_of(act: Act) -> dict[str, str]:
    return {n: str(v) for n, v in act.data.items() if not hasattr(v, "read")}


def encoded(fields: dict[str, str | bytes]) -> bytes:
    return urlencode(fields).encode()


def broken_by_fields(name: str, kinds: Iterable[str]) -> Iterator[str]:
    """Send a form with odd text in every field at once, then in each by itself."""
    act = ACTS[name]()
    act.client.raise_request_exception = False
    names = (*fields_of(act), "form_key", "form_owner", "unknown")
    spoilings = [(names, kind) for kind in ODD]
    spoilings += [((one,), kind) for one in names for kind in kinds]
    for spoilt, kind in spoilings:
        body = encoded(fields_of(act) | dict.fromkeys(spoilt, ODD[kind]))
        answer = act.client.post(act.path, body, content_type=FORM, headers=HERE)
        if answer.status_code >= 500:
            yield f"{name}: {kind} in {spoilt}: {answer.status_code}"


def broken_by_address(world, route: Route, who: str) -> Iterator[str]:
    """Open one page with odd text in its address."""
    client = world.actor(who).client
    client.raise_request_exception = False
    for kind in IN_ADDRESSES:
        odd = ODD[kind]
        asked = urlencode(dict.fromkeys(ASKED, odd))
        if client.get(f"{world.path(route)}?{asked}").status_code >= 500:
            yield f"{route} × {who}: {kind} after the path"
        for path in odd_paths(route, odd):
            if client.get(path).status_code >= 500:
                yield f"{route} × {who}: {kind} in the path"


def odd_paths(route: Route, odd: bytes) -> Iterator[str]:
    """Yield a route's paths with odd text for each part that takes any."""
    for name in route.converters:
        try:
            mark = "9" * 12 if odd.isdigit() else "oddword"
            path = route.path(route.unknown() | {name: mark})
        except NoReverseMatch:
            continue
        yield path.replace(mark, quote(odd))


@pytest.mark.parametrize("name", sorted(ACTS))
def test_no_field_breaks_a_page(db, name):
    assert not (found := list(broken_by_fields(name, OFTEN))), "\n".join(found)


@pytest.mark.deep
@pytest.mark.parametrize("name", sorted(ACTS))
def test_no_field_breaks_a_page_whatever_is_in_it(db, name):
    assert not (found := list(broken_by_fields(name, ODD))), "\n".join(found)


@pytest.mark.parametrize("path", ["/step-2/", "/list/"])
def test_no_field_of_a_question_breaks_the_answer(db, path):
    client, found = Client(raise_request_exception=False), []
    for spoilt, (kind, odd) in product(FindForm.base_fields, ODD.items()):
        body = encoded({"q": "women"} | {spoilt: odd})
        if client.post(path, body, content_type=FORM).status_code >= 500:
            found.append(f"{kind} in {spoilt}")
    assert not found, "\n".join(found)


@pytest.mark.parametrize("who", ["anonymous", "coordinator"])
@pytest.mark.crawl
def test_no_address_breaks_a_page(world, who):
    found = [
        one for route in world.routes for one in broken_by_address(world, route, who)
    ]
    assert not found, "\n".join(found)


def test_a_page_that_breaks_is_found(world, monkeypatch):
    monkeypatch.setattr(
        "fourthp.directory.forms.listings.ListingsForm.is_valid", lambda _: 1 / 0
    )
    route = next(route for route in world.routes if route.name == "listings")
    assert list(broken_by_address(world, route, "coordinator"))
