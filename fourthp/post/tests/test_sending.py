"""Sending: every message once, whatever the mail server does."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime, timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from django.db import OperationalError, connections

from fourthp.foundation.actors import Host
from fourthp.foundation.policies import Rate
from fourthp.post.models import (
    Bounce,
    DomainPause,
    Message,
    Outgoing,
    Suppression,
    new_reference,
)
from fourthp.post.operations import outcomes, outgoing, sending
from fourthp.post.operations.mailings import pause
from fourthp.post.operations.outgoing import pause_everything, resume_everything
from fourthp.post.operations.sending import MOST_ATTEMPTS, Postman
from fourthp.post.operations.suppression import stop_address
from fourthp.post.queries import facts
from fourthp.post.tests.makers import (
    DUTY,
    LETTER,
    NOW,
    SECURITY,
    leave,
    make_mailing,
    make_message,
    make_reader,
    move,
)
from fourthp.post.tests.servers import Faults, MailServer, smtp_server

pytestmark = pytest.mark.django_db(transaction=True)

State = Message.State
NEVER = lambda: False  # noqa: E731 -- what a queue is asked
HOUR = timedelta(hours=1)


class Alone:
    """As much of a worker as the postman needs."""

    def __init__(self) -> None:
        self.name = new_reference()

        self.holds = []

    def held(self, model, pk):
        self.holds.append(pk)
        return nullcontext()


@contextmanager
def post(
    settings, faults: Faults | None = None
) -> Iterator[tuple[MailServer, Postman]]:
    """A postman and the mail server that he goes to."""
    with smtp_server(faults) as server:
        settings.MAIL_SERVER = server.address()
        settings.MAIL_OAUTH = None
        postman = Postman(Alone())
        try:
            yield server, postman
        finally:
            postman.close()


def sent_to(server: MailServer) -> list[str]:
    return sorted(address for mail in server.mails for address in mail.recipients)


def work(postman: Postman, *, now: datetime = NOW, is_over=NEVER) -> bool:
    """Do what is due at a moment, as if it took no time."""
    return postman.work(now=now, is_over=is_over)


@pytest.fixture(autouse=True)
def _still(monkeypatch):
    monkeypatch.setattr(sending, "clock_now", lambda: NOW)


def at(moment: datetime, monkeypatch) -> datetime:
    monkeypatch.setattr(sending, "clock_now", lambda: moment)
    return moment


def broken(problem: Exception):
    def fail(*_given, **_more):
        raise problem

    return fail


class TestPostman:
    def test_hands_over_each_message_once(self, settings):
        readers = [make_reader() for _ in range(5)]
        made = make_mailing(readers)
        with post(settings) as (server, postman):
            assert work(postman)
            assert not work(postman)
        assert sent_to(server) == sorted(one.address for one in readers)
        assert server.connections == 1
        [state] = set(made.messages.values_list("state", "code", "leased_until"))
        assert state == (State.SENT, 250, None)

    def test_names_the_message_in_its_id_and_nobody_else(self, settings):
        message = make_message()
        with post(settings) as (server, postman):
            work(postman)
        mail = message_from_bytes(server.mails[0].content, policy=default)
        host = settings.MAIL_FROM.rpartition("@")[2]
        assert mail["Message-ID"] == f"<{message.reference}@{host}>"
        assert mail["To"] == message.address

    @pytest.mark.parametrize(
        ("name", "said"), [("", "Anyshire Network"), ("Rivers desk", "Rivers desk")]
    )
    def test_is_from_the_network_or_from_what_its_people_call_it_outside(
        self, settings, name, said
    ):
        settings.MAIL_NAME, settings.MAIL_FROM = name, "post@network.example"
        make_message()
        with post(settings) as (server, postman):
            work(postman)
        mail = message_from_bytes(server.mails[0].content, policy=default)
        assert mail["From"] == f"{said} <post@network.example>"
        text = mail.get_body(["plain"]).get_content()
        assert text.startswith(f"{said}\r\n\r\nYou get this because")
        assert ("Anyshire" in text) is not bool(name)

    def test_goes_first_to_what_is_urgent(self, settings):
        make_mailing(kind=DUTY)
        urgent = make_message(kind=SECURITY)
        with post(settings) as (server, postman):
            work(postman, is_over=lambda: True)
        assert sent_to(server) == [urgent.address]

    def test_stops_after_the_one_at_hand(self, settings):
        make_mailing([make_reader() for _ in range(3)])
        with post(settings) as (server, postman):
            work(postman, is_over=lambda: True)
            assert len(server.mails) == 1
            assert Message.objects.filter(leased_until=None).count() == 3

    def test_leaves_alone_what_another_has_leased(self, settings):
        make_message(leased_until=NOW + timedelta(seconds=30), leased_by="another")
        with post(settings) as (server, postman):
            assert not work(postman)
        assert server.mails == []

    def test_takes_what_a_killed_worker_left(self, settings):
        make_message(leased_until=NOW - HOUR, leased_by="killed", attempts=1)
        with post(settings) as (server, postman):
            work(postman)
        assert len(server.mails) == 1

    def test_notes_nothing_of_what_has_passed_to_another(self, settings, monkeypatch):
        message = make_message()
        real = Postman._hand_over

        def slowly(postman, message):
            Message.objects.update(leased_by="another")
            return real(postman, message)

        monkeypatch.setattr(Postman, "_hand_over", slowly)
        with post(settings) as (_server, postman):
            work(postman)
        message.refresh_from_db()
        assert (message.state, message.leased_by) == (State.WAITING, "another")

    def test_gives_up_what_takes_its_worker_down_every_time(self, settings):
        message = make_message(attempts=MOST_ATTEMPTS)
        with post(settings) as (server, postman):
            work(postman)
        message.refresh_from_db()
        assert (message.state, server.mails) == (State.FAILED, [])

    def test_goes_on_after_a_message_that_cannot_be_written(self, settings, caplog):
        broken = make_message(letter={"blocks": [{"block": "nonsense"}]})
        make_message(now=NOW + timedelta(seconds=1), due_at=NOW)
        with post(settings) as (server, postman):
            work(postman)
        broken.refresh_from_db()
        assert (broken.state, broken.said) == (State.WAITING, "KeyError")
        assert len(server.mails) == 1

    def test_gives_up_at_once_what_no_header_can_hold(self, settings):
        reader = make_reader("a@clinic.example\nBcc: b@else.example")
        message = make_message(readers=[reader])
        with post(settings) as (server, postman):
            work(postman)
        message.refresh_from_db()
        assert (message.state, server.mails) == (State.FAILED, [])

    def test_notes_later_what_could_not_be_noted_and_sends_it_once(
        self, settings, monkeypatch
    ):
        message, real, times = make_message(), outcomes._put, []

        def away_once(message, **values):
            times.append(1)
            if len(times) == 1:
                raise OperationalError("database is locked")
            return real(message, **values)

        monkeypatch.setattr(outcomes, "_put", away_once)
        with post(settings) as (server, postman):
            with pytest.raises(OperationalError):
                work(postman)
            assert postman._worker.holds == [message.pk, message.pk]
            work(postman, now=NOW + HOUR)
        message.refresh_from_db()
        assert (message.state, len(server.mails)) == (State.SENT, 1)

    def test_notes_before_it_ends_what_it_could_not_note(self, settings, monkeypatch):
        message = make_message()
        with post(settings) as (server, postman), monkeypatch.context() as away:
            away.setattr(outcomes, "_put", broken(OperationalError("away")))
            with pytest.raises(OperationalError):
                work(postman)
        message.refresh_from_db()
        assert (message.state, len(server.mails)) == (State.SENT, 1)

    def test_goes_on_after_what_can_never_be_noted(self, settings, monkeypatch):
        first, second = make_message(), make_message()
        monkeypatch.setattr(sending, "note_sent", lambda *_a, **_m: broken(KeyError()))
        with post(settings) as (server, postman):
            work(postman)
            work(postman, now=NOW + HOUR)
        found = Message.objects.values_list("pk", "state", "said")
        assert set(found) == {
            (first.pk, State.FAILED, "KeyError"),
            (second.pk, State.FAILED, "KeyError"),
        }
        assert len(server.mails) == 2

    def test_forgets_the_words_of_what_opened_an_account(self, settings):
        message = make_message(kind=SECURITY)
        with post(settings) as (_server, postman):
            work(postman)
        message.refresh_from_db()
        assert (message.has_words, message.letter) == (False, {})


class TestBetweenWritingAndSending:
    @pytest.mark.parametrize(("because", "count"), [("by hand", 0), ("hard", 1)])
    def test_what_opens_an_account_goes_to_no_address_that_a_person_stopped(
        self, settings, because, count
    ):
        message = make_message(kind=SECURITY)
        stop_address(message.address, because, now=NOW)
        with post(settings) as (server, postman):
            work(postman)
        message.refresh_from_db()
        assert len(server.mails) == count
        assert (message.why == "suppressed") is not bool(count)

    def test_who_lost_her_seat_gets_nothing(self, settings):
        reader = make_reader()
        message = make_message(readers=[reader])
        leave(reader)
        with post(settings) as (server, postman):
            work(postman)
        message.refresh_from_db()
        assert server.mails == []
        assert (message.state, message.why) == (State.WITHHELD, "not entitled")
        assert message.letter == {}

    def test_control_unasked_she_would_get_it(self, settings, monkeypatch):
        reader = make_reader()
        make_message(readers=[reader])
        leave(reader)
        monkeypatch.setattr(facts, "is_entitled", lambda _message: True)
        with post(settings) as (server, postman):
            work(postman)
        assert len(server.mails) == 1

    def test_it_goes_to_the_address_that_she_has_now(self, settings):
        reader = make_reader()
        message = make_message(readers=[reader])
        move(reader, "new@clinic.example")
        with post(settings) as (server, postman):
            work(postman)
        message.refresh_from_db()
        assert sent_to(server) == [message.address] == ["new@clinic.example"]

    def test_what_is_about_a_matter_of_an_unknown_kind_is_not_sent(self, settings):
        message = make_message(about_kind="nobody-registered", about_id="1")
        with post(settings) as (server, postman):
            work(postman)
        message.refresh_from_db()
        assert (server.mails, message.why) == ([], "not entitled")

    def test_an_address_that_was_stopped_gets_nothing(self, settings):
        message = make_message()
        Suppression.objects.create(address=message.address, because="hard", since=NOW)
        with post(settings) as (server, postman):
            work(postman)
        message.refresh_from_db()
        assert (server.mails, message.why) == ([], "suppressed")


class TestFaultsOfTheServer:
    def test_that_is_away_are_no_messages_fault(self, settings, monkeypatch):
        made = make_mailing([make_reader() for _ in range(3)])
        settings.MAIL_SERVER = {
            "host": "localhost",
            "port": 9,
            "user": "",
            "password": "",
            "ssl": False,
            "starttls": False,
        }
        work(Postman(Alone()))
        way = Outgoing.objects.get()
        assert way.away_since == NOW
        assert way.next_try_at == NOW + timedelta(seconds=10)
        found = made.messages.values_list("state", "attempts", "leased_until")
        assert set(found) == {(State.WAITING, 0, None)}
        with post(settings) as (server, postman):
            assert not work(postman)  # it is left alone for a while
            later = at(NOW + timedelta(seconds=11), monkeypatch)
            work(postman, now=later)
        assert len(server.mails) == 3
        way.refresh_from_db()
        assert (way.away_since, way.tries, way.next_try_at) == (None, 0, None)

    @pytest.mark.parametrize("stage", ["mail", "rcpt", "data", "dot"])
    def test_that_are_for_a_while_are_tried_again(self, settings, stage, monkeypatch):
        message = make_message()
        faults = Faults(**{stage: "451 4.7.1 later"}, times=1)
        with post(settings, faults) as (server, postman):
            work(postman)
            message.refresh_from_db()
            assert (message.state, message.code) == (State.WAITING, 451)
            assert message.due_at == NOW + timedelta(minutes=1)
            work(postman, now=at(message.due_at, monkeypatch))
        assert len(server.mails) == 1

    def test_that_is_away_for_days_use_up_none_of_the_72_hours(
        self, settings, monkeypatch
    ):
        message = make_message()
        settings.MAIL_SERVER = {"host": "localhost", "port": 9, "user": ""}
        settings.MAIL_SERVER |= {"password": "", "ssl": False, "starttls": False}
        work(Postman(Alone()))
        later = at(NOW + timedelta(days=4), monkeypatch)
        with post(settings, Faults(rcpt="451 4.2.0 later")) as (_server, postman):
            work(postman, now=later)
        message.refresh_from_db()
        assert message.state == State.WAITING

    def test_of_a_clock_that_was_ahead_shut_nothing(self, settings):
        make_message()
        ahead = NOW + timedelta(days=300)
        Outgoing.objects.create(away_since=NOW, next_try_at=ahead, tries=1)
        with post(settings) as (server, postman):
            work(postman)
        assert len(server.mails) == 1

    def test_that_last_are_given_up_after_72_hours(self, settings, monkeypatch):
        message = make_message()
        moment = NOW
        with post(settings, Faults(rcpt="451 4.2.0 later")) as (server, postman):
            while message.state == State.WAITING:
                moment = at(message.due_at, monkeypatch)
                work(postman, now=moment)
                message.refresh_from_db()
        assert (message.state, server.mails) == (State.FAILED, [])
        assert moment - NOW == timedelta(hours=72)
        assert message.attempts < MOST_ATTEMPTS

    def test_that_waited_three_days_unsent_is_tried_as_if_new(
        self, settings, monkeypatch
    ):
        message = make_message()
        later = at(NOW + timedelta(days=4), monkeypatch)
        with post(settings, Faults(rcpt="451 4.2.0 later")) as (_server, postman):
            work(postman, now=later)
        message.refresh_from_db()
        assert message.state == State.WAITING

    def test_that_refuse_the_sender_are_no_messages_fault(self, settings):
        message = make_message()
        with post(settings, Faults(mail="550 5.7.1 not from you")) as (_, postman):
            work(postman)
        message.refresh_from_db()
        assert (message.state, message.attempts) == (State.WAITING, 0)
        assert Outgoing.objects.get().away_since == NOW
        assert not Bounce.objects.exists()

    def test_that_are_for_good_end_a_message(self, settings):
        message = make_message()
        with post(settings, Faults(data="554 5.7.1 no")) as (_server, postman):
            work(postman)
        message.refresh_from_db()
        assert (message.state, message.code) == (State.FAILED, 554)
        assert not Suppression.objects.exists()

    def test_of_a_mailbox_that_does_not_exist_stop_its_address(self, settings):
        message = make_message()
        faults = Faults(recipients={message.address: "550 5.1.1 no such user"})
        with post(settings, faults) as (_server, postman):
            work(postman)
        stopped = Suppression.objects.get()
        assert (stopped.address, stopped.because) == (message.address, "hard")
        assert Bounce.objects.get().code == "5.1.1"

    @pytest.mark.parametrize("stage", ["greeting", "ehlo", "mail", "rcpt", "data"])
    def test_that_drop_the_line_lose_nothing(self, settings, stage, monkeypatch):
        make_message()
        with post(settings, Faults(drops=(stage,), times=1)) as (server, postman):
            work(postman)
            work(postman, now=at(NOW + HOUR, monkeypatch))
        assert len(server.mails) == 1

    def test_that_drop_the_line_after_the_mail_send_the_same_again(
        self, settings, monkeypatch
    ):
        make_message()
        with post(settings, Faults(drops=("kept",), times=1)) as (server, postman):
            work(postman)
            work(postman, now=at(NOW + HOUR, monkeypatch))
        ids = [
            message_from_bytes(mail.content, policy=default)["Message-ID"]
            for mail in server.mails
        ]
        assert len(ids) == 2  # no answer came: whether it was taken, nobody knows
        assert len(set(ids)) == 1

    def test_do_not_keep_the_address_in_what_the_server_said(self, settings):
        message = make_message()
        words = f"554 5.7.1 <{message.address}> is not wanted"
        with post(settings, Faults(rcpt=words)) as (_server, postman):
            work(postman)
        message.refresh_from_db()
        assert "wanted" in message.said
        assert message.address not in message.said


class TestPausing:
    def test_everything_lets_nothing_leave(self, settings):
        make_message()
        pause_everything(by=Host(), now=NOW)
        with post(settings) as (server, postman):
            assert not work(postman)
            assert server.mails == []
            resume_everything(by=Host())
            work(postman)
        assert len(server.mails) == 1

    def test_a_mailing_lets_the_one_at_hand_go_and_no_other(
        self, settings, monkeypatch
    ):
        made = make_mailing([make_reader() for _ in range(5)])
        real, handed = Postman._hand_over, []

        def paused_meanwhile(postman, message):
            handed.append(message.pk)
            if len(handed) == 2:
                pause(made, by=Host())
            return real(postman, message)

        monkeypatch.setattr(Postman, "_hand_over", paused_meanwhile)
        with post(settings) as (server, postman):
            work(postman)
        assert len(server.mails) == 2
        states = sorted(made.messages.values_list("state", flat=True))
        assert states == [State.PAUSED] * 3 + [State.SENT] * 2

    def test_a_domain_lets_the_others_go(self, settings):
        make_mailing([make_reader("a@slow.example"), make_reader("b@quick.example")])
        until = NOW + HOUR
        DomainPause.objects.create(domain="slow.example", since=NOW, until=until)
        with post(settings) as (server, postman):
            work(postman)
        assert sent_to(server) == ["b@quick.example"]
        waiting = Message.objects.get(state=State.WAITING)
        assert (waiting.due_at, waiting.attempts) == (until, 0)


class TestRates:
    def test_let_a_domain_have_so_many_and_put_the_rest_off(
        self, settings, monkeypatch
    ):
        few = outgoing.Rate("few", burst=2, per_hour=3600)
        monkeypatch.setattr(outgoing, "TO_DOMAIN", few)
        readers = [make_reader(f"{n}@large.example") for n in range(4)]
        make_mailing([*readers, make_reader("x@small.example")])
        with post(settings) as (server, postman):
            work(postman)
            assert len(sent_to(server)) == 3
            work(postman, now=at(NOW + outgoing.BATCH, monkeypatch))
        assert len(server.mails) == 5

    def test_let_so_many_leave_in_a_minute(self, settings):
        settings.MAIL_PER_MINUTE = 2
        make_mailing([make_reader(f"a@{n}.example") for n in range(4)])
        with post(settings) as (server, postman):
            work(postman)
            # Nothing is put off, and the loop does not spin.
            assert not work(postman)
        assert len(server.mails) == 2
        left = Message.objects.filter(state=State.WAITING)
        assert set(left.values_list("due_at", "attempts")) == {(NOW, 0)}

    def test_use_up_no_turn_of_a_domain_while_the_minute_has_none(
        self, settings, monkeypatch
    ):
        settings.MAIL_PER_MINUTE = 1
        monkeypatch.setattr(outgoing, "TO_DOMAIN", Rate("d", burst=2, per_hour=1))
        make_mailing([make_reader(f"{n}@a.example") for n in range(2)])
        with post(settings) as (server, postman):
            for _ in range(5):  # a worker asks every second
                work(postman)
            later = at(NOW + timedelta(minutes=1), monkeypatch)
            work(postman, now=later)
        assert len(server.mails) == 2

    def test_use_up_no_turn_of_the_minute_while_a_domain_has_none(
        self, settings, monkeypatch
    ):
        settings.MAIL_PER_MINUTE = 2
        monkeypatch.setattr(outgoing, "TO_DOMAIN", Rate("d", burst=1, per_hour=1))
        make_mailing([make_reader(f"{n}@a.example") for n in range(2)])
        make_mailing([make_reader("z@b.example")], now=NOW)
        with post(settings) as (server, postman):
            work(postman)
        assert {one.rpartition("@")[2] for one in sent_to(server)} == {
            "a.example",
            "b.example",
        }

    def test_count_nothing_that_does_not_go(self, settings):
        settings.MAIL_PER_MINUTE = 1
        make_message()
        connections.close_all()
        with post(settings) as (server, postman):
            work(postman)
        assert len(server.mails) == 1


def test_without_a_server_mails_go_into_a_folder(settings, tmp_path):
    settings.MAIL_SERVER, settings.MAIL_FOLDER = None, tmp_path
    message = make_message()
    work(Postman(Alone()))
    message.refresh_from_db()
    assert message.state == State.SENT
    [file] = tmp_path.glob("*.eml")
    assert LETTER.title in file.read_text()


class TestLeases:
    def next_of(self) -> Message | None:
        return Postman(Alone())._next(NOW)

    def test_give_a_message_to_one_of_two(self):
        make_message()
        assert self.next_of() is not None
        assert self.next_of() is None

    def test_control_without_them_both_would_send_it(self, monkeypatch):
        monkeypatch.setattr(sending, "lease", lambda *_given, **_more: None)
        make_message()
        assert self.next_of() == self.next_of()


def test_a_kind_that_a_later_program_dropped_is_nobodys_last_mail():
    assert not Message(kind="dropped-since").is_last
