"""Pages: what ends is said first, what ended is taken back, what is left is read."""

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now as clock_now
from fourthp.foundation.clock import today
from fourthp.foundation.models import Revision
from fourthp.foundation.offers import waiting_for
from fourthp.foundation.shell import fill
from fourthp.partnership.models import Handover, Person, Role, Seat
from fourthp.partnership.operations.handovers import write_handover
from fourthp.partnership.operations.leaving import leave
from fourthp.partnership.operations.left_mails import PERSON_LEFT
from fourthp.partnership.operations.own_leaving import own_leaving_url
from fourthp.partnership.tasks import ask_about_people
from fourthp.partnership.tests.makers import make_group, make_seat, make_user
from fourthp.partnership.tests.test_leaving import ben, harbour, holds, named, seated
from fourthp.partnership.tests.test_said_of_leaving import press, way_to
from fourthp.post.models import Message
from fourthp.post.operations.wishes import Who
from tests.safety.actors import sign_in

__all__ = ["ben"]
pytestmark = pytest.mark.django_db
HERE = {"Sec-Fetch-Site": "same-origin"}


def client_of(name: str, *, factor: bool = True) -> Client:
    client, person = Client(headers=HERE), Person.objects.get(name=name)
    user = person.user or make_user(person, f"{uuid4()}@clinic.example")
    sign_in(client, user, factor=factor)
    return client


def send(client: Client, path: str, **said: object):
    return client.post(path, {"form_key": str(uuid4()), **said})


def leaving_of(person) -> str:
    return reverse("person-leaving", args=[person.pk])


class TestPersonLeaving:
    def test_says_what_will_happen_and_ends_nothing(self, ben):
        page = client_of("Cora").get(leaving_of(ben)).content.decode()
        assert "Has Ben Achterberg left?" in page
        assert "Nobody else represents Harbour Aid in the network" in page
        assert holds(ben) == 1

    def test_ends_the_seats_and_leads_to_what_ended(self, ben):
        client = client_of("Cora")
        answer = send(client, leaving_of(ben), what="everything")
        page = client.get(answer.url).content.decode()
        assert "Ben Achterberg has left" in page
        assert "One person of the agency was asked by mail who follows" in page
        assert holds(ben) == 0

    def test_sent_twice_is_done_once_and_sent_later_says_why_not(self, ben):
        client, key = client_of("Cora"), str(uuid4())
        said = {"form_key": key, "what": "everything"}
        urls = {client.post(leaving_of(ben), said).url for _ in range(2)}
        assert len(urls) == 1
        again = send(client, leaving_of(ben), what="everything")
        assert again.status_code == 400
        assert "There is no seat to end" in again.content.decode()

    def test_a_lead_ends_the_seats_of_her_agency(self, ben):
        make_seat(ben, agency=named("Olu").seats.get().agency)
        client = client_of("Lea", factor=False)
        page = client.get(leaving_of(ben)).content.decode()
        assert "Quay" not in page
        send(client, leaving_of(ben), what=str(harbour().pk))
        assert [str(one.agency) for one in ben.seats.holding(today())] == ["Quay"]

    def test_a_lead_who_clicks_twice_gets_one_answer(self, ben):
        client = client_of("Lea", factor=False)
        said = {"form_key": str(uuid4()), "what": str(harbour().pk)}
        urls = {client.post(leaving_of(ben), said).url for _ in range(2)}
        assert len(urls) == 1
        said = send(client, leaving_of(ben), what=str(harbour().pk))
        assert said.status_code == 400

    def test_of_several_one_is_chosen(self, ben):
        make_seat(ben, agency=named("Olu").seats.get().agency)
        client = client_of("Cora")
        assert "Every seat" in client.get(leaving_of(ben)).content.decode()
        assert send(client, leaving_of(ben)).status_code == 400
        assert holds(ben) == 2

    def test_who_leaves_herself_is_signed_out_and_thanked(self, ben):
        client = client_of("Ben Achterberg")
        assert "Do you leave?" in client.get(leaving_of(ben)).content.decode()
        answer = send(client, leaving_of(ben), what="everything")
        page = client.get(answer.url).content.decode()
        assert "Thank you" in page
        assert "Take it back" in page
        assert holds(ben) == 0
        assert client.get(reverse("own-mail")).status_code == 302

    def test_who_leaves_one_agency_stays_signed_in(self, ben):
        make_seat(ben, agency=named("Olu").seats.get().agency)
        client = client_of("Ben Achterberg")
        answer = send(client, leaving_of(ben), what=str(harbour().pk))
        assert client.get(answer.url).status_code == 200
        assert holds(ben) == 1

    def test_the_only_coordinator_is_told_why_not(self, ben):
        cora = named("Cora")
        client = client_of("Cora")
        assert "Give somebody else" in client.get(leaving_of(cora)).content.decode()
        answer = send(client, leaving_of(cora), what="everything")
        assert answer.status_code in {400, 410}
        assert answer.content.decode().count("Give somebody else that seat first") == 1
        assert holds(cora) == 1

    @pytest.mark.parametrize(("name", "status"), [("Dora", 404), ("Olu", 404)])
    def test_is_not_for_others(self, ben, name, status):
        client = client_of(name)
        assert client.get(leaving_of(ben)).status_code == status
        assert send(client, leaving_of(ben), what="everything").status_code == status
        assert holds(ben) == 1

    def test_whom_one_may_not_know_of_is_not_there(self, ben):
        client = client_of("Olu", factor=False)
        assert client.get(leaving_of(ben)).status_code == 404


