"""Groups: who changes them, what ends with them, and how they are told to a reader."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now
from fourthp.foundation.matters import CannotUndo, matter_kind, undo_change
from fourthp.foundation.models import Revision
from fourthp.foundation.operations.revisions import SomebodyWasFaster, last_revision
from fourthp.foundation.queries.history import history_of
from fourthp.foundation.text import MoreThanOneLine
from fourthp.partnership.models import Group, Person, Role, Seat
from fourthp.partnership.operations.groups import (
    CannotBeOpenToAll,
    EndsTooSoon,
    GroupIsOver,
    StaysAsItIs,
    add_group,
    close_group,
    edit_group,
    end_group,
    open_group,
    undo_group_change,
)
from fourthp.partnership.permissions import group_facts_for
from fourthp.partnership.queries.groups import (
    seats_in,
)
from fourthp.partnership.tests.makers import (
    make_group,
    make_member,
    make_network_group,
    make_person,
    make_seat,
)

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 10)


NOW = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)


def coordinator() -> Person:
    return make_member("Coordinator", role=Role.COORDINATOR)


def chair_of(group: Group) -> Person:
    person = make_member("Chair")
    make_seat(person, group=group, role=Role.CHAIR)
    return person


class TestAddGroup:
    def test_begins_today_or_on_the_day_said(self):
        assert add_group("Nights", by=Host(), today=DAY).begins_on == DAY
        later = DAY + timedelta(days=9)
        made = add_group("Days", by=Host(), today=DAY, begins_on=later)
        assert made.begins_on == later

    @pytest.mark.parametrize(
        ("facts", "reason"),
        [
            ({"joining": "open", "is_closed": True}, CannotBeOpenToAll),
            ({"joining": "open", "is_outside": True}, CannotBeOpenToAll),
            ({"ends_on": DAY - timedelta(days=1)}, EndsTooSoon),
            ({"begins_on": DAY + timedelta(days=9), "ends_on": DAY}, EndsTooSoon),
        ],
    )
    def test_refuses_what_no_group_can_be(self, facts, reason):
        with pytest.raises(reason):
            add_group("Nights", by=Host(), today=DAY, **facts)
        with pytest.raises(MoreThanOneLine):
            add_group("Nights\nBcc: x", by=Host(), today=DAY)
        assert not Group.objects.exists()


class TestEditGroup:
    def test_changes_what_is_said_and_keeps_what_was(self):
        group = make_group("Nights")
        edit_group(group, {"name": "Night work"}, by=Host(), today=DAY)
        group.refresh_from_db()
        assert group.name == "Night work"
        [change] = history_of("group", group.pk)
        [told] = change.fields
        assert (told.name, told.before, told.after) == ("name", "Nights", "Night work")

    def test_writes_nothing_where_nothing_is_changed(self):
        group = make_group("Nights")
        edit_group(group, {"name": "Nights"}, by=Host(), today=DAY)
        assert not Revision.objects.exists()

    def test_refuses_who_saw_something_else(self):
        group = make_group("Nights")
        seen = last_revision(group)
        edit_group(group, {"purpose": "A"}, by=Host(), today=DAY, seen=seen)
        with pytest.raises(SomebodyWasFaster):
            edit_group(group, {"purpose": "B"}, by=Host(), today=DAY, seen=seen)

    def test_a_chair_changes_the_purpose_of_her_own_group_and_nothing_else(self):
        group, other = make_group("Nights"), make_group("Days")
        chair = chair_of(group)
        edit_group(group, {"purpose": "A"}, by=chair, today=DAY)
        for one, facts in (
            (group, {"name": "B"}),
            (other, {"purpose": "B"}),
            (make_network_group(), {"purpose": "B"}),
        ):
            with pytest.raises(PermissionDenied):
                edit_group(one, facts, by=chair, today=DAY)

    def test_members_change_nothing(self):
        group = make_group()
        member = make_member("Reader")
        make_seat(member, group=group)
        assert group_facts_for(member, group) == frozenset()

    def test_of_the_network_only_its_purpose_is_changed_here(self):
        network = make_network_group()
        edit_group(network, {"purpose": "To work together."}, by=Host(), today=DAY)
        with pytest.raises(PermissionDenied):
            edit_group(network, {"name": "Another"}, by=Host(), today=DAY)

    def test_what_is_only_proposed_is_not_changed(self):
        group = make_group(begins_on=None)
        with pytest.raises(PermissionDenied):
            edit_group(group, {"name": "Another"}, by=Host(), today=DAY)

    def test_what_is_over_stays_as_it_was(self):
        group = make_group(ends_on=DAY - timedelta(days=1))
        with pytest.raises(GroupIsOver):
            edit_group(group, {"name": "Another"}, by=Host(), today=DAY)


class TestEndGroup:
    def test_ends_its_seats_this_minute_and_leaves_the_others(self):
        group = make_group()
        ended, stays = make_seat(group=group), make_seat(make_person("Other"))
        assert ended in Seat.objects.holding(DAY)
        end_group(group, by=Host(), now=NOW)
        assert ended not in Seat.objects.holding(DAY)
        assert stays in Seat.objects.holding(DAY)
        assert seats_in(group, DAY) == 0

    def test_one_that_has_not_begun_begins_and_ends_on_that_day(self):
        group = make_group(begins_on=DAY + timedelta(days=9))
        end_group(group, by=Host(), now=NOW)
        group.refresh_from_db()
        assert (group.begins_on, group.ends_on) == (DAY, DAY)
        assert group.is_over(DAY)

    def test_one_that_ends_on_a_day_lasts_through_it(self):
        group = make_group(ends_on=DAY)
        assert not group.is_over(DAY)
        assert group.is_over(DAY + timedelta(days=1))

    def test_is_a_coordinators_and_not_of_the_network(self):
        group = make_group()
        for one, by in ((group, chair_of(group)), (make_network_group(), Host())):
            with pytest.raises(PermissionDenied):
                end_group(one, by=by, now=NOW)
        end_group(group, by=Host(), now=NOW)
        with pytest.raises(GroupIsOver):
            end_group(group, by=Host(), now=NOW)

    def test_is_taken_back_with_its_seats(self):
        group = make_group()
        seat = make_seat(group=group)
        end_group(group, by=Host(), now=NOW)
        kind = matter_kind("group")
        by = coordinator()
        assert kind.may_change(by, group.pk)
        said = undo_change(kind, group.pk, Revision.objects.get(), by=by, now=now())
        assert said == "Taken back."
        assert seat in Seat.objects.holding(DAY)


class TestShow:
    def test_closing_hides_it_and_lets_nobody_join_by_herself(self):
        group, reader = make_group(joining="open"), make_member("Reader")
        assert group in Group.objects.visible_to(reader)
        closed = close_group(group, by=Host(), now=NOW)
        assert closed.joining == "invited"
        assert group not in Group.objects.visible_to(reader)
        open_group(group, by=Host(), today=DAY)
        assert group in Group.objects.visible_to(reader)

    def test_the_same_again_changes_nothing(self):
        group = make_group()
        assert open_group(group, by=Host(), today=DAY) == group
        assert not Revision.objects.exists()

    def test_is_a_coordinators_alone(self):
        group = make_group(is_closed=True)
        with pytest.raises(PermissionDenied):
            open_group(group, by=chair_of(group), today=DAY)
        with pytest.raises(PermissionDenied):
            close_group(group, by=chair_of(group), now=NOW)

    def test_a_history_opens_nothing_that_was_closed(self):
        group = make_group()
        close_group(group, by=Host(), now=NOW)
        [closed] = Revision.objects.all()
        with pytest.raises(StaysAsItIs):
            undo_group_change(group, closed, by=Host(), now=NOW)
        with pytest.raises(CannotUndo):
            undo_change(matter_kind("group"), group.pk, closed, by=Host(), now=NOW)
        group.refresh_from_db()
        assert group.is_closed
        # The control: opening it is taken back, which narrows.
        open_group(group, by=Host(), today=DAY)
        opened = Revision.objects.exclude(pk=closed.pk).get()
        undo_group_change(group, opened, by=Host(), now=NOW)
        group.refresh_from_db()
        assert group.is_closed
