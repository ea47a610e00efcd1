"""R1, R7: two people speak for one action at once, and the duty comes round twice."""

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now, today
from fourthp.foundation.operations.revisions import SomebodyWasFaster, last_revision
from fourthp.partnership.models import Seat
from fourthp.partnership.tests.makers import make_network, make_network_group
from fourthp.plan.models import Action
from fourthp.plan.operations import action_steps
from fourthp.plan.operations.action_said import finish_action, move_action
from fourthp.plan.operations.action_steps import ActionIsOver
from fourthp.plan.tasks.actions import remind
from fourthp.plan.tests.action_makers import make_action, make_owner
from fourthp.post.models import Message

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def network():
    make_network()
    make_network_group()


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Do some acts in the same moment; what became of each."""
    came, begin = list[str](), Barrier(len(acts))

    def work(act: Callable[[], object]) -> None:
        try:
            begin.wait(timeout=5)
            act()
            came.append("done")
        except (SomebodyWasFaster, ActionIsOver) as problem:
            came.append(type(problem).__name__)
        finally:
            connection.close()

    threads = [Thread(target=work, args=(act,)) for act in acts]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return sorted(came)


def move(action: Action, days: int, seen: str | None) -> Callable[[], object]:
    to = today() + timedelta(days)
    return lambda: move_action(action, to, by=Host(), now=now(), seen=seen)


def test_of_two_who_move_it_one_is_told_that_she_was_slower():
    action = make_action()
    seen = last_revision(action)

    came = at_once(move(action, 40, seen), move(action, 50, seen))

    assert came == ["SomebodyWasFaster", "done"]
    action.refresh_from_db()
    assert action.times_moved == 1
    assert action.steps.filter(kind="moved").count() == 1


def test_by_links_which_see_nothing_both_count_and_nothing_is_lost():
    action = make_action()

    came = at_once(move(action, 40, None), move(action, 50, None))

    assert came == ["done", "done"]
    action.refresh_from_db()
    steps = list(action.steps.filter(kind="moved").order_by("at", "pk"))
    assert len(steps) == 2
    # Each moved from where it stood then: the second from where the first moved it.
    assert {one.from_due for one in steps} - {one.to_due for one in steps}
    assert action.due_on in {one.to_due for one in steps}


def test_it_is_done_once_however_many_say_so():
    action = make_action()

    def done() -> object:
        return finish_action(action, by=Host(), now=now())

    assert at_once(done, done, done) == ["ActionIsOver", "ActionIsOver", "done"]
    assert action.steps.filter(kind="done").count() == 1


def test_two_workers_remind_once():
    action = make_action(make_owner(), due=today() + timedelta(30))
    Action.objects.update(due_on=today() - timedelta(1))
    Action.objects.update(changed_at=now() - timedelta(days=40))
    Message.objects.all().delete()

    at_once(lambda: remind(now()), lambda: remind(now()))

    assert Message.objects.filter(about_id=str(action.pk)).count() == 1


@pytest.mark.skipif(connection.vendor == "sqlite", reason="it has one writer at a time")
def test_the_control_without_the_lock_it_is_done_twice(monkeypatch):
    action = make_action()
    stale = Action.objects.select_related("group", "seat__person", "agency")
    monkeypatch.setattr(action_steps, "locked", lambda row: stale.get(pk=row.pk))
    meet = Barrier(2)
    take = action_steps.change_row

    def waits(*given, **said):
        meet.wait(timeout=5)
        return take(*given, **said)

    monkeypatch.setattr(action_steps, "change_row", waits)

    def done() -> object:
        return finish_action(action, by=Host(), now=now())

    assert at_once(done, done) == ["done", "done"]
    assert action.steps.filter(kind="done").count() == 2
    assert Seat.objects.exists()