class TestLeavingPage:
    @pytest.fixture
    def path(self, ben):
        lea = named("Lea")
        left = leave(ben, by=lea, now=clock_now(), agency=harbour())
        return reverse("leaving", args=[left.revision.pk])

    def test_takes_it_back_once(self, ben, path):
        client = client_of("Lea")
        for _ in range(2):
            send(client, f"{path}undoing/")
        assert holds(ben) == 1
        assert "It was taken back" in client.get(path).content.decode()

    def test_says_what_could_not_be_given_back(self, ben, path):
        make_seat(named("Dora"), agency=harbour())
        client = client_of("Cora")
        answer = client.post(f"{path}undoing/", {"form_key": str(uuid4())}, follow=True)
        assert "Somebody else holds this seat since." in answer.content.decode()

    def test_hides_a_closed_group_from_a_lead_outside(self, ben):
        group = make_group("Very Closed", is_closed=True)
        make_seat(ben, agency=harbour(), group=group, role=Role.CHAIR)
        left = leave(ben, by=Host(), now=clock_now())
        make_seat(named("Dora"), agency=harbour())
        path = reverse("leaving", args=[left.revision.pk])
        client = client_of("Lea")
        assert "Very Closed" not in client.get(path).content.decode()
        assert "Very Closed" in client_of("Cora").get(path).content.decode()
        answer = client.post(f"{path}undoing/", {"form_key": str(uuid4())}, follow=True)
        assert "Very Closed" not in answer.content.decode()

    def test_says_by_name_who_said_it_of_herself_and_no_role(self, ben):
        group = make_group("Very Closed", is_closed=True)
        make_seat(ben, agency=harbour(), group=group, role=Role.CHAIR)
        ben.seats.exclude(group=group).update(from_on=today())
        press(own_leaving_url(ben, now=clock_now()), choice="goes")
        [left] = Revision.objects.filter(act="left")
        page = client_of("Lea").get(reverse("leaving", args=[left.pk]))
        html = page.content.decode()
        assert "<bdi>Ben Achterberg, of themselves</bdi>" in html
        assert "chair" not in html.partition("<main")[2]

    def test_says_by_agency_and_role_who_said_it_of_another(self, ben):
        left = leave(ben, by=named("Lea"), now=clock_now(), agency=harbour())
        page = client_of("Cora").get(reverse("leaving", args=[left.revision.pk]))
        assert "<bdi>Harbour Aid, agency lead</bdi>" in page.content.decode()

    @pytest.mark.parametrize("name", ["Dora", "Olu"])
    def test_is_not_there_for_others(self, path, name):
        client = client_of(name)
        assert client.get(path).status_code == 404
        assert send(client, f"{path}undoing/").status_code == 404

    def test_stands_on_the_coordinators_list(self, ben, path):
        client = client_of("Cora")
        page = client.get(reverse("leavings")).content.decode()
        assert "Ben Achterberg" in page
        assert "Harbour Aid" in page
        ask_about_people(clock_now())
        assert client.get(reverse("leavings")).status_code == 200

    def test_list_is_empty_where_nobody_left(self, ben):
        page = client_of("Cora").get(reverse("leavings")).content.decode()
        assert "Nobody left" in page


