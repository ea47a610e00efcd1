"""Agencies leave, end, and come back by their history."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now, today
from fourthp.foundation.models import Revision
from fourthp.partnership.models import Agency, Ending, Membership, Role, Seat
from fourthp.partnership.operations.agencies import (
    LEFT_NETWORK,
    HasEnded,
    admit_agency,
    undo_agency_change,
)
from fourthp.partnership.operations.memberships import (
    LastCoordinator,
    NoSuccessor,
    NotAMember,
    NotYet,
    end_agency,
    end_membership,
)
from fourthp.partnership.operations.returning import take_leaving_back
from fourthp.partnership.queries.agencies import what_ends
from fourthp.partnership.queries.departures import leavings_lately
from fourthp.partnership.tests.makers import (
    make_agency,
    make_member,
    make_member_agency,
    make_network,
    make_person,
    make_seat,
)
from fourthp.partnership.tests.seated import browser, coordinator, keyed

pytestmark = pytest.mark.django_db


def held() -> int:
    return Seat.objects.holding(today()).count()


def end(agency: Agency, as_: str = Ending.CLOSED, **more) -> Agency:
    said = {"on": today(), "successor": None, "by": Host(), "now": now()} | more
    return end_agency(agency, as_, **said)  # type: ignore[arg-type]


class TestEndMembership:
    def test_ends_it_and_every_seat_this_minute_and_no_other(self):
        agency = make_member_agency()
        over = make_seat(agency=agency, to_on=today() - timedelta(days=9))
        for _seat in range(2):
            make_seat(agency=agency)
        other = make_seat(agency=make_member_agency("Other"))
        assert what_ends(agency, day=today()).seats == 2
        moment = now()
        membership = end_membership(agency, by=Host(), now=moment)
        assert (membership.to_on, membership.ended_at) == (today(), moment)
        assert Seat.objects.filter(ended_at=moment).count() == 2
        assert list(Seat.objects.holding(today())) == [other]
        over.refresh_from_db()
        assert over.ended_at is None
        assert not Agency.objects.members(today()).filter(pk=agency.pk).exists()

    def test_brings_no_seat_back_when_admitted_again(self):
        agency = make_member_agency()
        make_seat(agency=agency)
        end_membership(agency, by=Host(), now=now())
        admit_agency(agency, by=Host(), today=today())
        assert (held(), agency.memberships.count()) == (0, 2)

    def test_refuses_what_is_no_member_and_who_is_no_coordinator(self):
        with pytest.raises(NotAMember):
            end_membership(make_agency(), by=Host(), now=now())
        agency = make_member_agency()
        lead = make_person()
        make_seat(lead, agency=agency, role=Role.LEAD)
        with pytest.raises(PermissionDenied):
            end_membership(agency, by=lead, now=now())
        with pytest.raises(PermissionDenied):
            end(agency, by=lead)
        assert held() == 1

    def test_leaves_the_network_its_last_coordinator(self):
        only = make_member(role=Role.COORDINATOR, agency="Council")
        agency = Agency.objects.get()
        with pytest.raises(LastCoordinator):
            end_membership(agency, by=only, now=now())
        assert held() == 1
        make_member(role=Role.COORDINATOR)
        end_membership(agency, by=only, now=now())
        assert held() == 1


class TestEndMembershipIsNoLeaving:
    """Nobody of it is said to have left, so that nobody gives its seats back."""

    @pytest.fixture
    def over(self) -> Revision:
        make_network()
        agency = make_member_agency()
        make_seat(agency=agency)
        end_membership(agency, by=Host(), now=now())
        admit_agency(agency, by=Host(), today=today())
        return Revision.objects.get(act=LEFT_NETWORK)

    def test_its_history_says_it_to_whoever_sees_the_agency(self, over):
        path = reverse("history", args=["agency", over.matter_id])
        lead = make_person("Lea")
        make_seat(lead, agency=Agency.objects.get(), role=Role.LEAD)
        for reader in (coordinator(), lead):
            assert "Left the network" in browser(reader).get(path).text

    def test_it_stands_on_no_list_of_who_left(self, over):
        assert leavings_lately(today()) == []

    def test_no_page_of_a_leaving_gives_its_seats_back(self, over):
        client, here = browser(coordinator()), [over.pk]
        assert client.get(reverse("leaving", args=here)).status_code == 404
        back = client.post(reverse("leaving-undoing", args=here), keyed())
        assert back.status_code == 404
        with pytest.raises(PermissionDenied):
            take_leaving_back(over, by=Host(), now=now())
        assert not Seat.objects.holding(today()).exclude(agency=None).exists()


class TestEndAgency:
    def test_says_when_how_and_who_follows_and_ends_its_seats(self):
        agency, heir = make_member_agency(), make_agency("Heir")
        make_seat(agency=agency)
        day = today() - timedelta(days=40)
        end(agency, Ending.MERGED, on=day, successor=heir)
        agency.refresh_from_db()
        assert (agency.ended_on, agency.ended_as) == (day, "merged")
        assert (agency.successor, held()) == (heir, 0)
        assert Membership.objects.get().to_on == today()
        with pytest.raises(HasEnded):
            end(agency)

    def test_of_one_that_is_no_member_ends_it_all_the_same(self):
        assert end(make_agency()).ended_as == "closed"

    def test_is_taken_back_with_membership_and_seats_by_the_coordinator(self):
        agency = make_member_agency()
        lead = make_person()
        make_seat(lead, agency=agency, role=Role.LEAD)
        end(agency)
        [revision] = Revision.objects.all()
        with pytest.raises(PermissionDenied):
            undo_agency_change(agency, revision, by=lead, now=now())
        undo_agency_change(agency, revision, by=Host(), now=now())
        agency.refresh_from_db()
        assert (agency.ended_on, agency.ended_as, held()) == (None, "", 1)
        assert Agency.objects.members(today()).get() == agency

    def test_refuses_a_day_to_come(self):
        with pytest.raises(NotYet):
            end(make_agency(), on=today() + timedelta(days=1))

    def test_refuses_what_cannot_follow(self):
        agency = make_agency()
        over = make_agency("Over", ended_on=date(2020, 1, 1), ended_as="closed")
        follows = make_agency("Follows it", successor=agency)
        after = make_agency("And this", successor=follows)
        for heir in (agency, over, follows, after):
            with pytest.raises(NoSuccessor):
                end(agency, successor=heir)
        with pytest.raises(NoSuccessor, match="merged into"):
            end(agency, Ending.MERGED)
        assert not Revision.objects.exists()

    def test_looks_through_a_ring_that_others_made(self):
        first = make_agency("First")
        second = make_agency("Second", successor=first)
        Agency.objects.filter(pk=first.pk).update(successor=second)
        second.refresh_from_db()
        assert end(make_agency(), successor=second).successor == second


class TestHoldsOn:
    def test_says_as_the_question_does(self):
        day, before = today(), today() - timedelta(days=1)
        for number, facts in enumerate(
            [
                {"to_on": None},
                {"to_on": before},
                {"to_on": day},
                {"to_on": day, "ended_at": now()},
                {"from_on": day + timedelta(days=1)},
            ]
        ):
            agency = make_agency(str(number))
            row = Membership.objects.create(
                agency=agency, **{"from_on": before} | facts
            )
            asked = Membership.objects.holding(day).filter(pk=row.pk)
            assert row.holds_on(day) == asked.exists(), facts
