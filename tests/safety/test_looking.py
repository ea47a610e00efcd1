"""S2, S11: looking as somebody else shows what both may see, and never more."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.urls import reverse

from fourthp.audit.models import Read
from fourthp.partnership.queries.looking import Look
from fourthp.partnership.views import looking
from tests.safety.actors import Actor
from tests.safety.markers import Canaries
from tests.safety.test_canaries import text_of

HERE = {"Sec-Fetch-Site": "same-origin"}
LOOKERS = ("coordinator", "editor", "member of A", "member of B")
PUBLIC = "anonymous"
AS = (PUBLIC, "member of A", "member of B", "group member", "chair", "coordinator")
KINDS = ("service", "circular")


def looks(world, canaries: Canaries) -> Iterator[tuple[str, str, str]]:
    """Yield (who looks, as whom, all that was said) of every row that may be shared."""
    for name in LOOKERS:
        actor = world.actor(name)
        for kind in KINDS:
            for pk in canaries.rows[kind]:
                path = reverse("look-new", args=[kind, pk])
                for whom in AS:
                    yield from _look(actor, path, whom)


def _look(actor: Actor, path: str, whom: str) -> Iterator[tuple[str, str, str]]:
    said = {"role": "public"} if whom == PUBLIC else {"person": f"Person {whom}"}
    sent = said | {"form_key": str(uuid4())}
    answer = actor.client.post(path, sent, headers=HERE)
    if answer.status_code == 302:
        yield actor.name, whom, text_of(actor.client.get(reverse("look")))


def leaks(canaries: Canaries, seen: Iterator[tuple[str, str, str]]) -> list[str]:
    """Return the markers that one of the two may not come across."""
    return [
        f"{name} as {whom}: {marker}"
        for name, whom, said in seen
        for marker in canaries.said_in(said)
        if not {name, whom} <= canaries.allowed[marker]
    ]


@pytest.mark.crawl
def test_what_is_shown_is_what_both_may_see(world, canaries):
    seen = list(looks(world, canaries))
    assert leaks(canaries, iter(seen)) == []
    # It can see: what both may see is there, and every look was noted.
    told = {(name, whom) for name, whom, said in seen if "zqgreenservicename" in said}
    assert ("editor", "member of A") in told
    assert ("coordinator", "chair") in told
    assert ("editor", PUBLIC) not in told
    letters = {name for name, _whom, said in seen if "zqtoldcircularwordsqz" in said}
    assert letters == {"coordinator"}
    assert Read.objects.filter(act=Read.Act.VIEWED_AS).count() == len(seen)


def test_with_the_other_forgotten_more_is_shown(world, canaries, monkeypatch):
    ask = looking.look_of

    def forgetful(said, *, by, now):
        found = ask(said, by=by, now=now)
        return found and Look(found.row, by, found.until)

    monkeypatch.setattr(looking, "look_of", forgetful)
    seen = list(looks(world, canaries))
    found = leaks(canaries, iter(seen))
    assert any("editor as anonymous: zqgreenservicename" in one for one in found)
    # What she does not see herself is not there even so.
    alone = ((name, name, said) for name, _whom, said in seen)
    assert leaks(canaries, alone) == []


def test_with_the_one_question_unasked_more_is_shown(
    world, canaries, nothing_is_hidden
):
    found = leaks(canaries, looks(world, canaries))
    assert any("zqamberservicename" in one for one in found)


def test_a_look_is_no_way_in_for_any_other_page(world, canaries):
    """Whoever looks as another finds every other door as it was before."""
    actor, pk = world.actor("editor"), canaries.rows["service"][0]
    paths = [reverse("service", args=[one]) for one in canaries.rows["service"]]
    paths += [reverse("circular", args=[one]) for one in canaries.rows["circular"]]
    before = [actor.client.get(path).status_code for path in paths]
    assert list(_look(actor, reverse("look-new", args=["service", pk]), "chair"))
    assert [actor.client.get(path).status_code for path in paths] == before
    assert {200, 404} <= set(before)
