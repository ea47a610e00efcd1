"""S1: every route has a declared policy, and keeps it for every actor."""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from itertools import product
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from fourthp.foundation import middleware, policies
from fourthp.foundation.models import RateBucket
from fourthp.foundation.policies import (
    Entry,
    Verdict,
    door,
    for_members,
    for_roles,
    public,
)
from fourthp.partnership.tests.makers import make_group
from tests.safety.actors import ENTERS, OPEN, REFUSED, SIGN_IN, STEP_UP, make_actors
from tests.safety.conftest import World
from tests.safety.examples import EXAMPLES, ROW_RULES, ROW_RULES_OF_BUTTONS
from tests.safety.fingerprints import fingerprint
from tests.safety.routes import Route, doors, routes

HERE = {"Sec-Fetch-Site": "same-origin"}
METHODS = ("get", "post")
# What a shared computer's clock says differs from one second to the next.
SECONDS_LEFT = re.compile(rb'data-desk="\d+"')
# A password alone adds no way in and takes none away (S6).
WAYS_IN = {
    "account_set_password",
    "address",
    "employer_ending",
    "employer_join",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_deactivate_totp",
    "mfa_download_recovery_codes",
    "mfa_edit_webauthn",
    "mfa_generate_recovery_codes",
    "mfa_remove_webauthn",
    "mfa_view_recovery_codes",
}

# What somebody takes along, or sees as another, a password alone does not open (S6).
TAKEN_ALONG = {
    "actions-export",
    "aims-table",
    "meeting-table",
    "meeting-text",
    "composition-table",
    "concerns-export",
    "gathering-answers-export",
    "look",
    "look-ending",
    "look-new",
    "person-package",
}


def led_to(response: HttpResponse) -> str:
    """Return what a door did, as `Actor.expects` names it."""
    where = urlsplit(response.headers.get("Location", ""))
    doors = {"account_login": SIGN_IN, "step_up": STEP_UP}
    for name, said in doors.items():
        led = where.path == reverse(name) and "next" in parse_qs(where.query)
        if response.status_code == 302 and led and not where.netloc:
            return said
    return REFUSED if response.status_code == 403 else ENTERS


def test_a_door_that_leads_to_another_site_asks_for_nothing():
    answer = HttpResponse(status=302)
    answer["Location"] = f"{reverse('account_login')}?next=/"
    assert led_to(answer) == SIGN_IN
    answer["Location"] = f"//other.example{reverse('account_login')}?next=/"
    assert led_to(answer) == ENTERS


def turned_away(response: HttpResponse) -> bool:
    return led_to(response) != ENTERS


@contextmanager
def taken_back(client: Client) -> Iterator[None]:
    """Undo whatever is done meanwhile, the client's cookies too."""
    cookies = client.cookies.output()
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    client.cookies.clear()
    client.cookies.load(cookies.replace("Set-Cookie: ", "").replace("\r\n", ";"))


def violations(world) -> list[str]:
    """Return every door that an actor finds open or shut against the rules.

    Each is tried by a GET and by a POST. Of those who are let in one presses the
    button, and it is undone; what is left changed was done for those turned away.
    """
    found: list[str] = []
    closed = [r for r in world.routes if r.policy and r.policy.entry not in OPEN]
    pressed: set[str] = set()
    before = fingerprint()
    for actor, route, method in product(world.actors, closed, METHODS):
        found += _violation(world, route, actor, method, pressed)
    after = fingerprint()
    return found + [f"{one} changed" for one in before if before[one] != after[one]]


def _violation(world, route: Route, actor, method: str, pressed) -> list[str]:
    expected = expects(route, actor, method)
    if method == "post" and expected == ENTERS:
        if route.name in pressed:
            return []
        pressed.add(route.name)
    said = led_to(_send(world, route, actor, method))
    wrong = f"{method} {route} × {actor.name}: {said}, not {expected}"
    return [wrong] if said != expected else []


def _send(world, route: Route, actor, method: str) -> HttpResponse:
    client, path = actor.client, world.path(route)
    if method == "get":
        return client.get(path)
    with (
        taken_back(client) if expects(route, actor, "post") == ENTERS else nullcontext()
    ):
        answer = client.post(path, {"form_key": str(uuid4())}, headers=HERE)
    if route.policy and route.policy.rate:
        # A door that counts how often somebody comes counts those a view turns away.
        RateBucket.objects.all().delete()
    return answer


