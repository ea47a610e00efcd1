"""Whom the network asks when mail comes back, or nothing is heard for a year."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from fourthp.audit.models import Entry
from fourthp.foundation.clock import now as clock_now
from fourthp.partnership.models import Person, Role
from fourthp.partnership.operations.leavers import (
    ANSWERED_WITHIN,
    HAS_LEFT,
    STILL_THERE,
)
from fourthp.partnership.tasks import ask, look
from fourthp.partnership.tests.makers import (
    make_member_agency,
    make_network,
    make_seat,
    make_user,
)
from fourthp.post.models import Incoming, Mailing, Message, Suppression
from fourthp.post.operations.suppression import (
    MANY,
    Returned,
    note_return,
    returned_of,
)
from fourthp.post.rules.answers import fault_of
from fourthp.post.tests.makers import DUTY

pytestmark = pytest.mark.django_db
HOURS_2 = timedelta(hours=2)


@pytest.fixture
def ben():
    """Ben of Harbour Aid, with a lead, a deputy and the network's coordinator."""
    make_network()
    agency, other = make_member_agency("Harbour Aid"), make_member_agency("Quay")
    ben = seated("Ben Achterberg", agency, Role.REPRESENTATIVE)
    seated("Lea", agency, Role.LEAD)
    seated("Dora", agency, Role.DEPUTY)
    seated("Cora", None, Role.COORDINATOR)
    seated("Olu", other, Role.REPRESENTATIVE)
    seated("Ola", agency, Role.OBSERVER)
    return ben


def seated(name, agency, role) -> Person:
    email = f"{name.split()[0].lower()}@clinic.example"
    return make_seat(
        Person.objects.create(name=name, email=email), agency=agency, role=role
    ).person


def asked(kind=HAS_LEFT) -> list[str]:
    rows = Message.objects.filter(kind=kind.name)
    return sorted(row.address.split("@")[0] for row in rows)


def came_back(address: str, at, code="5.1.1"):
    return note_return(Returned(address, code), message=None, now=at)


class TestAskWhoLeft:
    def test_asks_colleagues_and_coordinators_once(self, ben):
        at = clock_now()
        came_back("Ben@clinic.example", at)
        for hours in (2, 3, 30):
            ask(at + timedelta(hours=hours))
        assert asked() == ["cora", "dora", "lea"]
        letter = Message.objects.filter(kind=HAS_LEFT.name).first().says
        assert "Ben Achterberg (Harbour Aid)" in str(letter)

    def test_names_no_agency_that_is_confidential(self, ben):
        agency = ben.seats.get().agency
        type(agency).objects.filter(pk=agency.pk).update(place_is_confidential=True)
        at = clock_now()
        came_back(ben.email, at)
        ask(at + HOURS_2)
        letter = Message.objects.filter(kind=HAS_LEFT.name).first().says
        assert "Harbour Aid" not in str(letter)

    def test_asks_nobody_while_a_domain_may_be_at_fault(self, ben):
        at = clock_now()
        for n in range(MANY - 2):
            came_back(f"{n}@clinic.example", at)
        came_back(ben.email, at)
        ask(at + timedelta(minutes=30))
        came_back("last@clinic.example", at + timedelta(minutes=40))
        ask(at + HOURS_2)
        assert asked() == []
        told = Message.objects.get(kind="partnership.domain-waits")
        assert told.address == "cora@clinic.example"

    def test_asks_nobody_after_a_refusal_for_a_policy(self, ben):
        at, said = clock_now(), b"550 Message blocked, your IP is listed at Spamhaus"
        problem = fault_of(550, said, at="recipient")
        for days in range(2):
            found = returned_of(problem, ben.email)
            note_return(found, message=None, now=at + timedelta(days=days))
        assert ask(at + timedelta(days=1) + HOURS_2) == 0
        assert not Suppression.objects.exists()

    def test_control_asks_after_a_refusal_of_a_mailbox_that_is_gone(self, ben):
        at, said = clock_now(), b"550 no such user here"
        problem = fault_of(550, said, at="recipient")
        note_return(returned_of(problem, ben.email), message=None, now=at)
        assert ask(at + HOURS_2) == 1

    def test_tells_once_of_a_domain_however_long_it_is(self, ben):
        domain, at = ".".join(["a" * 50] * 4) + ".example", clock_now()
        for n in range(MANY + 1):
            came_back(f"{n}@{domain}", at)
        [told] = Message.objects.filter(kind="partnership.domain-waits")
        assert domain in str(told.says)
        assert domain not in told.mailing.once

    def test_tells_of_two_domains_each(self, ben):
        at = clock_now()
        for domain in ("a.example", "b.example"):
            for n in range(MANY):
                came_back(f"{n}@{domain}", at)
        told = Message.objects.filter(kind="partnership.domain-waits")
        assert told.count() == 2

    @pytest.mark.parametrize("because", ["complaint", "by hand"])
    def test_asks_nobody_about_who_wants_no_mail(self, ben, because):
        at = clock_now()
        Suppression.objects.create(address=ben.email, because=because, since=at)
        assert ask(at + HOURS_2) == 0

    def test_asks_nobody_about_an_address_of_nobody(self, ben):
        at = clock_now()
        came_back("nobody@clinic.example", at)
        assert ask(at + HOURS_2) == 0


