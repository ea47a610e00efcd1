"""What is done with actions."""

from datetime import timedelta
from typing import Any

from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now, today
from fourthp.foundation.operations.revisions import last_revision
from fourthp.partnership.tests.makers import make_member, make_network_group
from fourthp.plan.models import Action
from fourthp.plan.operations.action_said import block_action
from fourthp.plan.operations.actions import ActionFacts, give_action
from tests.safety.acts.sending import Act, act, at, keeping, keyed, new_user


def an_action(**facts: Any) -> Action:
    """An action of somebody of an agency that nobody here is of."""
    make_network_group()
    person = make_member(agency=f"Agency of {new_user().pk}")
    due = today() + timedelta(20)
    said = ActionFacts("Harbour card", person.seats.get(), due, **facts)
    return give_action(said, by=Host(), now=now())


@act("action-new")
def _give() -> Act:
    seat, network = an_action().seat, make_network_group()
    assert seat is not None
    said = keyed(
        title="Harbour walk",
        words="",
        due_on=f"{today() + timedelta(9)}",
        group=str(network.pk),
        owner=f"seat:{seat.pk}",
        label="TLP:GREEN",
    )
    return Act(keeping(), at("action-new"), said)


@act("action-words")
def _change() -> Act:
    action = an_action()
    said = keyed(title="Harbour boat", words="", seen=last_revision(action))
    return Act(keeping(), at("action-words", action.pk), said)


@act("action-done")
def _done() -> Act:
    return Act(keeping(), at("action-done", an_action().pk), keyed())


@act("action-open")
def _open() -> Act:
    action = an_action()
    block_action(action, ["waits"], by=Host(), now=now())
    return Act(keeping(), at("action-open", action.pk), keyed())


@act("action-day")
def _move() -> Act:
    action = an_action()
    said = {"due_on": f"{today() + timedelta(40)}", "words": ""}
    said["seen"] = last_revision(action)
    return Act(keeping(), at("action-day", action.pk), keyed(**said))


@act("action-block")
def _block() -> Act:
    said = keyed(reasons="waits", words="")
    return Act(keeping(), at("action-block", an_action().pk), said)


@act("action-owner")
def _hand_over() -> Act:
    seat = an_action().seat
    assert seat is not None
    said = keyed(owner=f"seat:{seat.pk}", words="")
    return Act(keeping(), at("action-owner", an_action().pk), said)


@act("action-drop")
def _drop() -> Act:
    return Act(keeping(), at("action-drop", an_action().pk), keyed(words=""))


@act("actions-review")
def _review() -> Act:
    chosen = str(an_action().pk)
    return Act(keeping(), at("actions-review"), keyed(a=chosen, says="done", due_on=""))
