"""When what has not left of a mailing goes: as planned, and as people read it."""

from datetime import timedelta

import pytest

from fourthp.foundation.actors import Host
from fourthp.post.models import Message
from fourthp.post.operations.mailings import pause, release, resume
from fourthp.post.queries.leaving import leaving, leaving_in_words
from fourthp.post.tests.makers import (
    DUTY,
    NEWS,
    NOW,
    PAPERS,
    leave,
    make_mailing,
    make_reader,
    make_wishes,
)

pytestmark = pytest.mark.django_db
AT_ONCE = "It leaves at once."
MONDAY = "It goes with the bundle of Monday 9 March."


def words(mailing, *, now=NOW) -> str:
    return leaving_in_words(leaving(mailing, now=now))


class TestLeaving:
    def test_of_what_cannot_wait_is_at_once(self):
        held = make_mailing(kind=DUTY, is_held=True)
        assert words(held) == AT_ONCE
        release(held, by=Host(), now=NOW)
        held.refresh_from_db()
        assert words(held) == AT_ONCE

    def test_of_what_waits_is_said_alike_before_and_after_it_is_let_go(self):
        mailing = make_mailing(kind=PAPERS, is_held=True)
        assert words(mailing) == MONDAY
        for act in (release, pause, resume):
            act(mailing, by=Host(), now=NOW)
            mailing.refresh_from_db()
            assert words(mailing) == MONDAY

    def test_of_what_was_held_over_a_bundle_is_with_the_next(self):
        mailing = make_mailing(kind=PAPERS, is_held=True)
        later = words(mailing, now=NOW + timedelta(days=7))
        assert later == "It goes with the bundle of Monday 16 March."

    def test_with_bundles_of_several_days_says_the_last(self):
        readers = [make_reader(), make_reader()]
        make_wishes(readers[0], weekday=4)
        said = "It goes with each reader’s bundle; the last by Monday 9 March."
        assert words(make_mailing(readers, kind=PAPERS, is_held=True)) == said
        assert words(make_mailing(readers, kind=PAPERS)) == said

    def test_of_one_that_some_want_at_once_says_both(self):
        readers = [make_reader(), make_reader()]
        make_wishes(readers[0], duty="at once")
        said = (
            "It leaves at once for 1 person; the others get it with their bundle, the"
            " last by Monday 9 March."
        )
        assert words(make_mailing(readers, kind=PAPERS, is_held=True)) == said
        assert words(make_mailing(readers, kind=PAPERS)) == said

    def test_of_one_that_nobody_is_left_for_says_so(self):
        left, gone = make_reader(), make_reader()
        mailing = make_mailing([left, gone], kind=NEWS, is_held=True)
        make_wishes(left, news="never")
        leave(gone)
        assert words(mailing) == "Nobody gets it any more."
        release(mailing, by=Host(), now=NOW)
        mailing.refresh_from_db()
        assert words(mailing) == "Nobody gets it any more."

    def test_of_hundreds_asks_few_questions(self, django_assert_max_num_queries):
        readers = [make_reader() for _ in range(700)]
        mailing = make_mailing(readers, kind=PAPERS, is_held=True)
        with django_assert_max_num_queries(10):
            assert words(mailing) == MONDAY
        assert set(Message.objects.values_list("state", flat=True)) == {"held"}
