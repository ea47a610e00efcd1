"""S6, R9: what somebody typed is still there once she has signed in again.

Through every closed door that takes a form, whose session has ended meanwhile, or
needs a second factor first: what was typed is kept, nothing is done, nobody else is
shown it, and it stands in the form again for whoever typed it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from fourthp.accounts.models import User
from fourthp.accounts.tests.makers import PASSWORD, make_user
from fourthp.foundation import middleware
from fourthp.foundation.forms import PutAside, _kinds
from fourthp.foundation.guarded import GuardedForm
from fourthp.foundation.models import KeptText
from fourthp.foundation.policies import OPEN, Entry
from tests.safety.actors import OFFICERS, SIGN_IN, STEP_UP, Actor, make_actors
from tests.safety.acts import ACTS, HERE, Act
from tests.safety.acts.sending import new_user, strong
from tests.safety.filled import Fields, forms_of
from tests.safety.fingerprints import fingerprint
from tests.safety.routes import Route, routes

OURS = frozenset({"form_key", "form_owner"})
# What a button carries with it, and nobody typed.
CARRIED = frozenset({"choice", "duty", "matter", "revision", "seen", "until"})
# Forms of signing in: what is typed there is a secret, or one line that is typed anew.
SIGNING_IN = {
    "account_change_password": "passwords are kept nowhere",
    "account_reauthenticate": "passwords are kept nowhere",
    "account_set_password": "passwords are kept nowhere",
    "address": "one address, typed after a factor was shown",
    "employer_join": "a yes to what was looked at, and nothing typed",
    "mfa_activate_totp": "codes are kept nowhere",
    "mfa_edit_webauthn": "one name of a passkey",
    "mfa_reauthenticate": "codes are kept nowhere",
    "step_up": "codes are kept nowhere",
}
# Pages that show their form once something was chosen, by the name of the choice.
CHOSEN_FIRST = {
    "actions-review": "a",
    "agency-merging": "other",
    "person-merging": "other",
}
# What an act sends and its form does not ask.
NOT_ASKED = {("listing-new", "status"), ("strike", "strike")}
GIVEN_BACK = "You had to sign in again"
STRANGER = "stranger@acts.example"
TELLING = "Anna Kowalska, born 3 May 2001, ring her on 07700 900 563"


def doors() -> Iterator[Route]:
    for route in routes():
        is_closed = route.policy is not None and route.policy.entry not in OPEN
        if is_closed and route.name in ACTS:
            yield route


def typed_of(act: Act) -> Fields:
    """Return the words of an act; files and keys are none."""
    sent = {n: v if isinstance(v, list) else [v] for n, v in act.data.items()}
    return {
        name: [str(one) for one in found]
        for name, found in sent.items()
        if name not in OURS and not hasattr(found[0], "read")
    }


def page_of(name: str, act: Act) -> str:
    """Return the page on which a door's form stands, as somebody opened it."""
    chosen = CHOSEN_FIRST.get(name)
    return f"{act.path}?{chosen}={act.data[chosen]}" if chosen else act.path


def drawn(client: Client, page: str) -> tuple[str, Fields]:
    """Return a page, and the one of its forms that says for whom it was drawn."""
    answer = client.get(page)
    html = answer.content.decode() if answer.status_code == 200 else ""
    named = (form for form in forms_of(html) if form.get("form_owner", [""])[0])
    return html, next(named, {})


def user_of(act: Act) -> User:
    return User.objects.get(pk=act.client.session["_auth_user_id"])


def end(act: Act) -> None:
    """Let the session end, as the clock does it."""
    Session.objects.filter(session_key=act.client.session.session_key).delete()


def weaken(act: Act) -> None:
    """Let the second factor of a session be one of long ago."""
    session = act.client.session
    for record in session["account_authentication_methods"]:
        record["at"] = 1.0
    session.save()


WAYS = {"ended": end, "weak": weaken}


@dataclass
class Late:
    """A form that was sent too late: who sent it, from where, and what it said."""

    act: Act
    user: User
    page: str
    typed: Fields
    answer: Any
    changed: set[str]

    @property
    def leads_to(self) -> str:
        return parse_qs(urlsplit(self.answer["Location"]).query)["next"][0]


