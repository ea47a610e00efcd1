"""R1: whichever statement of a change fails, the change is whole or was never there."""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection
from django.urls import Resolver404, resolve

from fourthp.foundation.clock import now
from fourthp.foundation.operations import form_keys
from fourthp.foundation.operations.striking import AT_WORK, end_strikes
from tests.safety.acts import ACTS, EXCUSED, Act
from tests.safety.fingerprints import empty_database, fingerprint, sizes
from tests.safety.routes import routes

# What a change may leave although it failed: how often somebody came, what a session
# notes of itself, and what was typed.
LEFT_BY_FAILING = {
    "accounts.remembered",
    "foundation.kepttext",
    "foundation.ratebucket",
}
# A session makes no change to lose. That the right password or code was given is noted
# whatever happens to the page, and a code that could not be noted as used is refused.
SIGN_IN = {"account_login", "mfa_authenticate", "mfa_reauthenticate"}
LEFT_BY_SIGNING_IN = {"accounts.user", "audit.entry", "mfa.authenticator"}
# Computed anew with every change, of all that stands: their size is not one act's.
COMPUTED = {
    "directory.openinterval",
    "directory.posting",
    "directory.searchrow",
    "directory.word",
    "directory.wording",
}
FEW = 3
# Whoever was reading when the connection was lost complains of it when it is let go.
READS_ON = pytest.mark.filterwarnings(
    "ignore:Exception ignored in. <generator object cursor_iter"
    ":pytest.PytestUnraisableExceptionWarning"
)


class Failing:
    """Fails one statement of those that a block runs; counts them all."""

    def __init__(self, at: int) -> None:
        self.at, self.seen = at, 0

    def __call__(self, execute, sql, params, many, context):
        self.seen += 1
        if self.seen == self.at:
            raise OperationalError("the sweep fails this one")
        return execute(sql, params, many, context)


@contextmanager
def failing(at: int) -> Iterator[Failing]:
    found = Failing(at)
    with connection.execute_wrapper(found):
        yield found


def state(name: str) -> dict[str, str]:
    left = LEFT_BY_FAILING | (LEFT_BY_SIGNING_IN if name in SIGN_IN else set())
    return fingerprint(without=left)


def rows_of_acts() -> Counter[str]:
    """Count the rows of every table but those that are computed from others."""
    return sizes(without=LEFT_BY_FAILING | COMPUTED)


def difference(before: Counter[str]) -> dict[str, int]:
    """Return which tables grew or shrank, by how many rows."""
    after = rows_of_acts()
    return {n: after[n] - before[n] for n in after if after[n] != before[n]}


@dataclass(frozen=True)
class Grown:
    """What a change does when nothing fails."""

    rows: dict[str, int]
    status: int
    statements: int


def begun(name: str) -> Act:
    """Return an act on an empty database: what one did before is not told twice."""
    empty_database()
    cache.clear()
    return ACTS[name]()


def grown(act: Act) -> Grown:
    """Send a form and see what it does."""
    before = rows_of_acts()
    with failing(0) as counted:
        answer = act.send()
    return Grown(difference(before), answer.status_code, counted.seen)


def points(statements: int, *, few: bool) -> list[int]:
    """Return which statements to fail: all, or some from the first to the last."""
    if not few or statements <= FEW:
        return list(range(1, statements + 1))
    step = (statements - 1) / (FEW - 1)
    return sorted({round(1 + n * step) for n in range(FEW)})


def faults(name: str, *, few: bool) -> list[str]:
    """Fail statements of a change, each on rows of its own; return what went wrong."""
    whole = grown(begun(name))
    if whole.status >= 400:
        return [f"{name}: the example is not taken: {whole.status}"]
    found = []
    for at in points(whole.statements, few=few):
        found += [f"{name}, statement {at}: {one}" for one in _fault(name, at, whole)]
    return found


def _fault(name: str, at: int, whole: Grown) -> Iterator[str]:
    act = begun(name)
    act.client.raise_request_exception = False
    before, rows = state(name), rows_of_acts()
    with failing(at):
        status = act.send().status_code
    happened = state(name) != before
    if name in SIGN_IN:
        if happened:
            yield "left more behind than that somebody signed in"
        return
    if status not in {whole.status, 500, 503}:
        yield f"answered {status} although the database had failed"
    if happened and status >= 500:
        yield "answered that it failed, and left something behind"
    if status == whole.status and not happened and whole.rows:
        yield "answered that it was done, and it was not"
    if not happened:
        act.send()
    end_strikes(now=now() + 2 * AT_WORK)
    done = difference(rows)
    if done != whole.rows:
        yield f"is not there exactly once in the end: {done}"


def forms_on(html: str, path: str) -> Iterator[str]:
    for tag in re.findall(r"<form\b[^>]*>", html):
        if 'method="post"' in tag:
            action = re.search(r'action="([^"]*)"', tag)
            yield (action[1] if action else "") or path


def doors_that_take_forms(world) -> set[str]:
    """Return the routes to which a page's form leads, and those that only take one."""
    found = set()
    for route in world.routes:
        for name in ("anonymous", "coordinator"):
            path = world.path(route)
            answer = world.actor(name).client.get(path)
            if answer.status_code == 405:
                found.add(route.name)
            if "text/html" not in answer.headers.get("Content-Type", ""):
                continue
            for action in forms_on(answer.content.decode(), path):
                try:
                    found.add(resolve(action.split("?")[0]).view_name)
                except Resolver404:
                    continue
    return found


@pytest.mark.crawl
def test_every_door_that_takes_a_form_has_an_act(world):
    assert doors_that_take_forms(world) - set(ACTS) - set(EXCUSED) == set()
    assert set(ACTS) | set(EXCUSED) <= {route.name for route in routes()}


@READS_ON
@pytest.mark.crawl
@pytest.mark.parametrize("name", sorted(ACTS))
@pytest.mark.django_db(transaction=True)
def test_a_change_is_whole_or_was_never_there(name):
    assert faults(name, few=True) == []


@READS_ON
@pytest.mark.deep
@pytest.mark.parametrize("name", sorted(ACTS))
@pytest.mark.django_db(transaction=True)
def test_a_change_is_whole_or_was_never_there_wherever_it_fails(name):
    assert faults(name, few=False) == []


@pytest.mark.django_db(transaction=True)
def test_a_change_outside_a_transaction_is_found(monkeypatch):
    class Nothing:
        def __init__(self, *_args, **_more):
            pass

        def __enter__(self):
            pass

        def __exit__(self, *_):
            pass

    monkeypatch.setattr(form_keys, "transaction", type("T", (), {"atomic": Nothing}))
    assert faults("service-problem", few=False)
