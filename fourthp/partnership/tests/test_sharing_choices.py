"""How something is to be shared: who is shown before it is are those who see it."""

from itertools import pairwise, permutations, product
from random import Random

import pytest

from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now, today
from fourthp.partnership.models import (
    Agency,
    AudienceRule,
    Group,
    Label,
    Person,
    Role,
    Seat,
)
from fourthp.partnership.operations.audiences import make_audience
from fourthp.partnership.queries import sharing
from fourthp.partnership.queries.audiences import Way
from fourthp.partnership.queries.sharing import (
    Sharing,
    is_no_wider,
    may_know,
    sharing_of,
    told_ways,
    would_read,
)
from fourthp.partnership.tests.makers import (
    make_group,
    make_member,
    make_member_agency,
    make_person,
    make_seat,
    make_term,
)
from fourthp.partnership.tests.papers import Paper
from fourthp.partnership.tests.test_audiences import TRIES, make_world, names, seeing

pytestmark = pytest.mark.django_db
SECRET = "Harbour raid group"


def paper_of(wanted: Sharing) -> Paper:
    """A paper that is shared so."""
    ways = wanted.ways
    made = None if ways is None else make_audience(ways, by=Host())
    return Paper.objects.create(
        label=wanted.label, audience=made, originator_id=wanted.originator
    )


def strong(*people: Person) -> list[Person]:
    for person in people:
        person.is_strong = True
    return list(people)


def make_sharings(count: int) -> tuple[list[Sharing], list[Person]]:
    """Make ways of sharing at random, in a world where many see each."""
    ways, people = make_world()
    chance = Random(11)  # noqa: S311 -- nothing secret
    agencies = [None, *Agency.objects.order_by("name")]
    some = [
        Sharing(
            chance.choice([str(label) for label in Label]),
            chance.choice([None, tuple(chance.sample(ways, chance.randint(0, 3)))]),
            getattr(chance.choice(agencies), "pk", None),
        )
        for _number in range(count)
    ]
    return some, strong(*people)


class TestSeats:
    def test_before_saving_are_those_who_see_it_after(self):
        some, people = make_sharings(TRIES * 2)
        told = set()
        for wanted in some:
            before_saving = names(wanted.seats())
            paper = paper_of(wanted)
            after = seeing(paper, people)
            if wanted.is_for_everyone:
                assert after == {one.name for one in people}
                assert Paper.objects.visible_to(None).filter(pk=paper.pk).exists()
                continue
            assert not Paper.objects.visible_to(None).filter(pk=paper.pk).exists()
            assert before_saving == after, wanted
            told.add(len(after))
        assert len(told) > 4  # the control: it is not always everyone, or nobody

    def test_of_a_question_that_forgets_the_originator_would_not_be(self, monkeypatch):
        some, people = make_sharings(TRIES * 2)
        wrong = [
            wanted
            for wanted in some
            if not wanted.is_for_everyone
            and names(Sharing(wanted.label, wanted.ways).seats())
            != seeing(paper_of(wanted), people)
        ]
        assert wrong

    def test_of_a_shared_row_are_asked_from_the_row(self):
        some, _people = make_sharings(12)
        for wanted in some:
            there = sharing_of(paper_of(wanted))
            assert names(there.seats()) == names(wanted.seats())