def ready(name: str) -> tuple[Act, str] | None:
    """Return an act with the keys of the form that its page drew; None for a button."""
    act = ACTS[name]()
    page = page_of(name, act)
    _html, form = drawn(act.client, page)
    if not form or not typed_of(act):
        return None
    act.data = {**act.data, **{one: form[one][0] for one in OURS}}
    return act, page


def sent_too_late(name: str, way: str, instead: Any = ()) -> Late | None:
    """Send an act once its session is too little; None if nobody types in its form."""
    found = ready(name)
    if found is None:
        return None
    act, page = found
    act.data |= dict(instead)
    user, typed = user_of(act), typed_of(act)
    typed = {n: v for n, v in typed.items() if (name, n) not in NOT_ASKED}
    WAYS[way](act)
    before = fingerprint(without={"foundation.kepttext"})
    headers = {**HERE, "Referer": f"http://testserver{page}"}
    answer = act.client.post(act.path, act.data, headers=headers)
    after = fingerprint(without={"foundation.kepttext"})
    changed = {label for label in after if after[label] != before[label]}
    return Late(act, user, page, typed, answer, changed)


def faults(late: Late) -> Iterator[str]:
    """Yield what is wrong with how a form that came too late was answered."""
    if late.changed:
        yield f"changed {late.changed}"
    if late.answer.status_code != 302:
        yield f"answered {late.answer.status_code}"
    elif late.leads_to != late.page:
        yield f"leads to {late.leads_to}"
    else:
        yield from not_given_back(late)


def not_given_back(late: Late) -> Iterator[str]:
    """Yield what does not stand in the form when its page is opened again, and why."""
    if GIVEN_BACK in strong(new_user()).get(late.page).content.decode():
        yield "shown to somebody else"
    client = strong(late.user)
    before = fingerprint()
    html, form = drawn(client, late.page)
    if fingerprint() != before:
        yield "opening the page changed something"
    if GIVEN_BACK not in html:
        yield "nothing is said"
    for name, said in late.typed.items():
        found = form.get(name, [])
        if sorted(map(_lines, found)) != sorted(map(_lines, said)):
            yield f"{name}: {said} came back as {found}"


def _lines(words: str) -> str:
    return words.replace("\r\n", "\n")


DOORS = [route.name for route in doors()]
FEW = ["listing-words", "agency-merging", "network-facts"]


@pytest.mark.crawl
@pytest.mark.parametrize("name", DOORS)
def test_what_was_typed_comes_back_when_the_session_had_ended(name, db):
    late = sent_too_late(name, "ended")
    if late is not None:
        assert list(faults(late)) == []
        return
    typed = set(typed_of(ACTS[name]())) - CARRIED
    assert not typed or name in SIGNING_IN


def comes_back_weak(name: str) -> bool:
    """See that a door gives back what was typed; tell whether it asked for a factor.

    One that asks for none takes it, and one without a box has nothing to give back.
    """
    late = sent_too_late(name, "weak")
    if late is None:
        return False
    policy = next(route.policy for route in doors() if route.name == name)
    leads_on = late.answer.headers.get("Location", "").startswith(reverse("step_up"))
    is_own = policy.entry is Entry.SIGNED_IN
    assert leads_on == (policy.second_factor or (is_officer(late.user) and not is_own))
    if not leads_on:
        return False
    assert list(faults(late)) == []
    return True


def is_officer(user: User) -> bool:
    held = set(user.person.seats.values_list("role", flat=True))
    return bool(held & OFFICERS)


@pytest.mark.parametrize("name", FEW)
def test_what_was_typed_comes_back_after_the_second_factor(name, db):
    assert comes_back_weak(name)


@pytest.mark.deep
@pytest.mark.parametrize("name", DOORS)
def test_so_it_does_through_every_door_that_asks_for_one(name, db):
    comes_back_weak(name)


@pytest.mark.parametrize("way", WAYS)
def test_control_where_nothing_is_kept_it_is_found(way, db, monkeypatch):
    monkeypatch.setattr(middleware, "keep_typed", lambda *_, **__: PutAside())
    found = list(faults(sent_too_late("listing-words", way)))
    assert "nothing is said" in found
    assert any("came back as" in fault for fault in found)


