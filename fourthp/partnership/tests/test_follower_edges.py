"""Who follows in a seat, and what waits for leavers: what changed meanwhile."""

from datetime import timedelta

import pytest
import time_machine

from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now as clock_now
from fourthp.foundation.clock import today
from fourthp.foundation.ids import made_before
from fourthp.foundation.links import SignedLink
from fourthp.foundation.models import Revision
from fourthp.foundation.operations.undoing import undo_revision
from fourthp.partnership.models import Role, Seat, Term, Vocabulary
from fourthp.partnership.operations.circulars import CircularFacts, write_circular
from fourthp.partnership.operations.leaving import leave
from fourthp.partnership.operations.left_mails import PERSON_LEFT
from fourthp.partnership.operations.network import NetworkFacts, set_up_network
from fourthp.partnership.operations.returning import take_leaving_back
from fourthp.partnership.operations.who_follows import ASKS, SOMEBODY_FOLLOWS
from fourthp.partnership.operations.words import move_word
from fourthp.partnership.queries.followers import ANOTHER
from fourthp.partnership.queries.readership import readers_for
from fourthp.partnership.tests.test_leaving import (
    ben,
    holds,
    named,
    seated,
    told,
)
from fourthp.partnership.tests.test_said_of_leaving import done, press, shown, way_to
from fourthp.post.models import Answer, Message
from fourthp.post.operations.mailings import copy_to
from fourthp.post.queries.acts import read_act
from fourthp.post.rules.acts import ActIsOver, Said

__all__ = ["ben"]
pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def roles_of(name: str) -> list[str]:
    return list(named(name).seats.holding(today()).values_list("role", flat=True))


def link_of(way: str) -> SignedLink:
    token = way.partition("?")[0].rstrip("/").rpartition("/")[2]
    return read_act(token, now=clock_now())[1]


@pytest.fixture
def way(ben):
    """The page that asks Lea who follows Ben, who left."""
    leave(ben, by=Host(), now=clock_now())
    return way_to(PERSON_LEFT, "lea")


def deputy() -> Seat:
    return Seat.objects.get(person__name="Dora", role=Role.DEPUTY)


class TestOfASeatThatIsGone:
    @pytest.fixture(autouse=True)
    def gone(self, ben, way):
        ben.seats.all().delete()

    def test_nothing_is_said(self, way):
        assert SOMEBODY_FOLLOWS.says(link_of(way)) == ()

    def test_no_deputy_is_offered_and_none_can_be_named(self, way):
        answer = press(way, choice="follows", reasons=str(deputy().pk))
        assert answer.status_code == 410
        assert roles_of("Dora") == [Role.DEPUTY]
        assert not Answer.objects.exists()

    def test_an_answer_that_was_on_its_way_comes_too_late(self, way):
        with pytest.raises(ActIsOver):
            SOMEBODY_FOLLOWS.act(link_of(way), Said(ANOTHER), clock_now())
        assert told(ASKS) == []


class TestADeputyOfTheSameDay:
    def test_is_offered_where_she_had_the_seat_before_the_mail(self, ben):
        agency = ben.seats.get().agency
        seated("Early", agency, Role.DEPUTY, from_on=today())
        leave(ben, by=Host(), now=clock_now() + timedelta(seconds=2))
        way = way_to(PERSON_LEFT, "lea")
        late = seated("Late", agency, Role.DEPUTY, from_on=today())
        late.seats.update(id=made_before(clock_now() + timedelta(minutes=1)))
        page = shown(f"{way}&choice=follows")
        assert "Early follows" in page
        assert "Late follows" not in page


class TestNamedByLink:
    def test_a_deputy_whose_own_seat_ran_out_follows_no_more(self, way):
        Seat.objects.filter(pk=deputy().pk).update(to_on=today())
        with time_machine.travel(clock_now() + 2 * DAY, tick=False):
            answer = press(way, choice="follows", reasons=str(deputy().pk))
            assert answer.status_code == 410
            assert roles_of("Dora") == []
        assert not Answer.objects.exists()
        assert not Revision.objects.filter(act="followed").exists()


class TestTakenBackByLink:
    @pytest.fixture(autouse=True)
    def follows(self, way):
        press(way, choice="follows", reasons=str(deputy().pk))
        assert roles_of("Dora") == [Role.REPRESENTATIVE]

    def test_is_not_for_who_looks_after_the_agency_no_more(self, way):
        named("Lea").seats.update(agency=named("Olu").seats.get().agency)
        answer = press(done(way))
        assert answer.status_code == 409
        assert "cannot be taken back by a link" in answer.content.decode()
        assert roles_of("Dora") == [Role.REPRESENTATIVE]

    def test_what_was_taken_back_otherwise_is_free_again(self, way):
        revision = Revision.objects.get(act="followed")
        undo_revision(revision, by=Host(), now=clock_now())
        assert press(done(way)).status_code == 302
        assert roles_of("Dora") == [Role.DEPUTY]
        assert not Answer.objects.filter(undone_at=None).exists()
        assert "Dora follows" in shown(f"{way}&choice=follows")


class TestTakeLeavingBack:
    def test_a_copy_that_is_of_no_mailing_waits_again(self, ben):
        facts = CircularFacts("Night number", "It changes.", "urgent")
        mailing = write_circular(facts, by=Host(), now=clock_now()).mailing
        [reader] = readers_for([ben])
        copy = copy_to(mailing, reader, by=named("Cora"), now=clock_now())
        assert copy.mailing is None
        left = leave(ben, by=named("Cora"), now=clock_now())
        copy.refresh_from_db()
        assert copy.state == "withheld"
        take_leaving_back(left.revision, by=named("Cora"), now=clock_now())
        assert holds(ben) == 1
        copy = Message.objects.get(pk=copy.pk)
        assert (copy.state, copy.ended_at) == ("waiting", None)


class TestMoveWord:
    def test_changes_those_two_alone_whose_places_differ(self):
        facts = NetworkFacts("Vale Network", "RO", "Europe/Bucharest")
        set_up_network(facts, by=Host())
        areas = Term.objects.of(Vocabulary.AREA)
        for place, word in enumerate(areas):
            Term.objects.filter(pk=word.pk).update(position=place)
        first, second, third = areas[:3]
        move_word(third, by=Host())
        assert list(areas.all()[:3]) == [first, third, second]
        parts = Revision.objects.get().parts.all()
        changed = {pk for part in parts for pk in part.rows}
        assert changed == {str(second.pk), str(third.pk)}
