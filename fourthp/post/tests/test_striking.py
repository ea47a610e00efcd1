"""A strike in mails: what of them it takes, how they are counted, who is told."""

from datetime import timedelta

import pytest
from django.utils.translation import override

from fourthp.foundation.actors import Host
from fourthp.foundation.gaps import gap_of
from fourthp.foundation.matters import STRUCK
from fourthp.foundation.models import Revision
from fourthp.foundation.needles import Needle
from fourthp.foundation.strikes import Strike
from fourthp.post.formats.letters import letter_html, letter_text
from fourthp.post.models import Incoming, Message
from fourthp.post.operations import striking
from fourthp.post.operations.bundles import make_bundles
from fourthp.post.operations.striking import (
    STRUCK_WORDS,
    strike_incoming,
    strike_mails,
)
from fourthp.post.operations.suppression import Returned, note_return
from fourthp.post.rules.letters import (
    Facts,
    Heading,
    Items,
    Letter,
    Paragraph,
    Words,
    letter_json,
)
from fourthp.post.rules.readers import ADDRESS, Reader
from fourthp.post.tests.makers import (
    NOW,
    PAPERS,
    Paper,
    make_mailing,
    make_message,
    make_reader,
)
from fourthp.post.tests.samples import FOOT

pytestmark = pytest.mark.django_db
GAP = gap_of(NOW.date())
WORDS = "Marta Wisniewska"
State = Message.State
SENT = {"state": State.SENT, "ended_at": NOW}


def said(words: str = WORDS):
    blocks = Heading("When"), Paragraph(f"We met {words}.")
    letter = Letter(f"Of {words}", blocks)
    return lambda _reader: letter


def strike(paper: Paper | None = None, words: str = WORDS, **more) -> Strike:
    paper = paper or Paper()
    kind, needles = paper.matter_kind, (Needle.of(words),)
    keys = frozenset({str(paper.pk)})
    row = {"needles": needles, "keys": keys, "by": Host(), "now": NOW} | more
    return Strike(kind, paper.pk, GAP, **row)


def counts(some: Strike) -> dict[str, int]:
    return {one.title: one.count for one in strike_mails(some) if one.count}


def told() -> list[Message]:
    return list(Message.objects.filter(kind=STRUCK_WORDS.name).order_by("id"))


def forgotten(paper: Paper, **more) -> Message:
    """A mail that was sent 40 days ago, of which nothing is known any more."""
    then = NOW - timedelta(days=40)
    row = {"letter": {}, "has_words": False, "made_at": then, "ended_at": then}
    return make_message(about=paper, state=State.SENT, **(row | more))


class TestStrikeMails:
    @pytest.mark.parametrize("words", ["paragraph", "Title", "words", "lines", "block"])
    def test_leaves_a_letter_a_letter_whatever_the_words(self, words):
        blocks = (
            Heading(f"A {words}"),
            Words(f"Some {words} here."),
            Facts(((words, words),)),
            Items((words,)),
        )
        message = make_message()
        message.letter = letter_json(Letter("", blocks))
        message.save()
        strike_mails(strike(words=words))
        message.refresh_from_db()
        heading, some, facts, items = message.says.blocks
        assert (heading.text, some.text) == (f"A {GAP}", f"Some {GAP} here.")
        assert (facts.lines, items.lines) == (((GAP, GAP),), (GAP,))

    def test_counts_each_by_what_became_of_it(self):
        lease = {"leased_until": NOW, "leased_by": "w"}
        for row in (
            SENT,
            {"state": State.WAITING, **lease},
            {"state": State.WAITING},
            {"state": State.HELD},
            {"state": State.GATHERED},
            {"state": State.PAUSED},
            {"state": State.FAILED},
            {"state": State.CANCELLED},
        ):
            message = make_message(**row)
            message.letter = letter_json(said()(None))
            message.save()
        assert counts(strike()) == {
            "In mails that were sent": 2,
            "Of those mails, about something else": 2,
            "In mails that have not left yet: they go with a gap": 4,
            "In mails that never left": 2,
            "People who had it by mail and are told": 2,
        }

    def test_counts_nobody_as_told_whom_no_mail_reaches(self):
        reader = make_reader("back@clinic.example")
        make_mailing([reader], write=said()).messages.update(**SENT)
        for day in range(9):
            returned = Returned(reader.address, "5.1.1", is_hard=True)
            note_return(returned, now=NOW + timedelta(days=day))
        found = counts(strike())
        assert "People who had it by mail and are told" not in found
        assert found["People who had it by mail and no mail reaches them now"] == 1

    def test_tells_everyone_of_whom_nothing_is_known_but_an_address(self):
        readers = [Reader(ADDRESS, "", f"{one}@gone.example") for one in "ab"]
        make_mailing(readers, write=said()).messages.update(**SENT)
        assert counts(strike())["People who had it by mail and are told"] == 2
        assert {one.address for one in told()} == {one.address for one in readers}

    def test_reaches_nobody_who_was_forgotten(self):
        row = SENT | {"reader_id": "", "address": "", "reader_kind": "person"}
        make_mailing(write=said()).messages.update(**row)
        found = counts(strike())
        assert found["People who had it by mail and no mail reaches them now"] == 1
        assert not told()

    def test_removes_the_mails_of_a_folder_that_held_them(
        self, settings, tmp_path, django_capture_on_commit_callbacks
    ):
        settings.MAIL_SERVER, settings.MAIL_FOLDER = None, tmp_path
        mailing = make_mailing(write=said())
        mailing.messages.update(**SENT)
        file = tmp_path / f"1-{mailing.messages.get().reference}.eml"
        other = tmp_path / "1-other.eml"
        for one in (file, other):
            one.write_text(WORDS)
        with django_capture_on_commit_callbacks(execute=True):
            strike_mails(strike())
        assert list(tmp_path.iterdir()) == [other]


