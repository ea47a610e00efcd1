"""The coordinator's desk: what lacks somebody, each with where it is put right."""

from datetime import timedelta

import pytest
from django.urls import reverse

from fourthp.accounts.models import User
from fourthp.foundation.clock import now, today
from fourthp.foundation.models import DutyRun
from fourthp.home.queries.desk import MOST_SHOWN, desk
from fourthp.home.tests.test_clockwork import SWEEP
from fourthp.partnership.models import Agency, Group, Interest, Person, Role, Seat
from fourthp.partnership.operations.seat_mails import SEAT_IS_YOURS
from fourthp.partnership.operations.seats import end_seat
from fourthp.partnership.queries.readership import readers_for
from fourthp.partnership.queries.seat_mails import MISTAKE
from fourthp.partnership.tests.makers import (
    LONG_AGO,
    make_group,
    make_member_agency,
    make_person,
    make_seat,
    make_user,
)
from fourthp.partnership.tests.seated import browser, coordinator, seated
from fourthp.post.models import Message, Suppression
from fourthp.post.operations.acts import do_act
from fourthp.post.queries.acts import link_to

pytestmark = pytest.mark.django_db


@pytest.fixture
def maya() -> Person:
    return coordinator()


def part(reader: Person, name: str):
    return next(one for one in desk(reader, now()) if one.name == name)


def lines(reader: Person, name: str) -> list[str]:
    return [one.title for one in part(reader, name).lines]


class TestDesk:
    def test_tells_agencies_with_nobody_from_seats_that_stand_empty(self, maya):
        for number in range(MOST_SHOWN + 2):
            make_member_agency(f"Nobody {number}")
        quay = make_member_agency("Quay")
        make_seat(agency=quay, role=Role.OBSERVER)
        nobody = part(maya, "nobody")
        assert (nobody.count, len(nobody.lines), nobody.more) == (7, MOST_SHOWN, 2)
        assert lines(maya, "vacant") == ["Quay"]
        group = make_group("Housing")
        left = make_seat(agency=quay, group=group)
        Seat.objects.filter(pk=left.pk).update(to_on=today() - timedelta(days=1))
        assert "Quay · Housing" in lines(maya, "vacant")
        notes = [one.note for one in part(maya, "vacant").lines]
        assert not any("closed group" in one for one in notes)
        Group.objects.filter(pk=group.pk).update(is_closed=True)
        notes = [one.note for one in part(maya, "vacant").lines]
        assert [
            one
            for one in notes
            if one.endswith("closed group: ask those who sit in it")
        ]

    def test_names_who_says_that_a_seat_is_a_mistake_until_it_ends(self, maya):
        ben = seated("Ben Cole", make_member_agency("Quay"))
        seat, [reader] = ben.seats.get(), readers_for([ben])
        asked = link_to(SEAT_IS_YOURS, reader, seat, now=now())
        do_act(SEAT_IS_YOURS, asked, MISTAKE, now=now())
        [line] = part(maya, "denied").lines
        assert line.title == "Ben Cole · Quay"
        assert line.path == reverse("seat-ending", args=[seat.pk])
        end_seat(seat, by=maya, now=now())
        assert part(maya, "denied").count == 0

    def test_says_of_proposals_whether_they_are_wanted_enough(self, maya):
        group = make_group("Night workers", begins_on=None)
        [line] = part(maya, "proposed").lines
        assert line.note == "0 would take part"
        for number in range(5):
            agency = make_member_agency(f"A {number}")
            person = seated(f"P {number}", agency)
            made = {"group": group, "person": person, "agency": agency, "at": now()}
            Interest.objects.create(**made)
        [line] = part(maya, "proposed").lines
        assert line.note == "enough: decide"

    def test_names_agencies_that_did_not_answer(self, maya):
        agency = make_member_agency("Quay")
        asked = today() - timedelta(days=40)
        Agency.objects.filter(pk=agency.pk).update(people_asked_on=asked)
        [line] = part(maya, "silent").lines
        assert (line.title, line.note[:9]) == ("Quay", "asked on ")

    def test_tells_what_came_back_and_where_nothing_is_sent(self, maya):
        asha = make_person("Asha Bell", email="Asha@clinic.example")
        about = {"kind": "directory.due", "reader_kind": "person", "due_at": now()}
        Message.objects.create(
            reader_id=str(asha.pk),
            state="failed",
            made_at=now(),
            ended_at=now(),
            **about,
        )
        stopped = {"because": "hard", "since": now()}
        Suppression.objects.create(address="asha@clinic.example", **stopped)
        Suppression.objects.create(address="nobody@here.example", **stopped)
        assert "Asha Bell" in lines(maya, "returned")[0]
        [line] = part(maya, "stopped").lines
        assert line.title == "Asha Bell"
        assert line.path == reverse("outbox-reader", args=["person", asha.pk])
        assert part(maya, "stopped").count == 1

    def test_tells_stops_of_addresses_by_which_people_sign_in(self, maya):
        """Most give no other: mail goes where they sign in."""
        ben = make_person("Ben Ash", email="")
        ben.user = make_user(ben)
        User.objects.filter(pk=ben.user.pk).update(email="Ben@Quay.example")
        stopped = {"because": "hard", "since": now()}
        Suppression.objects.create(address="ben@quay.example", **stopped)
        [line] = part(maya, "stopped").lines
        assert line.title == "Ben Ash"
        assert line.path == reverse("outbox-reader", args=["person", ben.pk])
        assert part(maya, "stopped").count == 1

    def test_names_late_duties_and_officers_who_cannot_sign_in(self, maya):
        DutyRun.objects.create(name=SWEEP, due_at=now(), fault="ValueError")
        assert part(maya, "late").count == 1
        assert lines(maya, "without-account") == ["Maya Lind"]
        browser(maya)
        make_seat(make_person("Ben"), from_on=LONG_AGO)  # who needs no account
        assert part(maya, "without-account").count == 0

    def test_its_page_leads_to_each_and_says_where_all_is_well(self, maya):
        make_member_agency("Quay")
        page = browser(maya).get(reverse("desk")).content.decode()
        assert "Member agencies with nobody" in page
        assert reverse("agency-people", args=[Agency.objects.get().pk]) in page
        assert "No group is proposed." in page
        assert reverse("leavings") in page

    def test_an_empty_network_lacks_nobody(self, maya):
        page = browser(maya).get(reverse("desk")).content.decode()
        assert "Nothing is missing on this page." in page
