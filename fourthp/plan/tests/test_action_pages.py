"""The pages of actions: given, read, said, looked through."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from fourthp.foundation.clock import now, today
from fourthp.foundation.operations.revisions import last_revision
from fourthp.partnership.models import Label, Membership, Person, Role, Seat
from fourthp.partnership.tests.makers import (
    make_group,
    make_member,
    make_member_agency,
    make_network,
    make_network_group,
    make_user,
)
from fourthp.plan.models import Action
from fourthp.plan.operations.action_said import finish_action, move_action
from fourthp.plan.tests.action_makers import (
    make_action,
    make_chair,
    make_coordinator,
    make_owner,
)
from tests.safety.actors import sign_in

pytestmark = pytest.mark.django_db
HERE = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture(autouse=True)
def network():
    make_network()
    make_network_group()


@pytest.fixture
def maya() -> Person:
    return make_coordinator()


@pytest.fixture
def action() -> Action:
    return make_action(due=today() + timedelta(10))


def browser(person: Person, *, factor: bool = True) -> Client:
    client = Client(headers=HERE)
    user = make_user(person, f"{uuid4()}@signs-in.example")
    sign_in(client, user, factor=factor)
    return client


def page(client: Client, name: str, *args: object, **query: object) -> str:
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def send(client: Client, name: str, *args: object, **said: object):
    data = {"form_key": str(uuid4()), **said}
    return client.post(reverse(name, args=args), data)


def a_new_one(owner: Seat, /, **said: object) -> dict[str, object]:
    facts = {"title": "Ask the port", "words": "", "label": "TLP:GREEN"}
    facts |= {"group": owner.group_id, "owner": f"seat:{owner.pk}"}
    return facts | {"due_on": f"{today() + timedelta(9)}"} | said


class TestGiving:
    def test_a_coordinator_gives_one_on_one_page(self, maya):
        owner, client = make_owner(), browser(maya)
        assert "Asha Bell, representative" in page(client, "action-new")

        answer = send(client, "action-new", **a_new_one(owner))

        made = Action.objects.get()
        assert answer.url == reverse("action", args=[made.pk])
        assert "Ask the port" in page(client, "action", made.pk)

    def test_sent_twice_it_is_one(self, maya):
        owner, client = make_owner(), browser(maya)
        said = {"form_key": str(uuid4()), **a_new_one(owner)}

        for _n in range(2):
            client.post(reverse("action-new"), said)

        assert Action.objects.count() == 1

    def test_somebody_who_has_just_left_is_refused_in_words_and_nothing_is_lost(
        self, maya
    ):
        owner, client = make_owner(), browser(maya)
        make_owner("Noor Haddad", owner.agency)
        said = a_new_one(owner, words="Ask for the Tuesday boat.")
        owner.end(now())
        owner.save()

        answer = send(client, "action-new", **said)

        shown = answer.content.decode()
        assert answer.status_code == 400
        assert "Noor Haddad follows" in shown
        assert "Ask for the Tuesday boat." in shown
        assert not Action.objects.exists()

    def test_what_tells_of_a_person_is_refused(self, maya):
        said = a_new_one(make_owner(), words="dob 17/05/2001")

        answer = send(browser(maya), "action-new", **said)

        assert answer.status_code == 400
        assert not Action.objects.exists()

    @pytest.mark.parametrize(
        "wrong",
        [
            {"owner": ""},
            {"owner": "seat:nothing"},
            {"owner": f"agency:{uuid4()}"},
            {"owner": f"word:{uuid4()}"},
            {"due_on": "2020-01-01"},
            {"title": ""},
            {"label": "TLP:AMBER"},
        ],
    )
    def test_what_is_missing_or_cannot_be_is_said_at_its_field(self, maya, wrong):
        said = a_new_one(make_owner()) | wrong

        answer = send(browser(maya), "action-new", **said)

        assert answer.status_code == 400
        assert 'class="fault"' in answer.content.decode()

    def test_other_owners_are_shown_before_anything_is_given(self, maya):
        group = make_group("Housing")
        make_owner("Gina Group", group=group)
        said = a_new_one(make_owner(), owner="", title="")

        answer = send(
            browser(maya), "action-new", **said | {"group": group.pk, "look": "1"}
        )

        assert "Gina Group" in answer.content.decode()
        assert not Action.objects.exists()

    def test_a_long_list_is_shortened_by_a_part_of_a_name(self, maya, monkeypatch):
        monkeypatch.setattr("fourthp.plan.queries.action_owners.MOST_SEATS", 1)
        owner = make_owner("Asha Bell")
        make_owner("Noor Haddad", make_member_agency("Zebra"))
        client = browser(maya)
        assert "Shorten the list" in page(client, "action-new")

        said = a_new_one(owner, owner="", like="noor", look="1")
        shown = send(client, "action-new", **said).content.decode()

        assert "Noor Haddad" in shown
        assert "Asha Bell" not in shown

    def test_a_chair_is_offered_her_own_group_alone(self):
        group = make_group("Housing")
        make_owner("Gina Group", group=group)
        make_group("Nights")
        chair = make_chair(group)

        shown = page(browser(chair), "action-new")

        assert "Housing" in shown
        assert "Nights" not in shown
        assert "Gina Group" in shown

    def test_whoever_gives_none_is_told_who_does(self):
        client = browser(make_member("Jo"))

        answer = client.get(reverse("action-new"))

        assert answer.status_code == 403
        assert "Coordinators give actions" in answer.content.decode()


class TestItsPage:
    def test_says_who_has_it_and_what_was_said(self, maya, action):
        to = today() + timedelta(40)
        move_action(action, to, by=action.seat.person, now=now(), words="Ink is out.")

        shown = page(browser(maya), "action", action.pk)

        for words in ("Asha Bell", "moved 1 time", "Ink is out.", "can see this"):
            assert words in shown
        assert "It is done" in shown

    def test_by_password_another_agency_s_person_is_not_named(self, action):
        other = make_member("Jo", agency="Elsewhere")

        shown = page(browser(other, factor=False), "action", action.pk)

        assert "Asha Bell" not in shown
        assert "representative" in shown
        assert "It is done" not in shown

    def test_says_that_nobody_has_it_or_who_follows(self, maya, action):
        client = browser(maya)
        Seat.objects.filter(pk=action.seat_id).update(to_on=today(), ended_at=now())
        assert "Nobody has it in person" in page(client, "action", action.pk)
        make_owner("Noor Haddad", action.agency)

        shown = page(client, "action", action.pk)

        assert "Noor Haddad" in shown
        assert "who follows in it" in shown

    def test_of_another_s_closed_group_there_is_none(self, action):
        hidden = make_action(make_owner("Q", group=make_group("Q", is_closed=True)))
        client = browser(make_member("Jo"))

        for name in ("action", "action-day", "action-owner", "action-words"):
            answer = client.get(reverse(name, args=[hidden.pk]))
            assert answer.status_code == 404

    def test_recalled_it_is_there_for_who_keeps_it_alone(self, maya, action):
        owner = browser(action.seat.person)
        Action.objects.update(recalled_at=now())

        assert "Recalled" in page(browser(maya), "action", action.pk)
        assert owner.get(reverse("action", args=[action.pk])).status_code == 404

    def test_that_amber_was_opened_is_noted(self, maya):
        owner = make_owner(group=make_group("Housing"))
        amber = make_action(owner, label=Label.AMBER)

        page(browser(owner.person), "action", amber.pk)

        assert "Who looked at this" in page(browser(maya), "action", amber.pk)


class TestSaying:
    def test_done_open_again_and_the_history_takes_it_back(self, action):
        client = browser(action.seat.person)

        send(client, "action-done", action.pk)
        assert Action.objects.get().state == "done"
        assert "Open it again" in page(client, "action", action.pk)
        send(client, "action-open", action.pk)
        assert Action.objects.get().state == "open"
        assert "Take this change back" in page(client, "history", "action", action.pk)

    def test_done_by_somebody_else_meanwhile_is_said(self, action):
        client = browser(action.seat.person)
        finish_action(action, by=action.seat.person, now=now())

        answer = client.post(
            reverse("action-done", args=[action.pk]),
            {"form_key": str(uuid4())},
            follow=True,
        )

        assert "Somebody was faster" in answer.content.decode()

    def test_blocked_with_words_and_on_again(self, action, maya):
        client = browser(action.seat.person)
        assert send(client, "action-block", action.pk).status_code == 400

        send(client, "action-block", action.pk, reasons="means", words="No ink.")

        assert "We lack the time" in page(client, "action", action.pk)
        send(client, "action-open", action.pk)
        assert Action.objects.get().state == "open"

    def test_moved_and_who_is_slower_sees_it_and_what_was_typed(self, action):
        client = browser(action.seat.person)
        seen, day = last_revision(action), today()
        first = {"due_on": day + timedelta(20), "words": "", "seen": seen}
        send(client, "action-day", action.pk, **first)

        second = {"due_on": day + timedelta(30), "words": "Ink", "seen": seen}
        answer = send(client, "action-day", action.pk, **second)

        assert answer.status_code == 400
        shown = answer.content.decode()
        assert "Somebody changed this meanwhile" in shown
        assert "Ink" in shown
        assert Action.objects.get().due_on == day + timedelta(20)

    @pytest.mark.parametrize("days", [-1, 10])
    def test_not_into_the_past_nor_to_the_same_day(self, action, days):
        client = browser(action.seat.person)
        to = {"due_on": today() + timedelta(days), "words": ""}

        assert send(client, "action-day", action.pk, **to).status_code == 400

    def test_its_owner_is_offered_colleagues_alone(self, action, maya):
        make_owner("Dan Deputy", action.agency, role=Role.DEPUTY)
        make_owner("Lee Chan", make_member_agency("Elsewhere"))

        own = page(browser(action.seat.person), "action-owner", action.pk)
        hers = page(browser(maya), "action-owner", action.pk)

        assert "Dan Deputy" in own
        assert "Lee Chan" not in own
        assert "Lee Chan" in hers

    def test_handed_over(self, action):
        deputy = make_owner("Dan Deputy", action.agency, role=Role.DEPUTY)
        client = browser(action.seat.person)

        send(client, "action-owner", action.pk, owner=f"seat:{deputy.pk}", words="")

        assert Action.objects.get().seat == deputy
        assert "Handed over" in page(client, "action", action.pk)

    def test_handed_to_somebody_who_left_it_says_so(self, action, maya):
        gone = make_owner("Gone", make_member_agency("Elsewhere"))
        gone.end(now())
        gone.save()
        said = {"owner": f"seat:{gone.pk}", "words": ""}

        answer = send(browser(maya), "action-owner", action.pk, **said)

        assert answer.status_code == 400
        assert "does not hold today" in answer.content.decode()

    def test_dropped_by_who_gives_it_alone(self, action, maya):
        own = browser(action.seat.person)
        assert own.get(reverse("action-drop", args=[action.pk])).status_code == 403
        assert own.get(reverse("action-words", args=[action.pk])).status_code == 403

        send(browser(maya), "action-drop", action.pk, words="Not needed.")

        assert Action.objects.get().state == "dropped"

    def test_a_stranger_says_nothing(self, action):
        client = browser(make_member("Jo"))

        for name in ("action-done", "action-open", "action-day", "action-block"):
            assert send(client, name, action.pk).status_code == 403


class TestChanging:
    def test_its_words_and_who_is_slower_sees_what_it_says_now(self, action, maya):
        client, seen = browser(maya), last_revision(action)
        first = {"title": "Print it twice", "words": "", "seen": seen}
        send(client, "action-words", action.pk, **first)

        second = {"title": "Print it never", "words": "", "seen": seen}
        answer = send(client, "action-words", action.pk, **second)

        shown = answer.content.decode()
        assert "Print it twice" in shown
        assert "Print it never" in shown
        assert Action.objects.get().title == "Print it twice"

    def test_not_once_it_is_over(self, action, maya):
        finish_action(action, by=maya, now=now())
        said = {"title": "Print it twice", "words": "", "seen": ""}

        answer = send(browser(maya), "action-words", action.pk, **said)

        assert answer.status_code == 400


class TestOwnPage:
    def test_shows_hers_and_her_agency_s_and_what_was_done(self, action):
        rosa = action.seat.person
        make_action(action.agency, title="Whole agency")
        finish_action(make_action(action.seat, title="Over"), by=rosa, now=now())

        shown = page(browser(rosa), "actions-mine")

        for words in ("Print the card in Romanian", "Whole agency", "Over"):
            assert words in shown

    def test_says_so_when_there_is_nothing(self):
        shown = page(browser(make_member("Jo")), "actions-mine")

        assert "You have nothing to do" in shown

    def test_says_what_is_late(self, action):
        Action.objects.update(due_on=today() - timedelta(2))

        assert "is late" in page(browser(action.seat.person), "actions-mine")


def test_a_list_says_who_has_it_now(action, maya):
    Seat.objects.filter(pk=action.seat_id).update(to_on=today(), ended_at=now())
    client = browser(maya)
    make_owner("Lea Lead", action.agency, role=Role.LEAD)
    assert "the agency has it" in page(client, "actions")
    noor = make_owner("Noor Haddad", action.agency).person

    assert "another follows" in page(client, "actions")
    assert "you follow" in page(browser(noor), "actions-mine")


def test_an_agency_that_left_leaves_its_action_to_the_desk(action, maya):
    Membership.objects.filter(agency=action.agency).update(
        to_on=today(), ended_at=now()
    )

    shown = page(browser(maya), "actions")

    assert "nobody there" in shown