class TestOldMails:
    def test_whoever_had_one_is_told_once_however_often_a_matter_is_struck(self):
        paper = Paper()
        forgotten(paper)
        strike_mails(strike(paper))
        note_strike(paper)
        strike_mails(strike(paper))
        assert len(told()) == 1

    def test_one_that_had_its_words_at_the_last_strike_is_told_of(self):
        paper = Paper()
        note_strike(paper, at=NOW - timedelta(days=20))
        forgotten(paper)
        strike_mails(strike(paper))
        assert len(told()) == 1

    def test_a_strike_of_something_else_is_none_of_this(self):
        paper = Paper()
        forgotten(paper)
        note_strike(Paper())
        strike_mails(strike(paper))
        assert len(told()) == 1

    def test_without_that_question_it_would_be_told_again(self, monkeypatch):
        """The control."""
        monkeypatch.setattr(striking, "last_struck", lambda _matter: None)
        paper = Paper()
        forgotten(paper)
        for _time in range(2):
            strike_mails(strike(paper))
            note_strike(paper)
        assert len(told()) == 2


class TestBundles:
    def bundle(self, paper: Paper) -> Message:
        reader = make_reader()
        make_mailing([reader], kind=PAPERS, about=paper, write=said())
        make_mailing([reader], kind=PAPERS, about=Paper(), write=said(f"old {WORDS}"))
        assert make_bundles(now=NOW + timedelta(days=9)) == 1
        return Message.objects.get(kind="post.bundle")

    def test_of_a_bundle_only_what_is_the_matters_own_is_struck(self):
        paper = Paper()
        bundle = self.bundle(paper)
        found = counts(strike(paper, is_everywhere=False))
        bundle.refresh_from_db()
        texts = str(bundle.says)
        assert f"1. Of {GAP}" in texts
        assert f"We met {GAP}." in texts
        assert f"2. Of old {WORDS}" in texts
        assert f"We met old {WORDS}." in texts
        assert found == {"In mails that have not left yet: they go with a gap": 1}

    def test_all_of_it_is_where_it_goes_everywhere_and_counts_once(self):
        paper = Paper()
        bundle = self.bundle(paper)
        Message.objects.filter(pk=bundle.pk).update(**SENT)
        found = counts(strike(paper))
        bundle.refresh_from_db()
        assert WORDS not in str(bundle.letter)
        assert found["In mails that were sent"] == 1

    def test_one_whose_words_are_forgotten_stays_so(self):
        paper = Paper()
        bundle = self.bundle(paper)
        Message.objects.filter(pk=bundle.pk).update(letter={}, has_words=False)
        assert counts(strike(paper, is_everywhere=False)) == {}
        bundle.refresh_from_db()
        assert bundle.letter == {}

    def test_what_others_say_in_it_tells_nothing(self):
        paper = Paper()
        bundle = self.bundle(paper)
        before = bundle.letter
        other = strike(paper, words=f"old {WORDS}", is_everywhere=False)
        assert counts(other) == {}
        bundle.refresh_from_db()
        assert bundle.letter == before


def test_a_mail_tells_in_its_language_where_words_were_struck():
    words = f"{'So it was said of all of us '} {'by ' * 9} {GAP} there."
    letter = Letter(f"Of {GAP}", (Paragraph(words), Words(f"**{GAP}**(17)")))
    for language, told in (
        ("en", "[struck from the record on 4 March"),
        ("en-xa", "["),
    ):
        with override(language):
            text = letter_text(letter, foot=FOOT)
            html = letter_html(
                letter, foot=FOOT, subject="A", language=language, direction="ltr"
            )
        for said in (text, html):
            assert said.count(told) >= 3
            assert "█" not in said


class TestStrikeIncoming:
    def test_keeps_what_a_letter_is_made_of(self):
        row = {"kind": "x", "outcome": "letter", "has_words": True, "taken_at": NOW}
        words = {"text": "A text of some words."}
        letter = Incoming.objects.create(source_key="1", digest="1", words=words, **row)
        [found] = strike_incoming(strike(words="text"))
        letter.refresh_from_db()
        assert (found.count, letter.text) == (1, f"A {GAP} of some words.")


def note_strike(paper: Paper, *, at=NOW) -> None:
    Revision.objects.create(
        act=STRUCK,
        at=at,
        actor_kind="host",
        matter_kind=paper.matter_kind,
        matter_id=str(paper.pk),
    )
