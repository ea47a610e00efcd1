"""An agenda goes out to each as she may see it; items are asked for once."""

import pytest
from django.core.exceptions import PermissionDenied

from fourthp.foundation.actors import Clockwork
from fourthp.foundation.clock import now as clock_now
from fourthp.foundation.operations.revisions import SomebodyWasFaster
from fourthp.gatherings.models import Gathering
from fourthp.gatherings.operations.inviting import change_invited
from fourthp.gatherings.operations.moving import cancel_gathering
from fourthp.gatherings.operations.series import SeenBy
from fourthp.gatherings.tests.makers import later, make_series
from fourthp.meetings import tasks
from fourthp.meetings.models import Item, Meeting
from fourthp.meetings.operations import circulating
from fourthp.meetings.operations.circulating import (
    NothingToSend,
    call_for_items,
    circulate,
    shared_otherwise,
)
from fourthp.meetings.operations.mails import AGENDA
from fourthp.meetings.operations.meetings import MeetingIsOver
from fourthp.meetings.tests.makers import (
    NOW,
    make_coordinator,
    make_item,
    make_kept,
    meetings_of,
    sits,
)
from fourthp.partnership.models import Label, Person, Role
from fourthp.partnership.queries.audiences import Way
from fourthp.partnership.queries.sharing import Sharing
from fourthp.partnership.tests.makers import make_group, make_member, make_seat
from fourthp.post.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept():
    return make_kept()


@pytest.fixture
def one(kept):
    return meetings_of(kept)[0]


def with_address(person: Person) -> Person:
    person.email = f"{person.pk}@agency.example"
    person.save()
    return person


@pytest.fixture
def asha(kept) -> Person:
    return with_address(sits(kept.series.group))


@pytest.fixture
def reed(kept) -> Person:
    return with_address(sits(kept.series.group, "Quay Reed", "Quay Aid"))


def mail_to(person: Person) -> str:
    return str(Message.objects.filter(reader_id=str(person.pk)).latest("pk").letter)


