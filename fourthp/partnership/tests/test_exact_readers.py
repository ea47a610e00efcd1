"""Exactly who reads what is shared, as far as whoever asks may know of them."""

import pytest

from fourthp.foundation.actors import Host
from fourthp.foundation.clock import today
from fourthp.partnership.models import Label, Person, Role, Seat
from fourthp.partnership.operations.audiences import make_audience
from fourthp.partnership.queries import exact_readers as queries
from fourthp.partnership.queries.audiences import (
    Readers,
    Way,
    readers_known_to,
    readers_of,
    seats_by_ways,
)
from fourthp.partnership.queries.exact_readers import (
    ExactReaders,
    exact_readers,
    exact_readers_of,
)
from fourthp.partnership.queries.sharing import Sharing
from fourthp.partnership.tests.makers import (
    make_group,
    make_member,
    make_member_agency,
    make_person,
    make_seat,
)
from fourthp.partnership.tests.papers import Annex, Paper

pytestmark = pytest.mark.django_db


def paper_for(way: Way) -> Paper:
    audience = make_audience([way], by=Host())
    return Paper.objects.create(label=Label.GREEN, audience=audience)


def told_of(
    paper: Paper, way: Way, *, asks: Person
) -> tuple[Readers, ExactReaders, ExactReaders]:
    """Return all that somebody is told of who reads a paper, and would by a way in."""
    would = Sharing(Label.GREEN, (way,)).exact_readers(asks=asks)
    known = readers_known_to(paper, asks=asks)
    return known, exact_readers_of(paper, asks=asks), would


class TestExactReaders:
    def test_are_named_to_whoever_may_know_them_and_the_others_counted(self):
        asks = make_member("Asks", agency="A")
        make_member("Other", agency="B")
        make_member_agency("C")
        seats = seats_by_ways([Way(role=Role.REPRESENTATIVE)])
        assert exact_readers(seats, asks=asks) == ExactReaders(
            2, 2, named=["Asks", "Other"], out=["C"]
        )
        asks.is_strong = False
        assert exact_readers(seats, asks=asks) == ExactReaders(
            2, 2, named=["Asks"], unnamed=1, out=["C"]
        )

    def test_say_nothing_of_a_group_that_she_may_not_know_of(self):
        asks = make_member("Asks", agency="A")
        secret = make_group("Secret", is_closed=True)
        inside = make_person("Inside")
        make_seat(inside, group=secret, agency=make_member_agency("B"))
        paper = paper_for(Way(group=secret))
        assert exact_readers_of(paper, asks=asks) == ExactReaders(0, 0, is_all=False)
        # The control: who sits there too is told of all.
        inside.is_strong = True
        assert exact_readers_of(paper, asks=inside).named == ["Inside"]

    @pytest.mark.parametrize("asked", ["person", "agency", "role", "group"])
    def test_do_not_tell_whether_somebody_sits_in_a_closed_group(self, asked):
        asks, ben = make_member("Asks", agency="A"), make_member("Ben", agency="B")
        secret, seat = make_group("Secret", is_closed=True), ben.seats.get()
        make_seat(make_person("Inside"), group=secret)
        way = Way(**{asked: ben if asked == "person" else getattr(seat, asked)})
        paper = paper_for(way)
        before = told_of(paper, way, asks=asks)
        make_seat(ben, group=secret, agency=seat.agency)
        assert told_of(paper, way, asks=asks) == before

    def test_nor_who_sits_in_nothing_but_that(self):
        paper = Paper.objects.create(label=Label.GREEN)
        asks = make_member("Asks", agency="A")
        way = Way(role=Role.MINUTE_TAKER)
        before = told_of(paper, way, asks=asks)
        hidden, secret = make_person("Hidden"), make_group("Secret", is_closed=True)
        make_seat(hidden, group=secret, role=Role.MINUTE_TAKER)
        assert told_of(paper, way, asks=asks) == before
        assert not before[0].has_others

    def test_count_nobody_by_what_a_thing_hangs_on(self):
        asks, ben = make_member("Asks", agency="A"), make_member("Ben", agency="B")
        secret = make_group("Secret", is_closed=True)
        make_seat(ben, group=secret)
        annex = Annex.objects.create(
            label=Label.GREEN, paper=paper_for(Way(group=secret))
        )
        assert exact_readers_of(annex, asks=asks) == ExactReaders(0, 0, is_all=False)
        assert readers_known_to(annex, asks=asks) == Readers(False, 0, 0, True)
        assert readers_of(annex).people == 1

    def test_name_no_more_than_a_page_holds(self, monkeypatch):
        monkeypatch.setattr(queries, "MOST_NAMED", 1)
        asks = make_member("Asks")
        make_member("Other")
        for name in ("A", "B", "C"):
            make_member_agency(name)
        found = exact_readers(Seat.objects.holding(today()), asks=asks)
        assert (found.named, found.unnamed) == (["Asks"], 1)
        assert (found.out, found.more_out) == (["A"], 2)
