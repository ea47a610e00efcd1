"""Letters that came in: dealt with by a coordinator, and gone on schedule."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from fourthp.audit.models import Entry
from fourthp.foundation.policies import NOBODY
from fourthp.post.models import Incoming
from fourthp.post.operations.forgetting import forget_mail, forget_reader
from fourthp.post.operations.letters import bring_back_letter, settle_letter
from fourthp.post.queries.incoming import letter_lines, letters, letters_waiting
from fourthp.post.tests.makers import (
    DUTY,
    NOW,
    SECURITY,
    Member,
    Paper,
    make_coordinator,
    make_message,
)
from fourthp.post.views import incoming

pytestmark = pytest.mark.django_db


def make_letter(**fields) -> Incoming:
    words = {"name": "Ben", "subject": "A question", "text": "May we join?\n\nBen"}
    facts = {"outcome": "letter", "kind": "letter", "taken_at": NOW, "words": words}
    facts |= {"has_words": True, "sender": "ben@clinic.example"}
    key = uuid4().hex
    return Incoming.objects.create(
        **(facts | {"source_key": key, "digest": key} | fields)
    )


class TestSettleLetter:
    def test_notes_who_and_when(self):
        by = make_coordinator()
        found = settle_letter(make_letter(), by=by, now=NOW)
        assert (found.state, found.handled_at) == ("handled", NOW)
        assert found.handled_by_id == by.actor_id
        assert Entry.objects.get().act == "dealt-with"

    def test_of_one_that_was_dealt_with_changes_nothing(self):
        first, second = make_coordinator(), make_coordinator()
        letter = settle_letter(make_letter(), by=first, now=NOW)
        again = settle_letter(letter, by=second, now=NOW + timedelta(hours=1))
        assert again.handled_by_id == first.actor_id
        assert Entry.objects.count() == 1

    def test_is_the_coordinators_alone(self):
        letter = make_letter()
        for act in (
            lambda by: settle_letter(letter, by=by, now=NOW),
            lambda by: bring_back_letter(letter, by=by),
        ):
            with pytest.raises(PermissionDenied):
                act(Member(str(uuid4()), frozenset({"auditor", "chair"})))


class TestBringBackLetter:
    def test_lets_it_wait_again(self):
        by = make_coordinator()
        letter = settle_letter(make_letter(), by=by, now=NOW)
        found = bring_back_letter(letter, by=by)
        assert (found.state, found.handled_at, found.handled_by_id) == ("new", None, "")
        assert bring_back_letter(found, by=by).state == "new"
        assert Entry.objects.filter(act="brought-back").count() == 1


class TestLetters:
    def test_that_wait_longest_come_first_and_those_dealt_with_last_too(self):
        old, new = make_letter(), make_letter(taken_at=NOW + timedelta(hours=1))
        assert letters("new").rows == [old, new]
        Incoming.objects.update(state="handled")
        assert letters("handled").rows == [new, old]

    def test_are_counted_while_they_wait(self):
        make_letter()
        make_letter(state="handled")
        make_letter(state="handled", outcome="automatic")
        assert letters_waiting() == 1

    def test_say_what_they_answer_and_how_they_begin(self):
        letter = make_letter(message=make_message(), outcome="too-late")
        [line] = letter_lines([letter])
        assert line.title == "A question"
        assert line.about == "A test of duty"
        assert line.begins == "May we join? Ben"
        assert line.tag == "came too late"

    def test_answer_a_matter_by_its_title_for_who_may_see_it(self):
        def about(kind, person) -> str:
            message = make_message(kind=kind, about=Paper())
            [line] = letter_lines([make_letter(message=message)], person)
            return line.about

        member = make_coordinator()
        assert about(DUTY, member) == "A paper"
        assert about(DUTY, None) == "A test of duty"
        assert about(SECURITY, member) == "A test of security"

    def test_without_words_have_a_title(self):
        [line] = letter_lines([make_letter(words={}, has_words=False)])
        assert (line.title, line.who) == ("Without a subject", "ben@clinic.example")


class TestForgetting:
    def test_takes_the_words_after_30_days_read_or_not(self):
        letter = make_letter()
        forget_mail(now=letter.words_go_at - timedelta(seconds=1))
        letter.refresh_from_db()
        assert letter.text
        forget_mail(now=letter.words_go_at + timedelta(seconds=1))
        letter.refresh_from_db()
        assert (letter.words, letter.has_words, letter.state) == ({}, False, "new")

    def test_takes_the_row_after_two_years(self):
        make_letter()
        forget_mail(now=NOW + timedelta(days=732))
        assert not Incoming.objects.exists()

    def test_of_a_reader_takes_what_she_wrote(self):
        message = make_message()
        letter, other = make_letter(message=message), make_letter()
        forget_reader(message.reader_kind, message.reader_id)
        letter.refresh_from_db()
        other.refresh_from_db()
        assert (letter.sender, letter.words) == ("", {})
        assert other.text


class TestThePage:
    def test_says_when_no_mailbox_is_named(self, settings, rf):
        said = "No mailbox is named"
        settings.MAIL_IN = ""
        assert said in page(rf)
        settings.MAIL_IN = "maildir:/var/mail/post"
        assert said not in page(rf)
        assert "No letter waits" in page(rf)


def page(rf) -> str:
    request = rf.get("/outbox/letters/")
    request.user = AnonymousUser()
    request.standing = NOBODY
    return incoming.index(request).content.decode()
