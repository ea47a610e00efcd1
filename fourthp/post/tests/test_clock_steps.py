"""A clock that was 30 days ahead and is set right: nothing waits for that day."""

from datetime import timedelta

import pytest
from django.db import transaction

from fourthp.post.models import DomainPause, Message, Outgoing
from fourthp.post.operations import sending
from fourthp.post.operations.bundles import make_bundles
from fourthp.post.operations.outcomes import lease, note_away, note_try_later
from fourthp.post.operations.suppression import Returned, note_return
from fourthp.post.queries.outgoing import held_up, paused_domains, way_in_words
from fourthp.post.rules.answers import Away, ServerIsAway, TryLater
from fourthp.post.rules.backoff import GIVEN_UP_AFTER
from fourthp.post.tests.makers import (
    NOW,
    PAPERS,
    make_mailing,
    make_message,
    make_reader,
    make_wishes,
)
from fourthp.post.tests.servers import Faults
from fourthp.post.tests.test_sending import at, post, work

pytestmark = pytest.mark.django_db(transaction=True)
AHEAD = NOW + timedelta(days=30)
State, HOUR, MINUTE = Message.State, timedelta(hours=1), timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _still(monkeypatch):
    monkeypatch.setattr(sending, "clock_now", lambda: NOW)


def left_once(settings) -> bool:
    """Tell whether one mail leaves now, however often the postman comes by."""
    with post(settings) as (server, postman):
        for _ in range(3):
            work(postman)
    return len(server.mails) == 1


class TestAMessage:
    def test_that_was_told_ahead_leaves_once(self, settings):
        make_message(now=AHEAD)
        assert left_once(settings)

    def test_that_was_put_off_ahead_leaves_once(self, settings):
        message = make_message()
        lease(message, worker="w", now=AHEAD)
        note_try_later(TryLater(451, "later"))(message, AHEAD)
        assert left_once(settings)

    def test_that_was_leased_ahead_leaves_once(self, settings):
        lease(make_message(), worker="killed", now=AHEAD)
        assert left_once(settings)

    def test_that_left_ahead_does_not_leave_again(self, settings, monkeypatch):
        make_message()
        with post(settings) as (server, postman):
            work(postman, now=at(AHEAD, monkeypatch))
            work(postman, now=at(NOW, monkeypatch))
        assert len(server.mails) == 1

    def test_control_that_is_put_off_by_a_right_clock_waits(self, settings):
        message = make_message()
        lease(message, worker="w", now=NOW)
        note_try_later(TryLater(451, "later"))(message, NOW)
        assert not left_once(settings)

    def test_that_was_tried_ahead_is_given_up_in_its_own_72_hours(
        self, settings, monkeypatch
    ):
        message = make_message(tried_at=AHEAD, attempts=1)
        moment = NOW
        with post(settings, Faults(rcpt="451 4.2.0 later")) as (_server, postman):
            while message.state == State.WAITING:
                moment = at(max(message.due_at, NOW), monkeypatch)
                work(postman, now=moment)
                message.refresh_from_db()
        assert moment == NOW + GIVEN_UP_AFTER


class TestABundle:
    def test_of_what_was_told_ahead_is_made_once(self, settings):
        reader = make_reader()
        make_wishes(reader, duty="weekly")
        make_mailing([reader], kind=PAPERS, now=AHEAD)
        assert [make_bundles(now=NOW), make_bundles(now=AHEAD)] == [1, 0]
        assert left_once(settings)

    def test_control_of_what_was_told_today_waits_for_its_day(self):
        reader = make_reader()
        make_wishes(reader, duty="weekly", weekday=(NOW.weekday() + 6) % 7)
        make_mailing([reader], kind=PAPERS)
        assert make_bundles(now=NOW) == 0


class TestTheWayOut:
    def test_is_open_though_the_server_was_away_ahead(self, settings):
        message = make_message()
        lease(message, worker="w", now=AHEAD)
        with transaction.atomic():
            note_away(ServerIsAway(Away.SILENT, "away"))(message, AHEAD)
        assert Outgoing.objects.get().next_try_at > AHEAD
        assert left_once(settings)

    def test_is_open_to_a_domain_that_was_paused_ahead(self, settings):
        reader = make_reader("a@slow.example")
        DomainPause.objects.create(
            domain="slow.example", since=AHEAD, until=AHEAD + 6 * HOUR
        )
        make_message(readers=[reader], due_at=AHEAD + 6 * HOUR)
        assert paused_domains(NOW) == {}
        assert held_up(["slow.example"], now=NOW) == []
        assert way_in_words(now=NOW).domains == []
        assert left_once(settings)

    def test_is_shut_anew_to_a_domain_that_returns_all_again(self):
        DomainPause.objects.create(
            domain="slow.example", since=AHEAD, until=AHEAD + 6 * HOUR
        )
        for name in "abcde":
            returned = Returned(f"{name}@slow.example", "5.7.1", is_policy=True)
            note_return(returned, now=NOW)
        pause = DomainPause.objects.get()
        assert (pause.since, pause.until) == (NOW, NOW + 6 * HOUR)
        assert "slow.example" in paused_domains(NOW)


def test_a_postman_whose_clock_goes_back_has_nothing_at_hand_twice(
    settings, monkeypatch
):
    make_mailing([make_reader() for _ in range(3)])
    with post(settings) as (server, postman):
        work(postman, now=at(AHEAD, monkeypatch), is_over=lambda: True)
        work(postman, now=at(NOW, monkeypatch))
    assert len(server.mails) == 3
