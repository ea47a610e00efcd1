"""Whoever gets a seat is told of it, and answers from her mail whether it is hers."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from fourthp.foundation.clock import now, today
from fourthp.foundation.offers import changed_for, waiting_for
from fourthp.partnership.models import Agency, Network, Person, Role, Seat
from fourthp.partnership.operations.seat_mails import (
    INVITED,
    NOT_MINE,
    SEAT_IS_YOURS,
    SEATED,
    tell_of_seat,
)
from fourthp.partnership.operations.seats import end_seat
from fourthp.partnership.queries.readership import readers_for
from fourthp.partnership.queries.seat_mails import MINE, MISTAKE, seats_told
from fourthp.partnership.tests.makers import (
    make_group,
    make_member_agency,
    make_network,
    make_network_group,
    make_person,
    make_seat,
    make_user,
)
from fourthp.partnership.tests.seated import browser, coordinator, keyed, seated
from fourthp.post.models import Answer, Message
from fourthp.post.operations.acts import do_act, undo_act
from fourthp.post.queries.acts import link_to
from fourthp.post.rules.acts import ActIsOver

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def agency() -> Agency:
    make_network()
    return make_member_agency("Harbour")


def new_seat(agency: Agency, **fields: object) -> Seat:
    """The seat of somebody who was made known a moment ago, and told nothing."""
    person = make_person("Ben Cole", email="ben@clinic.example")
    return make_seat(person, agency=agency, **{"from_on": today()} | fields)


def told_of(seat: Seat):
    return seats_told([seat], today())[seat.pk]


def link(seat: Seat):
    [reader] = readers_for([seat.person])
    return link_to(SEAT_IS_YOURS, reader, seat, now=now())


def denials(reader: Person) -> list[str]:
    """The pages to which what waits for somebody leads, of seats said a mistake."""
    said = [(str(one.button), one.path) for one in waiting_for(reader, now())]
    return [path for label, path in said if label == "End it, or keep it"]


class TestTellOfSeat:
    def test_welcomes_somebody_new_once(self, agency):
        seat, runs = new_seat(agency), coordinator()
        assert tell_of_seat(seat, by=runs, now=now())
        tell_of_seat(seat, by=runs, now=now())
        message = Message.objects.get()
        assert (message.kind, message.address) == (INVITED.name, "ben@clinic.example")
        said = str(message.letter)
        assert "For Ben Cole (Harbour)" in said
        assert "Is this your seat?" in said

    def test_names_the_coordinator_who_gave_it_and_nobody_else(self, agency):
        tell_of_seat(new_seat(agency), by=coordinator("Maya Lind"), now=now())
        said = str(Message.objects.get().letter)
        assert "Maya Lind, who coordinates the network, gave it to you." in said
        lead, una = seated("Lea Ward", agency, Role.LEAD), make_person("Una")
        Person.objects.filter(pk=una.pk).update(email="una@clinic.example")
        una.refresh_from_db()
        given = make_seat(una, agency=agency, role=Role.DEPUTY, from_on=today())
        tell_of_seat(given, by=lead, now=now())
        said = str(Message.objects.get(address="una@clinic.example").letter)
        assert ("gave it to you" in said, "Lea" in said) == (False, False)

    def test_says_whom_to_ask_where_answers_are_read(self, agency, settings):
        settings.MAIL_IN = "maildir:/x"
        Network.objects.update(contact_email="ask@vale.example")
        tell_of_seat(new_seat(agency), by=coordinator(), now=now())
        assert "coordinator: ask@vale.example" in str(Message.objects.get().letter)

    def test_tells_somebody_who_sits_here_of_another_seat(self, agency):
        ben, runs = seated("Ben", agency), coordinator()
        tell_of_seat(ben.seats.get(), by=runs, now=now())
        group = make_group("Housing")
        seat = make_seat(ben, agency=agency, group=group, from_on=today())
        tell_of_seat(seat, by=runs, now=now())
        message = Message.objects.get(kind=SEATED.name)
        assert "Housing" in str(message.letter)
        assert "Housing" not in str(message.what.subject)

    def test_welcomes_whoever_sits_here_and_was_never_told(self, agency):
        ben, runs = new_seat(agency).person, coordinator()
        first, second = (
            make_seat(ben, agency=agency, group=make_group(name), from_on=today())
            for name in ("Housing", "Health")
        )
        tell_of_seat(first, by=runs, now=now())
        assert Message.objects.get().kind == INVITED.name
        tell_of_seat(second, by=runs, now=now())
        assert Message.objects.filter(kind=SEATED.name).count() == 1

    def test_a_closed_group_and_a_hidden_agency_are_not_named(self, agency):
        ben = seated("Ben", agency)
        Agency.objects.update(place_is_confidential=True)
        group = make_group("Housing", is_closed=True)
        seat = make_seat(ben, agency=agency, group=group, from_on=today())
        tell_of_seat(Seat.objects.get(pk=seat.pk), by=coordinator(), now=now())
        said = str(Message.objects.get().letter)
        assert "Housing" not in said
        assert "Harbour" not in said
        assert "a group of the network" in said

    def test_waits_for_the_seat_and_for_an_address(self, agency):
        runs = coordinator()
        later = new_seat(agency, from_on=today() + DAY)
        assert not tell_of_seat(later, by=runs, now=now())
        assert told_of(later).lacks == "begun"
        nowhere = make_seat(make_person("Bo"), agency=agency, from_on=today())
        assert not tell_of_seat(nowhere, by=runs, now=now())
        assert told_of(nowhere).lacks == "address"
        Person.objects.filter(name="Bo").update(email="bo@clinic.example")
        assert tell_of_seat(Seat.objects.get(pk=nowhere.pk), by=runs, now=now())

    def test_nobody_is_told_of_her_own_act(self, agency):
        runs = coordinator()
        Person.objects.update(email="maya@clinic.example")
        own = make_seat(runs, agency=agency, role=Role.DEPUTY, from_on=today())
        assert not tell_of_seat(own, by=runs, now=now())
        assert not Message.objects.exists()

    def test_is_for_whoever_may_give_that_seat(self, agency):
        seat = new_seat(agency)
        with pytest.raises(PermissionDenied):
            tell_of_seat(seat, by=seated("Asha", agency), now=now())
        assert tell_of_seat(seat, by=seated("Lead", agency, Role.LEAD), now=now())


class TestSeatIsYours:
    def test_yes_is_noted_and_stands_at_the_seat(self, agency):
        seat = new_seat(agency)
        tell_of_seat(seat, by=coordinator(), now=now())
        assert not told_of(seat).is_hers
        do_act(SEAT_IS_YOURS, link(seat), MINE, now=now())
        assert told_of(seat).is_hers
        undo_act(SEAT_IS_YOURS, link(seat), now=now())
        assert told_of(seat).answer == ""

    def test_coordinators_alone_see_who_answered_on_their_first_page(self, agency):
        seat, runs = new_seat(agency), coordinator()
        do_act(SEAT_IS_YOURS, link(seat), MINE, now=now())
        for reader, hears in ((runs, True), (seated("Asha", agency), False)):
            rows = changed_for(reader, now() - DAY, now() + DAY, 50)
            told = [one.of for one in rows]
            assert ("Ben Cole says: the seat is mine" in told) is hears

    def test_a_mistake_changes_nothing_and_is_told_and_taken_back(self, agency):
        seat, _runs = new_seat(agency), seated("Maya", agency, Role.COORDINATOR)
        tell_of_seat(seat, by=coordinator("Other"), now=now())
        asked = link(seat)
        do_act(SEAT_IS_YOURS, asked, MISTAKE, now=now())
        told = Message.objects.filter(kind=NOT_MINE.name)
        assert told.count() == 2
        assert "Ben Cole" in str(told.get(address="maya@clinic.example").letter)
        assert Seat.objects.holding(today()).filter(pk=seat.pk).exists()
        undo_act(SEAT_IS_YOURS, asked, now=now())
        assert told.count() == 4

    def test_of_a_seat_that_was_taken_out_nothing_is_taken_back(self, agency):
        seat, _runs = new_seat(agency), coordinator()
        make_seat(seat.person, agency=agency, group=make_group("Steering"))
        asked = link(seat)
        do_act(SEAT_IS_YOURS, asked, MISTAKE, now=now())
        seat.delete()
        with pytest.raises(ActIsOver):
            undo_act(SEAT_IS_YOURS, asked, now=now())

    def test_a_mistake_waits_for_coordinators_until_it_is_taken_back(self, agency):
        seat, runs = new_seat(agency), coordinator()
        asked = link(seat)
        assert denials(runs) == []
        do_act(SEAT_IS_YOURS, asked, MISTAKE, now=now())
        assert denials(runs) == [reverse("seat-ending", args=[seat.pk])]
        assert denials(seated("Asha", agency, Role.LEAD)) == []
        page = browser(runs).get(denials(runs)[0]).content.decode()
        assert "said from the mail" in page
        undo_act(SEAT_IS_YOURS, asked, now=now())
        assert denials(runs) == []

    def test_a_mistake_waits_no_more_once_another_link_says_it_is_hers(self, agency):
        seat, runs = new_seat(agency), coordinator()
        do_act(SEAT_IS_YOURS, link(seat), MISTAKE, now=now())
        [reader] = readers_for([seat.person])
        later = now() + DAY
        fresh = link_to(SEAT_IS_YOURS, reader, seat, now=later)
        do_act(SEAT_IS_YOURS, fresh, MINE, now=later)
        assert denials(runs) == []

    def test_a_mistake_waits_no_more_once_the_seat_has_ended(self, agency):
        seat, runs = new_seat(agency), coordinator()
        do_act(SEAT_IS_YOURS, link(seat), MISTAKE, now=now())
        assert len(denials(runs)) == 1
        end_seat(seat, by=runs, now=now())
        assert denials(runs) == []

    def test_a_seat_that_ended_is_asked_of_no_more(self, agency):
        seat = new_seat(agency)
        make_seat(seat.person, agency=agency, role=Role.DEPUTY)
        asked = link(seat)
        assert SEAT_IS_YOURS.is_open(asked, now())
        seat.end(now())
        seat.save()
        assert not SEAT_IS_YOURS.is_open(asked, now())

    def test_the_link_of_one_answers_for_no_seat_of_another(self, agency):
        seat, other = new_seat(agency), seated("Asha", agency)
        [reader] = readers_for([other])
        asked = link_to(SEAT_IS_YOURS, reader, seat, now=now())
        assert not SEAT_IS_YOURS.is_open(asked, now())
        assert SEAT_IS_YOURS.says(asked) == ()

    def test_she_answers_by_two_presses_without_an_account(self, agency):
        seat = new_seat(agency)
        tell_of_seat(seat, by=coordinator(), now=now())
        path = reverse("act", args=[link(seat).token()])
        stranger = Client(headers={"Sec-Fetch-Site": "same-origin"})
        page = stranger.get(path).content.decode()
        for said in ("Yes, this is my seat", "No, this is a mistake", "I am someone"):
            assert said in page
        done = stranger.post(path, keyed(choice=MINE), follow=True)
        assert "the seat is yours" in done.content.decode()
        assert Answer.objects.get().choice == MINE

    def test_an_answer_says_that_the_seat_has_ended_since(self, agency):
        seat = new_seat(agency)
        asked = link(seat)
        do_act(SEAT_IS_YOURS, asked, MINE, now=now())
        paths = [reverse(name, args=[asked.token()]) for name in ("act", "act-done")]
        for path in paths:  # the control: while she sits there
            page = Client().get(path).content.decode()
            assert "the seat is yours" in page
            assert "Take it back" in page
        end_seat(seat, by=coordinator(), now=now())
        for path in paths:
            page = Client().get(path).content.decode()
            assert "This seat has ended since you answered" in page
            assert "the seat is yours" not in page
            assert "Take it back" not in page
            assert "Send me a fresh link" not in page

    def test_a_link_of_a_seat_that_ended_offers_no_fresh_one(self, agency):
        seat = new_seat(agency)
        asked = link(seat)
        end_seat(seat, by=coordinator(), now=now())
        page = Client().get(reverse("act", args=[asked.token()]))
        assert page.status_code == 410
        assert "Send me a fresh link" not in page.content.decode()


def given(agency: Agency, **more: str) -> dict[str, object]:
    group = str(make_network_group().pk)
    said = {"agency": agency.name, "role": "deputy", "group": group}
    return keyed(**said, from_on=today().isoformat(), **more)


class TestPages:
    def test_somebody_new_is_told_where_that_is_ticked(self, agency):
        client = browser(coordinator())
        assert 'name="tells"' in client.get(reverse("person-new")).content.decode()
        said = given(agency, name="Ben Cole", email="ben@clinic.example", tells="on")
        page = client.post(reverse("person-new"), said, follow=True).content.decode()
        assert "Told by mail on" in page
        assert Message.objects.get().kind == INVITED.name

    def test_unticked_nobody_is_told_before_the_button_is_pressed(self, agency):
        client = browser(coordinator())
        said = given(agency, name="Ben Cole", email="ben@clinic.example")
        page = client.post(reverse("person-new"), said, follow=True).content.decode()
        assert not Message.objects.exists()
        button = reverse("seat-telling", args=[Seat.objects.get(role="deputy").pk])
        assert button in page
        page = client.post(button, keyed(), follow=True).content.decode()
        assert "A mail tells of this seat" in page
        assert button not in page
        assert Message.objects.count() == 1

    def test_a_seat_given_on_her_page_or_by_the_lead_is_told(self, agency):
        ben = seated("Ben", agency, Role.OBSERVER)
        make_user(ben, "ben@clinic.example")
        path = reverse("seat-new", args=[ben.pk])
        browser(coordinator()).post(path, given(agency, tells="on"))
        assert Message.objects.get().kind == SEATED.name
        lead = browser(seated("Lead", agency, Role.LEAD))
        path = reverse("agency-seat", args=[agency.pk])
        said = keyed(person=str(ben.pk), role="representative", tells="on")
        lead.post(path, said)
        assert Message.objects.count() == 2

    def test_a_seat_in_a_group_is_told(self, agency):
        ben, group = seated("Ben", agency), make_group("Housing")
        path = reverse("group-seats", args=[group.pk])
        said = keyed(name="Ben", role="representative", tells="on")
        browser(coordinator()).post(path, said)
        assert Message.objects.get().reader_id == str(ben.pk)

    def test_whoever_seats_in_a_closed_group_is_asked_to_say_which(self, agency):
        ask, runs = "say yourself which one it is", browser(coordinator())
        for is_closed in (True, False):
            group = make_group(f"Group {is_closed}", is_closed=is_closed)
            form = runs.get(reverse("group-seats", args=[group.pk])).content.decode()
            ben = seated(f"Ben {is_closed}", agency)
            said = keyed(name=ben.name, role="representative", tells="on")
            runs.post(reverse("group-seats", args=[group.pk]), said)
            page = runs.get(reverse("person", args=[ben.pk])).content.decode()
            assert "no answer yet" in page
            assert (ask in form, ask in page) == (is_closed, is_closed)

    def test_what_she_answered_is_for_whoever_may_give_the_seat(self, agency):
        seat = new_seat(agency)
        tell_of_seat(seat, by=coordinator(), now=now())
        do_act(SEAT_IS_YOURS, link(seat), MINE, now=now())
        path = reverse("person", args=[seat.person_id])
        seen = browser(coordinator("C")).get(path).content.decode()
        assert "says that the seat is theirs" in seen
        colleague = browser(seated("Asha", agency)).get(path).content.decode()
        assert "says that the seat is theirs" not in colleague
