"""The pages of groups, as people use them."""

import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now, today
from fourthp.foundation.ids import new_id
from fourthp.foundation.models import Revision
from fourthp.foundation.operations.revisions import last_revision
from fourthp.partnership.models import Group, Person, Role, Seat
from fourthp.partnership.operations.groups import edit_group, set_terms
from fourthp.partnership.operations.proposals import decline_group, propose_group
from fourthp.partnership.tests.makers import (
    make_group,
    make_member,
    make_member_agency,
    make_network_group,
    make_person,
    make_seat,
    make_user,
)
from tests.safety.actors import sign_in

pytestmark = pytest.mark.django_db
FACTS = {"name": "Nights", "purpose": "Who is there.", "joining": "invited"}
FACTS |= {"begins_on": "2026-01-05", "ends_on": ""}


def browser(person: Person, *, factor: bool = True) -> Client:
    client = Client(headers={"Sec-Fetch-Site": "same-origin"})
    sign_in(client, make_user(person, f"{uuid4()}@users.example"), factor=factor)
    return client


@pytest.fixture
def coordinator() -> Person:
    return make_member("Maya Lind", role=Role.COORDINATOR)


@pytest.fixture
def client(coordinator) -> Client:
    return browser(coordinator)


def seen(client: Client, name: str, *args: object) -> str:
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def send(client: Client, door: str, /, *args: object, key: UUID | None = None, **said):
    path = reverse(door, args=args)
    return client.post(path, {"form_key": key or uuid4(), **said}, follow=True)


def title_of(page: str) -> str:
    return page.partition("<title>")[2].partition("</title>")[0]


class TestTitle:
    @pytest.mark.parametrize("door", ["group", "group-ending", "group-facts"])
    def test_of_a_closed_group_leaves_no_name_in_a_browsers_history(self, client, door):
        secret = make_group("Secret", is_closed=True)
        page = seen(client, door, secret.pk)
        assert "Secret" in page
        assert "Secret" not in title_of(page)

    def test_of_another_group_is_its_name(self, client):
        assert "Housing" in title_of(seen(client, "group", make_group("Housing").pk))


class TestIndex:
    def test_says_what_goes_there_where_there_is_none(self, client):
        assert "There is no group yet" in seen(client, "groups")
        member = browser(make_member("Reader"))
        assert "There is no group yet" in seen(member, "groups")

    def test_says_the_same_to_who_may_not_see_the_one_there_is(self, client):
        make_group("Secret", is_closed=True)
        member = browser(make_member("Reader"))
        assert "There is no group yet" in seen(member, "groups")
        assert "There is no group yet" not in seen(client, "groups")

    def test_shows_each_list_and_what_waits_for_a_decision(self, client):
        make_group("Comes", begins_on=today() + timedelta(days=9))
        make_group("Theirs", is_outside=True)
        make_group("Ends", ends_on=today() + timedelta(days=9))
        make_group("Over", ends_on=today() - timedelta(days=9))
        wanted = make_group("Wanted", begins_on=None)
        for number in range(5):
            person = make_member(f"P{number}", agency=f"Agency {number}")
            agency = person.seats.get().agency
            wanted.interests.create(person=person, agency=agency, at=now())
        page = seen(client, "groups")
        for words in ("Comes", "Theirs", "Ends", "Over", "5 people would take part"):
            assert words in page
        assert "Enough people want it" in page
        assert "Enough people want it" not in seen(browser(make_member()), "groups")


