"""S2: the id of what somebody may not see answers as one that does not exist."""

import re
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.urls import reverse

from fourthp.directory.models import Schedule
from fourthp.directory.operations.indexing import index_services
from fourthp.directory.tests.makers import make_service
from fourthp.foundation.ids import new_id
from fourthp.foundation.models import Revision
from tests.safety.actors import Actor
from tests.safety.markers import Canaries
from tests.safety.routes import Route
from tests.safety.test_canaries import FEW, SEARCHERS, text_of
from tests.safety.test_matrix import HERE, taken_back

Body = dict[str, Any]
# Whatever a form takes that is an id, or that somebody could put one into; not `drop`,
# which would take what is kept off the list again.
TAKE_IDS = (
    *("kept", "keep", "remove", "revision", "others", "which", "agency"),
    *("region", "columns", "seen", "form_owner", "next", "id", "pk", "after"),
)
_ID = re.compile(r"[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}")
# What is another each time that a page is drawn; a file is, from its first byte.
_DRAWN_ANEW = re.compile(
    r"""name="form_owner" value="[^"]*"|data-desk="\d+"|'expires': '[^']*'"""
    r"""|/act/[^"'/]+/"""
)
# Pages that draw a secret anew, and know nothing of listings.
SECRETS = {"mfa_activate_totp", "mfa_add_webauthn", "mfa_login_webauthn"}


def posted(actor: Actor, path: str, body: Body) -> tuple[int, str]:
    """Return the status and all that is said to a form, but for ids and proofs."""
    with taken_back(actor.client):
        answer = actor.client.post(path, body, headers=HERE)
    is_page = answer.headers.get("Content-Type", "").startswith("text/html")
    said = _DRAWN_ANEW.sub("", text_of(answer)) if is_page else "a file"
    return answer.status_code, _ID.sub("…", said)


def bodies(pk: UUID, seen: list[str]) -> Iterator[Body]:
    """Yield every way of sending an id to the search and to the list."""
    one, two, three = seen
    for id_sent in (str(pk), pk.hex, str(pk).upper()):
        yield {"q": "keepable", "kept": id_sent}
    yield {"q": "keepable", "kept": f"{one} {pk} {two}"}
    yield {"q": "keepable", "kept": one, "keep": str(pk)}
    yield {"q": "keepable", "kept": f"{one} {two} {pk}", "keep": three}
    yield {"q": "keepable", "kept": f"{one} {two} {three}", "keep": str(pk)}
    yield {"q": "keepable", "kept": f"{one} {pk}", "drop": str(pk)}
    yield {"q": "keepable", "kept": f"{one} {two}", "drop": f"{one} {pk}"}
    yield {"q": "no such thing", "kept": str(pk), "keep": str(pk)}
    yield {"q": "keepable", "slip": f"{pk}=lang:ro", "f": f"in:{pk.hex}"}


def told_to_searchers(world, canaries: Canaries, names: Iterable[str]) -> list[str]:
    """Return where the search or the list tells that an unseen service exists."""
    kept = [str(make_service(f"Keepable {n}").pk) for n in "abc"]
    index_services()
    told = []
    for actor in (world.actor(name) for name in names):
        unseen = [
            k for k in canaries.rows["service"] if k in canaries.unseen(actor.name)
        ]
        for name in ("find", "shortlist"):
            path, nothing = reverse(name), list(bodies(new_id(), kept))
            expected = [posted(actor, path, body) for body in nothing]
            for pk in unseen:
                asked = zip(bodies(pk, kept), expected, strict=True)
                told += [
                    f"{actor.name}: {name} {body}"
                    for body, answer in asked
                    if posted(actor, path, body) != answer
                ]
    return told


@pytest.mark.crawl
def test_search_and_list_answer_an_unseen_service_as_one_that_is_not(world, canaries):
    assert told_to_searchers(world, canaries, FEW) == []


@pytest.mark.deep
def test_nobody_is_told_that_an_unseen_service_exists(world, canaries):
    everyone = [actor.name for actor in world.actors]
    assert told_to_searchers(world, canaries, everyone) == []


