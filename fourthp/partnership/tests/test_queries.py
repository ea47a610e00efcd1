"""What a user is in the network."""

from datetime import timedelta

import pytest

from fourthp.foundation.clock import today
from fourthp.foundation.policies import NOBODY
from fourthp.partnership.models import Membership, Role
from fourthp.partnership.queries import standing_of
from fourthp.partnership.tests.makers import make_member, make_user

pytestmark = pytest.mark.django_db


class TestStandingOf:
    def test_counts_a_seat_that_holds_today(self):
        user = make_user(make_member(role=Role.CHAIR))
        assert standing_of(user, is_strong=True).roles == {"chair"}

    def test_forgets_a_seat_that_ended_yesterday(self):
        person = make_member()
        person.seats.update(to_on=today() - timedelta(days=1))
        assert standing_of(make_user(person), is_strong=True).is_member is False

    def test_forgets_seats_of_agencies_that_are_only_known(self):
        user = make_user(make_member(agency="Quay Housing"))
        assert standing_of(user, is_strong=True).is_member
        Membership.objects.all().delete()
        assert not standing_of(user, is_strong=True).is_member

    def test_is_nobody_without_a_person_or_when_deactivated(self):
        user = make_user(make_member())
        user.is_active = False
        assert standing_of(user, is_strong=True) is NOBODY
