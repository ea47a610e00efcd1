"""What may still be done with a mailing, or a message, after it was written."""

import time
from datetime import timedelta
from threading import Event, Thread

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connections, transaction

from fourthp.audit.models import Entry
from fourthp.foundation.actors import Host, Public
from fourthp.foundation.seals import SealedJSON
from fourthp.post.models import Mailing, Message, Suppression
from fourthp.post.models.messages import ENDED, OPEN
from fourthp.post.operations import mailings
from fourthp.post.operations.forgetting import forget_words_about
from fourthp.post.operations.mailings import (
    NotLikeThat,
    cancel,
    copy_to,
    pause,
    release,
    resume,
    send_once_more,
    stop,
)
from fourthp.post.operations.outcomes import lease, note_try_later
from fourthp.post.operations.outgoing import pause_everything, resume_everything
from fourthp.post.operations.suppression import send_again
from fourthp.post.queries.facts import hindrance_since
from fourthp.post.queries.readership import address_now
from fourthp.post.rules.answers import TryLater
from fourthp.post.rules.readers import ADDRESS, Reader
from fourthp.post.tests.makers import (
    LETTER,
    NEWS,
    NOW,
    PAPERS,
    READERS,
    SECURITY,
    Member,
    Paper,
    leave,
    make_coordinator,
    make_mailing,
    make_message,
    make_reader,
    make_wishes,
    move,
)

pytestmark = pytest.mark.django_db

HOST, State = Host(), Message.State


def states(mailing: Mailing) -> list[str]:
    return list(mailing.messages.order_by("id").values_list("state", flat=True))


def test_a_message_may_leave_still_or_is_over():
    assert set(State) == OPEN | ENDED
    assert not OPEN & ENDED


class TestRelease:
    def test_lets_go_what_was_held(self):
        made = make_mailing([make_reader(), make_reader()], is_held=True)
        assert states(made) == [State.HELD, State.HELD]
        release(made, by=HOST, now=NOW + timedelta(hours=1))
        assert states(made) == [State.WAITING, State.WAITING]
        assert Mailing.objects.get().state == Mailing.State.GOING
        assert Entry.objects.filter(act="released").exists()

    def test_asks_again_what_everyone_wants_and_may(self):
        left, stays, gone = make_reader(), make_reader(), make_reader()
        made = make_mailing([left, stays, gone], kind=NEWS, is_held=True)
        make_wishes(left, news="never")
        leave(gone)
        release(made, by=HOST, now=NOW)
        found = list(made.messages.order_by("id").values_list("state", "why"))
        assert found == [
            (State.WITHHELD, "not wanted"),
            (State.GATHERED, "waits for the bundle"),
            (State.WITHHELD, "not entitled"),
        ]

    def test_goes_to_the_address_that_everyone_has_now(self):
        reader = make_reader("old@x.example")
        made = make_mailing([reader], is_held=True)
        move(reader, "new@y.example")
        Suppression.objects.create(address="old@x.example", because="hard", since=NOW)
        release(made, by=HOST, now=NOW)
        found = made.messages.get()
        assert (found.state, found.address) == (State.WAITING, "new@y.example")
        assert found.domain == "y.example"

    def test_leaves_each_bare_address_its_own(self):
        readers = [Reader(ADDRESS, "", f"{name}@x.example") for name in "ab"]
        made = make_mailing(readers, is_held=True)
        release(made, by=HOST, now=NOW)
        found = made.messages.values_list("address", flat=True)
        assert sorted(found) == ["a@x.example", "b@x.example"]

    def test_of_thousands_asks_by_the_hundred(self, django_assert_max_num_queries):
        made = make_mailing([make_reader() for _ in range(1200)], is_held=True)
        with django_assert_max_num_queries(40):
            release(made, by=HOST, now=NOW)
        assert set(states(made)) == {State.WAITING}
        pause(made, by=HOST, now=NOW)
        with django_assert_max_num_queries(40):
            resume(made, by=HOST, now=NOW)
        assert set(states(made)) == {State.WAITING}

    def test_opens_no_letters_and_writes_what_is_alike_at_once(
        self, django_assert_max_num_queries, monkeypatch
    ):
        made = make_mailing([make_reader() for _ in range(300)], is_held=True)
        opened: list[object] = []
        monkeypatch.setattr(
            SealedJSON, "from_db_value", lambda _self, *kept: opened.append(kept)
        )
        with django_assert_max_num_queries(14) as asked:
            release(made, by=HOST, now=NOW)
        assert len(opened) <= 1
        assert "CASE WHEN" not in str(asked.captured_queries)
        # The control: whoever reads the messages opens every letter.
        list(made.messages.all())
        assert len(opened) >= 300

    def test_puts_each_where_its_own_reader_wants_it(self):
        readers = [make_reader() for _ in range(6)]
        made = make_mailing(readers, kind=PAPERS, is_held=True)
        for day, reader in enumerate(readers[:3]):
            make_wishes(reader, weekday=day, zone="Asia/Tokyo")
        make_wishes(readers[3], duty="at once")
        move(readers[4], "new@y.example")
        leave(readers[5])
        release(made, by=HOST, now=NOW)
        found = {one.reader_id: one for one in made.messages.all()}
        put = [found[reader.id] for reader in readers]
        assert [one.state for one in put] == [
            *[State.GATHERED] * 3,
            State.WAITING,
            State.GATHERED,
            State.WITHHELD,
        ]
        assert len({one.due_at for one in put[:3]}) == 3
        assert [one.address for one in put[3:5]] == [
            readers[3].address,
            "new@y.example",
        ]
        assert (put[5].letter, put[5].has_words, put[5].ended_at) == ({}, False, NOW)
        assert put[0].says == LETTER

    def test_ends_where_what_is_held_stays_held(self, monkeypatch):
        made = make_mailing([make_reader() for _ in range(3)], is_held=True)
        monkeypatch.setattr(mailings, "AT_ONCE", 2)
        monkeypatch.setattr(mailings, "_save_alike", lambda _placed: None)
        release(made, by=HOST, now=NOW)
        assert set(states(made)) == {State.HELD}

    def test_is_done_once(self):
        made = release(make_mailing(is_held=True), by=HOST, now=NOW)
        with pytest.raises(NotLikeThat, match="going out"):
            release(made, by=HOST, now=NOW)


