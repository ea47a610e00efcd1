"""What waits for somebody by her seats: named, with the one button that ends it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import override

from fourthp.accounts.tests.makers import make_app
from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now, today
from fourthp.foundation.offers import Urgency, changed_for, waiting_for
from fourthp.partnership.models import (
    Agency,
    Group,
    Interest,
    Person,
    Reach,
    Role,
    Seat,
    Sheet,
)
from fourthp.partnership.models.doors import LetIn
from fourthp.partnership.operations.leaving import leave
from fourthp.partnership.operations.letting_in import ask_to_let_in
from fourthp.partnership.operations.returning import take_leaving_back
from fourthp.partnership.operations.who_follows import SOMEBODY_FOLLOWS
from fourthp.partnership.queries.followers import NOBODY_NOW
from fourthp.partnership.queries.readership import readers_for
from fourthp.partnership.queries.waiting import to_vouch_for
from fourthp.partnership.tests.makers import (
    make_contact,
    make_group,
    make_member_agency,
    make_network_group,
    make_seat,
    make_user,
)
from fourthp.partnership.tests.seated import (
    browser,
    by_password,
    coordinator,
    keyed,
    seated,
)
from fourthp.post.operations.acts import do_act, undo_act
from fourthp.post.queries.acts import link_to

pytestmark = pytest.mark.django_db
REACH = "Your colleagues cannot see how to reach you"


def titles(person: Person) -> list[str]:
    """What waits for somebody, but for what other rooms say."""
    found = [str(one.title) for one in waiting_for(person, now())]
    return [one for one in found if one != "Nothing is listed yet that you would keep"]


def only(person: Person, start: str):
    [found] = [o for o in waiting_for(person, now()) if str(o.title).startswith(start)]
    return found


class TestWhoHasLeft:
    """A leaver stands on the coordinator's first page until somebody follows."""

    def test_is_shown_with_what_is_to_be_handed_over(self, harbour):
        runs, ben = coordinator(), seated("Ben Cole", harbour)
        seated("Lea", harbour, Role.LEAD)
        left = leave(ben, by=Host(), now=now())
        shown = only(runs, "Ben Cole has left")
        assert shown.path == reverse("leaving", args=[left.revision.pk])
        assert "Nobody represents Harbour Aid in Network." in shown.note
        page = browser(runs).get(reverse("front")).content.decode()
        assert "See what is to be handed over" in page
        seated("Next", harbour)
        assert "Ben Cole has left" not in titles(runs)

    def test_is_shown_no_more_once_it_was_taken_back_or_settled(self, harbour):
        runs, ben = coordinator(), seated("Ben Cole", harbour)
        lea = seated("Lea", harbour, Role.LEAD)
        left = leave(ben, by=Host(), now=now())
        [reader] = readers_for([lea])
        link = link_to(SOMEBODY_FOLLOWS, reader, left.seats[0], now=now())
        do_act(SOMEBODY_FOLLOWS, link, NOBODY_NOW, now=now())
        assert "Ben Cole has left" not in titles(runs)
        undo_act(SOMEBODY_FOLLOWS, link, now=now())
        assert "Ben Cole has left" in titles(runs)
        take_leaving_back(left.revision, by=runs, now=now())
        assert "Ben Cole has left" not in titles(runs)

    def test_is_for_coordinators_with_a_second_factor_alone(self, harbour):
        runs, ben = coordinator(), seated("Ben Cole", harbour)
        other = seated("Olu", make_member_agency("Quay"), Role.LEAD)
        leave(ben, by=Host(), now=now())
        assert "Ben Cole has left" not in titles(other)
        assert "Ben Cole has left" not in titles(by_password(runs))

    def test_of_a_leaver_who_leaves_nothing_open_nothing_waits(self, harbour):
        runs, ben = coordinator(), seated("Ben Cole", harbour)
        seated("Rita", harbour)
        leave(ben, by=Host(), now=now())
        assert "Ben Cole has left" not in titles(runs)
        since, until = now() - timedelta(hours=1), now() + timedelta(hours=1)
        rows = changed_for(runs, since, until, 50)
        told = [(str(one.what), one.of, one.where) for one in rows]
        assert ("Somebody has left", "Ben Cole", "Harbour Aid") in told
        ritas = changed_for(Person.objects.get(name="Rita"), since, until, 50)
        assert "Somebody has left" not in [str(one.what) for one in ritas]


