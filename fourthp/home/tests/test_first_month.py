"""The first month: steps that tick themselves, and the way to them."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from fourthp.accounts.operations.adapters import AccountAdapter
from fourthp.accounts.queries.addresses import password_path
from fourthp.audit.models import Entry
from fourthp.directory.tests.makers import make_service
from fourthp.foundation.clock import now, today
from fourthp.foundation.policies import NOBODY
from fourthp.home.queries import first_month as queries
from fourthp.home.queries.first_month import STEPS, first_month, first_page
from fourthp.home.tasks import fold
from fourthp.partnership.models import HelpLine, Network, Person, Role
from fourthp.partnership.queries.seat_mails import INVITED, SEATED
from fourthp.partnership.tests.makers import (
    make_group,
    make_member,
    make_network,
    make_user,
)
from fourthp.post.models import Message
from fourthp.post.tests.makers import make_message
from tests.safety.actors import sign_in
from tests.safety.acts.post import _circular
from tests.safety.acts.sending import HERE, keyed

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    """A browser, which says where its forms come from."""
    return Client(headers=HERE)


NEW = "four quite unrelated words"


def coordinator(client: Client) -> Client:
    make_network()
    sign_in(client, make_user(make_member(role=Role.COORDINATOR)))
    return client


def done() -> set[str]:
    return {
        str(t)
        for t, _href, state, _hint in first_month(today()).tasks
        if state == "done"
    }


def written_to(person: Person, kind: str = INVITED) -> Message:
    message = make_message(reader_kind=person.matter_kind, reader_id=str(person.pk))
    message.kind = kind
    message.save()
    return message


class TestInvitingFive:
    STEP = "Invite the first five people"

    def test_is_done_when_five_were_written_to(self, client):
        coordinator(client)
        people = [make_member(f"Person {n}", agency=f"Agency {n}") for n in range(5)]
        # Whoever a sheet brought in holds a seat, and knows nothing of it.
        assert self.STEP not in done()
        for person in people[:4]:
            written_to(person)
        written_to(people[0], SEATED)
        assert self.STEP not in done()
        written_to(people[4], SEATED)
        assert self.STEP in done()

    def test_is_not_done_by_mails_to_who_keeps_the_network(self, client):
        coordinator(client)
        for n in range(4):
            written_to(make_member(f"Person {n}", agency=f"Agency {n}"))
        written_to(make_member("Bea Hale", role=Role.SECOND))
        written_to(make_member("Una Fox", agency="Agency 9"), "directory.due")
        assert self.STEP not in done()


class TestFirstMonth:
    def test_an_empty_network_has_all_but_the_factor_to_do(self, client):
        coordinator(client)
        assert done() == {"Add your second factor"}
        page = client.get(reverse("first-month")).content.decode()
        assert "1 of 12 done." in page

    def test_each_step_ticks_itself(self, client):
        coordinator(client)
        second = make_user(make_member("Bea Hale", role=Role.SECOND), "b@n.example")
        second.last_login = now()
        second.save()
        Network.objects.update(controller="Harbour Aid", contact_email="a@n.example")
        said = {"kind": "emergency", "name": "E", "number": "112"}
        HelpLine.objects.create(country="RO", checked_on=today(), **said)
        for number in range(10):
            person = make_member(f"Person {number}", agency=f"Agency {number}")
            written_to(person)
        make_group()
        make_service()
        _circular()
        left = {str(step.title) for step in STEPS} - done()
        assert left == {"See a first mail leave", "Let agencies check their listings"}
        assert fold(now()) == 0

    def test_goes_by_itself_once_all_of_it_is_done(self, client, monkeypatch):
        coordinator(client)
        monkeypatch.setattr(queries, "_judge", lambda _day: [True] * len(STEPS))
        assert (
            "stands on nobody’s" in client.get(reverse("first-month")).content.decode()
        )
        assert (fold(now()), fold(now())) == (1, 0)
        assert Network.objects.get().first_month_closed_on == today()
        assert Entry.objects.filter(act="folded-first-month").count() == 1

    def test_stands_on_a_coordinators_front_page_until_it_is_folded(self, client):
        coordinator(client)
        front = client.get(reverse("front")).content.decode()
        assert "Your first month" in front
        client.post(reverse("first-month"), keyed())
        assert "Your first month" not in client.get(reverse("front")).content.decode()
        folded = client.get(reverse("first-month")).content.decode()
        assert "This list is folded away" in folded
        client.post(reverse("first-month"), keyed(show="yes"))
        assert "Your first month" in client.get(reverse("front")).content.decode()

    def test_is_not_folded_before_there_is_a_network(self, client):
        sign_in(client, make_user(make_member(role=Role.COORDINATOR)))
        assert client.get(reverse("first-month")).status_code == 200
        assert client.post(reverse("first-month"), keyed()).status_code == 404

    def test_is_nobody_elses(self, client):
        make_network()
        sign_in(client, make_user(make_member(role=Role.LEAD)))
        assert "Your first month" not in client.get(reverse("front")).content.decode()


class TestFirstPage:
    def test_is_the_front_page_for_everyone_else(self):
        assert first_page(NOBODY) == reverse("front")

    def test_of_a_coordinator_is_her_first_month_behind_a_second_factor(self, client):
        make_network()
        user = make_user(make_member(role=Role.COORDINATOR))
        self._comes_in(client, password_path(user), user.email)
        asked = client.get(client.landed, follow=True)
        assert "Add a second factor first" in asked.content.decode()
        assert "You act for the network" in asked.content.decode()
        # Whoever chose her password from a link just now adds one at once.
        assert client.get(reverse("mfa_activate_totp")).status_code == 200
        assert reverse("first-month") in client.session["accounts_after_step_up"]

    def test_of_the_second_person_is_the_front_page_behind_a_factor(self, client):
        make_network()
        user = make_user(make_member(role=Role.SECOND))
        self._comes_in(client, password_path(user), user.email)
        assert client.landed == f"{reverse('step_up')}?next=%2F"

    def test_of_a_member_is_the_front_page(self, client):
        make_network()
        user = make_user(make_member())
        self._comes_in(client, password_path(user), user.email)
        assert client.landed == reverse("front")

    def test_of_a_coordinator_whose_first_month_is_folded_is_the_front_page(self):
        make_network(first_month_closed_on=today())
        person = make_member(role=Role.COORDINATOR)
        standing = type(NOBODY)(person, frozenset({Role.COORDINATOR}), True, True, True)
        assert first_page(standing) == reverse("front")
        assert settings.ACCOUNT_ADAPTER.endswith(AccountAdapter.__name__)

    def _comes_in(self, client: Client, path: str, email: str) -> None:
        form = client.get(path, follow=True)
        said = {"password1": NEW, "password2": NEW}
        client.post(form.redirect_chain[-1][0], said)
        entered = {"login": email, "password": NEW}
        client.landed = client.post(reverse("account_login"), entered).headers[
            "Location"
        ]
