"""Bundles that were made and may not leave as they are."""

from datetime import timedelta

import pytest

from fourthp.foundation import matters
from fourthp.foundation.actors import Host
from fourthp.foundation.matters import MatterKind
from fourthp.post.models import Message
from fourthp.post.operations.bundles import make_bundles, unmake_bundles
from fourthp.post.operations.forgetting import forget_words_about
from fourthp.post.operations.mailings import (
    NotLikeThat,
    pause,
    resume,
    send_once_more,
    stop,
)
from fourthp.post.operations.outcomes import lease, note_try_later, withhold
from fourthp.post.queries.facts import hindrance_since
from fourthp.post.rules.answers import TryLater
from fourthp.post.rules.delivery import Why
from fourthp.post.rules.letters import Letter
from fourthp.post.rules.readers import Reader
from fourthp.post.tests.makers import (
    NEWS,
    NOW,
    PAPERS,
    Paper,
    leave,
    make_mailing,
    make_reader,
    make_wishes,
)

pytestmark = pytest.mark.django_db

HOST, State = Host(), Message.State
MONDAY = NOW + timedelta(days=5)
LATER = MONDAY + timedelta(minutes=5)

# Papers of this kind are seen as long as it says so.
SEEN: set[str] = set()
CLOSING = MatterKind(
    name="test-closing",
    may_see=lambda _reader, pk: str(pk) in SEEN,
    title=lambda _pk: "A paper that closes",
    url=lambda _pk: "/",
)


@pytest.fixture(autouse=True)
def _closing(monkeypatch):
    kinds = {CLOSING.name: f"{__name__}.CLOSING"}
    monkeypatch.setattr(matters, "_kinds", matters._kinds | kinds)


def make_closing() -> Paper:
    paper = Paper(matter_kind=CLOSING.name)
    SEEN.add(str(paper.pk))
    return paper


def told(reader: Reader, title: str, **more):
    more.setdefault("kind", PAPERS)
    return make_mailing([reader], write=lambda _r: Letter(title), **more)


def bundle_of(reader: Reader) -> Message:
    """The bundle that waits to be sent to a reader."""
    return Message.objects.get(state=State.WAITING, reader_id=reader.id)


def two_in_a_bundle(**more):
    """A mailing, another, and the bundle to one reader with both in it."""
    reader = make_reader()
    one, other = told(reader, "First words", **more), told(reader, "Other words")
    make_bundles(now=MONDAY)
    return one, other, bundle_of(reader)


def state_of(mailing) -> str:
    return mailing.messages.get().state


class TestStopAndPause:
    def test_stopped_mailing_does_not_leave_in_a_bundle(self):
        one, other, bundle = two_in_a_bundle()
        stop(one, by=HOST, now=MONDAY)
        bundle.refresh_from_db()
        assert (bundle.state, bundle.letter) == (State.CANCELLED, {})
        assert (state_of(one), state_of(other)) == (State.CANCELLED, State.GATHERED)
        assert make_bundles(now=LATER) == 1
        again = str(Message.objects.get(state=State.WAITING).says)
        assert "Other words" in again
        assert "First words" not in again

    def test_paused_mailing_does_not_leave_in_a_bundle_before_it_is_resumed(self):
        one, other, _bundle = two_in_a_bundle()
        pause(one, by=HOST, now=MONDAY)
        assert (state_of(one), state_of(other)) == (State.PAUSED, State.GATHERED)
        make_bundles(now=LATER)
        assert "First words" not in str(Message.objects.get(state=State.WAITING).says)
        resume(one, by=HOST, now=LATER)
        assert state_of(one) == State.GATHERED

    def test_leave_what_went_as_it_is(self):
        one, other, bundle = two_in_a_bundle()
        Message.objects.filter(pk=bundle.pk).update(state=State.SENT)
        stop(one, by=HOST, now=MONDAY)
        assert state_of(one) == state_of(other) == State.BUNDLED

    def test_stopped_sibling_stays_stopped(self):
        paper = Paper()
        _one, other, _bundle = two_in_a_bundle(about=paper)
        stop(other, by=HOST, now=MONDAY)
        forget_words_about(paper)
        assert state_of(other) == State.CANCELLED
        assert make_bundles(now=LATER) == 0

    def test_what_is_being_sent_leaves_with_its_parts_or_is_asked_again(self):
        one, other, bundle = two_in_a_bundle()
        lease(bundle, worker="w", now=MONDAY)
        stop(one, by=HOST, now=MONDAY)
        assert state_of(one) == state_of(other) == State.BUNDLED
        note_try_later(TryLater(450, "greylisted"))(bundle, MONDAY)
        assert hindrance_since(bundle) is Why.CHANGED
        withhold(Why.CHANGED)(bundle, MONDAY)
        assert make_bundles(now=LATER) == 1
        assert (state_of(one), state_of(other)) == (State.CANCELLED, State.BUNDLED)

    def test_who_lost_its_lease_notes_nothing_of_what_was_taken_apart(self):
        _one, _other, bundle = two_in_a_bundle()
        lease(bundle, worker="w", now=MONDAY)
        late = MONDAY + timedelta(minutes=10)
        assert unmake_bundles(Message.objects.filter(pk=bundle.pk), now=late) == 1
        note_try_later(TryLater(450, "greylisted"))(bundle, late)
        bundle.refresh_from_db()
        assert bundle.state == State.CANCELLED