class TestCirculate:
    def test_goes_to_whom_the_gathering_invites(self, kept, one, asha):
        """A group that is invited too; no deputy beside whom she stands in for."""
        further = make_group("Quay group")
        cora = with_address(sits(further, "Cora Quay", "Quay Aid"))
        seat = asha.seats.get(group=kept.series.group)
        deputy = with_address(make_member("Ben Quay"))
        make_seat(deputy, agency=seat.agency, group=kept.series.group, role=Role.DEPUTY)
        keeper = make_coordinator()
        change_invited(kept.series, [further], others_may_come=False, by=keeper)
        make_item(one, "Canal beds")

        circulate(one, by=keeper, now=NOW)

        told = set(Message.objects.values_list("reader_id", flat=True))
        assert {str(asha.pk), str(cora.pk)} <= told
        assert str(deputy.pk) not in told

    def test_numbers_stand_and_each_gets_what_she_may_see(self, kept, one, asha, reed):
        sharing = Sharing(Label.GREEN, (Way(person=reed),))
        make_item(one, "Quay secret", sharing=sharing)
        make_item(one, "Canal beds")

        meeting = circulate(one, by=make_coordinator(), now=NOW)

        assert meeting.is_circulated
        assert list(Item.objects.values_list("number", flat=True)) == ["1", "2"]
        assert "Canal beds" in mail_to(asha)
        assert "Quay secret" not in mail_to(asha)
        assert "A part that is not open to all" in mail_to(asha)
        assert "Quay secret" in mail_to(reed)  # the control

    def test_what_is_above_green_stands_in_no_mail(self, kept, one, asha):
        sharing = Sharing(Label.AMBER, (Way(group=kept.series.group),))
        make_item(one, "Quay secret", sharing=sharing)

        circulate(one, by=make_coordinator(), now=NOW)

        assert "Quay secret" not in mail_to(asha)

    def test_of_a_series_above_green_a_mail_says_nothing(self):
        series = make_series("Quay meeting", seen_by=SeenBy.STRONG)
        asha = with_address(sits(series.group))
        one = meetings_of(make_kept(series))[0]
        make_item(one, "Canal beds")

        circulate(one, by=make_coordinator(), now=NOW)

        said = mail_to(asha)
        assert "Sign in" in said
        assert "Canal" not in said
        assert "Quay" not in said

    def test_a_closed_group_is_not_named(self):
        series = make_series(
            "Quay meeting",
            group=make_group("Quay group", is_closed=True),
            seen_by=SeenBy.GROUP,
        )
        asha = with_address(sits(series.group))
        one = meetings_of(make_kept(series))[0]
        make_item(one)

        circulate(one, by=make_coordinator(), now=NOW)

        assert "Quay" not in mail_to(asha)

    def test_sent_again_numbers_stay(self, one, asha):
        make_item(one)
        circulate(one, by=make_coordinator(), now=NOW)
        make_item(one, "Late")
        circulate(one, by=make_coordinator(), now=NOW)

        assert list(Item.objects.values_list("number", flat=True)) == ["1", "1a"]
        assert "Late" in mail_to(asha)

    def test_refuses_others_an_empty_one_and_what_is_over(self, one, asha):
        with pytest.raises(NothingToSend):
            circulate(one, by=make_coordinator(), now=NOW)
        make_item(one)
        with pytest.raises(PermissionDenied):
            circulate(one, by=asha, now=NOW)
        with pytest.raises(MeetingIsOver):
            circulate(one, by=make_coordinator(), now=later(days=60))

    def test_what_changed_since_it_was_looked_at_is_told(self, one):
        seen = make_item(one).meeting.version
        make_item(one, "Late")

        with pytest.raises(SomebodyWasFaster):
            circulate(one, by=make_coordinator(), now=NOW, seen=seen)

    def test_a_mail_that_waits_says_what_may_be_said_now(self, one, asha, reed):
        item = make_item(one, "Canal beds")
        circulate(one, by=make_coordinator(), now=NOW)
        assert "Canal beds" in mail_to(asha)
        item.recalled_at = NOW
        item.save()

        shared_otherwise(item, make_coordinator(), NOW)

        assert "Canal beds" not in mail_to(asha)

    def test_is_for_whoever_is_invited_when_it_leaves(self, one, asha):
        make_item(one)
        meeting = circulate(one, by=make_coordinator(), now=NOW)
        assert AGENDA.is_for(asha, meeting.pk)
        assert not AGENDA.is_for(asha, None)
        cancel_gathering(one, "", by=make_coordinator(), now=NOW)
        assert not AGENDA.is_for(asha, meeting.pk)


class TestCallForItems:
    BY = Clockwork("meetings.call_for_items")

    def call(self, **after: int) -> int:
        return call_for_items(by=self.BY, now=later(**after))

    def test_asks_a_week_before_items_are_due_and_once(self, kept, asha):
        kept.items_due = 1
        kept.save()
        # The first is on 10 March: items are due on the 9th, asked for from the 2nd.
        assert self.call(days=-1) == 0
        assert self.call() == 1
        assert self.call() == 0
        assert Meeting.objects.get().called_at == NOW
        assert "Items are asked for" in mail_to(asha)

    def test_asks_no_more_once_items_are_due(self, kept):
        kept.items_due = 1
        kept.save()
        assert self.call(days=8) == 0

    def test_asks_nothing_of_what_others_hold_or_is_cancelled(self, kept, one):
        kept.items_due, kept.hosted_by = 1, "The council"
        kept.save()
        assert self.call() == 0
        kept.hosted_by = ""
        kept.save()
        cancel_gathering(one, "", by=make_coordinator(), now=NOW)
        assert self.call() == 0

    def test_another_was_faster(self, kept, one, monkeypatch):
        kept.items_due = 1
        kept.save()
        keys = list(Gathering.objects.filter(pk=one.pk).values_list("pk", flat=True))
        monkeypatch.setattr(circulating, "_due", lambda _kept, _now: keys)
        assert self.call() == 1
        assert self.call() == 0

    def test_is_a_duty(self, db):
        assert tasks.call(clock_now()) == 0