class TestAClosedGroup:
    @time_machine.travel("2026-11-30T10:00+00:00", tick=False)
    def test_answers_an_outsider_as_one_that_never_was_by_every_door(self):
        """A page says how long its session lasts: the two are asked in one moment."""
        secret = make_group("Secret", is_closed=True, joining="invited")
        set_terms(secret, "Words", by=Host(), today=today())
        reader = browser(make_member("Reader"))
        doors = ["group", "group-facts", "group-terms", "group-seats", "group-joining"]
        doors += ["group-leaving", "group-interest", "group-withdrawal"]
        for name in doors:
            for method in (reader.get, reader.post):
                answers = [
                    method(reverse(name, args=[pk]), {"form_key": uuid4()})
                    for pk in (secret.pk, new_id())
                ]
                assert {one.status_code for one in answers} == {404}, name
                assert answers[0].content == answers[1].content, name
        for path in (
            reverse("group-terms-version", args=[secret.pk, 1]),
            reverse("history", args=["group", secret.pk]),
        ):
            assert reader.get(path).status_code == 404
        assert "Secret" not in seen(reader, "groups")

    def test_is_there_for_its_own_and_a_coordinator(self, client):
        secret = make_group("Secret", is_closed=True)
        inside = make_member("Inside")
        make_seat(inside, group=secret)
        for one in (client, browser(inside)):
            assert "Secret" in seen(one, "groups")
            assert "3 people" not in seen(one, "group", secret.pk)

    def test_is_not_there_any_more_for_whoever_left_it(self):
        secret, inside = make_group("Secret", is_closed=True), make_member("Inside")
        make_seat(inside, group=secret)
        own = browser(inside)
        assert "not find it again" in seen(own, "group-leaving", secret.pk)
        answer = send(own, "group-leaving", secret.pk)
        assert "You left the group" in answer.content.decode()
        assert own.get(reverse("group", args=[secret.pk])).status_code == 404


class TestGroup:
    def test_names_people_to_whoever_came_by_a_second_factor(self):
        group = make_group()
        agency = make_member_agency("Harbour")
        make_seat(make_person("Rosa Hale"), agency=agency, group=group)
        for factor in (True, False):
            reader = browser(make_member("Reader"), factor=factor)
            page = seen(reader, "group", group.pk)
            assert ("Rosa Hale" in page) is factor
            assert "Harbour" in page
            assert ("came with a password only" in page) is not factor

    def test_says_of_what_is_proposed_declined_ended_and_kept_by_others(self, client):
        asha = make_member("Asha", agency="Harbour")
        agency = asha.seats.get().agency
        group = propose_group("A", "B", by=asha, now=now(), agency=agency)
        own, other = browser(asha), browser(make_member("Reader"))
        assert "Withdraw the proposal" in seen(own, "group", group.pk)
        assert "I would take part" in seen(other, "group", group.pk)
        assert "Begin it" in seen(client, "group", group.pk)
        decline_group(group, "There is one.", by=Host(), now=now())
        assert "There is one." in seen(own, "group", group.pk)
        assert "There is one." not in seen(other, "group", group.pk)
        over = make_group(ends_on=today() - timedelta(days=9))
        assert "ended with the group" in seen(client, "group", over.pk)
        theirs = make_group(is_outside=True)
        make_seat(group=theirs)
        assert "Our liaison there" in seen(client, "group", theirs.pk)
        assert "The network itself" in seen(client, "group", make_network_group().pk)


class TestNewGroup:
    def test_makes_one_once_however_often_it_is_sent(self, client):
        key = uuid4()
        for _again in range(2):
            said = FACTS | {"joining": "closed"}
            answer = send(client, "group-new", key=key, **said)
        assert "The group is there" in answer.content.decode()
        made = Group.objects.get(name="Nights")
        assert (made.is_closed, made.joining) == (True, Group.Joining.INVITED)

    def test_says_once_what_two_presses_did_once(self, client):
        said = FACTS | {"form_key": str(uuid4())}
        for _again in range(2):
            client.post(reverse("group-new"), said)
        page = seen(client, "groups")
        assert page.count("The group is there") == 1
        assert Group.objects.filter(name="Nights").count() == 1

    @pytest.mark.parametrize("joining", ["open", "invited"])
    def test_open_by_invitation_and_closed_are_one_choice(self, client, joining):
        said = FACTS | {"joining": joining, "is_closed": "on"}
        send(client, "group-new", **said)
        made = Group.objects.get(name="Nights")
        assert (made.is_closed, made.joining) == (False, joining)

    def test_says_what_needs_mending_and_keeps_what_was_typed(self, client):
        said = FACTS | {"joining": "open", "is_outside": "on"}
        answer = send(client, "group-new", **said)
        assert answer.status_code == 400
        assert "joined by invitation" in answer.content.decode()
        assert "Who is there." in answer.content.decode()
        answer = send(client, "group-new", **FACTS | {"name": "a\nb"})
        assert answer.status_code == 400


