"""R4: a double click is one act, because every form that changes something has a key.

Every page is drawn for every actor; a form without a key is a failure, unless a reason
stands here why sending it twice does no harm.
"""

import re
from collections.abc import Container, Iterator

import pytest
from django.urls import Resolver404, resolve

from tests.safety.canaries import make_canaries
from tests.safety.markers import Canaries

FORM = re.compile(r"<form\b[^>]*>.*?</form>", re.DOTALL | re.IGNORECASE)
ACTION = re.compile(r'action="([^"]*)"')
POSTS = re.compile(r'<form\b[^>]*method="?post', re.IGNORECASE)

# Doors to which a form without a key may be sent, and why twice is no more than once.
NO_HARM = {
    "find": "a question: nothing is changed",
    "shortlist": "a question: nothing is changed",
    "search": "a question: nothing is changed",
    "record": "a question: nothing is changed",
    "design-confirmation": "shows a component: nothing is changed",
    "become": "the demo's way in: it opens a session",
    "personas": "the demo's way out: it ends a session",
    "account_logout": "it ends a session",
    "computer": "it is a press, as any other is",
    "session_end": "a session ends once",
    "usersessions_list": "sessions end once",
    "employer_sign_in": "it begins elsewhere: nothing is changed",
    "employer_join": "it begins elsewhere; its yes is good for one act",
    "employer_again": "it begins elsewhere: nothing is changed",
    "employer_joining": "its link is good for one act",
    "employer_ending": "what was parted stays parted",
    "address_confirm": "its link is good for one act",
    "address": "asks anew: the last link counts",
    "step_up": "asks anew: the last code counts, and is good once",
}
# Nobody, who keeps something, who may do the most, who only reads.
FEW = frozenset({"anonymous", "member of B", "coordinator", "auditor"})
ALLAUTH = ("account_", "mfa_")  # its own forms, behind its own limits


def route_of(path: str) -> str:
    try:
        return resolve(path.split("?", maxsplit=1)[0]).view_name
    except Resolver404:
        return path


def forms_without_a_key(path: str, page: str) -> Iterator[str]:
    """Yield the doors to which a page sends forms that carry no key."""
    for form in FORM.findall(page):
        if not POSTS.match(form) or 'name="form_key"' in form:
            continue
        said = ACTION.search(form)
        route = route_of((said and said.group(1)) or path)
        if route not in NO_HARM and not route.startswith(ALLAUTH):
            yield route


def rows_of(route, world, canaries: Canaries | None) -> Iterator[dict[str, object]]:
    """Yield the route's own example, and every row its path may name."""
    example = world.kwargs.get(route.name, {})
    yield example
    if canaries is not None:
        yield from (example | {"pk": pk} for pk in canaries.rows_for(example, few=True))


def found_without_a_key(world, names: Container[str]) -> set[str]:
    canaries = make_canaries()
    found: set[str] = set()
    for actor in (one for one in world.actors if one.name in names):
        many = canaries if actor.name in {"coordinator", "member of B"} else None
        for route in world.routes:
            if route.name == "account_logout":
                continue
            for kwargs in rows_of(route, world, many):
                path = route.path(kwargs)
                answer = actor.client.get(path)
                if answer.headers.get("Content-Type", "").startswith("text/html"):
                    page = b"".join(answer).decode()
                    found |= set(forms_without_a_key(path, page))
    return found


@pytest.mark.crawl
def test_every_form_that_changes_something_has_a_key(world):
    assert found_without_a_key(world, FEW) == set()


@pytest.mark.deep
def test_every_form_that_anybody_sees_has_a_key(world):
    assert found_without_a_key(world, {one.name for one in world.actors}) == set()


def test_a_form_without_a_key_is_found():
    page = '<main><form class="card" method="post"><button>Go</button></form></main>'
    assert list(forms_without_a_key("/listings/", page)) == ["listings"]
    told = page.replace("<button", '<input name="form_key"><button')
    assert list(forms_without_a_key("/listings/", told)) == []
    asked = page.replace('method="post"', 'method="post" action="/step-2/"')
    assert list(forms_without_a_key("/listings/", asked)) == []
