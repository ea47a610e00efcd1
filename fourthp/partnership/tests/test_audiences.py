"""Audiences: their ways in, and exactly who reads what is shared with them."""

from datetime import timedelta
from itertools import product
from random import Random

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now, today
from fourthp.partnership.forms.audiences import AudienceField, WayForm
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
from fourthp.partnership.queries.audiences import (
    Way,
    readers_of,
    seats_by_ways,
    seats_that_see,
    ways_of,
)
from fourthp.partnership.tests.makers import (
    make_agency,
    make_group,
    make_member,
    make_member_agency,
    make_network_group,
    make_person,
    make_seat,
    make_term,
)
from fourthp.partnership.tests.papers import Paper

pytestmark = pytest.mark.django_db
TRIES = 40


def make_world() -> tuple[list[Way], list[Person]]:
    """Make agencies of two kinds, with and without a kind, and seats of every sort."""
    kinds = [make_term("Faith"), make_term("Health")]
    agencies = [make_member_agency(f"Agency {n}") for n in range(4)]
    agencies.append(make_agency("Only known"))
    for number, kind in enumerate((*kinds, kinds[0])):
        Agency.objects.filter(pk=agencies[number].pk).update(kind=kind)
    groups = [make_network_group(), make_group("One"), make_group("Two")]
    roles = [Role.REPRESENTATIVE, Role.CHAIR, Role.OBSERVER]
    people = [make_person(f"Person {n}") for n in range(9)]
    chance = Random(7)  # noqa: S311 -- nothing secret
    for person, _more in product(people, range(2)):
        make_seat(
            person,
            agency=chance.choice([*agencies, None]),
            group=chance.choice(groups),
            role=chance.choice(roles),
        )
    ended = Seat.objects.order_by("pk")[3]
    ended.end(now())
    ended.save()
    fields = (
        [None, *groups],
        ["", *roles],
        [None, *kinds],
        [None, *agencies],
        [None, *people],
    )
    ways = [
        Way(
            *(
                chance.choice(some) if chance.random() < 0.4 else some[0]
                for some in fields
            )
        )
        for _number in range(TRIES * 2)
    ]
    return ways, people


def seeing(paper: Paper, people: list[Person]) -> set[str]:
    return {
        one.name
        for one in people
        if Paper.objects.visible_to(one).filter(pk=paper.pk).exists()
    }


def names(seats) -> set[str]:
    return set(seats.values_list("person__name", flat=True))


class TestSeatsByWays:
    def test_are_those_for_whom_visible_to_yields_it(self):
        ways, people = make_world()
        told = 0
        for number in range(TRIES):
            some = ways[number * 2 : number * 2 + 2]
            made = make_audience(some, by=Host())
            paper = Paper.objects.create(label=Label.GREEN, audience=made)
            before_saving = names(seats_by_ways(some))
            assert before_saving == seeing(paper, people), some
            assert before_saving == names(seats_that_see(paper)), some
            assert readers_of(paper).people == len(before_saving)
            told += len(before_saving)
        assert told > TRIES  # the control: they are not all nobody

    def test_of_a_kind_are_those_of_agencies_of_that_kind_alone(self):
        faith = make_term("Faith")
        inside, outside = make_member("In", agency="A"), make_member("Out", agency="B")
        make_member("In her own right")
        Agency.objects.filter(name="A").update(kind=faith)
        made = make_audience([Way(kind=faith)], by=Host())
        paper = Paper.objects.create(label=Label.GREEN, audience=made)
        assert seeing(paper, [inside, outside]) == {"In"}
        assert names(seats_that_see(paper)) == {"In"}

    def test_without_a_way_in_are_nobody(self):
        make_member()
        for ways in ([], [Way()]):
            assert not seats_by_ways(ways).exists()
            made = make_audience(ways, by=Host())
            assert not made.rules.exists()

    def test_the_question_stays_one(self, django_assert_num_queries):
        reader = make_member("Reader", agency="A")
        made = make_audience([Way(kind=make_term("Faith"))], by=Host())
        Paper.objects.create(label=Label.GREEN, audience=made)
        found = Paper.objects.visible_to(reader)
        with django_assert_num_queries(1):
            list(found)