class TestHandover:
    @pytest.fixture
    def follower(self, ben):
        """Dora follows Ben, who wrote words."""
        write_handover(ben.seats.get(), "Ring **Una** first.", by=ben, now=clock_now())
        leave(ben, by=Host(), now=clock_now())
        return make_seat(named("Dora"), agency=harbour(), from_on=today())

    def path(self, seat, name="seat-handover") -> str:
        return reverse(name, args=[seat.pk])

    def test_tells_who_sat_there_and_what_they_left(self, follower):
        page = client_of("Dora", factor=False).get(self.path(follower))
        html = page.content.decode()
        assert "Ben Achterberg" in html
        assert "<strong>Una</strong>" in html

    @pytest.mark.parametrize(
        ("name", "status"), [("Lea", 200), ("Cora", 200), ("Olu", 403)]
    )
    def test_is_for_the_lead_and_coordinators_too(self, follower, name, status):
        answer = client_of(name).get(self.path(follower))
        assert answer.status_code == status
        assert (b"Una" in answer.content) == (status == 200)

    def test_names_who_sat_in_a_seat_of_no_agency_by_the_strong_door_alone(self, ben):
        group = make_group("Sub-group")
        make_seat(named("Olu"), group=group, role=Role.OBSERVER)
        leave(named("Olu"), by=Host(), now=clock_now())
        seat = make_seat(
            named("Dora"), group=group, role=Role.OBSERVER, from_on=today()
        )
        weak = client_of("Dora", factor=False).get(self.path(seat)).content.decode()
        assert "Olu" not in weak
        assert "asks for a second factor" in weak
        assert "Olu" in client_of("Dora").get(self.path(seat)).content.decode()

    def test_is_written_changed_and_taken_away(self, ben):
        client, seat = client_of("Ben Achterberg"), ben.seats.get()
        path = self.path(seat, "seat-handover-words")
        send(client, path, words="One", seen="none")
        assert Handover.objects.get().words == "One"
        seen = Handover.objects.get().version
        send(client, path, words="", seen=seen)
        assert not Handover.objects.exists()
        send(client, path, words="", seen="none")

    def test_keeps_what_somebody_else_wrote_meanwhile(self, ben):
        client, seat = client_of("Ben Achterberg"), ben.seats.get()
        path = self.path(seat, "seat-handover-words")
        write_handover(seat, "Hers", by=named("Lea"), now=clock_now())
        answer = send(client, path, words="Mine", seen="none")
        html = answer.content.decode()
        assert answer.status_code == 400
        assert "Hers" in html
        assert "Mine" in html
        assert Handover.objects.get().words == "Hers"
        Handover.objects.all().delete()
        answer = send(client, path, words="Mine", seen="gone")
        assert answer.status_code == 400

    def test_is_not_for_others_to_write(self, ben):
        path = self.path(ben.seats.get(), "seat-handover-words")
        assert client_of("Dora").get(path).status_code == 403
        with pytest.raises(PermissionDenied):
            write_handover(ben.seats.get(), "x", by=named("Dora"), now=clock_now())
        assert not Handover.objects.exists()

    def test_goes_with_the_person_whose_seat_it_was(self, follower, ben):
        Person.objects.filter(pk=ben.pk).delete()
        assert not Handover.objects.exists()


class TestPanels:
    def test_the_first_page_leads_to_what_was_left_and_asked(self, ben):
        leave(ben, by=Host(), now=clock_now())
        seat = make_seat(named("Dora"), agency=harbour(), from_on=today())
        ask_about_people(clock_now())
        html = client_of("Dora").get("/").content.decode()
        assert reverse("seat-handover", args=[seat.pk]) in html
        assert "Are these still your people?" not in html
        lead = client_of("Lea").get("/").content.decode()
        assert "Are these still your people?" in lead
        desk = client_of("Cora").get(reverse("desk")).content.decode()
        assert reverse("leavings") in desk

    def test_a_persons_page_offers_it_to_whoever_may(self, ben):
        assert "Ben Achterberg has left" in fill("person", named("Lea"), person=ben)
        assert "I leave" in fill("person", ben, person=ben)
        assert fill("person", named("Olu"), person=ben) == ""
        assert fill("person", None, person=ben) == ""

    def test_a_readers_page_of_mail_leads_there(self, ben):
        path = reverse("outbox-reader", args=["person", ben.pk])
        client = client_of("Cora")
        assert leaving_of(ben) in client.get(path).content.decode()
        leave(ben, by=Host(), now=clock_now())
        assert "holds no seat any more" in client.get(path).content.decode()
        assert fill("reader", named("Cora"), kind="address", pk=ben.pk) == ""
        assert fill("reader", named("Cora"), kind="person", pk=uuid4()) == ""
        assert fill("reader", None, kind="person", pk=ben.pk) == ""

    def test_the_page_of_wishes_offers_the_way_out(self, ben):
        client = client_of("Ben Achterberg")
        html = client.get(reverse("own-wishes")).content.decode()
        assert leaving_of(ben) in html
        nobody = Who("address", str(uuid4()))
        assert fill("wishes", None, who=nobody, is_own=False) == ""
        gone = Who("person", str(uuid4()))
        assert fill("wishes", None, who=gone, is_own=False) == ""

    def test_wait_for_nobody(self, ben):
        assert waiting_for(None, clock_now()) == []
        assert not Message.objects.filter(state="waiting").exists()
        assert Seat.objects.count() == 5


