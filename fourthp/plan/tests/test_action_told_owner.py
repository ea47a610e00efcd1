"""Whoever has an action hears by mail what somebody else said of it."""

from datetime import timedelta

import pytest

from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now, today
from fourthp.foundation.links import SignedLink
from fourthp.partnership.models import Label
from fourthp.partnership.tests.makers import make_group, make_network
from fourthp.plan.models import Action
from fourthp.plan.operations.action_mails import SAID
from fourthp.plan.operations.action_said import (
    block_action,
    drop_action,
    finish_action,
    move_action,
    reopen_action,
    take_up_action,
)
from fourthp.plan.operations.actions import ActionWords, change_action
from fourthp.plan.permissions.actions import MINE
from fourthp.plan.tests.action_makers import (
    make_action,
    make_coordinator,
    make_owner,
)
from fourthp.post.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def network():
    make_network()


def told():
    """Return the titles of the mails of that kind, each with all that it says."""
    mails = Message.objects.filter(kind=SAID.name).order_by("made_at", "pk")
    return [(one.letter["title"], str(one.letter), one.reader_id) for one in mails]


def test_of_a_moved_day_the_old_and_the_new_are_told():
    action = make_action(due=today() + timedelta(10))
    to = today() + timedelta(40)
    before, after = (f"{d.day} {d:%B %Y}" for d in (action.due_on, to))
    move_action(action, to, by=make_coordinator(), now=now(), words="Wait for May.")
    [(title, says, whom)] = told()
    assert title == "An action of yours is due on another day"
    assert f"Until now: {before}. Now: {after}." in says
    assert "Wait for May." in says
    assert "It is done" in says
    assert whom == str(action.seat.person_id)


def test_done_dropped_open_again_and_other_words_are_told():
    action, maya = make_action(), make_coordinator()
    finish_action(action, by=maya, now=now())
    reopen_action(action, by=maya, now=now())
    block_action(action, ["means"], by=maya, now=now())
    take_up_action(action, by=maya, now=now())
    change_action(action, ActionWords("Print the other card"), by=maya, now=now())
    drop_action(action, by=maya, now=now(), words="Nobody asks for it.")
    titles = [title for title, _says, _whom in told()]
    assert titles == [
        "An action of yours is noted as done",
        "An action of yours is open again",
        "An action of yours goes on again",
        "An action of yours says something else",
        "An action of yours was dropped",
    ]
    assert "Nobody asks for it." in told()[-1][1]


def test_what_it_is_for_alone_is_no_news_to_its_owner():
    action = make_action()
    change_action(action, ActionWords(action.title), by=make_coordinator(), now=now())
    assert told() == []


def test_what_she_says_herself_or_by_her_link_is_not_told():
    action = make_action()
    person = action.seat.person
    link = SignedLink(
        *(MINE, person.matter_kind, person.pk, action.matter_kind, action.pk),
        now() + timedelta(9),
    )
    move_action(action, today() + timedelta(50), by=person, now=now())
    move_action(action, today() + timedelta(60), by=link, now=now())
    finish_action(action, by=person, now=now())
    assert told() == []


def test_of_what_is_restricted_the_mail_says_nothing():
    group = make_group("Harbour group")
    owner = make_owner(group=group)
    action = make_action(owner, group=group, label=Label.AMBER)
    to = today() + timedelta(40)
    move_action(action, to, by=Host(), now=now(), words="Harbour word")
    [(_title, says, _whom)] = told()
    assert "Harbour word" not in says
    assert action.title not in says
    assert f"{to.day} {to:%B}" not in says
    drop_action(action, by=Host(), now=now(), words="Harbour word")
    assert "Harbour word" not in told()[-1][1]


def test_of_what_nobody_has_nobody_is_told():
    action = make_action()
    Action.objects.filter(pk=action.pk).update(seat=None, agency=None)
    drop_action(Action.objects.get(), by=Host(), now=now())
    assert told() == []


def test_whoever_has_it_no_more_is_told_nothing_of_what_waits():
    action = make_action()
    drop_action(action, by=make_coordinator(), now=now())
    assert SAID.is_for is not None
    person = action.seat.person
    assert SAID.is_for(person, action.pk)
    assert not SAID.is_for(make_owner("Ben Bell").person, action.pk)
    assert not SAID.is_for(person, person.pk)
