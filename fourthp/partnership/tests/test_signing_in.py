"""Who is given an account, by whom, and what it takes to take it away."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from fourthp.accounts.models import User
from fourthp.audit.models import Entry
from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now
from fourthp.foundation.ids import new_id
from fourthp.partnership.models import Agency, Person, Role
from fourthp.partnership.operations.signing_in import (
    CannotSignIn,
    give_account,
    take_account,
)
from fourthp.partnership.tests.makers import (
    make_member,
    make_member_agency,
    make_person,
    make_seat,
    make_user,
)
from fourthp.post.models import Message
from tests.safety.actors import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency() -> Agency:
    return make_member_agency("Harbour")


@pytest.fixture
def asha(agency) -> Person:
    person = make_person("Asha Bell", email="asha@harbour.example")
    make_seat(person, agency=agency)
    return person


def lead_of(agency: Agency) -> Person:
    lead = make_person("Lead")
    make_seat(lead, agency=agency, role=Role.LEAD)
    return lead


class TestGiveAccount:
    def test_lets_her_choose_a_password_and_tells_her(self, asha):
        found = give_account(asha, by=Host(), now=now())
        assert found.user.email == "asha@harbour.example"
        assert not found.user.has_usable_password()
        [message] = Message.objects.all()
        assert message.letter["title"] == "You can sign in now"
        assert "/reset/" in str(message.letter)
        assert "opened-account" in Entry.objects.values_list("act", flat=True)

    def test_she_then_gets_the_link_that_any_forgotten_password_gets(
        self, asha, client, mailoutbox
    ):
        give_account(asha, by=Host(), now=now())
        said = {"email": asha.email}
        here = {"Sec-Fetch-Site": "same-origin"}
        client.post(reverse("account_reset_password"), said, headers=here)
        assert [mail.to for mail in mailoutbox] == [["asha@harbour.example"]]

    def test_a_lead_gives_one_to_her_own_people_and_nobody_else(self, asha, agency):
        with pytest.raises(PermissionDenied):
            give_account(asha, by=lead_of(make_member_agency("Quay")), now=now())
        with pytest.raises(PermissionDenied):
            give_account(asha, by=asha, now=now())
        assert give_account(asha, by=lead_of(agency), now=now()).user

    @pytest.mark.parametrize(
        ("facts", "why"),
        [
            ({"email": ""}, "has no address"),
            ({"email": "info@harbour.example"}, "Several people read"),
            ({"email": "dele@quay.example"}, "Somebody else here"),
            ({"email": "DELE@quay.example"}, "Somebody else here"),
        ],
    )
    def test_refuses_a_mailbox_that_is_not_hers_alone(self, asha, facts, why):
        make_user(make_member("Dele Obi"), "dele@quay.example")
        Person.objects.filter(pk=asha.pk).update(**facts)
        with pytest.raises(CannotSignIn, match=why):
            give_account(asha, by=Host(), now=now())
        assert User.objects.count() == 1

    def test_refuses_who_shares_it_with_somebody_known(self, asha):
        make_person("Other", email="asha@harbour.example")
        with pytest.raises(CannotSignIn, match="Somebody else here"):
            give_account(asha, by=Host(), now=now())

    def test_refuses_who_has_one_or_holds_no_seat(self, asha):
        give_account(asha, by=Host(), now=now())
        with pytest.raises(CannotSignIn, match="can sign in already"):
            give_account(asha, by=Host(), now=now())
        nobody = make_person("Nobody", email="nobody@quay.example")
        with pytest.raises(CannotSignIn, match="holds no seat"):
            give_account(nobody, by=Host(), now=now())


class TestTakeAccount:
    def test_ends_it_with_its_sessions_and_leaves_mail_and_seats(self, asha):
        make_user(asha, "asha@harbour.example")
        Person.objects.filter(pk=asha.pk).update(email="")
        asha.refresh_from_db()
        found = take_account(asha, by=make_member(role=Role.COORDINATOR))
        assert not User.objects.exists()
        assert (found.user, found.email) == (None, "asha@harbour.example")
        assert found.seats.exists()

    def test_nobody_takes_her_own_nor_does_a_lead(self, asha, agency):
        coordinator = make_member(role=Role.COORDINATOR)
        make_user(coordinator, "maya@network.example")
        for person, by in ((coordinator, coordinator), (asha, lead_of(agency))):
            with pytest.raises(PermissionDenied):
                take_account(person, by=by)

    def test_a_lead_does_not_give_back_what_the_network_took(self, asha, agency):
        lead, coordinator = lead_of(agency), make_member(role=Role.COORDINATOR)
        given = give_account(asha, by=lead, now=now())
        taken = take_account(given, by=coordinator)
        with pytest.raises(CannotSignIn, match="ask the network’s coordinator"):
            give_account(taken, by=lead, now=now())
        assert give_account(taken, by=coordinator, now=now()).user

    def test_where_there_is_none_nothing_happens(self, asha):
        take_account(asha, by=Host())
        assert not Entry.objects.filter(act="closed-account").exists()


class TestPages:
    @pytest.fixture
    def coordinator(self) -> Client:
        person = make_member("Maya Lind", role=Role.COORDINATOR)
        client = Client(headers={"Sec-Fetch-Site": "same-origin"})
        sign_in(client, make_user(person, "maya@network.example"))
        return client

    def test_an_account_is_given_and_taken_away_by_buttons(self, coordinator, asha):
        page = reverse("person", args=[asha.pk])
        give = reverse("person-account", args=[asha.pk])
        assert give in coordinator.get(page).content.decode()
        assert "Asha Bell" in coordinator.get(give).content.decode()
        key = {"form_key": str(new_id())}
        for _twice in range(2):
            assert coordinator.post(give, key)["Location"] == page
        take = reverse("person-account-closing", args=[asha.pk])
        assert take in coordinator.get(page).content.decode()
        assert coordinator.get(take).status_code == 200
        coordinator.post(take, {"form_key": str(new_id())})
        assert not User.objects.filter(email=asha.email).exists()

    def test_of_who_has_left_it_says_what_she_sees_still(self, coordinator, asha):
        asha.user = make_user(asha, "asha@clinic.example")
        path, left = reverse("person", args=[asha.pk]), "sees only what everyone sees"
        assert left not in coordinator.get(path).content.decode()
        asha.seats.all().delete()
        assert left in coordinator.get(path).content.decode()

    def test_says_why_it_cannot_be(self, coordinator, asha):
        Person.objects.filter(pk=asha.pk).update(email="")
        give = reverse("person-account", args=[asha.pk])
        said = coordinator.post(give, {"form_key": str(new_id())}, follow=True)
        assert "has no address yet" in said.content.decode()

    def test_a_member_is_refused_for_a_colleague(self, asha, agency):
        member = make_person("Member")
        make_seat(member, agency=agency)
        client = Client(headers={"Sec-Fetch-Site": "same-origin"})
        sign_in(client, make_user(member, "member@harbour.example"))
        for name in ("person-account", "person-account-closing"):
            assert client.get(reverse(name, args=[asha.pk])).status_code == 403
        assert (
            "Signing in"
            not in client.get(reverse("person", args=[asha.pk])).content.decode()
        )
