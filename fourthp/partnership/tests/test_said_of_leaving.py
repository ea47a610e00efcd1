"""What is said by links: I leave, who follows, these are still our people."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.test import Client

from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now as clock_now
from fourthp.foundation.clock import today
from fourthp.foundation.matters import CannotUndo
from fourthp.foundation.models import Revision
from fourthp.partnership.models import (
    Agency,
    Group,
    Membership,
    Network,
    Person,
    Role,
    Seat,
)
from fourthp.partnership.operations.asking_agencies import STILL
from fourthp.partnership.operations.followers import (
    FOLLOWER_TOLD,
    NobodyToFollow,
    follow,
    name_follower,
)
from fourthp.partnership.operations.leavers import HAS_LEFT
from fourthp.partnership.operations.leaving import leave
from fourthp.partnership.operations.left_mails import PERSON_LEFT, YOU_LEFT
from fourthp.partnership.operations.own_leaving import own_leaving_url
from fourthp.partnership.operations.returning import (
    take_back_by_link,
    take_leaving_back,
)
from fourthp.partnership.operations.still_yours import MISSING_TOLD, confirm_people
from fourthp.partnership.operations.who_follows import ASKS
from fourthp.partnership.permissions import can_follow
from fourthp.partnership.queries.confirming import agencies_unanswered, asked_of
from fourthp.partnership.queries.followers import empty_seats
from fourthp.partnership.tasks import ask, ask_about_people
from fourthp.partnership.tests.makers import make_group, make_seat
from fourthp.partnership.tests.test_leaving import (
    ben,
    harbour,
    holds,
    named,
    seated,
    told,
)
from fourthp.partnership.tests.test_left import buttons_of
from fourthp.post.models import Answer, Message, Suppression
from fourthp.post.queries.links import WISHES, reader_url

__all__ = ["ben"]
pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def press(path: str, **said: object):
    client = Client(headers={"Sec-Fetch-Site": "same-origin"})
    return client.post(path, {"form_key": str(uuid4()), **said})


def shown(path: str) -> str:
    return Client().get(path).content.decode()


def done(path: str) -> str:
    return f"{path.partition('?')[0]}done/"


def way_to(kind, mailbox: str) -> str:
    """Return the page to which the first button of a mail leads."""
    rows = Message.objects.filter(kind=kind.name, address__startswith=f"{mailbox}@")
    return buttons_of(rows.order_by("-pk")[0].says)[0]


def harbour_of(person):
    return person.seats.exclude(agency=None)[0].agency


class TestILeave:
    def way(self, person) -> str:
        url = own_leaving_url(person, now=clock_now())
        return url.removeprefix("http://localhost:8000")

    def test_ends_every_seat_after_a_page_that_says_so(self, ben):
        way = self.way(ben)
        page = shown(way)
        assert "every seat that you hold in it ends in that minute" in page
        assert "Yes, I leave" in page
        assert "I am someone else" in page
        assert holds(ben) == 1
        assert press(way, choice="goes").status_code == 302
        assert holds(ben) == 0
        assert "Thank you" in shown(done(way))

    def test_pressed_twice_is_done_once(self, ben):
        way = self.way(ben)
        for _ in range(2):
            press(way, choice="goes")
        assert Revision.objects.filter(act="left").count() == 1
        assert told(PERSON_LEFT) == ["cora", "lea"]

    def test_is_taken_back_by_the_same_link_by_who_holds_no_seat(self, ben):
        way = self.way(ben)
        press(way, choice="goes")
        press(done(way))
        assert holds(ben) == 1
        assert told(PERSON_LEFT) == ["cora", "cora", "lea", "lea"]

    def test_taken_back_it_says_first_that_her_seats_hold_again(self, ben):
        way = self.way(ben)
        assert "Yes, I leave" in shown(f"{way}&undone=yes")  # nothing was taken back
        press(way, choice="goes")
        back = press(done(way)).url
        for path in (back, Client().get(done(way)).url):
            page = shown(path)
            assert "<h1>Your seats hold again.</h1>" in page
            assert "Yes, I leave" not in page
        assert "Yes, I leave" in shown(way)

    def test_she_is_written_to_in_her_own_right(self, ben):
        way = self.way(ben)
        press(way, choice="goes")
        letter = Message.objects.get(kind=YOU_LEFT.name).says
        assert letter.title == "You have left"
        assert "Harbour Aid, representative, the network" in str(letter)
        assert buttons_of(letter) == [done(way)]
        press(buttons_of(letter)[0])
        assert holds(ben) == 1
        again = Message.objects.filter(kind=YOU_LEFT.name).order_by("-pk")[0].says
        assert again.title == "Your seats hold again"
        assert "You took it back" in str(again)

    def test_who_leaves_one_agency_signed_in_takes_it_back_there(self, ben):
        make_seat(ben, agency=named("Olu").seats.get().agency)
        left = leave(ben, by=ben, now=clock_now(), agency=harbour())
        letter = Message.objects.get(kind=YOU_LEFT.name).says
        assert "Quay" not in str(letter)
        assert str(left.revision.pk) in buttons_of(letter)[0]

    def test_of_whom_others_say_it_she_is_told_so(self, ben):
        left = leave(ben, by=named("Cora"), now=clock_now())
        letter = Message.objects.get(kind=YOU_LEFT.name).says
        assert letter.title == "You are said to have left"
        take_leaving_back(left.revision, by=named("Cora"), now=clock_now())
        again = Message.objects.filter(kind=YOU_LEFT.name).order_by("-pk")[0].says
        assert "It was taken back" in str(again)

    def test_is_taken_back_for_two_weeks(self, ben):
        way = self.way(ben)
        press(way, choice="goes")
        with time_machine.travel(clock_now() + 15 * DAY, tick=False):
            answer = press(done(way))
        assert answer.status_code == 409
        assert "too long ago" in answer.content.decode()
        assert holds(ben) == 0

    def test_says_why_it_cannot_be_taken_back(self, ben):
        way = self.way(ben)
        press(way, choice="goes")
        make_seat(named("Dora"), agency=harbour())
        answer = press(done(way))
        assert answer.status_code == 409
        assert "Somebody else holds this seat" in answer.content.decode()

    def test_is_nobodys_who_sits_nowhere_or_coordinates_alone(self, ben):
        cora = named("Cora")
        assert press(self.way(cora), choice="goes").status_code == 410
        way = self.way(ben)
        leave(ben, by=Host(), now=clock_now())
        assert press(way, choice="goes").status_code == 410

    def test_stands_on_the_page_of_her_wishes(self, ben):
        from_mail = shown(wishes_of(ben))
        assert "I leave, or have left" in from_mail
        assert "/act/i_leave." in from_mail

    def test_a_flood_of_it_tells_nobody_any_more(self, ben):
        way = self.way(ben)
        for _ in range(4):
            press(way, choice="goes")
            press(done(way))
        assert len(told(PERSON_LEFT)) == 8


def wishes_of(person) -> str:
    url = reader_url("person", str(person.pk), WISHES, now=clock_now())
    return url.removeprefix("http://localhost:8000")


class TestColleaguesWord:
    @pytest.fixture
    def way(self, ben):
        since = clock_now() - timedelta(hours=2)
        Suppression.objects.create(address=ben.email, because="hard", since=since)
        ask(clock_now())
        return way_to(HAS_LEFT, "dora")

    def test_ends_the_seats_for_that_agency(self, ben, way):
        make_seat(ben, agency=named("Olu").seats.get().agency)
        assert press(way, choice="gone").status_code == 302
        assert [str(one.agency) for one in ben.seats.holding(today())] == ["Quay"]
        assert told(PERSON_LEFT) == ["cora", "dora", "lea", "olu"]
        assert "your agency have ended" in shown(done(way))

    def test_is_taken_back_from_the_thanks_page(self, ben, way):
        press(way, choice="gone")
        press(done(way))
        assert holds(ben) == 1

    def test_is_not_taken_back_by_who_left_meanwhile(self, ben, way):
        press(way, choice="gone")
        dora = named("Dora")
        dora.seats.update(agency=named("Olu").seats.get().agency)
        assert press(done(way)).status_code == 409
        assert holds(ben) == 0

    def test_does_not_end_the_seat_of_the_only_coordinator(self, ben, way):
        named("Cora").seats.all().delete()
        make_seat(ben, agency=harbour(), role=Role.COORDINATOR)
        assert press(way, choice="gone").status_code == 302
        assert holds(ben) == 2
        thanks = shown(done(way))
        assert "Nothing has ended yet" in thanks
        assert "your agency have ended" not in thanks
        press(done(way))

    def test_is_too_late_once_the_seats_have_ended(self, ben, way):
        leave(ben, by=Host(), now=clock_now())
        assert press(way, choice="gone").status_code == 410


class TestEmptySeats:
    def test_a_place_that_two_left_stands_empty_once(self, ben):
        group = make_group("Housing")
        quay = named("Olu").seats.get().agency
        chairs = [
            make_seat(named("Dora"), agency=harbour(), group=group, role=Role.CHAIR),
            make_seat(named("Olu"), agency=quay, group=group, role=Role.CHAIR),
        ]
        for one in chairs:
            one.end(clock_now())
            one.save()
        [empty] = empty_seats(chairs, today())
        assert empty.seat == chairs[0]
        apart = make_seat(ben, agency=harbour(), group=make_group("Other"))
        apart.end(clock_now())
        apart.save()
        assert len(empty_seats([*chairs, apart], today())) == 2  # the control


class TestWhoFollows:
    @pytest.fixture
    def way(self, ben):
        leave(ben, by=Host(), now=clock_now())
        return way_to(PERSON_LEFT, "lea")

    def deputy(self) -> Seat:
        return Seat.objects.get(person__name="Dora", role=Role.DEPUTY)

    def test_a_deputy_follows_and_is_told(self, way):
        page = shown(f"{way}&choice=follows")
        assert "Dora follows" in page
        said = {"choice": "follows", "reasons": str(self.deputy().pk)}
        assert press(way, **said).status_code == 302
        dora = named("Dora")
        roles = dora.seats.holding(today()).values_list("role", flat=True)
        assert list(roles) == [Role.REPRESENTATIVE]
        assert told(FOLLOWER_TOLD) == ["dora"]
        assert "Dora" in shown(done(way))

    def test_is_taken_back(self, way):
        press(way, choice="follows", reasons=str(self.deputy().pk))
        press(done(way))
        dora = named("Dora")
        roles = dora.seats.holding(today()).values_list("role", flat=True)
        assert list(roles) == [Role.DEPUTY]

    def test_is_taken_back_once_and_not_over_what_changed_since(self, way):
        press(way, choice="follows", reasons=str(self.deputy().pk))
        leave(named("Dora"), by=Host(), now=clock_now())
        assert press(done(way)).status_code == 409

    def test_nobody_is_named_who_was_not_in_the_mail(self, way):
        later = seated("Later", harbour(), Role.DEPUTY, from_on=today()).seats.get()
        assert "Later" not in shown(way)
        said = {"choice": "follows", "reasons": str(later.pk)}
        assert press(way, **said).status_code == 400

    def test_asks_for_one_of_them(self, way):
        answer = press(way, choice="follows")
        assert answer.status_code == 400
        assert "Choose one." in answer.content.decode()

    def test_offers_no_deputy_where_there_is_none(self, way):
        self.deputy().delete()
        assert "A deputy follows" not in shown(way)
        assert press(way, choice="follows", reasons="x").status_code == 400
        assert Client().get(f"{way}&choice=follows").status_code in {200, 400}

    def test_somebody_else_is_told_to_the_coordinator(self, way):
        assert press(way, choice="another").status_code == 302
        assert told(ASKS) == ["cora"]
        press(done(way))
        assert not Answer.objects.filter(undone_at=None).exists()

    def test_the_lead_follows_herself_and_takes_it_back(self, way):
        assert "I follow" in shown(way)
        assert "I would follow" not in shown(way)
        assert press(way, choice="myself").status_code == 302
        assert holds(named("Lea")) == 2
        assert told(FOLLOWER_TOLD) == ["lea"]
        press(done(way))
        assert holds(named("Lea")) == 1

    def test_nobody_for_now_is_noted_and_tells_nobody(self, way):
        assert press(way, choice="nobody").status_code == 302
        assert told(ASKS) == []
        assert "stays empty for now" in shown(done(way))
        press(done(way))
        assert not Answer.objects.filter(undone_at=None).exists()

    def test_is_settled_once_somebody_sits_there(self, way):
        make_seat(named("Dora"), agency=harbour())
        assert press(way, choice="another").status_code == 410

    def test_is_nobodys_whose_agency_left_or_who_left_it(self, way):
        named("Lea").seats.update(agency=named("Olu").seats.get().agency)
        assert press(way, choice="another").status_code == 410

    def test_ends_with_its_seat(self, ben, way):
        ben.seats.all().delete()
        assert Client().get(way).status_code == 410

    def test_by_hand_needs_who_may_give_seats(self, ben, way):
        seat = ben.seats.get()
        with pytest.raises(PermissionDenied):
            name_follower(seat, self.deputy(), by=named("Olu"), now=clock_now())
        name_follower(seat, self.deputy(), by=named("Lea"), now=clock_now())
        with pytest.raises(NobodyToFollow):
            name_follower(seat, seat, by=named("Cora"), now=clock_now())


class TestIFollow:
    """The only representative left is asked about a smaller group's seat."""

    def way(self, ben, **facts: object) -> str:
        named("Lea").seats.all().delete()
        group = make_group("Housing", **facts)
        una = seated("Una", harbour_of(ben), Role.REPRESENTATIVE, group=group)
        leave(una, by=Host(), now=clock_now())
        return way_to(ASKS, "ben")

    def test_says_that_she_would_where_the_seat_is_anothers_to_give(self, ben):
        way = self.way(ben, joining=Group.Joining.INVITED)
        assert "I would follow" in shown(way)
        assert press(way, choice="myself").status_code == 400
        assert press(way, choice="would").status_code == 302
        assert holds(ben) == 1
        assert told(ASKS) == ["ben", "cora"]
        letter = Message.objects.get(kind=ASKS.name, address__startswith="cora@")
        assert "Ben Achterberg" in str(letter.says)
        [seat] = empty_seats(Seat.objects.filter(person__name="Una"), today())
        assert (seat.answer, seat.person) == ("would", ben)
        Person.objects.filter(pk=ben.pk).delete()
        [seat] = empty_seats(Seat.objects.filter(person__name="Una"), today())
        assert (seat.answer, seat.person) == ("would", None)

    def test_takes_the_seat_of_a_group_that_anyone_joins(self, ben):
        way = self.way(ben, joining=Group.Joining.OPEN)
        assert "I would follow" not in shown(way)
        press(way, choice="myself")
        assert holds(ben) == 2
        again = Seat.objects.get(person__name="Una")
        with pytest.raises(NobodyToFollow):
            follow(ben, again, by=named("Cora"), now=clock_now())

    def test_of_a_closed_group_it_is_offered_to_nobody_outside(self, ben):
        way = self.way(ben, joining=Group.Joining.OPEN)
        Group.objects.filter(name="Housing").update(is_closed=True)
        assert "I follow" not in shown(way)
        assert "I would follow" not in shown(way)
        assert press(way, choice="would").status_code == 400

    def test_is_not_for_who_is_of_another_agency_or_only_watches(self, ben):
        self.way(ben, joining=Group.Joining.OPEN)
        seat = Seat.objects.get(person__name="Una")
        assert can_follow(ben, seat)
        assert not can_follow(named("Olu"), seat)
        assert not can_follow(Host(), seat)
        with pytest.raises(PermissionDenied):
            follow(named("Olu"), seat, by=named("Cora"), now=clock_now())