class TestPause:
    def test_keeps_back_what_has_not_left_and_resume_lets_it_go(self):
        made = make_mailing([make_reader(), make_reader()])
        made.messages.filter(pk=made.messages.first().pk).update(state=State.SENT)
        pause(made, by=HOST)
        assert sorted(states(made)) == [State.PAUSED, State.SENT]
        resume(made, by=HOST, now=NOW)
        assert sorted(states(made)) == [State.SENT, State.WAITING]

    def test_keeps_back_what_waits_for_a_bundle(self):
        made = pause(make_mailing(kind=PAPERS), by=HOST)
        assert states(made) == [State.PAUSED]
        resume(made, by=HOST, now=NOW + timedelta(days=14))
        [found] = made.messages.all()
        assert found.state == State.GATHERED
        assert found.due_at > NOW + timedelta(days=14)

    def test_is_no_time_in_which_a_message_was_tried(self):
        made = make_mailing()
        message = made.messages.get()
        lease(message, worker="w", now=NOW)
        note_try_later(TryLater(450, "greylisted"))(message, NOW)
        pause(made, by=HOST, now=NOW)
        later = NOW + timedelta(days=4)
        resume(made, by=HOST, now=later)
        message.refresh_from_db()
        lease(message, worker="w", now=later)
        note_try_later(TryLater(450, "greylisted"))(message, later)
        message.refresh_from_db()
        assert (message.state, message.attempts) == (State.WAITING, 1)

    def test_of_what_is_paused_says_so(self):
        made = pause(make_mailing(), by=HOST)
        with pytest.raises(NotLikeThat, match="paused"):
            pause(made, by=HOST)
        resume(made, by=HOST, now=NOW)
        with pytest.raises(NotLikeThat, match="going"):
            resume(made, by=HOST, now=NOW)

    def test_comes_too_late_where_all_of_it_has_left(self):
        made = make_mailing([make_reader(), make_reader()])
        made.messages.update(state=State.SENT)
        with pytest.raises(NotLikeThat, match="all 2 had left"):
            pause(made, by=HOST)
        made.messages.update(state=State.CANCELLED)
        with pytest.raises(NotLikeThat, match="nothing of it waits"):
            pause(made, by=HOST)
        made.refresh_from_db()
        assert made.state == Mailing.State.GOING
        assert not Entry.objects.filter(act="paused").exists()

    @pytest.mark.django_db(transaction=True)
    def test_says_that_it_is_too_late_where_the_last_leaves_this_moment(self):
        made, leaves = make_mailing(), Event()

        def note_sent():
            with transaction.atomic():
                made.messages.update(state=State.SENT)
                leaves.set()
                time.sleep(0.3)
            connections.close_all()

        postman = Thread(target=note_sent)
        postman.start()
        leaves.wait(10)
        with pytest.raises(NotLikeThat, match="it had left"):
            pause(made, by=HOST)
        postman.join()
        made.refresh_from_db()
        assert made.state == Mailing.State.GOING


class TestStop:
    @pytest.mark.parametrize("is_held", [True, False])
    def test_lets_nothing_more_leave_for_ever(self, is_held):
        made = stop(make_mailing(is_held=is_held), by=HOST, now=NOW)
        assert states(made) == [State.CANCELLED]
        with pytest.raises(NotLikeThat, match="stopped"):
            resume(made, by=HOST, now=NOW)

    def test_leaves_what_was_sent(self):
        made = make_mailing()
        made.messages.update(state=State.SENT)
        assert states(stop(made, by=HOST, now=NOW)) == [State.SENT]


class TestCancel:
    def test_keeps_one_message_back(self):
        message = cancel(make_message(), by=HOST, now=NOW)
        assert (message.state, message.ended_at) == (State.CANCELLED, NOW)

    def test_comes_too_late_for_what_has_left(self):
        message = make_message(state=State.SENT)
        with pytest.raises(NotLikeThat, match="sent"):
            cancel(message, by=HOST, now=NOW)


