"""Somebody lost every second factor."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from fourthp.accounts.queries.factors import kinds_of_factors
from fourthp.accounts.tests.makers import (
    PASSWORD,
    app_code,
    make_app,
    make_codes,
    make_user,
    signed_in,
)
from fourthp.audit.models import Entry
from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now
from fourthp.partnership.models import LetIn, Person, Role
from fourthp.partnership.operations.letting_in import (
    NoReasonGiven,
    NotAskedAnyMore,
    NothingToLose,
    TooSoon,
    ask_to_let_in,
    forget_lettings_in,
    let_in_alone,
    vouch_for,
)
from fourthp.partnership.tests.makers import (
    make_group,
    make_member,
    make_person,
    make_seat,
)
from fourthp.post.models import Message
from tests.safety.actors import sign_in

pytestmark = pytest.mark.django_db
HERE = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def coordinator() -> Person:
    """Somebody who had an app and recovery codes, and lost both."""
    person = make_member("Maya Lind", role=Role.COORDINATOR)
    person.user = make_user("maya@network.example")
    person.save(update_fields=["user"])
    make_app(person.user)
    make_codes(person.user)
    return person


@pytest.fixture
def second() -> Person:
    person = make_member("Noor Aziz", role=Role.SECOND)
    person.user = make_user("noor@network.example")
    person.email = person.user.email
    person.save(update_fields=["user", "email"])
    return person


def asked_for(person: Person, **later: float) -> LetIn:
    return ask_to_let_in(person, by=Host(), now=now() - timedelta(**later))


def told() -> list[tuple[str, str]]:
    rows = Message.objects.order_by("made_at", "pk")
    return [(one.kind, one.letter["title"]) for one in rows]


class TestAskToLetIn:
    def test_asks_the_others_and_not_herself(self, coordinator, second):
        asked_for(coordinator)
        [message] = Message.objects.all()
        assert message.reader_id == str(second.pk)
        assert message.letter["title"] == "Is it really she?"

    def test_asks_once(self, coordinator, second):
        assert asked_for(coordinator).pk == asked_for(coordinator).pk
        assert len(told()) == 1

    def test_asks_anew_what_nobody_answered_for_a_week(self, coordinator, second):
        old = asked_for(coordinator, days=8)
        assert asked_for(coordinator).pk != old.pk
        assert LetIn.objects.count() == 1

    def test_refuses_who_has_nothing_to_lose(self, second):
        with pytest.raises(NothingToLose, match="no second factor"):
            asked_for(second)
        with pytest.raises(NothingToLose):
            asked_for(make_member("Without an account"))

    def test_only_the_host_asks(self, coordinator, second):
        with pytest.raises(PermissionDenied):
            ask_to_let_in(coordinator, by=second, now=now())


class TestVouchFor:
    def test_takes_the_factors_and_tells_everybody(self, coordinator, second):
        asked = asked_for(coordinator)
        vouch_for(asked, by=second, now=now())
        assert kinds_of_factors(coordinator.user) == {}
        titles = [title for _kind, title in told()[1:]]
        assert sorted(titles) == ["Somebody was let in", "You can come in again"]
        acts = set(Entry.objects.values_list("act", flat=True))
        assert {"asked-to-let-in", "let-in", "dropped-factor"} <= acts

    def test_her_sessions_end_and_her_password_leads_to_a_new_factor(
        self, coordinator, second
    ):
        client = signed_in(coordinator.user)
        client.post(reverse("mfa_authenticate"), {"code": app_code()})
        assert client.get(reverse("outbox")).status_code == 200
        vouch_for(asked_for(coordinator), by=second, now=now())
        assert client.get(reverse("outbox")).status_code == 302
        said = {"login": coordinator.user.email, "password": PASSWORD}
        client.post(reverse("account_login"), said)
        away = client.get(reverse("outbox"))
        assert away["Location"].startswith(reverse("step_up"))

    def test_nobody_vouches_for_herself_or_by_password(self, coordinator, second):
        asked = asked_for(coordinator)
        second.is_strong = False
        for one in (coordinator, second, make_member("Dele Obi")):
            with pytest.raises(PermissionDenied):
                vouch_for(asked, by=one, now=now())
        assert kinds_of_factors(coordinator.user)

    def test_the_chair_of_a_smaller_group_does_not_speak_for_the_network(
        self, coordinator, second
    ):
        chair = make_person("Chair of a sub-group")
        make_seat(chair, role=Role.CHAIR, group=make_group())
        asked = asked_for(coordinator)
        with pytest.raises(PermissionDenied):
            vouch_for(asked, by=chair, now=now())
        assert str(chair.pk) not in Message.objects.values_list("reader_id", flat=True)
        make_seat(chair, role=Role.CHAIR)
        vouch_for(asked, by=chair, now=now())

    def test_is_done_once(self, coordinator, second):
        asked = asked_for(coordinator)
        vouch_for(asked, by=second, now=now())
        with pytest.raises(NotAskedAnyMore):
            vouch_for(asked, by=second, now=now())

    def test_not_after_a_week(self, coordinator, second):
        asked = asked_for(coordinator, days=8)
        with pytest.raises(NotAskedAnyMore):
            vouch_for(asked, by=second, now=now())
        assert kinds_of_factors(coordinator.user)


class TestLetInAlone:
    def test_waits_a_day_for_the_others(self, coordinator, second):
        asked = asked_for(coordinator, hours=23)
        with pytest.raises(TooSoon, match="Others may answer until"):
            let_in_alone(asked, "She stands beside me.", by=Host(), now=now())
        assert kinds_of_factors(coordinator.user)

    def test_says_why_to_everybody(self, coordinator, second):
        asked = asked_for(coordinator, hours=25)
        with pytest.raises(NoReasonGiven):
            let_in_alone(asked, " ", by=Host(), now=now())
        let_in_alone(asked, "She stands beside me.", by=Host(), now=now())
        assert kinds_of_factors(coordinator.user) == {}
        letters = str(list(Message.objects.values_list("letter", flat=True)))
        assert "She stands beside me." in letters

    def test_only_the_host_goes_on_alone(self, coordinator, second):
        with pytest.raises(PermissionDenied):
            let_in_alone(asked_for(coordinator, hours=25), "x", by=second, now=now())


def test_an_account_that_is_gone_meanwhile_needs_no_letting_in(coordinator, second):
    asked = asked_for(coordinator)
    coordinator.user.delete()
    asked.refresh_from_db()
    vouch_for(asked, by=second, now=now())
    assert LetIn.objects.get().done_at is not None


class TestPage:
    def opened(self, person: Person) -> Client:
        client = Client(headers=HERE)
        sign_in(client, person.user)
        return client

    def test_says_yes_by_a_button_and_twice_is_once(self, coordinator, second):
        asked, client = asked_for(coordinator), self.opened(second)
        path, key = reverse("let-in", args=[asked.pk]), str(uuid4())
        assert "Maya Lind" in client.get(path).content.decode()
        assert kinds_of_factors(coordinator.user)
        for _press in range(2):
            assert client.post(path, {"form_key": key})["Location"] == path
        assert "Settled on" in client.get(path).content.decode()
        assert kinds_of_factors(coordinator.user) == {}
        late = client.post(path, {"form_key": str(uuid4())}, follow=True)
        assert "settled already" in late.content.decode()

    def test_is_not_there_for_herself(self, coordinator, second):
        path = reverse("let-in", args=[asked_for(coordinator).pk])
        assert self.opened(coordinator).get(path).status_code == 404

    def test_says_when_nobody_asks_any_more(self, coordinator, second):
        asked = asked_for(coordinator, days=8)
        said = self.opened(second).get(reverse("let-in", args=[asked.pk]))
        assert "Nobody asks this any more" in said.content.decode()


def test_what_is_old_or_was_never_answered_is_forgotten(coordinator, second):
    asked = asked_for(coordinator, days=8)
    assert forget_lettings_in(now=now()) == 1
    vouch_for(asked_for(coordinator), by=second, now=now())
    assert forget_lettings_in(now=now()) == 0
    assert forget_lettings_in(now=now() + timedelta(days=732)) == 1
    assert not LetIn.objects.filter(pk=asked.pk).exists()