class TestFacts:
    def test_changes_them_and_says_where_somebody_was_faster(self, client):
        group = make_group("Nights", purpose="Old words")
        before = last_revision(group)
        edit_group(group, {"purpose": "Newer words"}, by=Host(), today=today())
        answer = send(client, "group-facts", group.pk, seen=before, **FACTS)
        assert answer.status_code == 400
        assert "Newer words" in answer.content.decode()
        assert "Who is there." in answer.content.decode()
        group.refresh_from_db()
        fresh = last_revision(group)
        answer = send(client, "group-facts", group.pk, seen=fresh, **FACTS)
        assert "Changed." in answer.content.decode()

    def test_a_chair_is_asked_for_the_purpose_alone(self):
        group, chair = make_group(), make_member("Chair")
        make_seat(chair, group=group, role=Role.CHAIR)
        own = browser(chair)
        page = seen(own, "group-facts", group.pk)
        assert 'name="purpose"' in page
        assert 'name="name"' not in page
        seen_now = last_revision(group)
        send(own, "group-facts", group.pk, seen=seen_now, purpose="By its chair")
        group.refresh_from_db()
        assert group.purpose == "By its chair"


class TestSure:
    @pytest.mark.parametrize(
        ("name", "facts", "words"),
        [
            ("group-ending", {}, "1 seat ends with it"),
            ("group-closing", {}, "From then on 2 people know of it"),
            ("group-opening", {"is_closed": True}, "From then on 3 people"),
        ],
    )
    def test_says_what_it_will_do_and_does_it_once(self, client, name, facts, words):
        group = make_group(**facts)
        make_member("Reader")
        make_seat(make_person("Seated"), group=group)
        assert words in seen(client, name, group.pk)
        assert not Revision.objects.exists()
        key = uuid4()
        for _again in range(2):
            send(client, name, group.pk, key=key)
        assert Revision.objects.count() == 1

    def test_says_that_it_is_over_and_refuses_the_network(self, client):
        group = make_group(ends_on=today() - timedelta(days=1))
        answer = send(client, "group-ending", group.pk)
        assert "stays as it was" in answer.content.decode()
        network = make_network_group()
        path = reverse("group-closing", args=[network.pk])
        assert client.get(path).status_code == 403


class TestTerms:
    def test_are_shown_before_they_are_saved_and_numbered(self, client):
        group = make_group()
        said = {"words": "We **meet**.", "seen": "0"}
        answer = send(client, "group-terms", group.pk, look="yes", **said)
        assert "<strong>meet</strong>" in answer.content.decode()
        assert not group.terms.exists()
        send(client, "group-terms", group.pk, **said)
        answer = send(client, "group-terms", group.pk, words="We sing.", seen="0")
        assert answer.status_code == 400
        assert "What they say now" in answer.content.decode()
        send(client, "group-terms", group.pk, words="We sing.", seen="1")
        page = seen(client, "group-terms-version", group.pk, 2)
        assert "<del>" in page
        assert "We sing." in page
        assert "until version 2" in seen(client, "group-terms-version", group.pk, 1)
        assert "Earlier versions" in seen(client, "group", group.pk)


