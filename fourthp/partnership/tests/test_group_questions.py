"""Groups: terms, who sits there, who is read to, and taking a change back."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now, today
from fourthp.foundation.matters import CannotUndo, matter_kind, undo_change
from fourthp.foundation.models import Revision
from fourthp.foundation.operations.revisions import SomebodyWasFaster
from fourthp.foundation.operations.undoing import AlreadyUndone
from fourthp.partnership.models import Role
from fourthp.partnership.operations.groups import (
    edit_group,
    set_terms,
    undo_group_change,
)
from fourthp.partnership.permissions import can_seat, chairs
from fourthp.partnership.queries.groups import (
    PAGE,
    SHOWN,
    groups_for,
    readers_of_group,
    sitters,
)
from fourthp.partnership.queries.readership import READERSHIP, groups_to_write_to
from fourthp.partnership.tests.makers import (
    make_group,
    make_member,
    make_member_agency,
    make_network_group,
    make_person,
    make_seat,
)
from fourthp.partnership.tests.test_groups import (
    DAY,
    NOW,
    chair_of,
    coordinator,
)

pytestmark = pytest.mark.django_db


class TestUndoGroupChange:
    def test_says_what_stays_because_it_was_changed_since(self):
        group = make_group("Nights")
        facts = {"name": "B", "purpose": "B"}
        edit_group(group, facts, by=Host(), today=DAY)
        [first] = Revision.objects.all()
        edit_group(group, {"name": "C"}, by=Host(), today=DAY)
        kind = matter_kind("group")
        said = undo_change(kind, group.pk, first, by=Host(), now=now())
        assert said.startswith("What was changed again")
        group.refresh_from_db()
        assert (group.name, group.purpose) == ("C", "")
        with pytest.raises(CannotUndo):
            undo_change(kind, group.pk, first, by=Host(), now=now())
        with pytest.raises(AlreadyUndone):
            undo_group_change(group, first, by=Host(), now=now())

    def test_is_a_coordinators_alone(self):
        group = make_group("Nights")
        edit_group(group, {"name": "B"}, by=Host(), today=DAY)
        with pytest.raises(PermissionDenied):
            undo_group_change(
                group, Revision.objects.get(), by=chair_of(group), now=NOW
            )


class TestSetTerms:
    def test_numbers_each_version_and_keeps_the_others(self):
        group = make_group()
        chair = chair_of(group)
        for words in ("We meet.", "We meet often. ", "We meet often."):
            set_terms(group, words, by=chair, today=DAY)
        kept = list(group.terms.values_list("number", "words"))
        assert kept == [(2, "We meet often."), (1, "We meet.")]
        assert [str(one) for one in group.terms.all()] == ["version 2", "version 1"]

    def test_refuses_who_began_with_another_version(self):
        group = make_group()
        set_terms(group, "A", by=Host(), today=DAY, seen="0")
        with pytest.raises(SomebodyWasFaster):
            set_terms(group, "B", by=Host(), today=DAY, seen="0")

    def test_refuses_members_and_chairs_of_other_groups(self):
        group = make_group()
        for by in (make_member(), chair_of(make_group("Other"))):
            with pytest.raises(PermissionDenied):
                set_terms(group, "A", by=by, today=DAY)


class TestCanSeat:
    def test_a_chair_seats_who_works_in_her_group_and_no_officer(self):
        group = make_group()
        chair = chair_of(group)
        for role in ("representative", "deputy", "observer", "minute-taker"):
            assert can_seat(chair, None, role, group)
        for role in ("chair", "coordinator", "auditor", "lead", "editor"):
            assert not can_seat(chair, None, role, group)
        assert not can_seat(chair, None, "observer", make_group("Other"))
        assert not can_seat(chair, None, "observer")

    def test_who_chairs_the_network_seats_nobody_in_it(self):
        chair = make_member(role=Role.CHAIR)
        network = make_network_group()
        assert not chairs(chair, network)
        assert not can_seat(chair, None, "observer", network)

    def test_a_lead_seats_nobody_in_a_smaller_group(self):
        lead = make_member(role=Role.LEAD, agency="Harbour")
        agency = lead.seats.get().agency
        assert can_seat(lead, agency, "deputy")
        assert not can_seat(lead, agency, "deputy", make_group())


class TestGroupsFor:
    def test_puts_each_group_into_its_list_and_counts(self):
        reader = make_member("Reader", agency="Harbour")
        day = today()
        lasting = make_group("Lasting")
        make_seat(reader, group=lasting, agency=reader.seats.get().agency)
        make_seat(make_person("Other"), group=lasting)
        make_group("Ends", ends_on=day + timedelta(days=9))
        make_group("Comes", begins_on=day + timedelta(days=9))
        make_group("Theirs", is_outside=True)
        make_group("Wanted", begins_on=None)
        make_group("Over", ends_on=day - timedelta(days=1))
        make_group("Not begun", begins_on=None, ends_on=day)
        make_group("Secret", is_closed=True)
        found = groups_for(reader, day)
        names = {
            name: [one.group.name for one in lines]
            for name, lines in found.lists.items()
        }
        assert names == {
            "network": ["Network"],
            "lasting": ["Lasting"],
            "until_done": ["Ends"],
            "to_come": ["Comes"],
            "outside": ["Theirs"],
            "proposed": ["Wanted"],
            "over": ["Not begun", "Over"],
        }
        assert found.counted["over"] == 2
        [line] = found.lists["lasting"]
        assert (line.people, line.agencies, line.is_own) == (2, 1, True)

    def test_shows_a_page_of_them_each_once_and_says_how_many_there_are(self):
        reader, day = make_member("Reader"), today()
        some = [make_group(f"Group {number:02}") for number in range(PAGE)]
        make_seat(make_person(), group=some[-1])
        make_group("Wanted", begins_on=None)
        first, last = (groups_for(reader, day, page=page) for page in ("1", "2"))
        assert (first.pages, first.counted) == (2, last.counted)
        assert len(first.lists["lasting"]) == PAGE - 1
        [line] = last.lists["lasting"]
        assert (line.group, line.people) == (some[-1], 1)
        assert [one.group.name for one in last.lists["proposed"]] == ["Wanted"]
        assert last.lists["network"] == []

    @pytest.mark.parametrize("page", ["0", "-1", "nought", "99999999999", "\0"])
    def test_a_page_that_is_none_is_one_that_there_is(self, page):
        reader = make_member("Reader")
        assert groups_for(reader, today(), page=page).lists["network"]

    def test_asks_as_often_for_many_groups_as_for_one(
        self, django_assert_max_num_queries
    ):
        reader = make_member("Reader")
        for number in range(12):
            make_seat(make_person(), group=make_group(f"Group {number}"))
        with django_assert_max_num_queries(8):
            groups_for(reader, today())


class TestSitters:
    def test_names_whom_the_reader_may_know_and_tells_the_seats_of_others(self):
        group, reader = make_group(), make_member("Reader")
        agency = make_member_agency("Harbour")
        make_seat(make_person("Rosa"), agency=agency, group=group, role=Role.CHAIR)
        make_seat(make_person("Alone"), group=group)
        roles = sitters(group, reader, today())
        told = [
            (some.name, one.name, one.seat.agency)
            for some in roles
            for one in some.first
        ]
        assert told == [
            ("Chair", "Rosa", agency),
            ("Representative", "Alone", None),
        ]
        reader.is_strong = False
        roles = sitters(group, reader, today())
        assert [one.name for some in roles for one in some.first] == ["", ""]

    def test_shows_the_first_of_many_by_agency_and_how_many_there_are(self):
        group, reader = make_group(), make_member("Reader")
        for number in range(SHOWN + 3):
            agency = make_member_agency(f"{'abcdefghijklmnopq'[number]} house")
            make_seat(make_person(), agency=agency, group=group)
        (some,) = sitters(group, reader, today())
        assert some.count == SHOWN + 3
        told = [one.seat.agency.name[0] for one in some.first if one.seat.agency]
        assert told == list("abcdefghijkl")


class TestReadersOfGroup:
    def test_counts_everyone_or_its_own_and_the_coordinators(self):
        make_member("Reader")
        coordinator()
        secret = make_group(is_closed=True)
        make_seat(make_person(), group=secret, agency=make_member_agency())
        assert readers_of_group(today()).people == 3
        closed = readers_of_group(today(), closed=secret)
        assert (closed.people, closed.agencies) == (2, 1)


class TestAClosedGroup:
    def test_is_not_named_where_mail_is_looked_after(self):
        auditor = make_member("Auditor", role=Role.AUDITOR)
        whom = make_member("Reader", agency="Harbour")
        make_seat(whom, group=make_group("Secret", is_closed=True), role=Role.CHAIR)
        kind, pk = whom.matter_kind, str(whom.pk)
        told = READERSHIP.seats(kind, pk, auditor)
        assert len(told) == 1
        assert "Secret" not in " ".join(told)
        # The control: a coordinator learns of it, and she herself.
        for reader in (coordinator(), whom):
            assert "Secret" in " ".join(READERSHIP.seats(kind, pk, reader))
        assert READERSHIP.seats(kind, pk, None) == []
        assert READERSHIP.seats("nothing", pk, auditor) == []

    def test_is_offered_to_nobody_else_to_write_to(self):
        make_group("Secret", is_closed=True)
        make_group("Proposed", begins_on=None)
        make_group("Open")
        offered = [
            [group.name for group in groups_to_write_to(one)]
            for one in (make_member(), coordinator())
        ]
        assert offered == [["Open"], ["Open", "Secret"]]