class TestIsNoWider:
    def test_lets_nobody_in_whoever_comes_into_a_group_later(self):
        some, people = make_sharings(TRIES)
        narrower = 0
        pairs = [
            (paper_of(one), one, paper_of(two), two) for one, two in pairwise(some)
        ]
        later = make_seat(
            make_person("Later"),
            group=Group.objects.first(),
            agency=Agency.objects.first(),
        )
        people = [*people, *strong(later.person)]
        for before, than, paper, after in pairs:
            if is_no_wider(after, than=than):
                narrower += 1
                assert seeing(paper, people) <= seeing(before, people), (than, after)
        assert narrower > 3

    def test_by_another_question_would_let_some_in(self, monkeypatch):
        some, people = make_sharings(TRIES)
        monkeypatch.setattr(sharing, "_is_covered", lambda *_: True)
        assert any(
            is_no_wider(after, than=than)
            and not seeing(paper_of(after), people) <= seeing(paper_of(than), people)
            for than, after in permutations(some, 2)
        )

    def test_lets_the_originator_in_by_name_as_before(self):
        ours, theirs = make_member_agency("A"), make_member_agency("B")
        than = Sharing(Label.AMBER, None, ours.pk)
        named = Sharing(Label.AMBER, (Way(agency=ours),), ours.pk)
        assert is_no_wider(named, than=than)
        others = Sharing(Label.AMBER, (Way(agency=theirs),), ours.pk)
        assert not is_no_wider(others, than=than)

    def test_narrows_what_all_the_members_see_to_any_of_them(self):
        way = Way(role=Role.CHAIR)
        for label in (Label.CLEAR, Label.GREEN):
            wide = Sharing(label)
            assert is_no_wider(Sharing(Label.AMBER, (way,)), than=wide)
            assert is_no_wider(Sharing(Label.RED), than=wide)
            assert is_no_wider(Sharing(Label.GREEN, ()), than=wide)
        assert not is_no_wider(Sharing(Label.CLEAR), than=Sharing(Label.GREEN))

    def test_asks_for_more_in_a_way_in_but_takes_no_other(self):
        group, agency = make_group("One"), make_member_agency("A")
        than = Sharing(Label.AMBER, (Way(group=group), Way(agency=agency)))
        more = Way(group=group, role=Role.CHAIR)
        assert is_no_wider(Sharing(Label.AMBER, (more,)), than=than)
        assert is_no_wider(Sharing(Label.AMBER, (Way(),)), than=than)
        assert not is_no_wider(Sharing(Label.AMBER, (Way(role="chair"),)), than=than)
        assert not is_no_wider(Sharing(Label.GREEN, (more,)), than=than)
        assert not is_no_wider(Sharing(Label.GREEN), than=than)
        nobody = Sharing(Label.AMBER, (Way(),))
        assert not is_no_wider(Sharing(Label.AMBER, (more,)), than=nobody)

    def test_lets_another_agency_in_only_where_all_are(self):
        ours, theirs = make_member_agency("A").pk, make_member_agency("B").pk
        than = Sharing(Label.AMBER, None, ours)
        assert is_no_wider(Sharing(Label.RED, None, ours), than=than)
        assert is_no_wider(Sharing(Label.RED), than=than)
        assert not is_no_wider(Sharing(Label.RED, None, theirs), than=than)
        assert not is_no_wider(Sharing(Label.AMBER, (Way(role="chair"),)), than=than)
        wide = Sharing(Label.GREEN)
        assert is_no_wider(Sharing(Label.RED, None, theirs), than=wide)


class TestWouldRead:
    def test_says_the_readers_as_they_are_known_and_whether_she_is_one(self):
        writer = make_member("Maya Lind", agency="A")
        inside = make_member("Asha Bell", agency="B", role=Role.CHAIR)
        strong(writer, inside)
        found = would_read(Sharing(Label.AMBER, (Way(role=Role.CHAIR),)), asks=writer)
        assert found.exact.named == ["Asha Bell"]
        assert found.exact.out == ["A"]
        assert found.without_her
        assert found.is_strong_only
        with_her = would_read(Sharing(Label.GREEN), asks=writer)
        assert not with_her.without_her
        assert not with_her.is_strong_only
        assert with_her.exact.people == 2

    def test_has_another_token_once_others_would_read_it(self):
        writer, wanted = make_member(), Sharing(Label.GREEN, (Way(role=Role.CHAIR),))
        first = would_read(wanted, asks=writer).token
        assert would_read(wanted, asks=writer).token == first
        make_member("New", role=Role.CHAIR)
        assert would_read(wanted, asks=writer).token != first
        amber = Sharing(Label.AMBER, wanted.ways)
        tokens = {would_read(one, asks=writer).token for one in (wanted, amber)}
        assert len(tokens) == 2

    def test_of_no_way_in_is_nobody(self):
        writer = make_member()
        found = would_read(Sharing(Label.GREEN, ()), asks=writer)
        assert found.exact.people == 0
        assert found.exact.is_all


