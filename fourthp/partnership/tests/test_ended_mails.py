"""Whoever held a seat hears of it when somebody else ends it, and of nothing more."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now, today
from fourthp.partnership.models import Person, Role
from fourthp.partnership.operations.ended_mails import SEAT_ENDED
from fourthp.partnership.operations.seat_mails import tell_of_seat
from fourthp.partnership.operations.seats import (
    end_seat,
    end_seat_after,
    hand_on_seat,
)
from fourthp.partnership.tests.makers import (
    make_group,
    make_member_agency,
    make_person,
    make_seat,
)
from fourthp.partnership.tests.seated import browser
from fourthp.post.models import Message
from fourthp.post.rules.readers import Reader
from fourthp.post.tests.makers import make_message

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def agency():
    return make_member_agency("Harbour Aid")


def sitting(name: str, agency, role: str = Role.REPRESENTATIVE, **more) -> Person:
    person = make_person(name, email=f"{name.lower()}@ended.example")
    since = today() - 30 * DAY
    make_seat(person, agency=agency, role=role, **{"from_on": since} | more)
    reader = Reader("person", str(person.pk), person.email)
    make_message(readers=[reader])  # she has heard of the network
    return person


def what_it_says(page: str) -> str:
    """Return what a page says, without the key of its form."""
    main = page.partition("<main")[2].partition("</main>")[0]
    return re.sub(r'<input[^>]*name="form_key"[^>]*>', "", main)


def told() -> list[Message]:
    return list(Message.objects.filter(kind=SEAT_ENDED.name).order_by("pk"))


def words(message: Message) -> str:
    return str(message.says)


class TestTellOfEnd:
    def test_of_one_seat_of_several(self, agency):
        ben, lead = sitting("Ben", agency), sitting("Lea", agency, Role.LEAD)
        make_seat(ben, agency=agency, group=make_group("Nights"))
        end_seat(ben.seats.get(group__is_network=True), by=lead, now=now())
        [mail] = told()
        assert mail.reader_id == str(ben.pk)
        assert "was ended: from now on nothing comes by it" in words(mail)
        assert "Other seats of yours stay" in words(mail)
        assert "the agency’s lead" in words(mail)
        assert "Lea" not in words(mail)

    def test_of_her_last_goes_to_the_bare_address(self, agency):
        ben = sitting("Ben", agency)
        end_seat(ben.seats.get(), by=Host(), now=now())
        [mail] = told()
        assert (mail.reader_kind, mail.address) == ("address", "ben@ended.example")
        assert "You hold no other" in words(mail)
        assert "whoever coordinates the network" in words(mail)

    def test_of_each_change_of_the_last_day_and_of_no_other(self, agency):
        seat = sitting("Ben", agency).seats.get()
        for days in (9, 9, 12, 9):
            end_seat_after(seat, today() + days * DAY, by=Host(), now=now())
        first, second, again = told()
        assert words(again) == words(first)
        assert "Until then nothing changes" in words(first)
        assert words(first) != words(second)

    def test_of_what_is_handed_on_by_another(self, agency):
        ben, lead = sitting("Ben", agency), sitting("Lea", agency, Role.LEAD)
        hand_on_seat(ben.seats.get(), lead, by=lead, now=now())
        [mail] = told()
        assert mail.address == "ben@ended.example"

    def test_by_a_groups_chair_says_so(self, agency):
        ben, nights = sitting("Ben", agency), make_group("Nights", is_closed=True)
        chair = sitting("Cleo", None, Role.CHAIR, group=nights)
        seat = make_seat(ben, agency=agency, group=nights)
        end_seat(seat, by=chair, now=now())
        [mail] = told()
        assert "the group’s chair" in words(mail)
        assert "Nights" not in words(mail)

    @pytest.mark.parametrize(
        "case", ["herself", "not begun", "no address", "never heard"]
    )
    def test_of_nothing_else(self, agency, case):
        ben, by = sitting("Ben", agency), Host()
        seat = ben.seats.get()
        if case == "herself":
            by = sitting("Cora", None, Role.COORDINATOR)
            by.is_strong, seat = True, by.seats.get()
        elif case == "not begun":
            seat.from_on = today() + 9 * DAY
            seat.save()
        elif case == "never heard":
            Message.objects.all().delete()
        else:
            Person.objects.filter(pk=ben.pk).update(email="")
            seat.person.refresh_from_db()
        end_seat(seat, by=by, now=now())
        assert told() == []

    def test_is_said_before_on_the_page(self, agency):
        lead, ben = sitting("Lea", agency, Role.LEAD), sitting("Ben", agency)
        path = reverse("seat-ending", args=[ben.seats.get().pk])
        said = "Ben</bdi> gets a mail that says so"
        assert said in browser(lead).get(path).content.decode()
        Person.objects.filter(pk=ben.pk).update(email="")
        assert said not in browser(lead).get(path).content.decode()

    @time_machine.travel(now(), tick=False)  # a form has the second in it
    def test_the_page_tells_a_lead_nothing_of_a_seat_that_she_may_not_know_of(
        self, agency
    ):
        lead, ben = sitting("Lea", agency, Role.LEAD), sitting("Ben", agency)
        path, client = reverse("seat-ending", args=[ben.seats.get().pk]), browser(lead)
        cora = sitting("Cora", None, Role.COORDINATOR)
        Message.objects.all().delete()
        before = client.get(path).text
        only = "This is the only seat"
        assert only in browser(cora).get(path).text  # the control: who sees all
        hidden = make_group("Hidden", is_closed=True)
        given = make_seat(ben, agency=agency, group=hidden, from_on=today())
        assert tell_of_seat(given, by=cora, now=now())
        after = client.get(path).text
        assert what_it_says(after) == what_it_says(before)
        assert only not in browser(cora).get(path).text
        assert only not in browser(cora, factor=False).get(path).text

    def test_the_page_says_whether_it_is_her_only_seat_and_who_else_speaks(
        self, agency
    ):
        sitting("Lea", agency, Role.LEAD)
        ben, cora = sitting("Ben", agency), sitting("Cora", None, Role.COORDINATOR)
        path, client = reverse("seat-ending", args=[ben.seats.get().pk]), browser(cora)
        only, vacant = "This is the only seat", "Nobody else speaks for the agency"
        page = client.get(path).content.decode()
        assert (only in page, vacant in page) == (True, False)
        make_seat(ben, group=make_group("Nights"), role=Role.OBSERVER)
        page = client.get(path).content.decode()
        assert (only in page, "Other seats of this person stay." in page) == (
            False,
            True,
        )

    def test_the_page_says_that_nobody_is_left_to_speak_or_to_chair(self, agency):
        ben, nights = sitting("Ben", agency), make_group("Nights")
        chair = make_seat(ben, group=nights, role=Role.CHAIR)
        cora = sitting("Cora", None, Role.COORDINATOR)
        client, role = browser(cora), Role.REPRESENTATIVE
        for seat, says in (
            (ben.seats.get(role=role), "Nobody else speaks for the agency there"),
            (chair, "Its group has no other chair"),
        ):
            path = reverse("seat-ending", args=[seat.pk])
            assert says in client.get(path).content.decode()
            make_seat(cora, agency=seat.agency, group=seat.group, role=seat.role)
            assert says not in client.get(path).content.decode()

    def test_of_what_ended_before_is_not_told_again(self, agency):
        seat = sitting("Ben", agency).seats.get()
        for _again in range(2):
            end_seat(seat, by=Host(), now=now())
        assert len(told()) == 1