def guarded_box(name: str) -> str:
    """Return a box of a door's form that a guard reads and an act fills in."""
    act = ACTS[name]()
    _html, form = drawn(act.client, page_of(name, act))
    kind = _kinds.get(form.get("form_owner", ["|"])[0].split("|")[1].split(":")[0])
    if kind is None or not issubclass(kind, GuardedForm):
        return ""
    return next((n for n in typed_of(act) if kind.not_to_be_kept({n: [TELLING]})), "")


def what_a_guard_refuses(name: str) -> list[str]:
    """Return what is wrong with how words are answered that may be kept nowhere."""
    box, found = guarded_box(name), []
    if not box:
        return found
    late = sent_too_late(name, "ended", {box: TELLING})
    html = late.answer.content.decode()
    if late.answer.status_code != 400 or TELLING not in html:
        found.append(f"answered {late.answer.status_code}")
    if KeptText.objects.exists():
        found.append("kept")
    again = {n: v for form in forms_of(html)[-1:] for n, v in form.items()}
    sent = late.act.client.post(late.act.path, again | {box: "Harbour"}, headers=HERE)
    if sent.status_code != 302 or not KeptText.objects.exists():
        found.append("cannot be sent once it was taken out")
    return found


@pytest.mark.crawl
@pytest.mark.parametrize("name", DOORS)
def test_what_tells_of_a_person_is_kept_nowhere_but_in_the_page(name, db):
    assert what_a_guard_refuses(name) == []


def test_some_boxes_are_guarded(db):
    assert guarded_box("circular-new")
    assert guarded_box("group-terms")
    assert not guarded_box("import-columns")


def test_control_a_form_that_lets_it_be_kept_is_found(db, monkeypatch):
    box = guarded_box("circular-new")
    monkeypatch.setattr(f"{__name__}.guarded_box", lambda _name: box)
    monkeypatch.setattr(GuardedForm, "not_to_be_kept", lambda _typed: {})
    assert "kept" in what_a_guard_refuses("circular-new")


def test_a_page_that_nobody_is_at_any_more_is_put_aside_and_nothing_done(db):
    act, page = ready("listing-words")
    headers = {**HERE, "X-Put-Aside": "1"}
    before = fingerprint(without={"foundation.kepttext"})
    answer = act.client.post(act.path, act.data, headers=headers)
    assert answer.status_code == 204
    assert fingerprint(without={"foundation.kepttext"}) == before
    assert GIVEN_BACK in act.client.get(page).content.decode()


def test_what_is_put_aside_leaves_out_what_tells_of_a_person(db):
    box = guarded_box("circular-new")
    act, _page = ready("circular-new")
    sent = act.data | {box: TELLING}
    act.client.post(act.path, sent, headers={**HERE, "X-Put-Aside": "1"})
    assert box not in KeptText.objects.get().typed()


def asked_at(page: str, client: Client) -> str:
    """Return the page to which somebody will go back who has to show more first."""
    answer = client.get(page)
    return parse_qs(urlsplit(answer["Location"]).query)["next"][0]


@pytest.mark.crawl
def test_after_signing_in_or_a_factor_one_is_back_where_one_was(db):
    led = 0
    for actor in make_actors():
        for route in routes():
            if actor.expects(route.policy) not in {SIGN_IN, STEP_UP}:
                continue
            wanted = f"{route.path(route.unknown())}?page=2"
            assert asked_at(wanted, actor.client) == wanted, route
            assert back_at(actor, wanted) == wanted, route
            led += 1
    assert led > 100


def back_at(actor: Actor, wanted: str) -> str:
    """Return where somebody comes to once she has shown what was asked of her."""
    if actor.signed_in:
        client = strong(actor.person.user)
        return client.get(reverse("step_up"), {"next": wanted})["Location"]
    said = {"login": STRANGER, "password": PASSWORD, "next": wanted}
    if not User.objects.filter(email=STRANGER).exists():
        make_user(STRANGER)
    cache.clear()  # how often somebody signed in
    answer = Client(headers=HERE).post(reverse("account_login"), said)
    return answer["Location"]