class TestAreTheseStillYours:
    @pytest.fixture
    def way(self, ben):
        ask_about_people(clock_now())
        return way_to(STILL, "lea")

    def test_asks_the_lead_once_and_names_everyone(self, way):
        for _ in range(2):
            ask_about_people(clock_now())
        assert told(STILL) == ["lea", "olu"]
        page = shown(way)
        for said in ("Ben Achterberg: representative", "Dora: deputy", "Harbour Aid"):
            assert said in page
        assert asked_of(named("Lea"), today()) == [harbour()]
        assert asked_of(named("Dora"), today()) == []

    def test_asks_representatives_where_nobody_leads(self, ben):
        named("Lea").seats.all().delete()
        ask_about_people(clock_now())
        assert told(STILL) == ["ben", "olu"]

    def test_asks_nobody_of_an_agency_that_is_new_or_empty_nor_where_it_is_off(
        self, ben
    ):
        Membership.objects.filter(agency=harbour()).update(from_on=today())
        named("Olu").seats.all().delete()
        assert ask_about_people(clock_now()) == 0
        Membership.objects.update(from_on=today() - 900 * DAY)
        Network.objects.update(reconfirm_months=0)
        assert ask_about_people(clock_now()) == 0
        Network.objects.all().delete()
        assert ask_about_people(clock_now()) == 0

    def test_all_of_them_is_noted_and_closes_the_question(self, way):
        assert press(way, choice="all").status_code == 302
        assert harbour().people_confirmed_on == today()
        assert press(way, choice="all").status_code == 302
        assert asked_of(named("Lea"), today()) == []
        press(done(way))
        assert harbour().people_confirmed_on is None

    def test_who_is_ticked_leaves_and_the_others_stay(self, ben, way):
        dora = named("Dora")
        said = {"choice": "some-left", "reasons": [str(ben.pk), str(dora.pk)]}
        assert press(way, **said).status_code == 302
        assert (holds(ben), holds(dora), holds(named("Lea"))) == (0, 0, 1)
        assert harbour().people_confirmed_on == today()
        page = shown(done(way))
        assert "Ben Achterberg" in page
        assert "Dora" in page
        press(done(way))
        assert (holds(ben), holds(dora)) == (1, 1)
        assert harbour().people_confirmed_on is None

    def test_of_people_some_are_ticked(self, way):
        assert press(way, choice="some-left").status_code == 400

    def test_nobody_is_ticked_who_is_of_another_agency(self, way):
        olu = named("Olu")
        assert press(way, choice="some-left", reasons=str(olu.pk)).status_code == 400
        assert holds(olu) == 1

    def test_who_left_meanwhile_is_ticked_no_more(self, ben, way):
        leave(ben, by=Host(), now=clock_now())
        assert "Ben Achterberg" not in shown(way)
        assert press(way, choice="some-left", reasons=str(ben.pk)).status_code == 400

    def test_who_came_later_is_not_named(self, way):
        seated("Nora", harbour(), Role.DEPUTY, from_on=today())
        assert "Nora" not in shown(way)

    def test_names_nobody_of_a_closed_group_that_she_does_not_sit_in(self, ben):
        group = make_group("Closed", is_closed=True)
        make_seat(seated("Olga", harbour(), Role.OBSERVER, group=group))
        Seat.objects.filter(person__name="Olga", agency=None).delete()
        ask_about_people(clock_now())
        assert "Olga" not in shown(way_to(STILL, "lea"))

    def test_the_only_coordinator_stays(self, ben, way):
        named("Cora").seats.all().delete()
        make_seat(ben, agency=harbour(), role=Role.COORDINATOR)
        assert press(way, choice="some-left", reasons=str(ben.pk)).status_code == 410
        assert holds(ben) == 2

    def test_somebody_missing_is_told(self, way):
        press(way, choice="missing")
        assert told(MISSING_TOLD) == ["cora"]
        assert harbour().people_confirmed_on == today()

    def test_a_confidential_agency_is_not_named(self, ben):
        Agency.objects.update(place_is_confidential=True)
        ask_about_people(clock_now())
        way = way_to(STILL, "lea")
        assert "Harbour Aid" not in shown(way)
        press(way, choice="missing")
        letters = [str(one.says) for one in Message.objects.all()]
        assert not any("Harbour Aid" in one for one in letters)

    def test_ends_with_the_seat_or_the_agency(self, way):
        named("Lea").seats.update(role=Role.OBSERVER)
        assert Client().get(way).status_code == 410
        Agency.objects.filter(name="Harbour Aid").delete()
        assert Client().get(way).status_code == 410

    def test_asks_once_more_and_then_tells_the_coordinator(self, way):
        at = clock_now()
        for days, count in ((13, 0), (14, 2), (15, 0), (27, 0), (40, 0)):
            with time_machine.travel(at + days * DAY, tick=False):
                assert ask_about_people(clock_now()) == count
        assert told(STILL) == ["lea", "lea", "olu", "olu"]
        assert not agencies_unanswered(today() + 27 * DAY).exists()
        found = agencies_unanswered(today() + 28 * DAY)
        assert [str(one) for one in found] == ["Harbour Aid", "Quay"]
        press(way, choice="all")
        found = agencies_unanswered(today() + 28 * DAY)
        assert [str(one) for one in found] == ["Quay"]

    def test_comes_again_after_as_many_months(self, way):
        press(way, choice="all")
        with time_machine.travel(clock_now() + 364 * DAY, tick=False):
            ask_about_people(clock_now())
        assert told(STILL).count("lea") == 1
        with time_machine.travel(clock_now() + 366 * DAY, tick=False):
            ask_about_people(clock_now())
        assert told(STILL).count("lea") == 2

    def test_run_late_it_asks_once(self, ben):
        at = clock_now()
        for days in (0, 1, 2, 3):
            with time_machine.travel(at + days * DAY, tick=False):
                ask_about_people(clock_now())
        assert told(STILL) == ["lea", "olu"]

    def test_asks_nobody_again_of_an_agency_where_nobody_is_left(self, ben):
        ask_about_people(clock_now())
        Seat.objects.filter(agency=harbour()).delete()
        with time_machine.travel(clock_now() + 14 * DAY, tick=False):
            assert ask_about_people(clock_now()) == 1


class TestConfirmPeople:
    def test_is_for_who_looks_after_the_agency(self, ben):
        confirm_people(harbour(), by=named("Dora"), now=clock_now())
        with pytest.raises(PermissionDenied):
            confirm_people(harbour(), by=named("Olu"), now=clock_now())


class TestTakeBackByLink:
    def test_of_a_change_that_is_gone_is_too_late(self, ben):
        with pytest.raises(CannotUndo):
            take_back_by_link(str(uuid4()), by=None, now=clock_now())