class TestSendOnceMore:
    def test_goes_to_the_address_that_she_has_now_as_a_message_of_its_own(self):
        reader = make_reader()
        message = make_message(readers=[reader], state=State.FAILED)
        move(reader, "new@clinic.example")
        again = send_once_more(message, by=HOST, now=NOW)
        assert (again.address, again.domain) == ("new@clinic.example", "clinic.example")
        assert (again.state, again.says) == (State.WAITING, LETTER)
        assert again.reference != message.reference

    def test_needs_the_words(self):
        message = make_message(state=State.SENT, letter={}, has_words=False)
        with pytest.raises(NotLikeThat):
            send_once_more(message, by=HOST, now=NOW)

    def test_is_not_for_what_waits_still(self):
        with pytest.raises(NotLikeThat):
            send_once_more(make_message(), by=HOST, now=NOW)

    def test_to_who_has_left_goes_to_no_address(self):
        reader = make_reader()
        message = make_message(readers=[reader], state=State.SENT)
        leave(reader)
        again = send_once_more(message, by=HOST, now=NOW)
        assert again.address == ""


class TestCopyTo:
    def test_sends_one_as_a_reader_would_get_it(self):
        readers = [make_reader(), make_reader()]
        made = make_mailing(readers, is_held=True, about=Paper())
        me = make_reader("me@network.example")
        copy = copy_to(made, me, by=make_coordinator(), now=NOW)
        assert (copy.address, copy.says) == ("me@network.example", LETTER)
        assert (copy.state, copy.mailing) == (State.WAITING, None)
        assert states(made) == [State.HELD, State.HELD]

    def test_is_about_what_the_mailing_is_and_forgotten_with_it(self):
        paper, coordinator = Paper(), make_coordinator()
        made = make_mailing(about=paper)
        me = Reader("person", coordinator.id, "me@network.example")
        READERS[coordinator.id] = me
        copy = copy_to(made, me, by=coordinator, now=NOW)
        assert hindrance_since(copy) is None
        forget_words_about(paper)
        copy.refresh_from_db()
        assert (copy.state, copy.has_words) == (State.CANCELLED, False)

    def test_of_nothing_says_so(self):
        reader = make_reader()
        make_wishes(reader, news="never")
        made = make_mailing([reader], kind=NEWS)
        with pytest.raises(NotLikeThat):
            copy_to(made, make_reader(), by=HOST, now=NOW)


class TestAddressNow:
    def test_is_where_the_reader_is_found_today(self):
        reader = make_reader("old@x.example")
        message = make_message(readers=[reader])
        assert address_now(message) == "old@x.example"
        move(reader, "new@y.example")
        assert address_now(message) == "new@y.example"

    def test_of_what_is_about_an_account_is_where_it_was_asked_for(self):
        reader = make_reader("old@x.example")
        message = make_message(readers=[reader], kind=SECURITY)
        move(reader, "new@y.example")
        assert address_now(message) == "old@x.example"

    def test_of_who_has_left_is_what_it_was(self):
        reader = make_reader("old@x.example")
        message = make_message(readers=[reader])
        leave(reader)
        assert address_now(message) == "old@x.example"


def stopped() -> str:
    facts = {"address": "a@clinic.example", "because": "hard", "since": NOW}
    return Suppression.objects.get_or_create(**facts)[0].address


class TestWhoMay:
    ACTS = (
        lambda by: release(make_mailing(is_held=True), by=by, now=NOW),
        lambda by: pause(make_mailing(), by=by),
        lambda by: resume(pause(make_mailing(), by=HOST), by=by, now=NOW),
        lambda by: stop(make_mailing(), by=by, now=NOW),
        lambda by: cancel(make_message(), by=by, now=NOW),
        lambda by: send_once_more(make_message(state=State.SENT), by=by, now=NOW),
        lambda by: copy_to(make_mailing(about=Paper()), make_reader(), by=by, now=NOW),
        lambda by: pause_everything(by=by, now=NOW),
        lambda by: resume_everything(by=by),
        lambda by: send_again(stopped(), by=by),
    )

    @pytest.mark.parametrize("act", ACTS)
    def test_is_the_coordinator(self, act):
        before = set(Entry.objects.values_list("pk", flat=True))
        who = make_coordinator()
        act(who)
        acts = Entry.objects.exclude(pk__in=before).filter(actor_id=who.id)
        assert acts.exists()

    @pytest.mark.parametrize("act", ACTS)
    @pytest.mark.parametrize("role", ["representative", "chair", "auditor"])
    def test_is_nobody_else(self, act, role):
        with pytest.raises(PermissionDenied):
            act(Member("1", frozenset({role})))
        with pytest.raises(PermissionDenied):
            act(Public())


class TestSendAgain:
    def test_takes_a_stop_away_and_records_it(self):
        Suppression.objects.create(address="a@b.example", because="hard", since=NOW)
        send_again("A@b.example", by=HOST)
        assert not Suppression.objects.exists()
        assert Entry.objects.filter(act="sends-again").exists()
