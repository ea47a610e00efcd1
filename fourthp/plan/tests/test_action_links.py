"""What owners say by the links of mails, without an account."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.utils.timezone import localdate

from fourthp.foundation.actors import Host
from fourthp.foundation.links import SignedLink
from fourthp.foundation.matters import CannotUndo
from fourthp.partnership.models import Label, Role, Seat
from fourthp.partnership.operations.groups import close_group
from fourthp.partnership.queries.readership import readers_for
from fourthp.partnership.tests.makers import (
    make_group,
    make_member_agency,
    make_network,
    make_network_group,
)
from fourthp.plan.models import Action, ActionStep
from fourthp.plan.operations import action_acts
from fourthp.plan.operations.action_acts import ACTION_MINE
from fourthp.plan.operations.action_said import (
    block_action,
    hand_over_action,
    move_action,
)
from fourthp.plan.operations.action_sharing import shared_otherwise
from fourthp.plan.operations.actions import ActionWords, change_action
from fourthp.plan.permissions.actions import owns_action
from fourthp.plan.tests.action_makers import (
    make_action,
    make_chair,
    make_coordinator,
    make_owner,
)
from fourthp.post.models import Answer, Message
from fourthp.post.operations.acts import do_act, undo_act
from fourthp.post.queries.acts import is_open, link_to
from fourthp.post.rules.acts import ActIsOver, AnsweredBefore, NoSuchChoice

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
SOON = NOW + timedelta(minutes=5)
DAY = localdate(NOW)
HERE = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture(autouse=True)
def clock():
    make_network()
    make_network_group()
    with time_machine.travel(NOW, tick=False) as travelled:
        yield travelled


@pytest.fixture
def action() -> Action:
    return make_action(due=DAY + timedelta(10))


@pytest.fixture
def deputy(action) -> Seat:
    return make_owner("Dan Deputy", action.agency, role=Role.DEPUTY)


@pytest.fixture
def link(action, deputy, clock) -> SignedLink:
    """The link of a mail that was written a minute later than all that it names."""
    clock.move_to(NOW + timedelta(minutes=1))
    return link_of(action.seat, action, at=NOW + timedelta(minutes=1))


def link_of(seat: Seat, action: Action, at: datetime = NOW) -> SignedLink:
    [reader] = readers_for([seat.person])
    return link_to(ACTION_MINE, reader, action, now=at)


def say(link: SignedLink, choice: str, *reasons: str) -> Answer:
    return do_act(ACTION_MINE, link, choice, now=SOON, reasons=reasons)


def now_of(action: Action) -> Action:
    return Action.objects.get(pk=action.pk)


def press(link: SignedLink, page: str = "", **said: Any) -> Any:
    data = {"form_key": str(uuid4()), **said}
    return Client(headers=HERE).post(f"/act/{link.token()}/{page}", data)


def test_the_mail_has_a_button_for_it_and_says_what_its_page_says(action):
    letter = str(Message.objects.get().letter)

    assert "It is done" in letter
    token = re.search(r"/act/([^/]+)/", letter)[1]
    page = Client(headers=HERE).get(f"/act/{token}/").content.decode()
    for words in ("Print the card in Romanian", "It takes longer", "14 March 2026"):
        assert words in page


class TestDone:
    def test_it_is_done_by_the_link_and_taken_back_by_it(self, action, link):
        say(link, "done")
        assert now_of(action).state == "done"
        assert ActionStep.objects.get(kind="done").actor_id == link.actor_id

        undo_act(ACTION_MINE, link, now=SOON)

        assert now_of(action).state == "open"
        say(link, "done")
        assert now_of(action).state == "done"

    def test_pressed_in_the_browser_without_an_account(self, action, link):
        answer = press(link, choice="done")

        assert answer.status_code == 302
        assert now_of(action).state == "done"

    def test_pressed_twice_it_is_done_once(self, action, link):
        say(link, "done")

        with pytest.raises(AnsweredBefore):
            say(link, "done")
        assert ActionStep.objects.filter(kind="done").count() == 1


class TestMove:
    @pytest.mark.parametrize(
        ("by", "days"), [("week", 7), ("fortnight", 14), ("month", 30)]
    )
    def test_by_what_was_ticked(self, action, link, by, days):
        say(link, "move", by)

        assert now_of(action).due_on == DAY + timedelta(10 + days)
        assert now_of(action).times_moved == 1

    def test_from_today_where_its_day_is_over(self, action, deputy, clock):
        later = NOW + timedelta(days=20)
        clock.move_to(later)
        link = link_of(action.seat, action, at=later)

        do_act(ACTION_MINE, link, "move", now=later, reasons=("week",))

        assert now_of(action).due_on == localdate(later) + timedelta(7)


class TestBlocked:
    def test_why_is_kept_and_told(self, action, link):
        maya = make_coordinator()

        say(link, "blocked", "waits")

        assert now_of(action).state == "blocked"
        mail = Message.objects.get(kind="plan.action-blocked")
        assert mail.reader_id == str(maya.pk)

    def test_what_is_not_ours_is_told_and_stays_until_somebody_else_has_it(
        self, action, link
    ):
        say(link, "not-ours")

        assert now_of(action).state == "blocked"
        assert ActionStep.objects.get(kind="blocked").reasons == ["not-ours"]
        assert now_of(action).seat == action.seat


class TestHandOver:
    def test_to_a_colleague_whom_the_mail_named(self, action, link, deputy):
        say(link, "other", str(deputy.pk))

        assert now_of(action).seat == deputy
        mails = Message.objects.filter(kind="plan.action-given")
        assert mails.filter(reader_id=str(deputy.person_id)).count() == 1

    def test_not_to_anybody_else(self, action, link):
        stranger = make_owner("Lee Chan", make_member_agency("Elsewhere"))
        other_group = make_owner("Eve", action.agency, group=make_group("Nights"))

        for one in (stranger, other_group, action.seat):
            with pytest.raises(NoSuchChoice):
                say(link, "other", str(one.pk))

    def test_nor_to_who_came_after_the_mail(self, action, link, clock):
        clock.move_to(NOW + timedelta(hours=3))
        late = make_owner("New Come", action.agency)
        Seat.objects.filter(pk=late.pk).update(from_on=DAY)

        with pytest.raises(NoSuchChoice):
            say(link, "other", str(late.pk))

    def test_where_there_is_nobody_it_is_not_offered(self, action):
        link = link_of(action.seat, action)

        with pytest.raises(NoSuchChoice):
            say(link, "other")

    def test_it_is_taken_back_by_the_same_link(self, action, link, deputy):
        say(link, "other", str(deputy.pk))

        undo_act(ACTION_MINE, link, now=SOON)

        assert now_of(action).seat == action.seat

    def test_but_not_once_the_colleague_said_more(self, action, link, deputy):
        say(link, "other", str(deputy.pk))
        to = DAY + timedelta(40)
        move_action(now_of(action), to, by=deputy.person, now=SOON)

        with pytest.raises(CannotUndo):
            undo_act(ACTION_MINE, link, now=SOON)
        assert now_of(action).seat == deputy


class TestIsOpen:
    def test_not_for_another_s_action(self, action, link):
        other = make_owner("Lee Chan", make_member_agency("Elsewhere"))
        hers = link_of(other, action)

        assert not is_open(ACTION_MINE, hers, SOON)
        with pytest.raises(ActIsOver):
            say(hers, "done")
        assert is_open(ACTION_MINE, link, SOON)  # the control

    def test_not_after_it_was_handed_over(self, action, link, deputy):
        hand_over_action(action, deputy, by=Host(), now=SOON)

        with pytest.raises(ActIsOver):
            say(link, "done")
        assert now_of(action).state == "open"

    def test_not_after_her_seat_ended(self, action, link):
        Seat.objects.filter(pk=action.seat_id).update(to_on=DAY, ended_at=SOON)

        with pytest.raises(ActIsOver):
            say(link, "done")

    def test_not_once_it_says_something_else_than_the_mail(self, action, link):
        change_action(action, ActionWords("Print none", ""), by=Host(), now=SOON)

        with pytest.raises(ActIsOver):
            say(link, "done")

    def test_not_once_it_was_moved_by_another(self, action, link):
        move_action(action, DAY + timedelta(40), by=Host(), now=SOON)

        with pytest.raises(ActIsOver):
            say(link, "move", "week")
        assert now_of(action).due_on == DAY + timedelta(40)

    def test_not_of_what_is_amber_or_recalled_or_gone(self, action, link):
        rows = Action.objects.filter(pk=action.pk)
        rows.update(label=Label.AMBER)
        assert not is_open(ACTION_MINE, link, SOON)
        rows.update(label=Label.GREEN, recalled_at=NOW)
        assert not is_open(ACTION_MINE, link, SOON)
        rows.update(recalled_at=None)
        assert is_open(ACTION_MINE, link, SOON)
        rows.delete()
        assert not is_open(ACTION_MINE, link, SOON)
        assert ACTION_MINE.says(link) == ()
        assert ACTION_MINE.named(link) == ""

    def test_the_control_without_the_question_whose_it_is(
        self, action, link, monkeypatch
    ):
        other = make_owner("Lee Chan", make_member_agency("Elsewhere"))
        hers = link_of(other, action, at=NOW + timedelta(minutes=1))
        monkeypatch.setattr(action_acts, "owns_action", lambda *_: True)

        assert is_open(ACTION_MINE, hers, SOON)

    def test_a_link_for_something_else_owns_nothing(self, action, link):
        assert owns_action(link, action)
        stranger = make_action(make_owner("Lee", make_member_agency("Elsewhere")))
        assert not owns_action(link, stranger)
        wrong = SignedLink(
            "i_leave",
            link.holder_kind,
            link.holder_id,
            link.matter_kind,
            link.matter_id,
            link.expires_at,
        )
        assert not owns_action(wrong, action)
        assert not owns_action(Host(), action)


def test_it_is_named_while_it_says_what_was_mailed(action, link):
    assert ACTION_MINE.named(link) == "Print the card in Romanian"

    change_action(action, ActionWords("Print none", ""), by=Host(), now=SOON)

    assert ACTION_MINE.named(link) == ""


def test_a_closed_group_is_not_named_in_any_mail_of_its_actions():
    closed = make_group("Quiet raids", is_closed=True)
    make_action(make_owner(group=closed))

    letter = str(Message.objects.get().letter)

    assert "Quiet raids" not in letter
    assert "a group of the network" in letter


def test_an_agency_whose_place_is_confidential_is_not_named_in_one():
    owner = make_owner(agency=make_member_agency("Hidden House"))
    type(owner.agency).objects.update(place_is_confidential=True)
    owner.agency.refresh_from_db()
    make_action(owner)
    make_action(owner.agency)

    for message in Message.objects.all():
        assert "Hidden House" not in str(message.letter)


class TestMailsThatWait:
    def test_name_a_group_no_more_once_it_is_closed(self):
        group = make_group("Housing raids")
        owner = make_owner(group=group)
        action = make_action(owner)
        block_action(action, ["waits"], by=owner.person, now=NOW)
        make_chair(group)
        block_action(make_action(owner), ["waits"], by=owner.person, now=NOW)
        assert "Housing raids" in str(Message.objects.first().letter)

        close_group(group, by=Host(), now=SOON)

        assert Message.objects.filter(has_words=True).count() == 3
        for message in Message.objects.all():
            assert "Housing raids" not in str(message.letter)

    def test_say_nothing_more_of_what_is_amber_by_now(self, action):
        Action.objects.update(label=Label.AMBER)

        shared_otherwise(now_of(action), Host(), SOON)

        assert not Message.objects.filter(has_words=True).exists()