@pytest.fixture
def harbour() -> Agency:
    return make_member_agency("Harbour Aid")


@pytest.fixture
def lea(harbour) -> Person:
    """She leads Harbour Aid, and colleagues see how to reach her."""
    lea = seated("Lea Moss", harbour, Role.LEAD)
    make_contact(lea)
    return lea


def ask(agency: Agency, days: int = 3) -> None:
    asked = today() - timedelta(days=days)
    Agency.objects.filter(pk=agency.pk).update(people_asked_on=asked)


class TestStillYours:
    def test_is_asked_of_the_lead_with_names_and_one_press(self, lea, harbour):
        seated("Ben Ash", harbour, Role.DEPUTY)
        ask(harbour)
        found = only(lea, "Are these still your people?")
        assert (found.of, found.why) == ("Harbour Aid", "agency lead")
        assert found.names == ("Ben Ash: deputy", "Lea Moss: agency lead")
        assert found.since == today() - timedelta(days=3)

    def test_names_who_sits_there_now_and_says_what_changed(self, lea, harbour):
        """One press says yes to people of today, not to those of the question."""
        ben, dan = (seated(name, harbour) for name in ("Ben Ash", "Dan Fox"))
        ask(harbour, days=20)
        assert only(lea, "Are these still your people?").note == ""
        leave(ben, by=Host(), now=now())
        cleo = seated("Cleo Day", harbour, Role.DEPUTY)
        Seat.objects.filter(person=cleo).update(from_on=today() - timedelta(days=5))
        Seat.objects.filter(person=dan).update(role=Role.OBSERVER)
        found = only(lea, "Are these still your people?")
        assert found.names == (
            "Cleo Day: deputy",
            "Dan Fox: observer",
            "Lea Moss: agency lead",
        )
        assert "Came since you were asked: Cleo Day." in found.note
        assert "No longer yours since then: Ben Ash." in found.note
        assert found.note in browser(lea).get("/").content.decode()

    def test_one_press_answers_it_and_another_takes_it_back(self, lea, harbour):
        ask(harbour)
        found = only(lea, "Are these still your people?")
        client = browser(lea)
        answer = client.post(found.path, keyed(**found.posts), follow=True)
        assert "Noted: these are your people today." in answer.content.decode()
        assert titles(lea) == []
        client.post(answer.redirect_chain[-1][0], keyed())
        assert titles(lea) == ["Are these still your people?"]

    def test_is_not_asked_of_a_deputy_where_somebody_leads(self, lea, harbour):
        ben = seated("Ben Ash", harbour, Role.DEPUTY)
        ask(harbour)
        assert titles(ben) == [REACH]


class TestEmptySeats:
    def test_the_lead_is_asked_who_follows_and_not_twice(self, lea, harbour):
        ben = seated("Ben Ash", harbour)
        group = make_group("Housing")
        make_seat(ben, agency=harbour, group=group)
        leave(ben, by=Host(), now=now())
        asked = [o for o in waiting_for(lea, now()) if o.urgency is Urgency.NOW]
        assert [str(one.title) for one in asked] == ["Who follows Ben Ash?"] * 2
        assert {one.of for one in asked} == {"Harbour Aid", "Harbour Aid · Housing"}
        assert "Nobody sits here for your agency" not in titles(lea)
        page = browser(lea).get(asked[0].path).content.decode()
        assert "Who follows in this seat?" in page

    def test_of_a_closed_group_who_does_not_sit_there_is_not_told(self, lea, harbour):
        ben = seated("Ben Ash", harbour, Role.OBSERVER)
        shut = make_group("Quiet", is_closed=True)
        make_seat(ben, agency=harbour, group=shut)
        leave(ben, by=Host(), now=now())
        assert titles(lea) == []

    def test_an_old_vacancy_of_her_agency_leads_to_its_people(self, lea, harbour):
        group = make_group("Housing")
        make_seat(agency=harbour, group=group, to_on=today() - timedelta(days=200))
        found = only(lea, "Nobody sits here")
        assert found.path == reverse("agency-people", args=[harbour.pk])
        assert found.of == "Harbour Aid · Housing"
        # A representative gives no seats.
        ben = seated("Ben Ash", harbour)
        assert titles(ben) == [REACH]

    def test_the_seat_of_nobodys_agency_is_nobodys_question(self, lea):
        own = make_seat(lea, group=make_group(), to_on=today())
        Seat.objects.filter(pk=own.pk).update(ended_at=now())
        assert titles(lea) == []