class TestToldWays:
    def test_says_each_in_words_with_how_many_meet_it(self):
        asks = make_member("Asks", agency="A")
        chair = make_seat(
            make_person("Chair"), agency=make_member_agency("B"), role=Role.CHAIR
        )
        way = Way(chair.group, Role.CHAIR, make_term("Faith"), chair.agency)
        [told] = told_ways([way], asks=asks)
        assert told.words == [chair.group.name, "Chair", "Faith", "B"]
        assert told.why_nobody == "No seat meets this today."
        [told] = told_ways([Way(agency=chair.agency)], asks=asks)
        assert (told.words, told.people, told.why_nobody) == (["B"], 1, "")

    def test_says_why_nobody_meets_one_any_more(self):
        asks = make_member("Asks", role=Role.COORDINATOR)
        group, gone = make_group("Task force"), make_member("Gone", agency="C")
        for seat in (make_seat(asks, group=group), gone.seats.get()):
            agency = seat.agency
            seat.end(now())
            seat.save()
        group.ends_on, group.ended_at = today(), now()
        group.save()
        agency.memberships.all().delete()
        ways = [Way(group=group), Way(agency=agency), Way(person=gone)]
        strong(asks)
        told = [one.why_nobody for one in told_ways(ways, asks=asks)]
        assert told == [
            "The group has ended.",
            "The agency is not a member.",
            "This person holds no seat.",
        ]

    def test_has_no_word_of_a_closed_group_for_others(self):
        asks, insider = strong(make_member("Asks"), make_member("Insider"))
        secret = make_group(SECRET, is_closed=True)
        make_seat(insider, group=secret)
        way = Way(group=secret, role=Role.REPRESENTATIVE)
        [told] = told_ways([way], asks=asks)
        assert (told.words, told.people, told.why_nobody) == ([], 0, "")
        assert not may_know(way, asks=asks)
        # The control: who sits in it reads its name.
        [told] = told_ways([way], asks=insider)
        assert told.words[0] == SECRET
        assert told.people == 1

    def test_without_the_question_would_tell_its_name(self, monkeypatch):
        asks, secret = make_member("Asks"), make_group(SECRET, is_closed=True)
        monkeypatch.setattr(sharing, "may_know", lambda *_, **__: True)
        [told] = told_ways([Way(group=secret)], asks=asks)
        assert told.words == [SECRET]

    def test_counts_nobody_by_a_seat_that_may_not_be_known(self):
        asks, insider = strong(make_member("Asks"), make_member("Insider", agency="B"))
        make_seat(insider, group=make_group(SECRET, is_closed=True), role=Role.OBSERVER)
        assert told_ways([Way(role=Role.OBSERVER)], asks=asks)[0].people == 0
        found = Sharing("TLP:GREEN", (Way(role=Role.OBSERVER),)).exact_readers(
            asks=asks
        )
        assert found.people == 0


class TestEmptied:
    def test_by_the_end_of_its_group_is_nobody_and_says_so(self):
        asks, group = (
            make_member("Asks", role=Role.COORDINATOR),
            make_group("Task force"),
        )
        make_seat(asks, group=group)
        strong(asks)
        paper = paper_of(Sharing(Label.GREEN, (Way(group=group),)))
        assert seeing(paper, [asks]) == {"Asks"}
        group.ends_on, group.ended_at = today(), now()
        group.save()
        assert seeing(paper, [asks]) == set()
        [told] = told_ways(sharing_of(paper).ways or (), asks=asks)
        assert told.why_nobody == "The group has ended."

    def test_with_the_agency_that_it_named_is_nobody(self):
        gone, reader = make_member_agency("Gone"), make_person("Reader")
        make_seat(reader, agency=gone)
        paper = paper_of(Sharing(Label.GREEN, (Way(agency=gone),)))
        assert seeing(paper, strong(reader)) == {"Reader"}
        gone.delete()
        assert seeing(paper, strong(make_member("Other"))) == set()
        assert not AudienceRule.objects.filter(audience=paper.audience).exists()
        assert sharing_of(paper).ways == ()


def test_every_way_is_told_to_whoever_knows_all_of_it():
    ways, people = make_world()
    everyone = strong(*people)
    for way, person in product(ways[:20], everyone[:3]):
        told = told_ways([way], asks=person)[0]
        assert bool(told.words) == (may_know(way, asks=person) and way.names_someone)
    assert Seat.objects.exists()