def written_to(person: Person, at, count=20) -> None:
    """A bundle every two weeks, and no word."""
    for n in range(count):
        moment = at - timedelta(days=14 * n)
        Message.objects.create(
            kind=DUTY.name,
            state=Message.State.SENT,
            reader_kind="person",
            reader_id=str(person.pk),
            address=person.email,
            due_at=moment,
            made_at=moment,
            ended_at=moment,
        )


class TestLookForSilence:
    def test_asks_first_and_stops_a_month_later(self, ben):
        at = clock_now()
        written_to(ben, at)
        with time_machine.travel(at, tick=False):
            assert [look(at) for _ in range(2)] == [1, 0]
        assert asked(STILL_THERE) == ["ben"]
        assert not Suppression.objects.exists()
        later = at + ANSWERED_WITHIN
        look(later)
        assert Suppression.objects.get().because == "silence"
        ask(later + HOURS_2)
        assert asked() == ["cora", "dora", "lea"]

    @pytest.mark.parametrize("sign", ["letter", "sign-in", "act", "link"])
    def test_takes_any_sign_of_life(self, ben, sign):
        at = clock_now()
        written_to(ben, at)
        show(ben, sign, at)
        assert look(at) == 0

    def test_takes_no_note_of_absence_for_one(self, ben):
        at = clock_now()
        written_to(ben, at)
        show(ben, "automatic", at)
        assert look(at) == 1

    def test_of_who_was_written_to_seldom_or_not_for_long_is_none(self, ben):
        at = clock_now()
        written_to(ben, at, count=11)
        assert look(at) == 0

    def test_of_who_is_new_is_none(self, ben):
        at = clock_now()
        for _ in range(3):
            written_to(ben, at, count=5)
        assert look(at) == 0

    def test_ends_with_an_answer_to_the_question(self, ben):
        at = clock_now()
        written_to(ben, at)
        look(at)
        show(ben, "letter", at)
        assert look(at + ANSWERED_WITHIN) == 0
        assert not Suppression.objects.exists()
        assert Mailing.objects.filter(kind=STILL_THERE.name).count() == 1


def show(person: Person, sign: str, at) -> None:
    pk = str(person.pk)
    if sign in {"letter", "automatic"}:
        message = Message.objects.filter(reader_id=pk).first()
        Incoming.objects.create(
            source_key=sign, digest=sign, taken_at=at, kind=sign, message=message
        )
    elif sign == "sign-in":
        user = make_user(person)
        type(user).objects.filter(pk=user.pk).update(last_login=timezone.now())
    elif sign == "act":
        Entry.objects.create(at=at, act="edited", actor_kind="person", actor_id=pk)
    else:
        actor = f"person:{pk}"
        Entry.objects.create(at=at, act="answered", actor_kind="link", actor_id=actor)
