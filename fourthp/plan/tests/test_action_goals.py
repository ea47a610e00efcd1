"""What an action is for: a concern that is being done by it, or an aim."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now, today
from fourthp.foundation.models import Revision
from fourthp.foundation.operations.undoing import undo_revision
from fourthp.partnership.models import Person, Role
from fourthp.partnership.tests.makers import (
    make_group,
    make_member,
    make_network_group,
    make_person,
    make_seat,
)
from fourthp.partnership.tests.seated import browser, keyed
from fourthp.plan.models import Action, Concern, State
from fourthp.plan.operations.action_said import drop_action, finish_action
from fourthp.plan.operations.actions import (
    ActionFacts,
    ActionWords,
    Goal,
    change_action,
    give_action,
)
from fourthp.plan.operations.concerns_steps import begin_concern, decide_concern
from fourthp.plan.panels.concerns import concerns_to_move_on
from fourthp.plan.tests.action_makers import make_action, make_owner
from fourthp.plan.tests.makers import make_aim
from fourthp.plan.tests.makers_concerns import (
    DAY,
    NOW,
    make_answer,
    make_concern,
    make_heard,
    make_mover,
    make_raiser,
)

pytestmark = pytest.mark.django_db


def decided(mover):
    make_network_group()
    concern = make_heard(mover)
    return decide_concern(concern, words="", by=mover, now=concern.state_at + DAY)


def given_for(goal, *, by, title="Print the card in Romanian"):
    owner = make_owner()
    facts = ActionFacts(title, owner, today() + timedelta(30), goal=goal)
    return give_action(facts, by=by, now=now())


def make_taker():
    """The network's minute-taker, who gives actions and moves no concern on."""
    return make_member("Ben Bell", role=Role.MINUTE_TAKER)


def make_inside(group):
    person = make_person("Cora Bell")
    make_seat(person, group=group)
    return Person.objects.get(pk=person.pk)


class TestGiveAction:
    def test_what_was_decided_is_being_done_from_then_on(self):
        mover = make_mover()
        concern = decided(mover)
        given_for(Goal(concern), by=mover)
        assert Concern.objects.get().state == State.BEGUN
        assert [one.kind for one in concern.steps.order_by("at", "id")][-1] == "begun"

    def test_what_is_not_decided_waits_for_that(self):
        mover = make_mover()
        make_network_group()
        given_for(Goal(make_heard(mover)), by=mover)
        assert Concern.objects.get().state == State.HEARD

    def test_for_whoever_does_not_move_it_on_it_stays_as_it_is(self):
        concern = decided(make_mover())
        taker = make_taker()
        given_for(Goal(concern), by=taker)
        assert Concern.objects.get().state == State.DECIDED
        assert Action.objects.get().concern == concern

    def test_for_what_one_does_not_see_is_refused(self):
        closed = make_group("Harbour group", is_closed=True)
        raiser = make_inside(closed)
        concern = make_concern(by=raiser, group=closed)
        taker = make_taker()
        with pytest.raises(PermissionDenied):
            given_for(Goal(concern), by=taker)
        assert not Action.objects.exists()
        assert given_for(Goal(concern), by=Host())  # the control: who sees all may

    def test_it_is_for_one_thing(self):
        concern, aim = decided(make_mover()), make_aim()
        action = make_action()
        with pytest.raises(IntegrityError), transaction.atomic():
            Action.objects.filter(pk=action.pk).update(concern=concern, aim=aim)


class TestChangeAction:
    def test_it_is_for_something_else_and_goes_back(self):
        mover, aim = make_mover(), make_aim()
        concern = decided(mover)
        action = given_for(Goal(aim=aim), by=mover)
        change_action(
            action, ActionWords(action.title, goal=Goal(concern)), by=mover, now=now()
        )
        action.refresh_from_db()
        assert (action.concern, action.aim) == (concern, None)
        assert Concern.objects.get().state == State.BEGUN
        revisions = Revision.objects.filter(matter_id=str(action.pk)).order_by("at")
        undo_revision(revisions.last(), by=mover, now=now())
        action.refresh_from_db()
        assert (action.concern, action.aim) == (None, aim)

    def test_what_one_does_not_see_stays_and_is_not_put_in(self):
        closed = make_group("Harbour group", is_closed=True)
        concern = make_concern(by=make_inside(closed), group=closed)
        taker = make_taker()
        action = given_for(Goal(), by=Host())
        with pytest.raises(PermissionDenied):
            change_action(
                action, ActionWords("Else", goal=Goal(concern)), by=taker, now=now()
            )
        action.refresh_from_db()
        assert (action.title, action.concern) == ("Print the card in Romanian", None)