class TestMakeAudience:
    def test_is_made_of_its_ways_in_and_told_as_them(self):
        group, kind = make_group(), make_term("Faith")
        ways = [Way(group=group, role=Role.CHAIR), Way(kind=kind)]
        made = make_audience(ways, by=Host(), name="Chairs, and faith")
        rules = made.rules.order_by("pk")
        assert ways_of(rules) == ways

    def test_names_no_group_and_nobody_that_its_maker_may_not_know_of(self):
        secret = make_group("Secret", is_closed=True)
        hidden = make_person("Hidden")
        make_seat(hidden, group=secret)
        writer = make_member("Writer")
        for way in (Way(group=secret), Way(person=hidden)):
            with pytest.raises(PermissionDenied):
                make_audience([way], by=writer)
        make_seat(writer, group=secret)
        assert make_audience([Way(group=secret), Way(person=hidden)], by=writer).pk

    def test_a_rule_names_someone_in_the_database_too(self):
        audience = make_audience([], by=Host())
        with pytest.raises(IntegrityError), transaction.atomic():
            AudienceRule.objects.create(audience=audience)
        assert AudienceRule.objects.create(audience=audience, kind=make_term("F")).pk


class TestWayForm:
    def form(self, writer: Person, **said: str) -> WayForm:
        return WayForm(said, writer=writer)

    def test_takes_what_the_writer_may_see(self):
        writer = make_member("Writer", agency="Harbour")
        group, kind = make_group(), make_term("Faith")
        said = {"group": str(group.pk), "kind": str(kind.pk), "role": "chair"}
        form = self.form(writer, agency=" harbour ", person="writer", **said)
        assert form.is_valid(), form.errors
        agency = Agency.objects.get(name="Harbour")
        assert form.way() == Way(group, "chair", kind, agency, writer)

    def test_tells_of_a_closed_group_and_who_sits_there_as_of_nothing(self):
        writer = make_member("Writer")
        secret = make_group("Secret", is_closed=True)
        make_seat(make_person("Hidden"), group=secret)
        nothing = Group(name="Nothing")
        told = [
            str(self.form(writer, group=str(one.pk)).errors).replace(str(one.pk), "")
            for one in (secret, nothing)
        ]
        assert told[0] == told[1] != ""
        hidden = self.form(writer, person="Hidden").errors
        assert hidden == self.form(writer, person="Nobody at all").errors != {}
        assert "Secret" not in str(self.form(writer))

    def test_asks_again_where_a_name_is_of_several_or_of_none(self):
        writer = make_member("Writer")
        for _number in range(2):
            make_member("Asha")
            make_member_agency("Twice")
        assert "whole name" in str(self.form(writer, person="Asha").errors)
        assert "Several members" in str(self.form(writer, agency="twice").errors)
        assert "No member" in str(self.form(writer, agency="Only known").errors)


class TestAudienceField:
    def test_gives_the_ways_that_name_someone(self):
        writer = make_member("Writer")
        sent = {"way0-role": "chair", "way2-person": "Writer"}
        field = AudienceField(sent, writer=writer)
        assert field.is_valid()
        assert field.ways() == [Way(role="chair"), Way(person=writer)]
        assert not AudienceField({"way1-role": "king"}, writer=writer).is_valid()
        assert AudienceField({}, writer=writer).is_valid()
        assert AudienceField(writer=writer).parts[0].is_bound is False

    def test_sent_back_untouched_leaves_every_way_what_it_was(self):
        """Of an ended group, of one of two called alike: no box becomes “any”."""
        writer = make_member("Writer")
        over = make_group("Over", ends_on=today() - timedelta(days=1))
        seated, agency = make_member("Asha"), make_member_agency("Twice")
        make_member("Asha")
        make_member_agency("Twice")
        ways = [Way(group=over), Way(person=seated), Way(agency=agency)]
        drawn = AudienceField(writer=writer, there=ways)
        sent = {
            part.add_prefix(name): str(part[name].value() or "")
            for part in drawn.parts
            for name in part.fields
        }
        field = AudienceField(sent, writer=writer, there=ways)
        assert field.is_valid()
        assert field.ways() == ways
        # The control: not known to be there, they are refused or asked about.
        assert not AudienceField(sent, writer=writer).is_valid()
