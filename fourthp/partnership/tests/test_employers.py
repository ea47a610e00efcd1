"""An employer's sign-in ends with a person's time here, and by a coordinator."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from fourthp.accounts.models import User
from fourthp.accounts.operations.identities import join_identity
from fourthp.accounts.rules.providers import Provider
from fourthp.audit.models import Entry
from fourthp.foundation.clock import now
from fourthp.foundation.ids import new_id
from fourthp.partnership.models import Person, Role
from fourthp.partnership.operations.leaving import leave
from fourthp.partnership.operations.signing_in import part_employers
from fourthp.partnership.tests.makers import (
    make_member,
    make_member_agency,
    make_person,
    make_seat,
    make_user,
)
from tests.safety.actors import sign_in

pytestmark = pytest.mark.django_db
CLINIC = Provider(
    "clinic", "Harbour Clinic", "https://c.example", "us", "x", "https://c.example"
)


@pytest.fixture
def asha() -> Person:
    person = make_member("Asha Bell")
    join_identity(make_user(person, "a@c.example"), provider=CLINIC, key="a")
    return person


@pytest.fixture
def maya() -> Person:
    return make_member("Maya Lind", role=Role.COORDINATOR)


def acts() -> list[str]:
    return list(Entry.objects.order_by("pk").values_list("act", flat=True))


class TestLeaving:
    def test_ends_it_in_the_same_act(self, asha, maya):
        leave(asha, by=maya, now=now())
        assert not asha.user.identities.exists()
        assert "parted-employer" in acts()

    def test_with_another_seat_it_stays(self, asha, maya):
        second = make_member_agency("Second")
        make_seat(asha, agency=second)
        leave(asha, by=maya, now=now(), agency=second)
        assert asha.user.identities.exists()

    def test_of_somebody_without_an_account_is_as_before(self, maya):
        leave(make_member("Ben Cole"), by=maya, now=now())
        assert "parted-employer" not in acts()


class TestPartEmployers:
    def test_by_a_coordinator(self, asha, maya):
        assert part_employers(asha, by=maya) == 1
        assert acts()[-2:] == ["parted-employer", "parted-employers"]
        assert User.objects.filter(pk=asha.user_id).exists()

    def test_of_nothing_is_no_act(self, maya):
        before = acts()
        assert part_employers(make_person("Ben Cole"), by=maya) == 0
        assert acts() == before

    def test_by_nobody_else(self, asha):
        with pytest.raises(PermissionDenied):
            part_employers(asha, by=make_member("Ben Cole"))
        assert asha.user.identities.exists()


class TestPage:
    def test_is_offered_where_there_is_one_and_does_it(self, asha, maya):
        client = Client(headers={"Sec-Fetch-Site": "same-origin"})
        sign_in(client, make_user(maya, "maya@network.example"))
        page = reverse("person", args=[asha.pk])
        part = reverse("person-employers-parting", args=[asha.pk])
        assert part in client.get(page).text
        assert "Asha Bell" in client.get(part).text
        assert client.post(part, {"form_key": str(new_id())})["Location"] == page
        assert not asha.user.identities.exists()
        assert part not in client.get(page).text
