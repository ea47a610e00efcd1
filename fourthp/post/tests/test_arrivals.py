"""What a mail that came in does: by its reference alone, and once."""

from datetime import timedelta
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, connections
from django.db.utils import OperationalError

from fourthp.post.models import Bounce, Incoming, Message, Suppression, Wishes
from fourthp.post.operations import arrivals
from fourthp.post.operations.arrivals import (
    ANSWERS_LAST,
    MOST_ANSWERS,
    MOST_LETTERS,
    take_in,
)
from fourthp.post.operations.forgetting import forget_reader
from fourthp.post.rules.kinds import Kind, Stream, declare_kind
from fourthp.post.tests.boxes import (
    make_bounce,
    make_calendar_answer,
    make_complaint,
    make_mail,
)
from fourthp.post.tests.makers import FLASH, NOW, READERS, make_message

pytestmark = pytest.mark.django_db

HEARD: list[tuple] = []


def hear(message, text, *, calendar, by, now):
    """What a room does with an answer; some of what it hears it cannot take."""
    if "nonsense" in text:
        raise ValueError(text)
    HEARD.append((message.pk, text, calendar, by.actor_kind, by.actor_id, now))
    Wishes.objects.create(reader_kind="x", reader_id=str(uuid4()), changed_at=now)
    return f"noted: {text}"


ASKED = declare_kind(
    Kind(
        "test.asked",
        Stream.DUTY,
        subject="A question",
        title="A question that was asked",
        reason="this is a test",
        answers=f"{__name__}.hear",
    )
)


@pytest.fixture(autouse=True)
def _settings(settings):
    settings.MAIL_FROM, settings.MAIL_IN = "post@network.example", "maildir:/nowhere"
    HEARD.clear()


def sent(**fields) -> Message:
    return make_message(state=Message.State.SENT, ended_at=NOW, **fields)


def came(mail: bytes, *, now=NOW) -> Incoming:
    return take_in(mail, f"maildir:{uuid4().hex}", now=now)


class TestBounces:
    def test_of_a_mailbox_that_is_not_there_stops_it(self):
        message = sent()
        assert came(make_bounce(message.reference)).outcome == "returned"
        message.refresh_from_db()
        assert message.state == Message.State.FAILED
        assert message.said.startswith("5.1.1")
        assert Suppression.objects.get().address == message.address

    def test_never_stops_the_address_that_they_name(self):
        came(make_bounce(sent().reference))
        addresses = Suppression.objects.values_list("address", flat=True)
        assert "somebody.else@clinic.example" not in addresses

    def test_without_a_reference_of_ours_change_nothing(self):
        message = sent()
        assert came(make_bounce("a" * 26)).outcome == "foreign"
        message.refresh_from_db()
        assert message.state == Message.State.SENT
        assert not Suppression.objects.exists()
        assert not Bounce.objects.exists()

    def test_that_only_say_that_it_takes_long_change_nothing(self):
        message = sent()
        mail = make_bounce(message.reference, "4.4.1", action="delayed")
        assert came(mail).outcome == "delayed"
        message.refresh_from_db()
        assert message.state == Message.State.SENT

    def test_of_one_message_count_once(self):
        message = sent()
        for _ in range(3):
            came(make_bounce(message.reference, "5.2.2"))
        assert Bounce.objects.count() == 1
        assert not Suppression.objects.exists()

    def test_of_two_messages_to_a_full_mailbox_stop_it(self):
        first = sent()
        second = sent(address=first.address)
        for one in (first, second):
            came(make_bounce(one.reference, "5.2.2"))
        assert Suppression.objects.get().because == "soft"

    def test_for_a_policy_of_the_domain_stop_nobody(self):
        for _ in range(3):
            came(make_bounce(sent().reference, "5.7.1"))
        assert not Suppression.objects.exists()


class TestComplaints:
    def test_end_the_news_and_stop_the_address(self):
        message = sent()
        assert came(make_complaint(message.reference)).outcome == "complained"
        assert Suppression.objects.get().because == "complaint"
        assert Wishes.objects.get(reader_id=message.reader_id).news == "never"

    def test_without_a_reference_stop_nobody(self):
        assert came(make_complaint("b" * 26)).outcome == "foreign"
        assert not Suppression.objects.exists()


class TestOptingOut:
    def test_of_news_leaves_it(self):
        message = sent(kind=FLASH)
        found = came(make_mail(message.reference, "Please unsubscribe me."))
        assert (found.outcome, found.state) == ("left-news", "handled")
        assert Wishes.objects.get(reader_id=message.reader_id).news == "never"

    def test_of_a_duty_leaves_the_news_and_a_person_reads_it(self):
        message = sent()
        found = came(make_mail(message.reference, "unsubscribe"))
        assert (found.outcome, found.state) == ("wants-out", "new")
        assert Wishes.objects.get(reader_id=message.reader_id).news == "never"

    def test_without_a_reference_changes_nothing_whoever_it_says_it_is_from(self):
        message = sent(kind=FLASH)
        found = came(make_mail("", "unsubscribe", sender=message.address))
        assert (found.outcome, found.state) == ("wants-out", "new")
        assert not Wishes.objects.exists()