class TestSeats:
    def test_joining_asks_for_whom_where_there_is_a_choice(self):
        person = make_member("Asha", agency="Harbour")
        second = make_member_agency("Second")
        make_seat(person, agency=second)
        group, own = make_group(joining="open"), browser(person)
        assert send(own, "group-joining", group.pk).status_code == 400
        answer = send(own, "group-joining", group.pk, sits_for=str(second.pk))
        assert "You sit in this group now" in answer.content.decode()
        assert Seat.objects.get(group=group).agency == second
        again = send(own, "group-joining", group.pk, sits_for=str(second.pk))
        assert "You sit in this group already" in again.content.decode()

    def test_nobody_joins_what_is_by_invitation(self):
        path = reverse("group-joining", args=[make_group().pk])
        assert browser(make_member()).get(path).status_code == 403

    def test_leaving_is_not_offered_to_whoever_does_not_sit_there(self):
        group = make_group()
        answer = browser(make_member()).get(reverse("group-leaving", args=[group.pk]))
        assert answer["Location"] == reverse("group", args=[group.pk])

    def test_seating_asks_which_one_and_says_who_is_not_known(self, client):
        group = make_group()
        for name, agency in (("Asha Bell", "One"), ("Asha Hill", "Two")):
            make_member(name, agency=agency)
        said = {"name": "Asha", "role": "observer"}
        answer = send(client, "group-seats", group.pk, **said)
        page = answer.content.decode()
        assert answer.status_code == 400
        assert "Asha Bell, One" in page
        assert "Asha Hill, Two" in page
        found = Person.objects.get(name="Asha Hill")
        which = f"{found.pk}:{found.seats.get().agency_id}"
        send(client, "group-seats", group.pk, which=which, **said)
        assert Seat.objects.get(group=group).person == found
        part = {"name": "Hil", "role": "observer"}
        other = make_group("Other")
        answer = send(client, "group-seats", other.pk, **part)
        page = answer.content.decode()
        assert answer.status_code == 200
        assert "Is this who you mean?" in page
        assert "needs mending" not in page
        assert re.search(rf'value="{which}"[^>]* checked', page)
        assert not other.seats.exists()
        send(client, "group-seats", other.pk, which=which, **part)
        assert other.seats.get().person == found
        again = send(client, "group-seats", other.pk, which=which, **part)
        assert again.status_code == 400
        assert "Asha Hill holds this seat already." in again.content.decode()
        assert other.seats.count() == 1
        for name in ("Nobody", "\x00"):
            answer = send(client, "group-seats", group.pk, name=name, role="observer")
            assert answer.status_code == 400
        for _number in range(13):
            make_member("Many")
        answer = send(client, "group-seats", group.pk, name="Many", role="observer")
        assert "write more of it" in answer.content.decode()


class TestProposals:
    def test_is_proposed_wanted_taken_back_and_withdrawn(self):
        own, other = browser(make_member("Asha")), browser(make_member("Dele"))
        said = {"name": "Nights", "purpose": "Who is there."}
        assert send(own, "group-proposal").status_code == 400
        answer = send(own, "group-proposal", **said)
        assert "Proposed." in answer.content.decode()
        group = Group.objects.get(name="Nights")
        answer = send(other, "group-interest", group.pk)
        assert "Noted" in answer.content.decode()
        assert group.interests.count() == 2
        send(other, "group-interest-withdrawal", group.pk)
        assert group.interests.count() == 1
        assert "Withdraw it" in seen(own, "group-withdrawal", group.pk)
        answer = send(own, "group-withdrawal", group.pk)
        assert "Withdrawn." in answer.content.decode()
        for name in ("group-interest-withdrawal", "group-withdrawal"):
            answer = send(own, name, group.pk)
            assert "decided meanwhile" in answer.content.decode()
        answer = own.get(reverse("group-interest", args=[group.pk]))
        assert answer.status_code == 302

    def test_says_which_one_would_sit_for_where_there_is_a_choice(self):
        person = make_member("Asha", agency="Harbour")
        make_seat(person)
        group, own = make_group(begins_on=None), browser(person)
        assert "I would take part" in seen(own, "group-interest", group.pk)
        assert send(own, "group-interest", group.pk).status_code == 400
        send(own, "group-interest", group.pk, sits_for="own")
        assert group.interests.get().agency is None

    def test_is_begun_or_declined_with_a_reason(self, client):
        group = make_group("Nights", begins_on=None)
        page = seen(client, "group-beginning", group.pk)
        assert "0 people who would take part" in page
        answer = send(client, "group-beginning", group.pk, joining="open")
        assert "It has begun" in answer.content.decode()
        answer = send(client, "group-declining", group.pk, because="Why not")
        assert "decided meanwhile" in answer.content.decode()
        other = make_group("Days", begins_on=None)
        assert send(client, "group-declining", other.pk).status_code == 400
        answer = send(client, "group-declining", other.pk, because="There is one.")
        assert "Declined" in answer.content.decode()

    def test_does_not_begin_to_end_before_today(self, client):
        group = make_group("Nights", begins_on=None)
        day = (today() - timedelta(days=3)).isoformat()
        answer = send(client, "group-beginning", group.pk, joining="open", ends_on=day)
        assert answer.status_code == 400
        group.refresh_from_db()
        assert group.is_proposed
