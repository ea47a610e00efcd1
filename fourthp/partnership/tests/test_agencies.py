"""Agencies as they are changed, called, taken back and found."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from fourthp.audit.models import Entry
from fourthp.foundation.actors import Host, Public
from fourthp.foundation.clock import now, today
from fourthp.foundation.models import Revision
from fourthp.foundation.operations.revisions import SomebodyWasFaster, last_revision
from fourthp.foundation.queries.history import history_of
from fourthp.partnership.models import (
    NOT_NAMED,
    Agency,
    AgencyName,
    AgencyTerm,
    Role,
    Vocabulary,
)
from fourthp.partnership.operations.agencies import (
    MOST_NAMES,
    CalledSoAlready,
    ChangedAgain,
    HasEnded,
    PartOfItself,
    StaysDone,
    TooFine,
    admit_agency,
    call_agency,
    drop_name,
    edit_agency,
    forget_finer,
    undo_agency_change,
)
from fourthp.partnership.queries.agencies import (
    PAGE,
    Asked,
    Show,
    agencies_alike,
    agencies_called,
    find_agencies,
    page_of_agency,
    words_said,
)
from fourthp.partnership.queries.standing import actor_title
from fourthp.partnership.tests.makers import (
    make_agency,
    make_group,
    make_member,
    make_member_agency,
    make_person,
    make_seat,
    make_term,
)

DAY = date(2026, 3, 10)

pytestmark = pytest.mark.django_db


def make_area(name: str = "West Midlands", **fields: object):
    return make_term(name, Vocabulary.AREA, **fields)


def make_lead(agency: Agency):
    lead = make_person()
    make_seat(lead, agency=agency, role=Role.LEAD)
    return lead


def edit(agency: Agency, by: object = None, **facts: object) -> Agency:
    terms, seen = facts.pop("terms", None), facts.pop("seen", None)
    said = {"by": by or Host(), "today": DAY, "terms": terms, "seen": seen}
    return edit_agency(agency, facts, **said)  # type: ignore[arg-type]


def undo_last(agency: Agency, by: object = None):
    revision = Revision.objects.order_by("at", "id").last()
    return undo_agency_change(agency, revision, by=by or Host(), now=now())


class TestEditAgency:
    def test_that_changes_nothing_leaves_no_trace(self):
        agency = make_agency()
        edit(agency, name=agency.name, terms={Vocabulary.AREA: []})
        assert not Entry.objects.exists()
        assert last_revision(agency) == "none"

    def test_refuses_what_was_seen_before_another_change(self):
        agency = make_agency()
        seen = last_revision(agency)
        edit(agency, description="New")
        with pytest.raises(SomebodyWasFaster):
            edit(agency, description="Old", seen=seen)

    def test_sets_all_words_of_the_lists_that_are_named(self):
        agency = make_agency()
        prevention = make_term("Prevention", Vocabulary.FOUR_PS)
        protection = make_term("Protection", Vocabulary.FOUR_PS)
        area = make_area()
        first = {Vocabulary.FOUR_PS: [prevention], Vocabulary.AREA: [area]}
        edit(agency, terms=first)
        edit(agency, terms={Vocabulary.FOUR_PS: [protection]})
        assert set(agency.terms.all()) == {protection, area}
        told = history_of("agency", agency.pk)[0].fields
        assert {(one.before, one.after) for one in told} == {
            ("Prevention", "–"),
            ("–", "Protection"),
        }

    @pytest.mark.parametrize("long", [1, 2, 3])
    def test_refuses_a_ring_of_parents(self, long):
        agency = make_agency()
        last = agency
        for number in range(long - 1):
            last = make_agency(f"Part {number}", parent=last)
        with pytest.raises(PartOfItself):
            edit(agency, parent=last)

    def test_refuses_a_finer_area_where_the_place_is_confidential(self):
        region = make_area()
        fine = make_area("Leamore", within=region)
        open_one, hidden = make_agency(), make_agency("B", place_is_confidential=True)
        edit(open_one, terms={Vocabulary.AREA: [fine]})
        edit(hidden, terms={Vocabulary.AREA: [region]})
        with pytest.raises(TooFine):
            edit(hidden, terms={Vocabulary.AREA: [fine]})
        assert list(hidden.terms.all()) == [region]


class TestRenaming:
    def test_keeps_the_former_name_and_the_day_until_which_it_was(self):
        agency = make_agency("Mission")
        edit(agency, name="Harbour Aid")
        yesterday = DAY - timedelta(days=1)
        assert agency.called.get().until_on == yesterday
        agency = Agency.objects.get()
        assert agency.name_on(yesterday) == "Mission"
        assert agency.name_on(DAY) == "Harbour Aid"
        assert find("mission") == [agency]

    def test_twice_on_one_day_keeps_both_and_says_the_first_of_the_day_before(self):
        agency = make_agency("Mission")
        edit(agency, name="Harbur Aid")
        edit(agency, name="Harbour Aid")
        agency = Agency.objects.get()
        assert agency.called.count() == 2
        assert agency.name_on(DAY - timedelta(days=1)) == "Mission"

    @pytest.mark.parametrize("name", ["HARBOUR AID", NOT_NAMED])
    def test_keeps_no_other_spelling_and_no_name_that_is_none(self, name):
        edit(make_agency(name), name="Harbour Aid")
        assert not AgencyName.objects.exists()

    def test_keeps_nothing_of_what_is_confidential(self):
        edit(make_agency("Mill Lane", place_is_confidential=True), name="Lantern")
        assert not AgencyName.objects.exists()

    def test_leaves_history_under_the_name_of_its_day(self):
        agency = make_member_agency("Mission")
        person = make_person()
        make_seat(person, agency=agency)
        edit(agency, name="Harbour Aid")
        before = DAY - timedelta(days=9)
        assert actor_title("person", str(person.pk), on=before).startswith("Mission")
        assert actor_title("person", str(person.pk), on=DAY).startswith("Harbour")


class TestNames:
    def test_are_added_and_taken_away_by_its_lead(self):
        agency = make_member_agency()
        lead = make_lead(agency)
        name = call_agency(agency, " HSC ", by=lead)
        assert find("hsc", Show.MEMBERS, reader=lead) == [agency]
        drop_name(name, by=lead)
        assert not agency.called.exists()
        undo_last(agency, lead)
        assert agency.called.get().name == "HSC"

    def test_are_nobody_elses_to_change(self):
        agency = make_agency()
        name = call_agency(agency, "HSC", by=Host())
        for by in (Public(), make_lead(make_member_agency("Other"))):
            with pytest.raises(PermissionDenied):
                call_agency(agency, "x", by=by)
            with pytest.raises(PermissionDenied):
                drop_name(name, by=by)

    def test_are_each_said_once_and_not_without_end(self):
        agency = make_agency("Harbour Aid")
        with pytest.raises(CalledSoAlready, match="already"):
            call_agency(agency, "harbour-aid", by=Host())
        names = [AgencyName(agency=agency, name=f"n{n}") for n in range(MOST_NAMES)]
        AgencyName.objects.bulk_create(names)
        with pytest.raises(CalledSoAlready, match="50"):
            call_agency(agency, "One more", by=Host())


class TestForgetFiner:
    def test_takes_finer_areas_and_telling_names(self):
        region = make_area()
        fine = make_area("Leamore", within=region)
        agency = make_agency()
        edit(agency, terms={Vocabulary.AREA: [region, fine]})
        for name in ("Leamore House", "Lantern"):
            call_agency(agency, name, by=Host())
        forget_finer(agency, tells=lambda text: "Leamore" in text)
        assert list(agency.terms.all()) == [region]
        assert agency.called.get().name == "Lantern"


class TestUndoAgencyChange:
    def test_puts_back_fields_words_and_names(self):
        agency, area = make_agency("Mission"), make_area()
        edit(agency, name="Harbour Aid", terms={Vocabulary.AREA: [area]})
        undo_last(agency, make_lead_of(agency))
        agency.refresh_from_db()
        assert agency.name == "Mission"
        assert not agency.called.exists()
        assert not AgencyTerm.objects.exists()

    def test_takes_the_newer_change_first(self):
        agency = make_agency("Mission")
        edit(agency, name="Harbour Aid")
        first = Revision.objects.get()
        edit(agency, name="Harbour")
        with pytest.raises(ChangedAgain):
            undo_agency_change(agency, first, by=Host(), now=now())
        assert Agency.objects.get().called.count() == 2

    def test_makes_no_ring(self):
        whole = make_agency("Whole")
        part = make_agency("Part", parent=whole)
        edit(part, parent=None)
        first = Revision.objects.get()
        edit(whole, parent=part)
        with pytest.raises(PartOfItself):
            undo_agency_change(part, first, by=Host(), now=now())

    def test_refuses_strangers_other_agencies_and_what_stands_for_good(self):
        agency, other = make_agency("Mission"), make_agency("Other")
        edit(agency, name="Harbour Aid")
        with pytest.raises(PermissionDenied):
            undo_last(agency, Public())
        with pytest.raises(StaysDone):
            undo_last(other)
        undo_last(agency)
        with pytest.raises(StaysDone):
            undo_last(agency)
        admit_agency(agency, by=Host(), today=DAY)
        with pytest.raises(StaysDone):
            undo_last(agency)


def make_lead_of(agency: Agency):
    admit_agency_quietly(agency)
    return make_lead(agency)


def admit_agency_quietly(agency: Agency) -> None:
    agency.memberships.create(from_on=date(2020, 1, 1))


class TestAdmitAgency:
    def test_refuses_one_that_is_no_more(self):
        agency = make_agency(ended_on=DAY, ended_as="closed")
        with pytest.raises(HasEnded):
            admit_agency(agency, by=Host(), today=DAY)


def find(words: str = "", show: Show = Show.ALL, reader=None, **more) -> list[Agency]:
    reader = reader or make_member()
    asked = Asked(show, words, **more)
    return list(find_agencies(asked, reader=reader, day=today()).rows)


class TestFindAgencies:
    def test_finds_each_word_in_any_name(self):
        agency = make_agency("Harbour Aid", alternate_name="HA")
        call_agency(agency, "Seamen’s Mission", by=Host())
        make_agency("Other")
        for words in ("harb", "ha", "mission", "aid seamen"):
            assert find(words) == [agency], words
        assert find("harbour clinic") == []

    def test_tells_members_known_and_ended_apart(self):
        member, known = make_member_agency("M"), make_agency("K")
        over = make_agency("E", ended_on=DAY, ended_as="closed")
        asked = Asked(Show.ALL)
        found = find_agencies(asked, reader=make_member(), day=today())
        assert found.counts == {"members": 1, "known": 1, "ended": 1, "all": 3}
        by_show = {Show.MEMBERS: member, Show.KNOWN: known, Show.ENDED: over}
        assert {show: find(show=show) for show in by_show} == {
            show: [one] for show, one in by_show.items()
        }

    def test_narrows_by_kind_part_and_area_with_what_lies_in_it(self):
        kind, region = make_term("Police"), make_area()
        part = make_term("Prevention", Vocabulary.FOUR_PS)
        town = make_area("Leamore", within=region)
        wanted = make_agency("Wanted", kind=kind)
        make_agency("Other")
        edit(wanted, terms={Vocabulary.FOUR_PS: [part], Vocabulary.AREA: [town]})
        for more in ({"kind": kind}, {"part": part}, {"area": region}, {"area": town}):
            assert find(**more) == [wanted]

    def test_never_finds_a_confidential_one_by_a_finer_area(self):
        region = make_area()
        town = make_area("Leamore", within=region)
        hidden = make_agency("Hidden", place_is_confidential=True)
        # Its area became finer after it was chosen: nobody can choose it so.
        AgencyTerm.objects.create(agency=hidden, term=town)
        assert find(area=town) == find(area=region) == []
        assert words_said(hidden) == {}
        Agency.objects.update(place_is_confidential=False)
        assert find(area=town) == [hidden]  # control

    def test_goes_from_page_to_page_by_name_without_case(self):
        names = [f"{'a' if n % 2 else 'A'}{n:03}" for n in range(PAGE + 1)]
        for name in reversed(names):
            make_agency(name)
        reader = make_member()
        first = find_agencies(Asked(Show.ALL), reader=reader, day=today())
        then = find_agencies(Asked(Show.ALL), reader=reader, day=today(), page=2)
        assert [one.name for one in (*first.rows, *then.rows)] == names
        assert (first.has_next, then.has_next) == (True, False)

    def test_asks_as_often_for_fifty_as_for_two(self, django_assert_num_queries):
        make_member_agency("B")
        reader = make_member()
        for number in range(PAGE):
            make_member_agency(f"A{number}")
        with django_assert_num_queries(4):
            find_agencies(Asked(), reader=reader, day=today())


class TestAgenciesCalled:
    def test_returns_the_one_of_exactly_this_name_else_those_like_it(self):
        aid, more = make_agency("Harbour Aid"), make_agency("Harbour Aid North")
        reader = make_member()
        assert agencies_called("harbour aid", reader=reader) == [aid]
        assert agencies_called("aid", reader=reader) == [aid, more]


class TestAgenciesAlike:
    @pytest.mark.parametrize("name", ["HARBOUR  aid", "Harbour-Aid!", "mission", "ha"])
    def test_sees_through_case_marks_and_former_names(self, name):
        agency = make_agency("Harbour Aid", alternate_name="HA")
        call_agency(agency, "Mission", by=Host())
        make_agency("Harbour Aid North")
        assert agencies_alike(name, reader=make_member()) == [agency]


class TestPageOfAgency:
    def test_says_to_the_public_what_everyone_may_know(self):
        above = make_agency("Whole", place_is_confidential=True)
        agency = make_member_agency()
        Agency.objects.filter(pk=agency.pk).update(parent=above)
        make_agency("Before", successor=agency, ended_on=DAY, ended_as="merged")
        make_agency("Hidden part", parent=agency, place_is_confidential=True)
        make_seat(agency=agency)
        agency.refresh_from_db()
        shown = page_of_agency(agency, reader=None, day=today())
        assert (shown.parent, shown.parts, shown.seats) == (None, [], [])
        assert [str(one) for one in shown.predecessors] == ["Before"]
        member = page_of_agency(agency, reader=make_member(), day=today())
        assert (str(member.parent), len(member.parts)) == ("Whole", 1)
        assert len(member.memberships) == len(member.seats) == 1

    def test_names_nobody_to_somebody_of_another_agency_without_second_factor(self):
        agency = make_member_agency()
        make_seat(make_person("Dele Obi"), agency=agency)
        reader = make_member(agency="Other")
        assert [
            one.who for one in page_of_agency(agency, reader=reader, day=today()).seats
        ] == ["Dele Obi"]
        reader.is_strong = False
        [shown] = page_of_agency(agency, reader=reader, day=today()).seats
        assert (shown.who, shown.seat.role) == ("", "representative")

    def test_keeps_seats_of_closed_groups_to_those_who_see_them(self):
        agency = make_member_agency()
        make_seat(agency=agency, group=make_group("Closed", is_closed=True))
        reader = make_member(agency="Other")
        assert page_of_agency(agency, reader=reader, day=today()).seats == []

    def test_counts_the_seats_that_are_too_many(self):
        agency = make_member_agency()
        for _number in range(62):
            make_seat(agency=agency)
        shown = page_of_agency(agency, reader=make_member(), day=today())
        assert (len(shown.seats), shown.more_seats) == (60, 2)