class TestAnswers:
    def test_are_taken_in_the_name_of_the_messages_reader(self):
        message = sent(kind=ASKED)
        mail = make_mail(message.reference, sender="mallory@elsewhere.example")
        found = came(mail)
        assert (found.outcome, found.state) == ("answered", "handled")
        [(pk, text, _calendar, kind, actor, _now)] = HEARD
        assert (pk, text) == (message.pk, "Yes, I come.")
        assert (kind, actor) == ("link", f"person:{message.reader_id}")

    def test_that_are_taken_leave_no_words(self):
        found = came(make_mail(sent(kind=ASKED).reference))
        assert (found.words, found.has_words) == ({}, False)

    def test_by_the_from_line_alone_are_letters(self):
        message = sent(kind=ASKED)
        assert came(make_mail("", sender=message.address)).outcome == "letter"
        assert HEARD == []

    def test_that_nobody_asked_for_are_read_by_a_person(self):
        found = came(make_mail(sent().reference))
        assert (found.outcome, found.state) == ("nobody-takes", "new")
        assert found.text == "Yes, I come."

    def test_by_a_calendar_that_nobody_asked_for_show_what_it_says(self):
        found = came(make_calendar_answer(sent().reference))
        assert (found.outcome, found.state) == ("nobody-takes", "new")
        assert found.text.endswith("REPLY · accepted · With pleasure")

    def test_to_a_reference_that_nobody_knows_are_letters(self):
        found = came(make_mail("c" * 26))
        assert (found.outcome, found.state, found.message) == ("letter", "new", None)
        assert HEARD == []

    def test_after_60_days_are_read_by_a_person(self):
        message = sent(kind=ASKED)
        late = NOW + ANSWERS_LAST + timedelta(seconds=1)
        assert came(make_mail(message.reference), now=late).outcome == "too-late"
        assert HEARD == []

    def test_of_who_has_no_seat_any_more_are_read_by_a_person(self):
        message = sent(kind=ASKED)
        del READERS[message.reader_id]
        assert came(make_mail(message.reference)).outcome == "no-seat"
        assert HEARD == []

    def test_that_the_room_cannot_take_leave_nothing_half_done(self):
        found = came(make_mail(sent(kind=ASKED).reference, "nonsense"))
        assert (found.outcome, found.state) == ("not-taken", "new")
        assert found.text == "nonsense"

    def test_more_than_some_a_day_are_two_machines(self):
        message = sent(kind=ASKED)
        for n in range(MOST_ANSWERS):
            assert came(make_mail(message.reference, f"Yes {n}")).outcome == "answered"
        found = came(make_mail(message.reference, "Yes once more"))
        assert (found.outcome, found.state) == ("too-many", "handled")
        assert len(HEARD) == MOST_ANSWERS
        tomorrow = NOW + timedelta(days=1, seconds=1)
        later = came(make_mail(message.reference, "Yes again"), now=tomorrow)
        assert later.outcome == "answered"

    def test_are_not_lost_when_the_database_is_away(self, monkeypatch):
        message = sent(kind=ASKED)

        def away(*_args, **_more):
            raise OperationalError

        monkeypatch.setattr(arrivals, "_taker", lambda _message: away)
        with pytest.raises(OperationalError):
            came(make_mail(message.reference))
        assert not Incoming.objects.exists()


class TestOfForgottenReaders:
    """Mails about a message of which nobody knows any more whose it was."""

    @pytest.fixture(params=[FLASH, ASKED])
    def reference(self, request) -> str:
        message = sent(kind=request.param)
        gone = {"reader_id": "", "address": "", "domain": ""}
        Message.objects.filter(pk=message.pk).update(**gone)
        return message.reference

    def test_find_no_message_once_the_reader_is_forgotten(self):
        message = sent(kind=FLASH)
        forget_reader(message.reader_kind, message.reader_id)
        assert came(make_bounce(message.reference)).outcome == "foreign"

    @pytest.mark.parametrize(
        ("make", "outcome"),
        [
            (make_complaint, "complained"),
            (make_bounce, "returned"),
            (lambda reference: make_mail(reference, "unsubscribe"), "wants-out"),
        ],
    )
    def test_are_taken_and_stop_nobody(self, reference, make, outcome):
        assert came(make(reference)).outcome == outcome
        assert not Suppression.objects.exists()
        assert not Bounce.objects.exists()
        assert not Wishes.objects.exists()

    def test_are_read_by_a_person(self, reference):
        found = came(make_mail(reference))
        assert (found.state, HEARD) == ("new", [])
        assert found.outcome in {"nobody-takes", "no-seat"}

    def test_control_of_one_that_is_known_they_stop_the_address(self):
        came(make_complaint(sent(kind=FLASH).reference))
        assert Suppression.objects.exists()
        assert Wishes.objects.exists()