class TestHindranceSince:
    def test_of_a_bundle_all_of_which_is_for_its_reader_is_none(self):
        _one, _other, bundle = two_in_a_bundle(about=make_closing())
        assert hindrance_since(bundle) is None

    def test_bundle_says_nothing_that_its_reader_may_see_no_more(self):
        paper = make_closing()
        one, other, bundle = two_in_a_bundle(about=paper)
        SEEN.discard(str(paper.pk))
        assert hindrance_since(bundle) is Why.CHANGED
        lease(bundle, worker="w", now=MONDAY)
        withhold(Why.CHANGED)(bundle, MONDAY)
        assert make_bundles(now=LATER) == 1
        assert (state_of(one), state_of(other)) == (State.WITHHELD, State.BUNDLED)
        again = Message.objects.get(state=State.WAITING)
        assert "First words" not in str(again.says)
        assert hindrance_since(again) is None

    def test_news_that_was_left_goes_in_no_bundle_of_duties(self):
        reader = make_reader()
        told(reader, "A duty")
        news = told(reader, "News", kind=NEWS)
        make_bundles(now=MONDAY)
        bundle = bundle_of(reader)
        assert hindrance_since(bundle) is None
        make_wishes(reader, news="never")
        assert hindrance_since(bundle) is Why.CHANGED
        lease(bundle, worker="w", now=MONDAY)
        withhold(Why.CHANGED)(bundle, MONDAY)
        make_bundles(now=LATER)
        assert news.messages.get().why == Why.NOT_WANTED

    def test_of_a_bundle_to_who_has_left_says_that(self):
        reader = make_reader()
        told(reader, "A duty")
        make_bundles(now=MONDAY)
        leave(reader)
        assert hindrance_since(bundle_of(reader)) is Why.NOT_ENTITLED


class TestForgetWordsAbout:
    def test_takes_a_bundle_apart_that_has_not_left(self):
        paper = Paper()
        one, other, bundle = two_in_a_bundle(about=paper)
        forget_words_about(paper)
        bundle.refresh_from_db()
        assert (bundle.state, bundle.has_words) == (State.CANCELLED, False)
        assert (state_of(one), state_of(other)) == (State.CANCELLED, State.GATHERED)

    def test_empties_what_is_being_sent_and_lets_none_of_it_leave_twice(
        self, time_machine
    ):
        time_machine.move_to(MONDAY, tick=False)
        paper = Paper()
        one, other, bundle = two_in_a_bundle(about=paper)
        lease(bundle, worker="w", now=MONDAY)
        forget_words_about(paper)
        bundle.refresh_from_db()
        assert (bundle.state, bundle.has_words) == (State.WAITING, False)
        assert make_bundles(now=LATER) == 0
        assert hindrance_since(bundle) is Why.CHANGED
        withhold(Why.CHANGED)(bundle, MONDAY)
        assert make_bundles(now=LATER) == 1
        assert (state_of(one), state_of(other)) == (State.CANCELLED, State.BUNDLED)


def test_a_bundle_is_not_sent_once_more():
    one, _other, bundle = two_in_a_bundle()
    Message.objects.filter(pk=bundle.pk).update(state=State.SENT)
    with pytest.raises(NotLikeThat, match="bundle"):
        send_once_more(bundle, by=HOST, now=LATER)
    assert send_once_more(one.messages.get(), by=HOST, now=LATER).has_words
