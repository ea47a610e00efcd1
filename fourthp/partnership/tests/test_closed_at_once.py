"""R1: a group is closed while what it reads is shared, or its letter written anew."""

from threading import Event, Thread

import pytest
from django.db import OperationalError, connection

from fourthp.foundation.clock import now
from fourthp.partnership.models import Circular, Group, Label, Person, Role
from fourthp.partnership.operations import audiences, circulars, groups, sharing
from fourthp.partnership.operations.circulars import CircularFacts, change_circular
from fourthp.partnership.operations.groups import close_group
from fourthp.partnership.operations.sharing import share_otherwise
from fourthp.partnership.queries.widening import Wanted
from fourthp.partnership.tests.makers import (
    make_group,
    make_member,
    make_network,
    make_seat,
)

pytestmark = pytest.mark.django_db(transaction=True)
LOOKS = 2  # seconds that each waits for the other to hold what it will want


@pytest.fixture
def by() -> Person:
    make_network()
    person = make_member("Rosa Hale", role=Role.COORDINATOR)
    person.is_strong = True
    return person


@pytest.fixture
def letter(by) -> Circular:
    """A letter to a group that is held; both acts would make it TLP:CLEAR."""
    group = make_group()
    make_seat(make_member("Ida Moss"), group=group)
    facts = CircularFacts("Word", "Come.", Circular.Sort.NEWS, Label.GREEN, group)
    return circulars.write_circular(facts, by=by, now=now())


def at_once(monkeypatch, change, group: Group, by: Person) -> list[str]:
    """Close a group while a change holds its row, and wants the group then."""
    row_is_held, group_is_held, came = Event(), Event(), list[str]()
    follow, hold = groups.follow_closing, audiences._held

    def follows(*given, **said) -> None:
        group_is_held.set()
        row_is_held.wait(timeout=LOOKS)
        follow(*given, **said)

    def holds(sharing):
        row_is_held.set()
        group_is_held.wait(timeout=LOOKS)
        return hold(sharing)

    monkeypatch.setattr(groups, "follow_closing", follows)
    monkeypatch.setattr(audiences, "_held", holds)

    def work(act) -> None:
        try:
            act()
            came.append("done")
        except (OperationalError, audiences.ClosedIsNotClear) as problem:
            came.append(type(problem).__name__)
        finally:
            connection.close()

    closing = Thread(target=work, args=(lambda: close_group(group, by=by, now=now()),))
    changing = Thread(target=work, args=(change,))
    for thread in (closing, changing):
        thread.start()
    for thread in (closing, changing):
        thread.join()
    return sorted(came)


def shared(letter: Circular, by: Person) -> None:
    share_otherwise(letter, Wanted(label=Label.CLEAR), by=by, now=now())


def changed(letter: Circular, by: Person) -> None:
    facts = CircularFacts("New", "Come.", letter.sort, Label.CLEAR, letter.group)
    change_circular(letter, facts, by=by, now=now())


@pytest.mark.parametrize("act", [shared, changed])
def test_one_waits_for_the_other(act, letter, by, monkeypatch):
    came = at_once(monkeypatch, lambda: act(letter, by), letter.group, by)
    assert came in (["done", "done"], ["ClosedIsNotClear", "done"])
    letter.refresh_from_db()
    assert (letter.group.is_closed, letter.label) == (True, Label.GREEN)


@pytest.mark.skipif(connection.vendor == "sqlite", reason="it has one writer at a time")
@pytest.mark.parametrize("act", [shared, changed])
def test_without_turns_each_waits_for_what_the_other_holds(
    act, letter, by, monkeypatch
):
    """The control."""
    for room in (circulars, groups, sharing):
        monkeypatch.setattr(room, "take_turn", lambda: None)
    came = at_once(monkeypatch, lambda: act(letter, by), letter.group, by)
    assert "OperationalError" in came
