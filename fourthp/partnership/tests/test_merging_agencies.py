"""Two records of one agency: they become one, and two again."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from fourthp.audit.models import Entry
from fourthp.foundation.clock import now, today
from fourthp.foundation.models import Revision, RevisionPart
from fourthp.partnership.models import (
    Agency,
    AgencyName,
    AgencyTerm,
    AudienceRule,
    Membership,
    Merge,
    Seat,
)
from fourthp.partnership.operations.merging.agencies import merge_agencies
from fourthp.partnership.operations.merging.moving import refuse_if_named
from fourthp.partnership.operations.merging.undoing import undo_merge
from fourthp.partnership.operations.people import forget_merges
from fourthp.partnership.operations.seats import end_seat
from fourthp.partnership.queries.audiences import readers_of
from fourthp.partnership.queries.merging.agencies import (
    agencies_like,
    agency_outlook,
    why_not_agencies,
)
from fourthp.partnership.queries.merging.done import stands_for
from fourthp.partnership.rules.merging import MergeRefused
from fourthp.partnership.tasks import forget_old_merges
from fourthp.partnership.tests.makers import (
    make_agency,
    make_audience,
    make_member,
    make_member_agency,
    make_person,
    make_seat,
    make_term,
)
from fourthp.partnership.tests.papers import Paper
from fourthp.partnership.tests.sheets import make_coordinator

pytestmark = pytest.mark.django_db


@pytest.fixture
def cora():
    return make_coordinator()


def merged(gone: Agency, stays: Agency, by) -> Merge:
    seen = agency_outlook(gone, stays).digest()
    return merge_agencies(gone, stays, by=by, now=now(), seen=seen)


def everything() -> list[object]:
    """All that a merge may touch, to be compared."""
    models = (Agency, AgencyName, AgencyTerm, Membership, Seat, AudienceRule)
    return [list(model.objects.order_by("pk").values()) for model in models]


class TestMergeAgencies:
    def test_moves_everything_that_names_it(self, cora):
        gone, stays = (
            make_agency("Old Haven", alternate_name="OH"),
            make_agency("Haven"),
        )
        seat = make_seat(agency=gone)
        term = AgencyTerm.objects.create(agency=gone, term=make_term("x", "area"))
        name = AgencyName.objects.create(agency=gone, name="Older")
        part = make_agency("Part", parent=gone)
        before = make_agency("Before", successor=gone)
        rule = AudienceRule.objects.get(audience=make_audience({"agency": gone}))
        merge = merged(gone, stays, cora)
        for row in (seat, term, name, rule):
            row.refresh_from_db()
            assert row.agency == stays
        part.refresh_from_db()
        before.refresh_from_db()
        assert (part.parent, before.successor) == (stays, stays)
        assert set(stays.called.values_list("name", flat=True)) == {
            "Old Haven",
            "OH",
            "Older",
        }
        assert not Agency.objects.filter(pk=gone.pk).exists()
        assert stands_for("agency", gone.pk) == stays.pk
        assert Revision.objects.get().pk == merge.revision_id
        assert Entry.objects.filter(act="merged").count() == 1

    def test_fills_only_what_the_one_that_stays_does_not_say(self, cora):
        kind = make_term("Charity")
        gone = make_agency("A", website="https://a.example", kind=kind, email="a@a.org")
        stays = make_agency("B", website="https://b.example")
        merged(gone, stays, cora)
        stays.refresh_from_db()
        assert stays.website == "https://b.example"
        assert (stays.kind, stays.email) == (kind, "a@a.org")

    def test_is_known_to_imports_by_what_the_other_was_called(self, cora):
        gone = make_agency("A", source="city", source_id="7")
        stays = make_agency("B")
        merged(gone, stays, cora)
        stays.refresh_from_db()
        assert (stays.source, stays.source_id) == ("city", "7")
        assert "name" in stays.local_fields

    def test_leaves_no_agency_its_own_part_or_successor(self, cora):
        gone = make_agency("A")
        stays = make_agency("B", parent=gone)
        gone.parent = make_agency("Top")
        gone.save()
        merged(gone, stays, cora)
        stays.refresh_from_db()
        assert stays.parent.name == "Top"

    def test_joins_memberships_without_overlap(self, cora):
        gone, stays = make_agency("A"), make_agency("B")
        spans = [
            (gone, date(2020, 1, 1), date(2021, 1, 1)),
            (stays, date(2020, 6, 1), date(2022, 1, 1)),
            (gone, date(2022, 1, 2), None),
            (stays, date(2010, 1, 1), date(2011, 1, 1)),
        ]
        for agency, begin, end in spans:
            Membership.objects.create(agency=agency, from_on=begin, to_on=end)
        merged(gone, stays, cora)
        found = stays.memberships.order_by("from_on").values_list("from_on", "to_on")
        assert list(found) == [
            (date(2010, 1, 1), date(2011, 1, 1)),
            (date(2020, 1, 1), None),
        ]

    def test_makes_equal_seats_one_with_the_longest_span(self, cora):
        gone, stays = make_member_agency("A"), make_member_agency("B")
        asha = make_person()
        make_seat(asha, agency=gone, from_on=date(2020, 1, 1))
        make_seat(asha, agency=stays, from_on=date(2021, 1, 1), to_on=date(2030, 1, 1))
        make_seat(asha, agency=gone, role="deputy")
        merged(gone, stays, cora)
        seat = asha.seats.get(role="representative")
        assert (seat.from_on, seat.to_on, seat.agency) == (
            date(2020, 1, 1),
            None,
            stays,
        )
        assert asha.seats.count() == 2

    def test_says_a_term_once(self, cora):
        gone, stays, term = make_agency("A"), make_agency("B"), make_term("x", "area")
        for agency in (gone, stays):
            AgencyTerm.objects.create(agency=agency, term=term)
        merged(gone, stays, cora)
        assert AgencyTerm.objects.get().agency == stays


class TestWhoSeesMore:
    def test_names_who_sees_more_and_a_reader_of_neither_sees_nothing(self, cora):
        gone, stays = make_member_agency("A"), make_member_agency("B")
        make_seat(make_person("Asha Bell"), agency=gone)
        make_seat(make_person("Bo Ng"), agency=stays)
        paper = Paper.objects.create(
            label="TLP:AMBER", audience=make_audience({"agency": gone})
        )
        outlook = agency_outlook(gone, stays)
        assert outlook.more == ("Bo Ng",)
        assert outlook.named == 1
        assert readers_of(paper).people == 1
        merged(gone, stays, cora)
        assert readers_of(paper).people == 2

    def test_counts_what_an_agency_shared_narrowly_as_its_own(self, cora):
        gone, stays = make_member_agency("A"), make_member_agency("B")
        make_seat(make_person("Bo Ng"), agency=stays)
        Paper.objects.create(label="TLP:AMBER", originator=gone)
        Paper.objects.create(label="TLP:GREEN", originator=gone)
        assert agency_outlook(gone, stays).more == ("Bo Ng",)
        assert agency_outlook(gone, stays).named == 1

    def test_names_whose_seats_begin_to_hold_because_the_other_is_a_member(self, cora):
        gone, stays = make_agency("Known"), make_member_agency("B")
        make_seat(make_person("Asha Bell"), agency=gone)
        assert agency_outlook(gone, stays).begin == ("Asha Bell",)
        assert agency_outlook(make_agency("C"), make_agency("D")).begin == ()

    def test_an_audience_emptied_by_it_stays_nobody(self, cora):
        gone, stays = make_agency("A"), make_agency("B")
        paper = Paper.objects.create(label="TLP:GREEN", audience=make_audience())
        named = Paper.objects.create(
            label="TLP:GREEN", audience=make_audience({"agency": gone})
        )
        merged(gone, stays, cora)
        for one in (paper, named):
            assert readers_of(one).people == 0
            assert not readers_of(one).everyone
        assert named.audience.rules.count() == 1


class TestRefused:
    def test_into_itself(self, cora):
        agency = make_agency()
        with pytest.raises(MergeRefused, match="itself"):
            merged(agency, agency, cora)

    def test_one_that_has_ended(self, cora):
        ended = make_agency("A", ended_on=today(), ended_as="closed")
        for pair in ((ended, make_agency("B")), (make_agency("C"), ended)):
            with pytest.raises(MergeRefused, match="A has ended"):
                merged(*pair, cora)

    def test_a_confidential_one_into_one_that_is_open(self, cora):
        hidden = make_agency("Haven", place_is_confidential=True)
        with pytest.raises(MergeRefused, match="confidential"):
            merged(hidden, make_agency("Open"), cora)

    def test_whoever_does_not_coordinate(self):
        gone, stays = make_agency("A"), make_agency("B")
        with pytest.raises(PermissionDenied):
            merged(gone, stays, make_member("Lee Ade", role="lead", agency="C"))

    def test_when_something_changed_since_it_was_looked_at(self, cora):
        gone, stays = make_agency("A"), make_agency("B")
        seen = agency_outlook(gone, stays).digest()
        make_seat(agency=gone)
        with pytest.raises(MergeRefused, match="since you looked"):
            merge_agencies(gone, stays, by=cora, now=now(), seen=seen)

    def test_when_one_is_gone_already(self, cora):
        gone, stays = make_agency("A"), make_agency("B")
        seen = agency_outlook(gone, stays).digest()
        merged(gone, stays, cora)
        with pytest.raises(MergeRefused, match="faster"):
            merge_agencies(gone, stays, by=cora, now=now(), seen=seen)

    def test_whatever_would_be_lost(self, cora):
        gone = make_agency("A")
        refuse_if_named(gone)
        make_seat(agency=gone)
        with pytest.raises(MergeRefused, match="seats"):
            refuse_if_named(gone)


class TestMergedWithAConfidentialOne:
    def test_the_result_is_confidential_and_no_word_of_the_other_is_kept(self, cora):
        hidden = make_agency("Haven", place_is_confidential=True)
        gone = make_agency("Zq Open", website="https://zq.example", email="zq@zq.org")
        assert "cannot be taken back" in agency_outlook(gone, hidden).notes[0]
        merge = merged(gone, hidden, cora)
        hidden.refresh_from_db()
        assert hidden.place_is_confidential
        assert hidden.website == hidden.email == ""
        kept = str(list(RevisionPart.objects.values_list("rows", flat=True)))
        assert "zq.example" not in kept
        with pytest.raises(MergeRefused, match="confidential"):
            undo_merge(merge, by=cora, now=now())


class TestUndoMerge:
    def test_splits_them_again_exactly_as_they_were(self, cora):
        gone = make_member_agency("A")
        Agency.objects.filter(pk=gone.pk).update(source="city", source_id="1")
        gone.refresh_from_db()
        stays = make_member_agency("B")
        asha = make_person()
        for agency in (gone, stays):
            make_seat(asha, agency=agency)
            AgencyTerm.objects.create(
                agency=agency, term=make_term(f"t{agency.name}", "area")
            )
        make_seat(make_person("Bo Ng"), agency=gone)
        make_audience({"agency": gone})
        make_agency("Part", parent=gone)
        before = everything()
        merge = merged(gone, stays, cora)
        assert everything() != before
        merge = undo_merge(merge, by=cora, now=now())
        assert everything() == before
        assert merge.kept == []
        assert stands_for("agency", gone.pk) is None

    def test_leaves_what_was_touched_since_and_lists_it(self, cora):
        gone, stays = make_agency("A", website="https://a.example"), make_agency("B")
        merge = merged(gone, stays, cora)
        Agency.objects.filter(pk=stays.pk).update(website="https://c.example")
        merge = undo_merge(merge, by=cora, now=now())
        stays.refresh_from_db()
        assert stays.website == "https://c.example"
        assert ["partnership.Agency", str(stays.pk)] in merge.kept
        assert Agency.objects.filter(pk=gone.pk).exists()

    def test_leaves_whoever_got_a_seat_since_where_she_is(self, cora):
        gone, stays = make_member_agency("A"), make_member_agency("B")
        merge = merged(gone, stays, cora)
        seat = make_seat(make_person("New One"), agency=stays)
        undo_merge(merge, by=cora, now=now())
        seat.refresh_from_db()
        assert seat.agency == stays

    @pytest.mark.parametrize("how", ["longer", "equal"])
    def test_never_brings_back_a_seat_of_whoever_left_since(self, cora, how):
        gone, stays = make_member_agency("A"), make_member_agency("B")
        asha = make_person()
        make_seat(asha, agency=gone)
        begin = date(2019, 1, 1) if how == "longer" else date(2020, 1, 1)
        make_seat(asha, agency=stays, from_on=begin)
        merge = merged(gone, stays, cora)
        end_seat(asha.seats.get(), by=cora, now=now())
        merge = undo_merge(merge, by=cora, now=now())
        assert not Seat.objects.holding(today()).filter(person=asha).exists()
        assert any(label == "partnership.Seat" for label, _pk in merge.kept)

    def test_ends_what_moved_and_was_ended_since(self, cora):
        gone, stays = make_member_agency("A"), make_member_agency("B")
        seat = make_seat(agency=gone)
        merge = merged(gone, stays, cora)
        seat.refresh_from_db()
        end_seat(seat, by=cora, now=now())
        undo_merge(merge, by=cora, now=now())
        seat.refresh_from_db()
        assert seat.agency == gone
        assert not Seat.objects.holding(today()).filter(pk=seat.pk).exists()

    def test_asks_to_split_the_later_one_first(self, cora):
        a, b, c = (make_agency(name) for name in "ABC")
        first, second = merged(a, b, cora), None
        second = merged(b, c, cora)
        assert stands_for("agency", a.pk) == c.pk
        with pytest.raises(MergeRefused, match="split that first"):
            undo_merge(first, by=cora, now=now())
        undo_merge(second, by=cora, now=now())
        undo_merge(first, by=cora, now=now())
        assert Agency.objects.count() == 3

    def test_is_done_once_by_a_coordinator_and_not_when_it_is_forgotten(self, cora):
        merge = merged(make_agency("A"), make_agency("B"), cora)
        with pytest.raises(PermissionDenied):
            undo_merge(merge, by=make_member("Lee Ade"), now=now())
        undo_merge(merge, by=cora, now=now())
        with pytest.raises(MergeRefused, match="already"):
            undo_merge(merge, by=cora, now=now())
        other = merged(make_agency("C"), make_agency("D"), cora)
        Revision.objects.all().delete()
        with pytest.raises(MergeRefused, match="too long ago"):
            undo_merge(other, by=cora, now=now())


class TestForgetMerges:
    def test_forgets_them_after_two_years(self, cora):
        merged(make_agency("A"), make_agency("B"), cora)
        assert forget_merges(now=now() + timedelta(days=700)) == 0
        assert forget_old_merges(now() + timedelta(days=740)) == 1


class TestAgenciesLike:
    def test_finds_by_any_name_but_not_itself_or_by_one_letter(self):
        one = make_agency("Harbour Aid")
        AgencyName.objects.create(agency=one, name="Lighthouse")
        other = make_agency("Harbour")
        assert agencies_like("light", but=other) == [one]
        assert agencies_like("harbour", but=other) == [one]
        assert agencies_like(" h ", but=other) == []
        assert why_not_agencies(one, other) == ""