class TestOwn:
    def test_what_was_left_stands_there_for_who_is_new(self, lea, harbour):
        ben = seated("Ben Ash", harbour)
        leave(ben, by=Host(), now=now())
        cleo = seated("Cleo Day", harbour)
        Seat.objects.filter(person=cleo).update(from_on=today())
        found = only(cleo, "What was left for you")
        assert found.path == reverse("seat-handover", args=[cleo.seats.get().pk])
        assert found.urgency is Urgency.WHEN_YOU_CAN

    def test_who_cannot_be_reached_is_told_until_somebody_can_see_a_way(self, harbour):
        ben = seated("Ben Ash", harbour)
        assert titles(ben) == [REACH]
        make_contact(ben, reach=Reach.NOBODY)
        assert titles(ben) == [REACH]
        Person.objects.filter(pk=ben.pk).update(email_reach=Reach.AGENCY)
        ben.refresh_from_db()
        assert titles(ben) == []

    def test_nothing_waits_for_who_holds_no_seat(self, harbour):
        ben = seated("Ben Ash", harbour)
        leave(ben, by=Host(), now=now())
        assert titles(ben) == []
        assert waiting_for(None, now()) == []


class TestForTheNetwork:
    def test_a_proposal_that_enough_want_is_decided_by_the_coordinator(self, harbour):
        maya = coordinator()
        make_contact(maya)
        group = make_group("Night workers", begins_on=None)
        assert group.name not in str(waiting_for(maya, now()))
        for number in range(5):
            agency = make_member_agency(f"A {number}")
            made = {"person": seated(f"P {number}", agency), "agency": agency}
            Interest.objects.create(group=group, at=now(), **made)
        found = only(maya, "Enough people want this group")
        assert found.of == "Night workers"
        assert "Enough people" not in str(titles(by_password(maya)))

    def test_sheets_and_silent_agencies_wait_for_the_coordinator(self, harbour):
        maya = coordinator()
        ask(harbour, days=40)
        facts = {"file_name": "members.csv", "made_at": now(), "heads": [], "rows": []}
        sheet = Sheet.objects.create(state=Sheet.State.READY, **facts)
        assert only(maya, "A sheet waits").path == reverse("sheet", args=[sheet.pk])
        silent = only(maya, "1 agency did not say")
        assert silent.path.startswith(reverse("leavings"))
        assert "sheet" not in str(titles(seated("Ben", harbour)))

    def test_whom_to_vouch_for_is_asked_of_others_who_came_strongly(self, harbour):
        make_network_group()
        ben, second = seated("Ben Ash", harbour), seated("Dana", harbour, Role.SECOND)
        make_app(make_user(ben))
        ask_to_let_in(ben, by=Host(), now=now())
        found = only(second, "Is it really she")
        assert (found.of, found.urgency) == ("Ben Ash", Urgency.NOW)
        assert "Is it really" not in str(titles(ben))
        assert "Is it really" not in str(titles(by_password(second)))
        chair = seated("Ede", harbour, Role.OBSERVER)
        make_seat(chair, group=Group.objects.create(name="G"), role=Role.CHAIR)
        assert "Is it really" not in str(titles(chair))

    def test_who_may_vouch_is_asked_by_the_day_that_people_read(self, harbour):
        make_network_group()
        ben, second = seated("Ben Ash", harbour), seated("Dana", harbour, Role.SECOND)
        moment = datetime(2026, 6, 1, 20, tzinfo=UTC)
        LetIn.objects.create(person=ben, asked_at=moment)
        harbour.memberships.update(from_on=date(2026, 1, 1))
        Seat.objects.filter(person=second).update(from_on=date(2026, 6, 2))
        assert to_vouch_for(second, moment) == []
        with override("Pacific/Auckland"):
            assert [one.person for one in to_vouch_for(second, moment)] == [ben]


class TestOrder:
    def test_what_is_urgent_and_old_comes_first(self, lea, harbour):
        ben = seated("Ben Ash", harbour)
        leave(ben, by=Host(), now=now())
        ask(harbour)
        lea.contact_points.all().delete()
        assert titles(lea) == [
            "Who follows Ben Ash?",
            "Are these still your people?",
            REACH,
        ]