def expects(route: Route, actor, method: str) -> str:
    expected = actor.expects(route.policy)
    if expected == ENTERS and route.name in WAYS_IN | TAKEN_ALONG and not actor.strong:
        return STEP_UP
    rules = ROW_RULES if method == "get" else ROW_RULES_OF_BUTTONS
    if expected == ENTERS and route.name in rules:
        return ENTERS if rules[route.name] & actor.roles else REFUSED
    return expected


def test_every_route_declares_a_policy():
    assert [route.name for route in routes() if route.policy is None] == []


def test_no_two_routes_share_a_name():
    named = Counter(route.name for route in doors())
    assert [name for name, count in named.items() if count > 1] == []


def test_every_route_with_a_parameter_has_an_example():
    assert [r.name for r in routes() if r.converters and r.name not in EXAMPLES] == []


@pytest.mark.crawl
def test_every_door_keeps_its_policy_for_every_actor(world):
    assert violations(world) == []


def _write_then_refuse(_request) -> HttpResponse:
    make_group("made by somebody turned away")
    raise PermissionDenied


class OneClosedDoor:
    """A URLconf of one closed page, and of one that writes before it refuses."""

    urlpatterns = [
        door("closed/", lambda _: HttpResponse(), for_roles("chair"), name="closed"),
        door("members/", lambda _: HttpResponse(), for_members, name="members"),
        door("hasty/", _write_then_refuse, for_members, name="hasty"),
        door("", lambda _: HttpResponse(), public, name="account_login"),
        door("step-up/", lambda _: HttpResponse(), public, name="step_up"),
    ]


@pytest.fixture
def little_world(db, settings) -> World:
    """The closed pages of `OneClosedDoor` and everybody before them."""
    settings.ROOT_URLCONF = OneClosedDoor
    closed = [route for route in routes() if route.name != "hasty"]
    return World(closed, make_actors())


def test_without_the_guard_the_matrix_fails(little_world, monkeypatch):
    assert violations(little_world) == []
    monkeypatch.setattr(middleware, "judge", lambda *_, **__: Verdict.ENTER)
    assert len(violations(little_world)) > len(little_world.actors)


def test_without_the_question_for_a_factor_the_matrix_fails(little_world, monkeypatch):
    monkeypatch.setattr(policies, "asks_for_factor", lambda *_: False)
    found = violations(little_world)
    assert found
    assert all("by password" in one for one in found)


def test_with_doors_that_guard_reading_only_the_matrix_fails(little_world, monkeypatch):
    def lenient(policy, request, *, demo):
        if request.method == "POST":
            return Verdict.ENTER
        return policies.judge(policy, request, demo=demo)

    monkeypatch.setattr(middleware, "judge", lenient)
    found = violations(little_world)
    assert found
    assert all(one.startswith("post") for one in found)


def test_a_door_that_writes_before_it_refuses_is_found(little_world, monkeypatch):
    hasty = [route for route in routes() if route.name == "hasty"]
    monkeypatch.setitem(ROW_RULES_OF_BUTTONS, "hasty", frozenset())
    monkeypatch.setitem(ROW_RULES, "hasty", frozenset())
    found = violations(World(hasty, little_world.actors))
    assert any("partnership.group" in one for one in found)


def _answers(route: Route, client, kwargs) -> tuple[int, bytes, str]:
    path = route.path(kwargs)
    response = client.get(path)
    location = response.headers.get("Location", "").replace(path, "…")
    return response.status_code, SECONDS_LEFT.sub(b"", response.content), location


@pytest.mark.crawl
def test_nobody_shut_out_can_tell_whether_a_row_exists(world):
    for route in world.routes:
        if not route.converters or route.policy.entry in OPEN:
            continue
        for actor in world.actors:
            if actor.may_enter(route.policy):
                continue
            real = _answers(route, actor.client, world.kwargs[route.name])
            unknown = _answers(route, actor.client, route.unknown())
            assert real == unknown, f"{route} × {actor.name}"


def test_rights_removed_in_mid_session_bite_on_the_next_request(world):
    coordinator = world.actor("coordinator")
    guarded = [
        r
        for r in world.routes
        if r.policy.entry is Entry.ROLE and "coordinator" in r.policy.roles
    ]
    for route in guarded:
        assert not turned_away(coordinator.client.get(world.path(route))), route
    coordinator.person.seats.all().delete()
    for route in guarded:
        assert turned_away(coordinator.client.get(world.path(route))), route
