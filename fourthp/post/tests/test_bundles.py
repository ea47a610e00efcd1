"""Bundles: one mail to each reader, with all that could wait."""

from datetime import timedelta

import pytest

from fourthp.foundation.actors import Host
from fourthp.post.models import Message
from fourthp.post.operations import bundles as operations
from fourthp.post.operations.bundles import make_bundles
from fourthp.post.operations.mailings import pause
from fourthp.post.queries.facts import wishes_of
from fourthp.post.rules.letters import Letter
from fourthp.post.tests.makers import (
    NEWS,
    NOW,
    PAPERS,
    leave,
    make_mailing,
    make_reader,
    make_wishes,
    move,
)

pytestmark = pytest.mark.django_db

State, HOUR = Message.State, timedelta(hours=1)
MONDAY = NOW + timedelta(days=5)


def bundles() -> list[Message]:
    return list(Message.objects.filter(parts__isnull=False).distinct())


class TestMakeBundles:
    def test_gathers_all_that_waits_for_a_reader_into_one_mail(self):
        reader = make_reader()
        for title in ("First", "Second"):
            make_mailing([reader], kind=PAPERS, write=lambda _r, t=title: Letter(t))
        make_mailing([reader], kind=NEWS, write=lambda _r: Letter("Third"))
        assert make_bundles(now=NOW) == 0
        assert make_bundles(now=MONDAY) == 1
        [bundle] = bundles()
        assert (bundle.state, bundle.kind) == (State.WAITING, "post.bundle")
        assert bundle.address == reader.address
        said = str(bundle.says)
        assert said.index("First") < said.index("Second") < said.index("Third")
        assert {one.state for one in bundle.parts.all()} == {State.BUNDLED}

    def test_makes_one_for_each_reader(self):
        make_mailing([make_reader(), make_reader()], kind=PAPERS)
        assert make_bundles(now=MONDAY) == 2

    def test_makes_none_twice(self):
        make_mailing(kind=PAPERS)
        assert [make_bundles(now=MONDAY), make_bundles(now=MONDAY)] == [1, 0]

    def test_three_weeks_late_makes_one(self):
        reader = make_reader()
        for week in range(3):
            make_mailing([reader], kind=PAPERS, now=NOW + timedelta(weeks=week))
        assert make_bundles(now=NOW + timedelta(weeks=4)) == 1
        assert bundles()[0].parts.count() == 3

    def test_brings_what_waits_for_a_later_day_along(self):
        reader = make_reader()
        make_wishes(reader, duty="daily", news="weekly")
        make_mailing([reader], kind=PAPERS)
        make_mailing([reader], kind=NEWS)
        assert make_bundles(now=NOW + timedelta(days=1)) == 1
        assert bundles()[0].parts.count() == 2

    def test_of_news_alone_is_news_that_can_be_left(self):
        make_mailing(kind=NEWS)
        make_bundles(now=MONDAY)
        assert bundles()[0].kind == "post.news-bundle"

    def test_leaves_out_what_its_reader_may_see_no_more(self):
        reader = make_reader()
        made = make_mailing([reader], kind=PAPERS)
        leave(reader)
        assert make_bundles(now=MONDAY) == 0
        [found] = made.messages.all()
        assert (found.state, found.why) == (State.WITHHELD, "not entitled")
        assert found.letter == {}

    def test_goes_to_the_address_that_she_has_now(self):
        reader = make_reader("old@x.example")
        make_mailing([reader], kind=PAPERS)
        move(reader, "new@y.example")
        make_mailing([reader], kind=PAPERS)
        assert make_bundles(now=MONDAY) == 1
        [bundle] = bundles()
        assert (bundle.address, bundle.domain) == ("new@y.example", "y.example")
        assert bundle.parts.count() == 2

    def test_one_bad_row_stops_neither_others_nor_the_rest_of_hers(self, caplog):
        good, bad = make_reader(), make_reader()
        make_mailing([good, bad], kind=PAPERS)
        broken = make_mailing([bad], kind=PAPERS, write=lambda _r: Letter("Hers"))
        broken.messages.update(kind="room.that-is-gone")
        assert make_bundles(now=MONDAY) == 2
        [row] = broken.messages.all()
        assert (row.state, row.due_at) == (State.GATHERED, MONDAY + HOUR)
        assert "UnknownKind" in caplog.text
        assert "Hers" not in caplog.text

    def test_one_bad_row_brings_nothing_before_its_day(self):
        bad = make_reader()
        broken = make_mailing([bad], kind=PAPERS)
        broken.messages.update(kind="room.that-is-gone", due_at=NOW)
        make_mailing([bad], kind=PAPERS)
        assert make_bundles(now=NOW + HOUR) == 0
        assert make_bundles(now=MONDAY) == 1

    def test_whoever_cannot_be_asked_stops_nobody_elses(self, monkeypatch):
        lost, other = make_reader(), make_reader()
        make_mailing([lost, other], kind=PAPERS)

        def wishes(kind, pk):
            if pk == lost.id:
                raise ValueError
            return wishes_of(kind, pk)

        monkeypatch.setattr(operations, "wishes_of", wishes)
        assert make_bundles(now=MONDAY) == 1
        assert make_bundles(now=MONDAY) == 0
        assert Message.objects.get(state=State.GATHERED).due_at == MONDAY + HOUR

    def test_of_who_was_forgotten_makes_none(self):
        reader, other = make_reader(), make_reader()
        for one in (reader, other):
            make_mailing([one], kind=PAPERS)
        Message.objects.filter(reader_id=reader.id).update(reader_id="")
        assert make_bundles(now=MONDAY) == 1
        assert Message.objects.get(reader_id="").state == State.WITHHELD

    def test_leaves_what_is_paused(self):
        pause(make_mailing(kind=PAPERS), by=Host())
        assert make_bundles(now=MONDAY) == 0
