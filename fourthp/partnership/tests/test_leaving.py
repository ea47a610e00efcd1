"""Somebody leaves in one act: all that hung on her seats ends in the same minute."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.db import OperationalError, transaction
from django.test import Client
from django.urls import reverse

from fourthp.audit.models import Entry
from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now as clock_now
from fourthp.foundation.clock import today
from fourthp.foundation.models import Revision
from fourthp.foundation.operations.undoing import AlreadyUndone
from fourthp.partnership.models import Circular, Label, Membership, Person, Role, Seat
from fourthp.partnership.operations import leaving as operations
from fourthp.partnership.operations.circulars import CircularFacts, write_circular
from fourthp.partnership.operations.leaving import (
    HoldsNoSeat,
    LastCoordinator,
    leave,
    leave_together,
)
from fourthp.partnership.operations.left_mails import PERSON_LEFT, YOU_LEFT
from fourthp.partnership.operations.returning import (
    NothingToGiveBack,
    take_leaving_back,
)
from fourthp.partnership.operations.seats import seat_person
from fourthp.partnership.operations.who_follows import ASKS
from fourthp.partnership.queries.audiences import readers_of
from fourthp.partnership.queries.departures import owned_by
from fourthp.partnership.queries.followers import empty_seats
from fourthp.partnership.queries.readership import readers_for
from fourthp.partnership.signals import people_are_back, people_left
from fourthp.partnership.tests.makers import (
    make_group,
    make_member_agency,
    make_network,
    make_network_group,
    make_seat,
    make_user,
)
from fourthp.post.models import Message, Wishes
from fourthp.post.operations.bundles import make_bundles
from fourthp.post.operations.telling import News, tell
from fourthp.post.operations.wishes import Who, choose
from fourthp.post.queries.links import WISHES, reader_url
from fourthp.post.tests.makers import DUTY, LETTER, PAPERS
from tests.safety.actors import sign_in

pytestmark = pytest.mark.django_db
HOST = Host()


def seated(name, agency, role, **more) -> Person:
    email = f"{name.split()[0].lower()}@clinic.example"
    person, _new = Person.objects.get_or_create(name=name, email=email)
    person.is_strong = True
    make_seat(person, agency=agency, role=role, **more)
    return person


@pytest.fixture
def ben():
    """Ben of Harbour Aid, its representative, with a lead, a deputy, a coordinator."""
    make_network()
    make_network_group()
    agency, other = make_member_agency("Harbour Aid"), make_member_agency("Quay")
    ben = seated("Ben Achterberg", agency, Role.REPRESENTATIVE)
    seated("Lea", agency, Role.LEAD)
    seated("Dora", agency, Role.DEPUTY)
    seated("Cora", None, Role.COORDINATOR)
    seated("Olu", other, Role.LEAD)
    return ben


def named(name: str) -> Person:
    found = Person.objects.get(name=name)
    found.is_strong = True
    return found


def harbour():
    return Seat.objects.get(person__name="Lea").agency


def holds(person: Person) -> int:
    return person.seats.holding(today()).count()


def told(kind) -> list[str]:
    rows = Message.objects.filter(kind=kind.name)
    return sorted(row.address.split("@")[0] for row in rows)


def tell_papers(*people: Person, kind=PAPERS):
    news = News(kind, lambda _reader: LETTER)
    return tell(readers_for(people), news, by=HOST, now=clock_now())


class TestLeave:
    def test_ends_every_seat_this_minute(self, ben):
        group = make_group("Sub-group")
        make_seat(ben, agency=harbour(), group=group, role=Role.CHAIR)
        left = leave(ben, by=HOST, now=clock_now())
        assert holds(ben) == 0
        assert len(left.seats) == 2
        assert {one.ended_at for one in ben.seats.all()} != {None}

    def test_ends_a_seat_that_has_not_begun(self, ben):
        begins = today() + timedelta(days=9)
        later = make_seat(ben, agency=harbour(), role=Role.CHAIR, from_on=begins)
        leave(ben, by=HOST, now=clock_now())
        assert not Seat.objects.holding(begins).filter(pk=later.pk).exists()
        with pytest.raises(HoldsNoSeat):
            leave(ben, by=HOST, now=clock_now())

    def test_of_one_agency_keeps_the_seats_for_another(self, ben):
        quay = named("Olu").seats.get().agency
        make_seat(ben, agency=quay)
        user = make_user(ben, "ben@clinic.example")
        UserSession.objects.create(user=user, ip="192.0.2.1", session_key="x")
        tell_papers(ben)
        leave(ben, by=HOST, now=clock_now(), agency=harbour())
        assert [one.agency for one in ben.seats.holding(today())] == [quay]
        assert UserSession.objects.exists()
        assert Message.objects.filter(kind=PAPERS.name, state="gathered").exists()

    def test_raises_where_there_is_nothing_to_end(self, ben):
        leave(ben, by=HOST, now=clock_now())
        with pytest.raises(HoldsNoSeat):
            leave(ben, by=HOST, now=clock_now())
        assert Revision.objects.filter(act="left").count() == 1

    def test_is_recorded_of_each_seat_and_of_the_person(self, ben):
        leave(ben, by=HOST, now=clock_now())
        acts = set(Entry.objects.values_list("act", "matter_kind"))
        assert {("ended", "seat"), ("left", "person")} <= acts

    def test_is_announced_in_the_transaction(self, ben):
        heard = []

        def hear(leaving, **_more):
            heard.append((leaving.people, transaction.get_connection().in_atomic_block))

        people_left.connect(hear)
        leave(ben, by=HOST, now=clock_now())
        people_left.disconnect(hear)
        assert heard == [([ben], True)]

    def test_a_reaction_that_fails_undoes_all_of_it(self, ben):
        def fail(**_more):
            raise OperationalError

        tell_papers(ben)
        people_left.connect(fail)
        with pytest.raises(OperationalError):
            leave(ben, by=HOST, now=clock_now())
        people_left.disconnect(fail)
        assert holds(ben) == 1
        assert told(YOU_LEFT) == []
        assert Message.objects.get(kind=PAPERS.name).state == "gathered"

    def test_cut_off_in_the_middle_changes_nothing(self, ben, monkeypatch):
        def cut(*_args, **_more):
            raise KeyboardInterrupt

        user = make_user(ben, "ben@clinic.example")
        UserSession.objects.create(user=user, ip="192.0.2.1", session_key="x")
        monkeypatch.setattr(operations, "tell_of_leaving", cut)
        with pytest.raises(KeyboardInterrupt):
            leave(ben, by=HOST, now=clock_now())
        assert holds(ben) == 1
        assert UserSession.objects.exists()
        assert not Revision.objects.filter(act="left").exists()

    def test_keeps_the_last_coordinator(self, ben):
        cora = named("Cora")
        with pytest.raises(LastCoordinator):
            leave(cora, by=cora, now=clock_now())
        seated("Carl", None, Role.COORDINATOR)
        leave(cora, by=cora, now=clock_now())
        assert holds(cora) == 0

    def test_together_is_one_change(self, ben):
        lea, people = named("Lea"), [ben, named("Dora")]
        left = leave_together(people, harbour(), by=lea, now=clock_now())
        assert len(left.seats) == 2
        assert told(PERSON_LEFT) == ["cora", "lea"]
        assert told(YOU_LEFT) == ["ben", "dora"]
        [told_lea] = Message.objects.filter(
            kind=PERSON_LEFT.name, address="lea@clinic.example"
        )
        assert "Ben Achterberg (Harbour Aid)" in str(told_lea.says)
        assert "Dora (Harbour Aid)" in str(told_lea.says)


class TestWhoMayEndSeats:
    @pytest.mark.parametrize("name", ["Ben Achterberg", "Lea", "Cora"])
    def test_herself_the_lead_and_the_coordinator(self, ben, name):
        leave(ben, by=named(name), now=clock_now(), agency=harbour())
        assert holds(ben) == 0

    @pytest.mark.parametrize("name", ["Dora", "Olu"])
    def test_no_colleague_and_no_lead_of_another_agency(self, ben, name):
        for agency in (harbour(), None):
            with pytest.raises(PermissionDenied):
                leave(ben, by=named(name), now=clock_now(), agency=agency)
        assert holds(ben) == 1

    def test_a_lead_ends_no_seat_for_another_agency(self, ben):
        quay = named("Olu").seats.get().agency
        make_seat(ben, agency=quay)
        for agency in (quay, None):
            with pytest.raises(PermissionDenied):
                leave(ben, by=named("Lea"), now=clock_now(), agency=agency)


class TestGoneInTheSameMinute:
    """Session, page, link, queue, bundle, circular, group: each as she left."""

    def client(self, ben) -> Client:
        client = Client()
        user = make_user(ben, "ben@clinic.example")
        sign_in(client, user)
        key = client.session.session_key
        UserSession.objects.create(user=user, ip="192.0.2.1", session_key=key)
        assert client.get(reverse("own-mail")).status_code == 200
        return client

    def test_session_and_page(self, ben):
        client = self.client(ben)
        assert UserSession.objects.count() == 1
        leave(ben, by=HOST, now=clock_now())
        assert not UserSession.objects.exists()
        assert not Session.objects.exists()
        assert client.get(reverse("own-mail")).status_code == 302

    def test_control_the_page_is_there_for_who_stays(self, ben):
        client = self.client(ben)
        leave(named("Dora"), by=HOST, now=clock_now())
        assert client.get(reverse("own-mail")).status_code == 200

    def test_link_of_her_mails(self, ben):
        url = reader_url("person", str(ben.pk), WISHES, now=clock_now())
        path = url.removeprefix("http://localhost:8000")
        assert Client().get(path).status_code == 200
        leave(ben, by=HOST, now=clock_now())
        assert Client().get(path).status_code == 410

    @pytest.mark.parametrize("kind", [DUTY, PAPERS])
    def test_queue(self, ben, kind):
        tell_papers(ben, named("Dora"), kind=kind)
        leave(ben, by=HOST, now=clock_now())
        hers = Message.objects.get(kind=kind.name, address=ben.email)
        assert (hers.state, hers.why) == ("withheld", "not entitled")
        stays = Message.objects.get(kind=kind.name, address="dora@clinic.example")
        assert stays.state in {"waiting", "gathered"}

    def test_bundle(self, ben):
        for _ in range(2):
            tell_papers(ben)
        make_bundles(now=clock_now() + timedelta(days=9))
        assert Message.objects.filter(kind="post.bundle", state="waiting").exists()
        leave(ben, by=HOST, now=clock_now())
        states = Message.objects.filter(reader_id=str(ben.pk)).exclude(
            kind="post.bundle"
        )
        assert set(states.values_list("state", flat=True)) == {"withheld"}
        assert Message.objects.get(kind="post.bundle").state == "cancelled"

    def test_what_a_worker_is_sending_is_asked_about_before_it_is_tried_again(
        self, ben
    ):
        tell_papers(ben, kind=DUTY)
        until = clock_now() + timedelta(minutes=1)
        Message.objects.update(leased_until=until, leased_by="somebody")
        leave(ben, by=HOST, now=clock_now())
        assert Message.objects.get(kind=DUTY.name).state == "waiting"

    def test_circular_and_group(self, ben):
        group = make_group("Closed", is_closed=True)
        make_seat(ben, agency=harbour(), group=group, role=Role.OBSERVER)
        make_seat(named("Dora"), agency=harbour(), group=group, role=Role.OBSERVER)
        facts = CircularFacts("x", "x", "duty", group=group)
        letter = write_circular(facts, by=HOST, now=clock_now())
        assert readers_of(letter).people == 3
        leave(ben, by=HOST, now=clock_now())
        assert readers_of(letter).people == 2
        assert not Circular.objects.visible_to(ben).exists()
        assert letter.label == Label.GREEN

    def test_news(self, ben):
        who = Who("person", str(ben.pk))
        choose(who, {"news": "daily"}, by=ben, now=clock_now())
        leave(ben, by=HOST, now=clock_now())
        assert Wishes.objects.get().news == "never"


class TestTellOfLeaving:
    def test_the_lead_the_coordinator_and_herself(self, ben):
        leave(ben, by=named("Lea"), now=clock_now(), agency=harbour())
        assert told(PERSON_LEFT) == ["cora", "lea"]
        [hers] = Message.objects.filter(kind=YOU_LEFT.name)
        assert (hers.address, hers.state) == (ben.email, "waiting")
        assert "the agency’s lead" in str(hers.says)

    def test_names_no_agency_that_is_confidential(self, ben):
        agency = harbour()
        type(agency).objects.filter(pk=agency.pk).update(place_is_confidential=True)
        leave(ben, by=HOST, now=clock_now())
        letters = [str(one.says) for one in Message.objects.all() if one.has_words]
        assert letters
        assert not any("Harbour Aid" in one for one in letters)

    def test_asks_who_follows_where_nobody_represents_the_agency(self, ben):
        leave(ben, by=HOST, now=clock_now())
        assert (told(PERSON_LEFT), told(ASKS)) == (["cora", "lea"], [])
        left = Message.objects.filter(kind=PERSON_LEFT.name)
        asked = str(left.get(address__startswith="lea").says)
        assert "Who follows in this seat?" in asked
        assert "Dora" in asked
        hears = str(left.get(address__startswith="cora").says)
        assert "is asked by mail who follows" in hears
        assert "Who follows in this seat?" not in hears
        [seat] = empty_seats(ben.seats.all(), today())
        assert seat.asked == 1

    def test_asks_whoever_hears_nothing_else_by_a_mail_of_their_own(self, ben):
        Seat.objects.filter(person__name="Lea").delete()
        leave(ben, by=HOST, now=clock_now())
        assert (told(PERSON_LEFT), told(ASKS)) == (["cora"], ["dora"])
        [seat] = empty_seats(ben.seats.all(), today())
        assert seat.asked == 1

    def test_one_mail_asks_of_every_seat_that_stands_empty(self, ben):
        make_seat(ben, agency=harbour(), group=make_group("Housing"))
        leave(ben, by=HOST, now=clock_now())
        assert (told(PERSON_LEFT), told(ASKS)) == (["cora", "lea"], [])
        hers = Message.objects.get(kind=PERSON_LEFT.name, address__startswith="lea")
        assert str(hers.says).count("Who follows in this seat?") == 2
        assert [one.asked for one in empty_seats(ben.seats.all(), today())] == [1, 1]

    def test_asks_nobody_where_another_represents_it(self, ben):
        seated("Rita", harbour(), Role.REPRESENTATIVE)
        leave(ben, by=HOST, now=clock_now())
        assert told(ASKS) == []

    def test_asks_the_coordinator_where_nobody_is_left(self, ben):
        Seat.objects.filter(person__name__in=["Lea", "Dora"]).delete()
        leave(ben, by=HOST, now=clock_now())
        assert (told(PERSON_LEFT), told(ASKS)) == (["cora"], [])
        hears = str(Message.objects.get(kind=PERSON_LEFT.name).says)
        assert "Nobody was asked who follows" in hears

    def test_asks_nobody_outside_about_a_closed_group(self, ben):
        group = make_group("Very Closed", is_closed=True)
        make_seat(ben, agency=harbour(), group=group)
        leave(ben, by=HOST, now=clock_now())
        assert told(ASKS) == []
        [seat] = [
            one
            for one in empty_seats(ben.seats.all(), today())
            if one.seat.group == group
        ]
        assert seat.asked == 0
        letters = [str(one.says) for one in Message.objects.all()]
        assert not any("Very Closed" in one for one in letters)


class TestOwnedBy:
    def test_what_nobody_else_has(self, ben):
        group = make_group("Sub-group")
        make_seat(ben, agency=harbour(), group=group, role=Role.CHAIR)
        facts = CircularFacts("Held", "x", "duty")
        write_circular(facts, by=HOST, now=clock_now())
        Circular.objects.update(actor_kind="person", actor_id=str(ben.pk))
        owned = owned_by(ben, today())
        assert [one.group for one in owned.chaired] == [group]
        assert [one.agency.name for one in owned.alone] == ["Harbour Aid"]
        assert [one.title for one in owned.held] == ["Held"]

    def test_nothing_where_others_have_it_too(self, ben):
        group = make_group("Sub-group")
        make_seat(ben, agency=harbour(), group=group, role=Role.CHAIR)
        make_seat(named("Olu"), group=group, role=Role.CHAIR)
        seated("Rita", harbour(), Role.REPRESENTATIVE)
        assert not owned_by(ben, today())


class TestTakeLeavingBack:
    def leave(self, ben):
        return leave(ben, by=named("Cora"), now=clock_now()).revision

    def test_gives_the_seats_back_as_they_were(self, ben):
        until = today() + timedelta(days=40)
        ben.seats.update(to_on=until)
        revision = self.leave(ben)
        back = take_leaving_back(revision, by=named("Cora"), now=clock_now())
        assert (len(back.seats), back.left) == (1, [])
        seat = ben.seats.get()
        assert (seat.to_on, seat.ended_at) == (until, None)
        assert holds(ben) == 1
        assert told(YOU_LEFT) == ["ben", "ben"]

    def test_lets_the_mail_wait_again_and_the_news_come(self, ben):
        who = Who("person", str(ben.pk))
        choose(who, {"news": "daily"}, by=ben, now=clock_now())
        tell_papers(ben)
        tell_papers(ben, kind=DUTY)
        revision = self.leave(ben)
        take_leaving_back(revision, by=named("Cora"), now=clock_now())
        states = dict(
            Message.objects.filter(kind__in=[PAPERS.name, DUTY.name]).values_list(
                "kind", "state"
            )
        )
        assert states == {PAPERS.name: "gathered", DUTY.name: "waiting"}
        assert Wishes.objects.get().news == "daily"

    def test_leaves_the_news_of_who_had_left_it(self, ben):
        who = Who("person", str(ben.pk))
        before = clock_now() - timedelta(days=3)
        choose(who, {"news": "never"}, by=ben, now=before)
        revision = self.leave(ben)
        take_leaving_back(revision, by=named("Cora"), now=clock_now())
        assert Wishes.objects.get().news == "never"

    @pytest.mark.parametrize("state", ["held", "paused", "stopped"])
    def test_what_waited_stands_as_its_mailing_does(self, ben, state):
        mailing = tell_papers(ben)
        revision = self.leave(ben)
        type(mailing).objects.filter(pk=mailing.pk).update(state=state)
        take_leaving_back(revision, by=named("Cora"), now=clock_now())
        found = Message.objects.get(kind=PAPERS.name).state
        assert found == {"stopped": "withheld"}.get(state, state)

    def test_what_no_address_gets_stays(self, ben):
        tell_papers(ben)
        revision = self.leave(ben)
        Person.objects.filter(pk=ben.pk).update(email="")
        take_leaving_back(revision, by=named("Cora"), now=clock_now())
        gone = Message.objects.get(kind=PAPERS.name)
        assert (gone.state, gone.has_words) == ("withheld", False)

    def test_leaves_a_seat_that_was_handed_on(self, ben):
        revision = self.leave(ben)
        dora = named("Dora")
        seat_person(dora, Role.REPRESENTATIVE, by=HOST, today=today(), agency=harbour())
        with pytest.raises(NothingToGiveBack, match="Somebody else holds this seat"):
            take_leaving_back(revision, by=named("Cora"), now=clock_now())
        assert holds(ben) == 0
        assert not Revision.objects.get(pk=revision.pk).undone_at

    def test_leaves_the_seat_of_an_agency_that_left(self, ben):
        revision = self.leave(ben)
        Membership.objects.filter(agency=harbour()).update(to_on=today() - timedelta(1))
        with pytest.raises(NothingToGiveBack, match="no member"):
            take_leaving_back(revision, by=named("Cora"), now=clock_now())

    def test_leaves_the_seat_of_a_group_that_ended(self, ben):
        group = make_group("Sub-group")
        seat = make_seat(ben, agency=harbour(), group=group, role=Role.OBSERVER)
        revision = self.leave(ben)
        group.ends_on = today() - timedelta(days=1)
        group.save()
        back = take_leaving_back(revision, by=named("Cora"), now=clock_now())
        assert [one.pk for one, _why in back.left] == [seat.pk]

    def test_leaves_what_a_leaver_holds_again_who_came_back(self, ben):
        revision = self.leave(ben)
        seat_person(ben, Role.REPRESENTATIVE, by=HOST, today=today(), agency=harbour())
        with pytest.raises(NothingToGiveBack, match="held again already"):
            take_leaving_back(revision, by=named("Cora"), now=clock_now())
        assert holds(ben) == 1

    def test_leaves_a_seat_that_was_given_back_otherwise(self, ben):
        revision = self.leave(ben)
        ben.seats.update(to_on=None, ended_at=None)
        with pytest.raises(NothingToGiveBack, match="held again already"):
            take_leaving_back(revision, by=named("Cora"), now=clock_now())

    def test_happens_once(self, ben):
        revision = self.leave(ben)
        take_leaving_back(revision, by=named("Cora"), now=clock_now())
        with pytest.raises(AlreadyUndone):
            take_leaving_back(revision, by=named("Cora"), now=clock_now())

    def test_is_announced(self, ben):
        heard = []

        def hear(leaving, **_more):
            heard.append(leaving.people)

        revision = self.leave(ben)
        people_are_back.connect(hear)
        take_leaving_back(revision, by=named("Cora"), now=clock_now())
        people_are_back.disconnect(hear)
        assert heard == [[ben]]

    @pytest.mark.parametrize(
        ("name", "may"),
        [("Cora", True), ("Lea", True), ("Dora", False), ("Olu", False)],
    )
    def test_is_for_coordinators_and_the_lead(self, ben, name, may):
        revision = self.leave(ben)
        if may:
            take_leaving_back(revision, by=named(name), now=clock_now())
        else:
            with pytest.raises(PermissionDenied):
                take_leaving_back(revision, by=named(name), now=clock_now())
        assert holds(ben) == may

    def test_is_not_for_the_lead_of_one_agency_of_two(self, ben):
        make_seat(ben, agency=named("Olu").seats.get().agency)
        revision = self.leave(ben)
        with pytest.raises(PermissionDenied):
            take_leaving_back(revision, by=named("Lea"), now=clock_now())

    def test_is_for_who_said_it_as_long_as_she_may(self, ben):
        lea = named("Lea")
        revision = leave(ben, by=lea, now=clock_now(), agency=harbour()).revision
        take_leaving_back(revision, by=lea, now=clock_now())
        revision = leave(ben, by=lea, now=clock_now(), agency=harbour()).revision
        lea.seats.all().delete()
        with pytest.raises(PermissionDenied):
            take_leaving_back(revision, by=lea, now=clock_now())