class TestPages:
    def test_a_concern_and_an_aim_show_what_is_done_for_them(self):
        mover, aim = make_mover(), make_aim()
        concern = decided(mover)
        given_for(Goal(concern), by=mover, title="Print the card")
        given_for(Goal(aim=aim), by=mover, title="Ask the port")
        client = browser(mover)
        page = client.get(reverse("concern", args=[concern.pk])).content.decode()
        assert "Print the card" in page
        assert "Ask the port" not in page
        page = client.get(reverse("aim", args=[aim.pk])).content.decode()
        assert "Ask the port" in page
        assert f"goal=aim%3A{aim.pk}" in page

    def test_a_closed_groups_action_is_not_told_outside(self):
        mover = make_mover()
        concern = decided(mover)
        closed = make_group("Harbour group", is_closed=True)
        owner = make_owner(group=closed)
        facts = ActionFacts(
            "Harbour list", owner, today(), group=closed, goal=Goal(concern)
        )
        action = give_action(facts, by=Host(), now=now())
        path = reverse("concern", args=[concern.pk])
        outside = browser(make_raiser("Dora Bell", "Quay House")).get(path)
        assert "Harbour list" not in outside.content.decode()
        inside = browser(owner.person).get(path)
        assert "Harbour list" in inside.content.decode()  # the control
        page = browser(owner.person).get(reverse("action", args=[action.pk]))
        assert concern.title in page.content.decode()

    def test_a_concern_of_a_closed_group_is_not_told_by_an_action(self):
        closed = make_group("Harbour group", is_closed=True)
        inside = make_inside(closed)
        concern = make_concern("Harbour rooms", by=inside, group=closed)
        action = given_for(Goal(concern), by=Host())
        path = reverse("action", args=[action.pk])
        outsider = browser(make_taker())
        assert "Harbour rooms" not in outsider.get(path).content.decode()
        table = b"".join(outsider.get(reverse("actions-export"))).decode()
        assert "Print the card" in table
        assert "Harbour rooms" not in table
        assert "Harbour rooms" in browser(inside).get(path).content.decode()

    def test_one_gives_an_action_for_a_concern_from_its_page(self):
        mover = make_mover()
        concern, owner = decided(mover), make_owner()
        client = browser(mover)
        page = client.get(reverse("concern", args=[concern.pk])).content.decode()
        [href] = re.findall(r'href="([^"]*goal=concern[^"]*)"', page)
        form = client.get(unescape(href)).context["form"]
        assert form["goal"].value() == f"concern:{concern.pk}"
        said = {
            "title": "Print the card",
            "goal": form["goal"].value(),
            "due_on": today(),
            "group": owner.group_id,
            "owner": f"seat:{owner.pk}",
            "label": "TLP:GREEN",
        }
        answer = client.post(reverse("action-new"), keyed(**said))
        assert answer.status_code == 302, answer.context["form"].errors
        assert Action.objects.get().concern == concern

    def test_what_is_not_there_is_said_and_nothing_typed_is_lost(self):
        mover = make_mover()
        make_network_group()
        said = {"title": "Print the card", "goal": f"concern:{mover.pk}"}
        answer = browser(mover).post(reverse("action-new"), keyed(**said))
        assert answer.status_code == 400
        assert answer.context["form"].errors["goal"] == [
            "That is not there any more: choose another."
        ]
        assert "Print the card" in answer.content.decode()

    def test_whoever_does_not_see_what_it_is_for_changes_the_words_alone(self):
        closed = make_group("Harbour group", is_closed=True)
        concern = make_concern(by=make_inside(closed), group=closed)
        action = given_for(Goal(concern), by=Host())
        client, path = browser(make_taker()), reverse("action-words", args=[action.pk])
        form = client.get(path).context["form"]
        assert "goal" not in form.fields
        said = {"title": "Print it", "seen": form["seen"].value()}
        assert client.post(path, keyed(**said)).status_code == 302
        action.refresh_from_db()
        assert (action.title, action.concern) == ("Print it", concern)

    def test_what_is_over_may_stay_as_what_it_is_for(self):
        mover = make_mover()
        concern = decided(mover)
        action = given_for(Goal(concern), by=mover)
        make_answer(Concern.objects.get(), mover, now=now())
        client, path = browser(mover), reverse("action-words", args=[action.pk])
        form = client.get(path).context["form"]
        said = {name: form[name].value() for name in ("title", "goal", "seen")}
        assert client.post(path, keyed(**said)).status_code == 302
        action.refresh_from_db()
        assert action.concern == concern


class TestWaiting:
    def test_once_all_is_done_it_waits_for_its_answer(self):
        mover = make_mover()
        concern = decided(mover)
        one = given_for(Goal(concern), by=mover)
        other = given_for(Goal(concern), by=mover, title="Ask the port")
        finish_action(one, by=mover, now=now())
        assert not ready(mover)
        drop_action(other, by=mover, now=now())
        assert ready(mover) == [concern.title]

    def test_what_was_begun_by_hand_waits_for_nothing(self):
        mover = make_mover()
        begin_concern(decided(mover), by=mover, now=now())
        assert not ready(mover)

    def test_several_are_counted(self):
        mover = make_mover()
        for _n in range(2):
            done = given_for(Goal(decided(mover)), by=mover)
            finish_action(done, by=mover, now=now())
        [one] = [w for w in concerns_to_move_on(mover, NOW) if w.count == 2]
        assert "2 concerns is done" in one.title


def ready(mover):
    said = "All that was given for a concern is done: answer it"
    found = concerns_to_move_on(mover, NOW + DAY)
    return [one.of for one in found if one.title == said]
