"""Seats are given, ended, handed on and put in order."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, connections
from django.urls import reverse

from fourthp.audit.models import Entry
from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now, today
from fourthp.partnership.models import OFFICERS, Agency, Person, Role, Seat
from fourthp.partnership.operations.seats import (
    AlreadySeated,
    EndsBeforeItBegins,
    NotOfThisAgency,
    SeatFacts,
    SeatIsOver,
    end_seat,
    end_seat_after,
    give_seat,
    hand_on_seat,
    move_up,
)
from fourthp.partnership.tests.makers import (
    make_agency,
    make_group,
    make_member,
    make_member_agency,
    make_network_group,
    make_person,
    make_seat,
)
from fourthp.partnership.tests.seated import browser, coordinator, keyed, seated
from fourthp.post.models import Message

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def agency() -> Agency:
    make_network_group()
    return make_member_agency("Harbour")


class TestGiveSeat:
    def test_has_a_first_and_a_last_day(self):
        make_network_group()
        facts = SeatFacts(Role.CHAIR, from_on=today() - DAY, to_on=today() + DAY)
        seat = give_seat(make_person(), facts, by=Host(), today=today())
        assert (seat.from_on, seat.to_on) == (facts.from_on, facts.to_on)

    def test_refuses_one_that_ends_before_it_begins(self):
        facts = SeatFacts(Role.CHAIR, to_on=today() - DAY)
        with pytest.raises(EndsBeforeItBegins):
            give_seat(make_person(), facts, by=Host(), today=today())

    def test_refuses_the_same_seat_on_any_of_its_days(self):
        make_network_group()
        person, later = make_person(), today() + 9 * DAY
        facts = SeatFacts(Role.CHAIR, from_on=later)
        give_seat(person, facts, by=Host(), today=today())
        with pytest.raises(AlreadySeated):
            give_seat(person, SeatFacts(Role.CHAIR), by=Host(), today=today())
        until = SeatFacts(Role.CHAIR, to_on=later - DAY)
        assert give_seat(person, until, by=Host(), today=today()).to_on == later - DAY

    def test_a_further_deputy_stands_in_last(self, agency):
        facts = SeatFacts(Role.DEPUTY, agency)
        given = [
            give_seat(make_person(n), facts, by=Host(), today=today()) for n in "abc"
        ]
        assert [one.position for one in given] == [1, 2, 3]


class TestEndSeatAfter:
    def test_it_holds_through_its_last_day(self):
        seat = make_seat()
        end_seat_after(seat, today(), by=Host(), now=now())
        assert Seat.objects.holding(today()).exists()
        assert not Seat.objects.holding(today() + DAY).exists()

    def test_refuses_a_day_that_is_over_and_a_seat_that_is(self):
        seat = make_seat()
        with pytest.raises(EndsBeforeItBegins):
            end_seat_after(seat, today() - DAY, by=Host(), now=now())
        end_seat(seat, by=Host(), now=now())
        with pytest.raises(SeatIsOver):
            end_seat_after(seat, today(), by=Host(), now=now())

    def test_is_not_for_everyone(self):
        member = make_member()
        with pytest.raises(PermissionDenied):
            end_seat_after(member.seats.get(), today(), by=member, now=now())


class TestHandOnSeat:
    def test_one_ends_and_the_other_begins_in_the_same_minute(self, agency):
        lead, ben = seated("Lead", agency, Role.LEAD), seated("Ben", agency)
        moment = now()
        new = hand_on_seat(lead.seats.get(), ben, by=lead, now=moment)
        old = lead.seats.get()
        assert (old.ended_at, old.to_on, new.from_on) == (moment, today(), today())
        assert (new.person, new.role, new.agency) == (ben, Role.LEAD, agency)
        assert not lead.seats.holding(today()).exists()
        assert Entry.objects.exclude(act="told").get().act == "handed-on"

    def test_whoever_gets_it_is_told_by_mail_unless_she_took_it_herself(self, agency):
        lead, ben = seated("Lead", agency, Role.LEAD), seated("Ben", agency)
        hand_on_seat(lead.seats.get(), ben, by=lead, now=now())
        assert Message.objects.get().reader_id == str(ben.pk)
        runs = seated("Runs", agency)
        make_seat(runs, role=Role.COORDINATOR)
        ben.seats.filter(role=Role.LEAD).update(from_on=today() - DAY)
        hand_on_seat(ben.seats.get(role=Role.LEAD), runs, by=runs, now=now())
        assert Message.objects.exclude(reader_id=str(ben.pk)).count() == 0

    def test_goes_to_people_of_the_same_agency_alone(self, agency):
        lead = seated("Lead", agency, Role.LEAD)
        other = make_member("Other", agency="Quay")
        with pytest.raises(NotOfThisAgency):
            hand_on_seat(lead.seats.get(), other, by=lead, now=now())
        assert lead.seats.holding(today()).exists()

    def test_refuses_who_holds_the_same_seat_already(self, agency):
        lead, other = (seated(n, agency, Role.LEAD) for n in ("Lead", "Other"))
        with pytest.raises(AlreadySeated):
            hand_on_seat(lead.seats.get(), other, by=lead, now=now())

    def test_an_ended_seat_is_handed_on_by_nobody(self, agency):
        lead, ben = seated("Lead", agency, Role.LEAD), seated("Ben", agency)
        seat = make_seat(make_person("Gone"), agency=agency, to_on=today() - DAY)
        with pytest.raises(SeatIsOver):
            hand_on_seat(seat, ben, by=lead, now=now())

    def test_a_lead_hands_on_no_officers_seat_and_none_of_a_smaller_group(self, agency):
        lead, ben = seated("Lead", agency, Role.LEAD), seated("Ben", agency)
        chair = make_seat(make_person("C"), agency=agency, role=Role.CHAIR)
        group = make_group("Housing")
        small = make_seat(make_person("D"), agency=agency, group=group)
        own = make_seat(make_person("E"))
        for seat in (chair, small, own):
            with pytest.raises(PermissionDenied):
                hand_on_seat(seat, ben, by=lead, now=now())
        assert hand_on_seat(small, ben, by=coordinator(), now=now()).group == group

    def test_the_lead_of_another_agency_hands_on_nothing(self, agency):
        stranger = make_member("Stranger", role=Role.LEAD, agency="Quay")
        seat, ben = seated("Asha", agency).seats.get(), seated("Ben", agency)
        with pytest.raises(PermissionDenied):
            hand_on_seat(seat, ben, by=stranger, now=now())


@pytest.mark.django_db(transaction=True)
def test_of_two_leads_who_hand_the_same_seat_on_at_once_one_is_first():
    make_network_group()
    agency = make_member_agency("Harbour")
    leads = [seated(n, agency, Role.LEAD) for n in ("One", "Two")]
    seat = seated("Leaving", agency).seats.get()
    heirs = [seated(n, agency, Role.DEPUTY) for n in ("Ben", "Cleo")]
    barrier, broken = Barrier(2, timeout=30), []

    def go(lead: Person, heir: Person) -> None:
        try:
            barrier.wait()
            hand_on_seat(seat, heir, by=lead, now=now())
        except Exception as problem:  # noqa: BLE001 -- told by the test
            broken.append(problem)
        finally:
            connections.close_all()

    pairs = zip(leads, heirs, strict=True)
    threads = [Thread(target=go, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [type(problem) for problem in broken] == [SeatIsOver]
    assert "Somebody was faster" in str(broken[0])
    held = Seat.objects.holding(today()).filter(role=Role.REPRESENTATIVE)
    assert held.count() == 1


class TestMoveUp:
    def test_a_deputy_stands_in_before_the_one_before_her(self, agency):
        lead = seated("Lead", agency, Role.LEAD)
        first, second = (seated(n, agency, Role.DEPUTY).seats.get() for n in "ab")
        for _again in range(2):
            move_up(second, by=lead, today=today())
            first.refresh_from_db()
            second.refresh_from_db()
            assert second.position < first.position
        assert Entry.objects.filter(act="reordered").count() == 1

    def test_who_is_no_deputy_any_more_stays_where_she_is(self, agency):
        seat = seated("a", agency, Role.REPRESENTATIVE).seats.get()
        move_up(seat, by=Host(), today=today())
        assert not Entry.objects.exists()

    def test_is_the_leads_alone(self, agency):
        deputy = seated("a", agency, Role.DEPUTY)
        with pytest.raises(PermissionDenied):
            move_up(deputy.seats.get(), by=deputy, today=today())


class TestPages:
    def test_a_coordinator_gives_a_seat(self, agency):
        person, client = make_person("Asha Bell"), browser(coordinator())
        path = reverse("seat-new", args=[person.pk])
        page = client.get(f"{path}?agency=Harbour").content.decode()
        assert 'value="Harbour"' in page
        network = make_network_group()
        said = {"role": "representative", "group": str(network.pk)}
        said |= {"agency": "harb", "from_on": "2026-01-01"}
        answer = client.post(path, keyed(**said))
        assert answer["Location"] == reverse("person", args=[person.pk])
        assert person.seats.get().agency == agency

    def test_what_nobody_could_hold_is_said_beside_its_field(self, agency):
        person, client = make_person("Asha Bell"), browser(coordinator())
        path, network = reverse("seat-new", args=[person.pk]), make_network_group()
        make_agency("Quay One"), make_agency("Quay Two"), make_agency("Known only")
        said = {"role": "representative", "group": str(network.pk)}
        said |= {"agency": "Harbour", "from_on": "2026-02-01"}
        wrong = {
            "before the first day": {"to_on": "2026-01-01"},
            "No agency has this": {"agency": "xylophone"},
            "Quay One; Quay Two": {"agency": "quay"},
            "is not a member": {"agency": "known only"},
            "Which is it?": {"agency": ""},
        }
        for words, changed in wrong.items():
            answer = client.post(path, keyed(**said | changed))
            assert answer.status_code == 400, words
            assert words in answer.content.decode()
        assert client.post(path, keyed(**said)).status_code == 302
        again = client.post(path, keyed(**said))
        assert "holds this seat already" in again.content.decode()

    def test_a_seat_ends_this_minute_or_after_a_day(self, agency):
        seat, client = seated("Asha", agency).seats.get(), browser(coordinator())
        path = reverse("seat-ending", args=[seat.pk])
        over = (today() - DAY).isoformat()
        answer = client.post(path, keyed(to_on=over))
        assert answer.status_code == 400
        assert "before it begins" in answer.content.decode()
        client.post(path, keyed(to_on=(today() + DAY).isoformat()))
        assert Seat.objects.get(pk=seat.pk).to_on == today() + DAY
        # Whoever presses again ends nothing before its day.
        assert f'value="{(today() + DAY).isoformat()}"' in client.get(path).text
        client.post(path, keyed())
        assert Seat.objects.get(pk=seat.pk).ended_at
        assert "nothing to end" in client.get(path).content.decode()
        answer = client.post(path, keyed(to_on=(today() + DAY).isoformat()))
        assert answer.status_code == 400

    def test_a_seat_that_is_to_come_is_ended_before_it_begins(self, agency):
        person, begins = seated("Asha", agency), today() + 9 * DAY
        facts = SeatFacts(Role.DEPUTY, agency, from_on=begins)
        seat = give_seat(person, facts, by=Host(), today=today())
        client, path = browser(coordinator()), reverse("seat-ending", args=[seat.pk])
        assert "It never begins then" in client.get(path).content.decode()
        client.post(path, keyed())
        assert not Seat.objects.holding(begins).filter(pk=seat.pk).exists()
        assert "nothing to end" in client.get(path).content.decode()

    def test_a_seat_that_is_to_come_stands_on_her_page_with_its_end(self, agency):
        person, begins = seated("Asha", agency), today() + 9 * DAY
        facts = SeatFacts(Role.DEPUTY, agency, from_on=begins)
        seat = give_seat(person, facts, by=Host(), today=today())
        client, page = browser(coordinator()), reverse("person", args=[person.pk])
        said = client.get(page).text
        assert "To come" in said
        assert "Seats before" not in said
        assert reverse("seat-ending", args=[seat.pk]) in said
        end_seat(seat, by=Host(), now=now())
        assert "To come" not in client.get(page).text

    def test_whoever_ends_the_only_coordinators_seat_is_warned(self):
        one = coordinator()
        path = reverse("seat-ending", args=[one.seats.get().pk])
        client = browser(one)
        assert "only coordinator" in client.get(path).content.decode()
        coordinator("Another")
        assert "only coordinator" not in client.get(path).content.decode()

    def test_a_lead_ends_her_own_peoples_seats_alone(self, agency):
        lead, client = seated("Lead", agency, Role.LEAD), None
        client = browser(lead, factor=False)
        seat = seated("Asha", agency).seats.get()
        ending = reverse("seat-ending", args=[seat.pk])
        left = reverse("person-leaving", args=[seat.person_id])
        assert left in client.get(ending).text
        assert client.get(left).status_code == 200
        answer = client.post(ending, keyed())
        assert answer["Location"] == reverse("agency-people", args=[agency.pk])
        own = reverse("seat-ending", args=[lead.seats.get().pk])
        assert client.get(own).status_code == 403
        other = make_member("Other", agency="Quay").seats.get()
        theirs = reverse("seat-ending", args=[other.pk])
        assert client.get(theirs).status_code == 404
        assert browser(lead).get(theirs).status_code == 403

    def test_a_seat_in_a_closed_group_is_nothing_to_an_outsider(self, agency):
        group = make_group("Closed", is_closed=True)
        seat = make_seat(seated("Asha", agency), group=group)
        client = browser(seated("Lead", agency, Role.LEAD))
        for name in ("seat-ending", "seat-handing-on"):
            assert client.get(reverse(name, args=[seat.pk])).status_code == 404

    def test_a_lead_hands_her_seat_on(self, agency):
        lead = seated("Lead", agency, Role.LEAD)
        client, seat = browser(lead), lead.seats.get()
        path = reverse("seat-handing-on", args=[seat.pk])
        assert "Invite a colleague first" in client.get(path).content.decode()
        ben = seated("Ben Cole", agency, Role.DEPUTY)
        page = client.get(path).content.decode()
        assert "You will not look after" in page
        assert client.post(path, keyed(person="")).status_code == 400
        answer = client.post(path, keyed(person=str(ben.pk)))
        assert answer["Location"] == reverse("person", args=[ben.pk])
        assert ben.seats.holding(today()).filter(role=Role.LEAD).exists()
        assert client.get(path).status_code == 403

    def test_who_comes_second_is_told_so(self, agency):
        runs, seat = coordinator(), seated("Asha", agency).seats.get()
        ben, cleo = (seated(n, agency, Role.DEPUTY) for n in ("Ben", "Cleo"))
        hand_on_seat(seat, ben, by=runs, now=now())
        path = reverse("seat-handing-on", args=[seat.pk])
        client = browser(runs)
        assert "It does not hold today" in client.get(path).content.decode()
        answer = client.post(path, keyed(person=str(cleo.pk)))
        assert answer.status_code == 400
        assert "Somebody was faster" in answer.content.decode()

    def test_deputies_are_put_in_order(self, agency):
        client = browser(seated("Lead", agency, Role.LEAD))
        _first, second = (seated(n, agency, Role.DEPUTY).seats.get() for n in "ab")
        answer = client.post(reverse("seat-moving", args=[second.pk]), keyed())
        assert answer["Location"] == reverse("agency-people", args=[agency.pk])
        second.refresh_from_db()
        assert second.position == 1

    def test_in_own_right_nobody_stands_in(self):
        one = coordinator()
        path = reverse("seat-moving", args=[one.seats.get().pk])
        assert browser(one).post(path, keyed())["Location"].endswith(f"{one.pk}/")


class TestOfficers:
    @pytest.fixture
    def seats(self):
        for role in Role:
            make_seat(role=role)
        return Seat.objects.of_officers()

    def test_are_those_whose_role_is_for_the_network(self, seats):
        assert set(seats.values_list("role", flat=True)) == OFFICERS

    @pytest.mark.skipif(connection.vendor != "sqlite", reason="it reads few rows whole")
    def test_are_read_from_an_index_of_them_alone(self, seats):
        assert "seat_of_officer" in seats.explain()
        # The control: with the roles as values the whole table is read.
        every = Seat.objects.filter(role__in=sorted(OFFICERS, reverse=True))
        assert "seat_of_officer" not in every.explain()