def test_with_the_one_question_unasked_the_list_tells(
    world, canaries, nothing_is_hidden
):
    found = told_to_searchers(world, canaries, ["anonymous"])
    assert any("shortlist" in one for one in found)
    assert any("find" in one for one in found)


def hidden_ids(canaries: Canaries, actor: Actor) -> Iterator[UUID]:
    """Yield ids that an actor may not know: of changes first, of services last."""
    unseen = canaries.unseen(actor.name)
    changes = Revision.objects.filter(matter_id__in=[str(pk) for pk in unseen])
    yield from changes.values_list("pk", flat=True)
    yield from Schedule.objects.filter(service__in=unseen).values_list("pk", flat=True)
    yield from (pk for pk in canaries.rows["service"] if pk in unseen)


def told_to_forms(world, canaries: Canaries, names: Iterable[str]) -> list[str]:
    """Return which door says something else to an unseen id in any box of its form."""
    told = []
    for actor in (world.actor(name) for name in names):
        hidden = list(hidden_ids(canaries, actor))
        for route in world.routes:
            if route.name in SECRETS:
                continue
            # A clock on a page may turn between two answers: what tells, tells again.
            if all(_is_told(world, actor, route, hidden) for _time in range(2)):
                told.append(f"{actor.name}: {route}")
    return told


def _is_told(world, actor: Actor, route: Route, hidden: list[UUID]) -> bool:
    nothing = _all_boxes(world, actor, route, [new_id() for _ in hidden])
    return bool(_all_boxes(world, actor, route, hidden) != nothing)


def _all_boxes(world, actor: Actor, route: Route, ids: list[UUID]) -> Any:
    """Return both answers: a box that takes one id reads the last that is sent."""
    sent, key = [str(pk) for pk in ids], {"form_key": str(uuid4())}
    path = world.path(route)
    turned = (sent, sent[::-1])
    return [posted(actor, path, dict.fromkeys(TAKE_IDS, one) | key) for one in turned]


@pytest.mark.crawl
def test_no_form_answers_an_unseen_id_in_any_box_otherwise(world, canaries):
    assert told_to_forms(world, canaries, SEARCHERS) == []


@pytest.mark.deep
def test_no_form_answers_an_unseen_id_otherwise_to_anyone(world, canaries):
    everyone = [actor.name for actor in world.actors]
    assert told_to_forms(world, canaries, everyone) == []


def test_with_the_one_question_unasked_forms_tell(world, canaries, nothing_is_hidden):
    assert "anonymous: shortlist" in told_to_forms(world, canaries, ["anonymous"])


def told_by_paths(
    world, canaries: Canaries, names: Iterable[str], routes: list[Route], *, few: bool
) -> list[str]:
    """Return which button tells somebody that a row exists which she may not see.

    few: of the kind that its path names; else of any kind.
    """
    told = []
    for actor in (world.actor(name) for name in names):
        hidden = set(canaries.unseen(actor.name))
        for route in routes:
            example = world.kwargs.get(route.name, {})
            if not isinstance(example.get("pk"), UUID):
                continue
            body = {"form_key": str(uuid4())}
            expected = posted(actor, route.path(example | {"pk": new_id()}), body)
            for pk in hidden.intersection(canaries.rows_for(example, few=few)):
                answer = posted(actor, route.path(example | {"pk": pk}), body)
                if answer != expected:
                    told.append(f"{actor.name}: {route} {pk}")
    return told


@pytest.mark.crawl
def test_no_button_tells_that_an_unseen_row_exists(world, canaries):
    assert told_by_paths(world, canaries, FEW, world.routes, few=True) == []


@pytest.mark.deep
def test_no_button_tells_that_an_unseen_row_of_any_kind_exists(world, canaries):
    assert told_by_paths(world, canaries, FEW, world.routes, few=False) == []


def test_with_the_one_question_unasked_buttons_tell(world, canaries, nothing_is_hidden):
    routes = [one for one in world.routes if one.name == "service-problem"]
    assert told_by_paths(world, canaries, ["anonymous"], routes, few=True)
