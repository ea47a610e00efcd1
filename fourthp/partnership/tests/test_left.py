"""Whom the network asks when mail comes back, or nothing is heard for a year."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from fourthp.audit.models import Entry
from fourthp.foundation.clock import now as clock_now
from fourthp.foundation.clock import today
from fourthp.partnership.models import Person, Role
from fourthp.partnership.operations.leavers import (
    ANSWERED_WITHIN,
    HAS_LEFT,
    STILL_THERE,
)
from fourthp.partnership.operations.wrong_readers import OF_A_LINK
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
from fourthp.post.queries.said import said_of
from fourthp.post.rules.answers import fault_of
from fourthp.post.rules.letters import Button, Letter
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


def asked_of(mailbox: str) -> Letter:
    row = Message.objects.get(kind=HAS_LEFT.name, address__startswith=f"{mailbox}@")
    return row.says


def came_back(address: str, at, code="5.1.1"):
    return note_return(Returned(address, code), now=at)


class TestAskWhoLeft:
    def test_asks_colleagues_and_coordinators_once(self, ben):
        at = clock_now()
        came_back("Ben@clinic.example", at)
        for hours in (2, 3, 30):
            ask(at + timedelta(hours=hours))
        assert asked() == ["cora", "dora", "lea"]
        assert "Ben Achterberg (Harbour Aid)" in str(asked_of("cora"))
        assert "Mail to Ben Achterberg came back" in str(asked_of("lea"))

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
            note_return(found, now=at + timedelta(days=days))
        assert ask(at + timedelta(days=1) + HOURS_2) == 0
        assert not Suppression.objects.exists()

    def test_control_asks_after_a_refusal_of_a_mailbox_that_is_gone(self, ben):
        at, said = clock_now(), b"550 no such user here"
        problem = fault_of(550, said, at="recipient")
        note_return(returned_of(problem, ben.email), now=at)
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


def buttons_of(letter: Letter) -> list[str]:
    urls = [one.url for one in letter.blocks if isinstance(one, Button)]
    return [url.removeprefix("http://localhost:8000") for url in urls]


def press(path: str, **said: str):
    client = Client(headers={"Sec-Fetch-Site": "same-origin"})
    return client.post(path, {"form_key": str(uuid4()), **said})


def shown(path: str) -> str:
    return Client().get(path).content.decode()


class TestHasThisLeft:
    """What a colleague answers by the buttons of the question."""

    @pytest.fixture
    def ways(self, ben):
        """Return where the questions to Lea and Dora lead."""
        at = clock_now() - HOURS_2
        came_back(ben.email, at)
        ask(clock_now())
        return [buttons_of(asked_of(one))[0] for one in ("lea", "dora")]

    def told(self) -> list[Message]:
        found = Message.objects.filter(kind="partnership.has-left-answered")
        return list(found.order_by("pk"))

    def test_page_says_what_the_mail_said_and_has_both_buttons(self, ben, ways):
        html = shown(ways[0])
        assert "Mail to Ben Achterberg came back" in html
        assert "Lea (Harbour Aid)" in html
        assert "Yes, this person has left" in html
        assert "No, this person is still here" in html
        assert not self.told()

    def test_names_no_seat_that_came_after_the_mail(self, ben, ways):
        make_seat(ben, agency=make_member_agency("Secret House"))
        assert "Secret House" not in shown(ways[0])

    def test_that_she_is_here_is_told_to_the_coordinator_and_changes_nothing(
        self, ben, ways
    ):
        for _ in range(2):
            press(ways[0], choice="here")
        [told] = self.told()
        assert told.address == "cora@clinic.example"
        assert "no, this person is still" in str(told.says)
        assert buttons_of(told.says) == [f"/outbox/readers/person/{ben.pk}/"]
        assert ben.seats.holding(today()).exists()
        assert Suppression.objects.get().address == ben.email
        [said] = said_of("person", str(ben.pk))
        assert said.state == "waits for a look"
        assert said.asked == "Lea, Harbour Aid"

    def test_is_settled_for_the_others_until_it_is_taken_back(self, ben, ways):
        press(ways[0], choice="here")
        assert press(ways[1], choice="gone").status_code == 410
        assert "Yes, this person has left" not in shown(ways[1])
        path = ways[0].partition("?")[0]
        press(f"{path}done/")
        press(ways[1], choice="gone")
        first, back = (str(one.says) for one in self.told())
        assert "this person is still here" in first
        assert "took back what she said" in back
        assert not ben.seats.holding(today()).exists()

    def test_is_told_however_often_it_is_taken_back_but_not_without_end(self, ways):
        path = ways[0].partition("?")[0]
        for _ in range(5):
            press(ways[0], choice="here")
            press(f"{path}done/")
        assert len(self.told()) == OF_A_LINK.burst

    def test_that_it_reached_another_settles_nothing(self, ways):
        press(f"{ways[0].partition('?')[0]}not-me/")
        assert "Yes, this person has left" in shown(ways[1])

    def test_is_settled_when_mail_goes_again(self, ways):
        Suppression.objects.all().delete()
        assert press(ways[0], choice="gone").status_code == 410
        assert not self.told()

    def test_is_asked_of_nobody_who_left_the_agency_or_of_nobody(self, ben, ways):
        lea = Person.objects.get(name="Lea")
        lea.seats.update(agency=make_member_agency("Elsewhere"))
        assert press(ways[0], choice="gone").status_code == 410
        assert press(ways[1], choice="gone").status_code == 302
        ben.seats.all().delete()
        ben.delete()
        assert Client().get(ways[0]).status_code == 410

    def test_leads_the_coordinator_to_the_page_of_the_reader(self, ben, ways):
        path = f"/outbox/readers/person/{ben.pk}/"
        assert buttons_of(asked_of("cora")) == [path]


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

    def test_takes_no_word_of_whoever_has_her_mail_for_one(self, ben):
        at = clock_now()
        written_to(ben, at)
        show(ben, "another", at)
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
    elif sign == "another":
        facts = {"actor_kind": "bearer", "actor_id": f"person:{pk}"}
        Entry.objects.create(at=at, act="reached-another", **facts)
    else:
        actor = f"person:{pk}"
        Entry.objects.create(at=at, act="answered", actor_kind="link", actor_id=actor)