class TestWordsLeft:
    def test_each_seat_is_told_by_its_group_and_whether_words_stand(self, ben):
        group = make_group("Hidden", is_closed=True)
        seat = make_seat(ben, agency=harbour(), group=group)
        client = client_of("Ben Achterberg")
        page = client.get(leaving_of(ben)).content.decode()
        assert page.count("Write what whoever follows as representative") == 2
        assert "<bdi>Hidden</bdi></a>" in page
        write_handover(seat, "Ring Ada.", by=ben, now=clock_now())
        page = client.get(leaving_of(ben)).content.decode()
        assert page.count("Write what whoever follows as representative") == 1
        assert "Change the words for whoever follows as representative" in page

    def test_a_group_that_one_may_not_see_has_no_way_to_its_words(self, ben):
        group = make_group("Hidden", is_closed=True)
        seat = make_seat(ben, agency=harbour(), group=group)
        page = client_of("Lea").get(leaving_of(ben)).content.decode()
        assert reverse("seat-handover-words", args=[seat.pk]) not in page
        assert "Hidden" not in page
        assert "also in a group that you do not see" in page
        assert "Hidden" in client_of("Cora").get(leaving_of(ben)).content.decode()
        left = leave(ben, by=Host(), now=clock_now())
        path = reverse("leaving", args=[left.revision.pk])
        page = client_of("Cora").get(path).content.decode()
        assert "Write what whoever follows Ben Achterberg as representative" in page


class TestWhoWasAsked:
    """What pages say of an empty seat is what happened."""

    def said(self) -> str:
        return client_of("Cora").get(reverse("leavings")).content.decode()

    def test_who_was_asked_is_counted(self, ben):
        leave(ben, by=Host(), now=clock_now())
        assert "One person of the agency was asked by mail" in self.said()

    def test_of_a_closed_group_it_is_said_that_nobody_was(self, ben):
        group = make_group("Hidden", is_closed=True)
        left = seated("Una", harbour(), Role.REPRESENTATIVE, group=group)
        page = client_of("Cora").get(leaving_of(left)).content.decode()
        assert "No mail can ask who follows" in page
        leave(left, by=Host(), now=clock_now())
        assert "no mail names a closed group" in self.said()
        assert "asked by mail who follows, and" not in self.said()
        hears = Message.objects.get(kind=PERSON_LEFT.name, address__startswith="cora")
        letter = str(hears.says)
        assert "sits in this group" in letter
        assert "Hidden" not in letter
        assert "closed" not in letter

    def test_where_nobody_gets_mail_it_says_to_ring(self, ben):
        named("Lea").seats.all().delete()
        Person.objects.filter(name="Dora").update(email="")
        named("Dora").seats.all().delete()
        leave(ben, by=Host(), now=clock_now())
        assert "Ring it, and give the seat" in self.said()

    def test_nobody_is_said_to_be_asked_for_a_chair(self, ben):
        chair = seated("Una", None, Role.CHAIR, group=make_group("Housing"))
        leave(chair, by=Host(), now=clock_now())
        assert "Nobody is asked by mail who chairs the group" in self.said()

    @pytest.mark.parametrize(
        ("choice", "words"),
        [
            ("another", "somebody else follows: ask them who"),
            ("nobody", "nobody follows for now"),
        ],
    )
    def test_what_was_answered_is_said(self, ben, choice, words):
        leave(ben, by=Host(), now=clock_now())
        send(Client(headers=HERE), way_to(PERSON_LEFT, "lea"), choice=choice)
        assert words in self.said()
        assert "has not answered yet" not in self.said()
