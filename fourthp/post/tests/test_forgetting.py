"""What goes on schedule."""

from datetime import timedelta

import pytest

from fourthp.foundation.actors import Host
from fourthp.post.models import (
    Bounce,
    DomainPause,
    Mailing,
    Message,
    Suppression,
    Wishes,
)
from fourthp.post.models.messages import OPEN
from fourthp.post.operations.forgetting import forget_mail, forget_reader
from fourthp.post.operations.mailings import release
from fourthp.post.operations.outcomes import lease, note_try_later
from fourthp.post.queries import readership
from fourthp.post.rules.answers import TryLater
from fourthp.post.rules.letters import Letter
from fourthp.post.tests.makers import (
    LETTER,
    NOW,
    PAPERS,
    make_mailing,
    make_message,
    make_reader,
    make_wishes,
)

pytestmark = pytest.mark.django_db

MONTH, YEARS = timedelta(days=31), timedelta(days=732)


class TestForgetMail:
    def test_forgets_words_after_a_month_and_keeps_that_it_was_sent(self):
        make_message(state="sent", ended_at=NOW)
        forget_mail(now=NOW + MONTH)
        found = Message.objects.get()
        assert (found.says, found.has_words, found.state) == (Letter(""), False, "sent")

    def test_keeps_the_words_of_what_was_sent_lately(self):
        make_message(state="sent", ended_at=NOW)
        forget_mail(now=NOW + timedelta(days=29))
        assert Message.objects.get().says == LETTER

    def test_leaves_no_words_to_what_waited_too_long(self):
        make_message(state="held")
        now = NOW + MONTH
        forget_mail(now=now)
        found = Message.objects.get()
        assert (found.state, found.letter, found.has_words) == ("cancelled", {}, False)
        assert found.words_went == now

    def test_counts_the_month_from_when_it_was_written(self):
        make_message(state="sent", ended_at=NOW + timedelta(days=20))
        forget_mail(now=NOW + MONTH)
        found = Message.objects.get()
        assert not found.has_words
        assert found.words_went == NOW + timedelta(days=30)

    @pytest.mark.parametrize("state", ["held", "paused", "waiting", "gathered"])
    def test_ends_what_has_waited_for_a_month(self, state):
        make_message(state=state)
        for days in (31, 62):
            forget_mail(now=NOW + timedelta(days=days))
        found = Message.objects.get()
        assert (found.state, found.letter) == ("cancelled", {})

    def test_forgets_everything_after_two_years(self):
        message = make_message(state="sent", ended_at=NOW)
        address = message.address
        Suppression.objects.create(address=address, because="hard", since=NOW)
        Bounce.objects.create(address=address, domain="d", is_hard=True, at=NOW)
        DomainPause.objects.create(domain="d", since=NOW, until=NOW)
        assert forget_mail(now=NOW + YEARS) == 6
        for model in (Mailing, Message, Suppression, Bounce, DomainPause):
            assert not model.objects.exists()

    def test_run_twice_does_the_same_as_once(self):
        make_message(state="sent", ended_at=NOW)
        forget_mail(now=NOW + MONTH)
        assert forget_mail(now=NOW + MONTH) == 0


class TestForgetReader:
    @pytest.mark.parametrize("state", sorted(OPEN))
    def test_lets_nothing_leave_that_waits_for_her(self, state):
        reader, other = make_reader(), make_reader()
        make_message(readers=[reader], state=state)
        stays = make_message(readers=[other], state=state)
        forget_reader(reader.kind, reader.id, now=NOW)
        found = Message.objects.get(reader_id="")
        assert (found.state, found.ended_at) == ("cancelled", NOW)
        stays.refresh_from_db()
        assert (stays.state, stays.says) == (state, LETTER)

    def test_takes_the_word_by_which_a_mail_finds_a_message(self):
        reader = make_reader()
        sent = [make_message(readers=[reader], state="sent") for _ in range(2)]
        forget_reader(reader.kind, reader.id)
        words = set(Message.objects.values_list("reference", flat=True))
        assert len(words) == 2
        assert not words & {one.reference for one in sent}

    def test_is_noted_by_nobody_who_sends_her_something_just_now(self):
        reader = make_reader()
        message = make_message(readers=[reader])
        lease(message, worker="w", now=NOW)
        forget_reader(reader.kind, reader.id, now=NOW)
        note_try_later(TryLater(450, "greylisted"))(message, NOW)
        message.refresh_from_db()
        assert (message.state, message.due_at) == ("cancelled", NOW)

    def test_leaves_rows_that_break_no_question_about_readers(self, monkeypatch):
        reader = make_reader()
        made = make_mailing([reader], is_held=True, kind=PAPERS)
        forget_reader(reader.kind, reader.id)
        above = "fourthp.partnership.queries.readership.READERSHIP"
        monkeypatch.setattr(readership, "_paths", [above])
        release(made, by=Host(), now=NOW)
        [found] = made.messages.all()
        assert found.state == "cancelled"
        assert not readership.is_entitled(found)
        assert readership.reader_now(found.reader_kind, found.reader_id) is None
        assert readership.address_now(found) == ""


def test_who_is_forgotten_leaves_neither_address_nor_wishes():
    reader = make_reader()
    make_wishes(reader)
    make_mailing([reader])
    forget_reader(reader.kind, reader.id)
    found = Message.objects.get()
    assert (found.address, found.reader_id, found.letter) == ("", "", {})
    assert not Wishes.objects.exists()