class TestLetters:
    def test_wait_for_a_person_with_their_words(self):
        found = came(make_mail(text="Dear all,\n\ncan we join?"))
        assert (found.outcome, found.state, found.kind) == ("letter", "new", "letter")
        assert (found.sender, found.sender_name) == (
            "ben@clinic.example",
            "Ben Achterberg",
        )
        assert "can we join?" in found.text

    def test_lie_sealed(self):
        found = came(make_mail(text="tell-nobody"))
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM post_incoming")
            [row] = cursor.fetchall()
        assert found.text
        assert "tell-nobody" not in str(row)

    def test_of_a_machine_are_only_counted(self):
        found = came(make_mail(head="Auto-Submitted: auto-replied"))
        assert (found.outcome, found.state) == ("automatic", "handled")
        assert not found.has_words

    def test_of_one_sender_by_the_hundred_are_nobodys_to_read(self):
        for n in range(MOST_LETTERS):
            came(make_mail(text=f"letter {n}"))
        assert came(make_mail(text="one more")).outcome == "too-many"
        other = make_mail(text="another", sender="asha@clinic.example")
        assert came(other).outcome == "letter"

    @pytest.mark.parametrize("mail", [b"", b"\0\xff\n\n\xfe", b"\r\n\r\n\r\n"])
    def test_that_cannot_be_read_stop_nothing(self, mail):
        assert came(mail).state == "new"


class TestTakeIn:
    def test_of_a_known_key_does_nothing(self):
        mail = make_mail(sent(kind=ASKED).reference)
        first = take_in(mail, "maildir:1", now=NOW)
        assert take_in(mail, "maildir:1", now=NOW) == first
        assert len(HEARD) == 1

    def test_of_the_same_mail_under_another_key_does_nothing(self):
        mail = make_mail(sent(kind=ASKED).reference)
        first = take_in(mail, "imap:a:1:1", now=NOW)
        again = b"Received: from elsewhere\r\n" + mail
        assert take_in(again, "imap:a:2:1", now=NOW) == first
        assert len(HEARD) == 1

    def test_of_two_mails_that_say_the_same_takes_both(self):
        reference = sent(kind=ASKED).reference
        for _ in range(2):
            came(make_mail(reference))
        assert len(HEARD) == 2

    def test_control_without_the_look_at_what_is_known_it_is_taken_twice(
        self, monkeypatch
    ):
        monkeypatch.setattr(arrivals, "same_mail", lambda _key, _digest: None)
        monkeypatch.setattr(arrivals, "_digest", lambda *_: uuid4().hex)
        mail = make_mail(sent(kind=ASKED).reference)
        for key in ("maildir:1", "maildir:2"):
            take_in(mail, key, now=NOW)
        assert len(HEARD) == 2

    def test_of_one_that_another_took_meanwhile_undoes_all_that_it_did(
        self, monkeypatch
    ):
        mail = make_mail(sent(kind=ASKED).reference)
        first = take_in(mail, "maildir:1", now=NOW)
        looks = iter([None, first])  # it was not there yet, and then it was
        monkeypatch.setattr(arrivals, "same_mail", lambda _key, _digest: next(looks))
        assert take_in(mail, "maildir:1", now=NOW) == first
        assert len(HEARD) == 2
        assert Wishes.objects.filter(reader_kind="x").count() == 1

    def test_of_one_that_no_row_takes_is_said(self, monkeypatch):
        mail = make_mail(sent(kind=ASKED).reference)
        take_in(mail, "maildir:1", now=NOW)
        monkeypatch.setattr(arrivals, "same_mail", lambda _key, _digest: None)
        with pytest.raises(IntegrityError):
            take_in(mail, "maildir:1", now=NOW)


@pytest.mark.django_db(transaction=True)
class TestTwoAtOnce:
    def test_take_a_mail_once(self):
        mail = make_mail(sent(kind=ASKED).reference)
        barrier, found = Barrier(2, timeout=30), []

        def work() -> None:
            barrier.wait()
            try:
                found.append(take_in(mail, "maildir:1", now=NOW).pk)
            finally:
                connections.close_all()

        workers = [Thread(target=work) for _ in range(2)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        assert len(set(found)) == 1
        assert Incoming.objects.count() == 1
        assert Wishes.objects.filter(reader_kind="x").count() == 1
