"""Who may see what: `visible_to`, through a table of shared rows of its own.

The table is made here because no room above may be imported; the rooms' own tables
are covered by the matrix and the canary crawl in tests/safety.
"""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from fourthp.foundation.clock import today
from fourthp.partnership.models import (
    Label,
    Membership,
    Network,
    Role,
    Seat,
)
from fourthp.partnership.queries.audiences import readers_of
from fourthp.partnership.tests.makers import (
    LONG_AGO,
    make_agency,
    make_audience,
    make_group,
    make_member,
    make_member_agency,
    make_person,
    make_seat,
)
from fourthp.partnership.tests.papers import Paper


def make_paper(label: str = Label.GREEN, **fields: object) -> Paper:
    return Paper.objects.create(label=label, **fields)


def sees(reader: object, paper: Paper) -> bool:
    return Paper.objects.visible_to(reader).filter(pk=paper.pk).exists()


@pytest.mark.django_db
class TestVisibleTo:
    def test_shows_the_public_only_what_is_clear_and_for_everyone(self):
        papers = {label: make_paper(label) for label in Label}
        assert [label for label in Label if sees(None, papers[label])] == [Label.CLEAR]

    def test_shows_a_clear_paper_with_an_audience_to_that_audience_only(self):
        member = make_member()
        paper = make_paper(Label.CLEAR, audience=make_audience({"role": Role.CHAIR}))
        assert not sees(None, paper)
        assert not sees(member, paper)
        assert sees(make_member("Dele Obi", role=Role.CHAIR), paper)

    def test_an_empty_audience_is_nobody(self):
        member = make_member(role=Role.COORDINATOR)
        assert not sees(member, make_paper(Label.GREEN, audience=make_audience()))

    def test_green_is_for_every_current_seat(self):
        assert sees(make_member(), make_paper(Label.GREEN))

    @pytest.mark.parametrize("label", [Label.AMBER, Label.AMBER_STRICT, Label.RED])
    def test_amber_and_above_without_an_audience_is_for_the_originator_only(
        self, label
    ):
        ours = make_member_agency("Quay Housing")
        insider, outsider = make_person(), make_member("Dele Obi")
        make_seat(insider, agency=ours)
        paper = make_paper(label, originator=ours)
        assert sees(insider, paper)
        assert not sees(outsider, paper)

    def test_a_password_alone_shows_nothing_above_green(self):
        ours = make_member_agency("Quay Housing")
        person = make_person()
        make_seat(person, agency=ours)
        person.is_strong = False
        audience = make_audience({"person": person})
        assert sees(person, make_paper(Label.GREEN, audience=audience))
        for label in (Label.AMBER, Label.AMBER_STRICT, Label.RED):
            paper = make_paper(label, originator=ours, audience=audience)
            assert not sees(person, paper)
            person.is_strong = True
            assert sees(person, paper)
            person.is_strong = False

    def test_whoever_comes_without_a_session_is_shown_no_more_than_by_password(self):
        person = make_member(agency="Quay Housing")
        agency = person.seats.get().agency
        paper = make_paper(Label.AMBER, originator=agency)
        assert not sees(type(person).objects.get(), paper)

    def test_a_seat_in_own_right_is_not_the_originator_of_everything(self):
        assert not sees(make_member(), make_paper(Label.RED))

    def test_one_seat_must_meet_the_whole_rule(self):
        group = make_group("Housing group")
        person = make_member(role=Role.CHAIR)
        make_seat(person, group=group, role=Role.OBSERVER)
        rule = {"group": group, "role": Role.CHAIR}
        paper = make_paper(Label.AMBER, audience=make_audience(rule))
        assert not sees(person, paper)
        make_seat(person, group=group, role=Role.CHAIR)
        assert sees(person, paper)

    @pytest.mark.parametrize("field", ["group", "agency", "person"])
    def test_a_rule_names_a_group_an_agency_or_a_person(self, field):
        agency = make_member_agency("Quay Housing")
        group = make_group("Housing group")
        person = make_person()
        seat = make_seat(person, agency=agency, group=group)
        audience = make_audience({field: getattr(seat, field)})
        paper = make_paper(Label.AMBER, audience=audience)
        assert sees(person, paper)
        assert not sees(make_member("Dele Obi"), paper)

    def test_a_leaver_sees_what_the_public_sees_the_day_after(self):
        person = make_member()
        green, clear = make_paper(Label.GREEN), make_paper(Label.CLEAR)
        person.seats.update(to_on=today())
        assert sees(person, green)
        person.seats.update(to_on=today() - timedelta(days=1))
        assert not sees(person, green)
        assert sees(person, clear)

    def test_an_agency_that_is_only_known_gives_no_sight(self):
        person = make_person()
        make_seat(person, agency=make_agency())
        assert not sees(person, make_paper(Label.GREEN))

    def test_a_group_that_ended_gives_no_sight(self):
        group = make_group("Task group", ends_on=today() - timedelta(days=1))
        person = make_person()
        make_seat(person, group=group)
        assert not sees(person, make_paper(Label.GREEN))


@pytest.mark.django_db
class TestReadersOf:
    def test_counts_exactly_those_whom_visible_to_admits(self):
        agency = make_member_agency("Quay Housing")
        people = [make_member(f"Member {n}", agency=f"Agency {n}") for n in range(3)]
        make_seat(people[0], agency=agency, role=Role.CHAIR)
        papers = [
            make_paper(Label.CLEAR),
            make_paper(Label.GREEN),
            make_paper(Label.AMBER, originator=agency),
            make_paper(Label.RED, audience=make_audience({"person": people[1]})),
            make_paper(
                Label.RED,
                originator=agency,
                audience=make_audience({"role": Role.REPRESENTATIVE}),
            ),
            make_paper(Label.GREEN, audience=make_audience()),
        ]
        for paper in papers:
            assert readers_of(paper).people == sum(sees(p, paper) for p in people)
        assert [readers_of(paper).everyone for paper in papers] == [True] + [False] * 5


@pytest.mark.django_db
class TestConstraints:
    def test_a_seat_cannot_end_before_it_begins(self):
        with pytest.raises(IntegrityError), transaction.atomic():
            make_seat(from_on=today(), to_on=today() - timedelta(days=1))
        assert not Seat.objects.exists()

    def test_there_is_one_network(self):
        fields = {"country": "GB", "time_zone": "Europe/London"}
        Network.objects.create(name="One", **fields)
        with pytest.raises(IntegrityError), transaction.atomic():
            Network.objects.create(name="Two", **fields)

    def test_a_rule_must_name_someone(self):
        with pytest.raises(IntegrityError), transaction.atomic():
            make_audience({})

    def test_a_membership_that_begins_tomorrow_is_not_one_today(self):
        agency = make_agency()
        Membership.objects.create(agency=agency, from_on=today() + timedelta(days=1))
        assert not type(agency).objects.members(today()).exists()
        assert type(agency).objects.members(today() + timedelta(days=1)).exists()
        assert today() > LONG_AGO
