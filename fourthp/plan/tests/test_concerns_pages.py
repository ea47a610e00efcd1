"""The pages of concerns, as people use them."""

import csv
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from fourthp.audit.models import Read
from fourthp.foundation.clock import now
from fourthp.partnership.models import Agency, Person, Role, Vocabulary
from fourthp.partnership.tests.makers import (
    make_group,
    make_member_agency,
    make_person,
    make_seat,
    make_term,
)
from fourthp.partnership.tests.seated import browser, seated
from fourthp.plan.models import Concern, PublicAnswer, State
from fourthp.plan.operations.concerns_answers import ForEveryone, open_answer
from fourthp.plan.operations.concerns_hearing import hear_concern
from fourthp.plan.operations.concerns_steps import begin_concern
from fourthp.plan.tests.makers_concerns import (
    DAY,
    DID,
    NOW,
    make_answer,
    make_concern,
    make_heard,
    make_held,
    make_mover,
    make_raiser,
)

pytestmark = pytest.mark.django_db
PERSON = "Anna Kowalska, born 3 March 1990, lives at 12 Mill Lane"


@pytest.fixture
def raiser() -> Person:
    return make_raiser()


@pytest.fixture
def mover() -> Person:
    return make_mover()


@pytest.fixture
def client(raiser) -> Client:
    return browser(raiser, factor=False)


@pytest.fixture
def desk(mover) -> Client:
    return browser(mover)


def seen(client: Client, name: str, *args: object, **asked: str) -> str:
    answer = client.get(reverse(name, args=args), asked)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def send(client: Client, door: str, /, *args: object, **said: object):
    path = reverse(door, args=args)
    return client.post(path, {"form_key": uuid4(), **said}, follow=True)


class TestList:
    def test_says_what_to_do_where_there_is_none(self, client):
        assert "No concern waits for an answer" in seen(client, "concerns")
        assert "No concern stands here yet" in seen(client, "concerns", show="all")

    def test_puts_what_waits_too_long_first(self, client):
        make_concern("Very old")
        page = seen(client, "concerns")
        assert "These have waited for 60 days or more" in page
        assert "These have waited" not in seen(client, "concerns", whose="mine")

    def test_is_narrowed_by_its_address_and_says_by_what(self, client, raiser):
        setting = make_term("Farms", Vocabulary.SETTING)
        make_concern("New", by=raiser, now=now())
        page = seen(client, "concerns", setting=str(setting.pk))
        assert "No concern is like that" in page
        assert "Farms" in page
        assert "New" in seen(client, "concerns", whose="mine", setting="nonsense")

    def test_goes_on_by_pages(self, client, raiser, monkeypatch):
        monkeypatch.setattr("fourthp.plan.queries.concerns.PAGE", 1)
        for title in ("First", "Second"):
            make_concern(title, by=raiser, now=now())
        page = seen(client, "concerns")
        after = page.split("after=")[1].split('"')[0].replace("%3D", "=")
        later = seen(client, "concerns", after=after)
        assert "First" in later
        assert "Second" not in later
        Concern.objects.filter(title="First").delete()
        assert "Here the list ends" in seen(client, "concerns", after=after)

    def test_has_what_is_to_be_let_in_for_a_coordinator_alone(self, client, desk):
        assert "Nothing waits to be let in" in seen(desk, "concerns", show="held")
        make_held("Rooms")
        assert "Rooms" in seen(desk, "concerns", show="held")
        assert "Rooms" not in seen(client, "concerns", show="held")

    def test_is_taken_along_with_a_second_factor_and_that_is_noted(self, client, desk):
        make_concern("=cmd()")
        answer = desk.get(reverse("concerns-export"))
        rows = list(csv.reader(b"".join(answer).decode().splitlines()))
        assert rows[1][1] == "'=cmd()"
        assert Read.objects.get().act == Read.Act.EXPORTED
        refused = client.get(reverse("concerns-export"))
        assert refused.status_code == 302
        assert Read.objects.count() == 1


class TestRaise:
    def test_needs_one_line_and_leads_to_its_page(self, client):
        answer = send(client, "concern-new", title="Nobody rings back")
        assert "You hear by mail when it is heard" in answer.content.decode()
        assert Concern.objects.get().title == "Nobody rings back"

    def test_is_once_however_often_it_is_pressed(self, client):
        key = uuid4()
        for _press in "ab":
            client.post(reverse("concern-new"), {"form_key": key, "title": "x"})
        assert Concern.objects.count() == 1

    def test_keeps_what_was_typed_and_says_what_is_wrong(self, client):
        answer = send(client, "concern-new", title="", words="At night.")
        assert answer.status_code == 400
        page = answer.content.decode()
        assert "Say in one line what worries you." in page
        assert "At night." in page

    def test_stops_what_tells_who_somebody_is(self, client):
        answer = send(client, "concern-new", title="x", words=PERSON)
        assert answer.status_code == 400
        assert not Concern.objects.exists()

    def test_asks_where_and_for_whom_only_where_there_is_a_choice(self, client, raiser):
        page = seen(client, "concern-new")
        assert "For which agency?" not in page
        assert "Where do you raise it?" not in page
        quay, group = make_member_agency("Quay Housing"), make_group()
        make_seat(raiser, agency=quay)
        make_seat(raiser, agency=quay, group=group)
        said = {"title": "x", "group": str(group.pk)}
        other = Agency.objects.get(name="Harbour Aid")
        wrong = send(client, "concern-new", **said, seat=str(other.pk))
        assert "for another agency" in wrong.content.decode()
        send(client, "concern-new", **said, seat=str(quay.pk))
        assert Concern.objects.get().originator == quay
        assert Concern.objects.get().group == group

    def test_takes_ticks_of_the_lists(self, client):
        part = make_term("Help", Vocabulary.FOUR_PS)
        setting = make_term("Farms", Vocabulary.SETTING)
        old = make_term("Old", Vocabulary.SETTING, retired_on="2020-01-01")
        page = seen(client, "concern-new")
        assert "Farms" in page
        assert str(old.pk) not in page
        said = {"parts": [str(part.pk)], "setting": str(setting.pk)}
        send(client, "concern-new", title="x", **said)
        assert Concern.objects.get().parts.get().term == part


class TestWords:
    def test_are_put_right_until_it_is_heard(self, client, raiser):
        concern = make_concern(by=raiser)
        old = make_term("Old", Vocabulary.SETTING, retired_on="2020-01-01")
        Concern.objects.update(setting=old)
        concern.refresh_from_db()
        assert "Old" in seen(client, "concern-words", concern.pk)
        said = {"title": "Better", "seen": concern.version, "setting": str(old.pk)}
        answer = send(client, "concern-words", concern.pk, **said)
        assert "Put right." in answer.content.decode()
        assert Concern.objects.get().title == "Better"
        assert Concern.objects.get().setting == old

    def test_are_looked_at_again_where_somebody_was_faster(self, client, raiser):
        concern = make_concern(by=raiser)
        said = {"title": "Better", "seen": "old"}
        answer = send(client, "concern-words", concern.pk, **said)
        assert answer.status_code == 400
        assert "It says now" in answer.content.decode()

    def test_are_nobody_elses(self, desk, raiser):
        concern = make_concern(by=raiser)
        path = reverse("concern-words", args=[concern.pk])
        assert desk.get(path).status_code == 403


class TestPage:
    def test_tells_the_story_and_who_sees_it(self, client, mover, raiser):
        concern = make_heard(mover, by=raiser, words="At **night**.")
        page = seen(client, "concern", concern.pk)
        for said in ("<strong>night", "Harbour Aid", "after 1 day", "can see this"):
            assert said in page
        assert "It waits for a place on an agenda." in page
        assert "Maya Lind" not in page

    def test_is_not_there_for_who_may_not_see_it(self, client):
        held = make_held()
        for pk in (held.pk, uuid4()):
            path = reverse("concern", args=[pk])
            assert client.get(path).status_code == 404

    def test_offers_each_only_what_is_hers(self, client, desk, raiser):
        concern = make_concern(by=raiser)
        own, office = (seen(one, "concern", concern.pk) for one in (client, desk))
        assert "Withdraw it" in own
        assert "Put its words right" in own
        assert "Hear it" not in own
        assert "Hear it" in office
        assert "Withdraw it" not in office

    def test_says_that_it_is_over_to_who_keeps_it(self, client, raiser):
        concern = make_concern(by=raiser)
        Concern.objects.update(recalled_at=now())
        page = seen(client, "concern", concern.pk)
        assert "It was recalled" in page
        assert "Withdraw it" not in page

    @pytest.mark.parametrize("state", ["held", "declined", "withdrawn"])
    def test_says_why_members_do_not_see_it(self, desk, state):
        concern = make_held()
        Concern.objects.update(state=state)
        assert "can see this" not in seen(desk, "concern", concern.pk)


class TestSteps:
    def test_go_the_whole_way_in_the_browser(self, desk, raiser):
        pk = make_concern(by=raiser, now=now()).pk
        send(desk, "concern-hearing", pk, words="", asks="on")
        send(desk, "concern-agenda", pk, day="2026-04-14")
        send(desk, "concern-decision", pk, words="A number.")
        send(desk, "concern-beginning", pk)
        said = {"is_done": "yes", "you_said": "Nobody.", "we_did": "A number."}
        answer = send(desk, "concern-answer", pk, **said)
        assert "Whoever sees the concern reads it." in answer.content.decode()
        told = list(Concern.objects.get().steps.values_list("kind", flat=True))
        assert len(told) == 6
        assert Concern.objects.get().state == State.ANSWERED
        page = seen(desk, "concern", pk)
        assert "Show it to everyone" in page
        assert "14 April 2026" in page

    def test_say_what_is_wrong_and_what_somebody_did_meanwhile(self, desk, mover):
        concern = make_concern()
        for door in ("concern-agenda", "concern-decision", "concern-answer"):
            assert send(desk, door, concern.pk).status_code == 400
            assert seen(desk, door, concern.pk)
        begin_concern(concern, by=mover, now=now())
        answer = send(desk, "concern-beginning", concern.pk)
        assert answer.status_code == 400
        assert "It is not as you saw it" in answer.content.decode()

    def test_are_refused_to_the_chair_of_another_group(self):
        chair = make_person("Tom Okoro")
        make_seat(chair, group=make_group(), role=Role.CHAIR)
        concern, client = make_concern(), browser(chair)
        for door in ("hearing", "agenda", "decision", "beginning", "answer", "opening"):
            path = reverse(f"concern-{door}", args=[concern.pk])
            assert client.get(path).status_code == 403
        assert send(client, "concern-closing", concern.pk).status_code == 403

    def test_let_in_and_decline_what_is_held(self, desk, client):
        first, second = make_held("Rooms"), make_held("Vans")
        assert "let in" in seen(desk, "concern-hearing", first.pk)
        send(desk, "concern-hearing", first.pk)
        assert "Rooms" in seen(client, "concern", first.pk)
        assert "30 days" in seen(desk, "concern-declining", second.pk)
        send(desk, "concern-declining", second.pk)
        assert Concern.objects.get(pk=second.pk).state == State.DECLINED
        assert "after all" in seen(desk, "concern", second.pk)

    def test_raise_again_and_withdraw_are_the_raisers(self, client, mover, raiser):
        concern = make_heard(mover, by=raiser)
        make_answer(concern, mover)
        assert send(client, "concern-again", concern.pk).status_code == 400
        send(client, "concern-again", concern.pk, words="It goes on.")
        assert Concern.objects.get().state == State.AGAIN
        assert "before it was raised again" in seen(client, "concern", concern.pk)
        assert "30 days" in seen(client, "concern-withdrawal", concern.pk)
        send(client, "concern-withdrawal", concern.pk)
        assert Concern.objects.get().state == State.WITHDRAWN
        other = browser(seated("Dele Obi", make_member_agency("Q")))
        more = make_concern("More", by=raiser)
        for door in ("concern-again", "concern-withdrawal"):
            path = reverse(door, args=[more.pk])
            assert other.get(path).status_code == 403


class TestVoices:
    def test_are_given_and_taken_back_by_one_press(self):
        quay = make_member_agency("Quay Housing")
        dele = browser(seated("Dele Obi", quay), factor=False)
        concern = make_concern(now=now())
        assert "We see this too" in seen(dele, "concern", concern.pk)
        page = send(dele, "concern-voice", concern.pk, quay.pk).content.decode()
        assert "1 other agency sees this too." in page
        again = send(dele, "concern-voice", concern.pk, quay.pk).content.decode()
        assert "said so already" in again
        page = send(dele, "concern-voice-removal", concern.pk, quay.pk).content.decode()
        assert "0 other agencies see this too." in page

    def test_are_not_given_for_an_agency_that_is_not_hers(self, client):
        quay, concern = make_member_agency("Quay Housing"), make_held()
        make_concern("Another", by=seated("Dele Obi", quay))
        open_one = Concern.objects.get(title="Another")
        for pk in (concern.pk, open_one.pk):
            assert send(client, "concern-voice", pk, quay.pk).status_code == 404


class TestAnswer:
    def test_is_said_in_other_words(self, desk, mover):
        concern = make_heard(mover)
        answer = make_answer(concern, mover)
        page = seen(desk, "concern-answer", concern.pk)
        assert "There is a night number now." in page
        said = {"is_done": "no", "you_said": "x", "we_did": "No money.", "seen": "old"}
        refused = send(desk, "concern-answer", concern.pk, **said)
        assert refused.status_code == 400
        del said["seen"]
        Concern.objects.update(state_at=NOW)
        said["seen"] = page.split('name="seen" value="')[1].split('"')[0]
        send(desk, "concern-answer", concern.pk, **said)
        answer.refresh_from_db()
        assert answer.we_did == "No money."
        assert "We cannot, because" in seen(desk, "concern", concern.pk)

    def test_is_shown_to_everyone_and_taken_back(self, desk, mover):
        concern = make_heard(mover)
        assert (
            desk.get(reverse("concern-opening", args=[concern.pk])).status_code == 404
        )
        make_answer(concern, mover)
        page = seen(desk, "concern-opening", concern.pk)
        assert "There is a night number now." in page
        said = {"is_done": "yes", "you_said": "Nobody.", "we_did": "Somebody does."}
        assert send(desk, "concern-opening", concern.pk).status_code == 400
        send(desk, "concern-opening", concern.pk, **said)
        public = Client()
        assert "Somebody does." in seen(public, "answers")
        assert "Everyone can read it" in seen(desk, "concern", concern.pk)
        assert "Somebody does." in seen(desk, "concern-opening", concern.pk)
        send(desk, "concern-closing", concern.pk)
        assert "Somebody does." not in seen(public, "answers")
        assert send(desk, "concern-closing", concern.pk).status_code == 200

    def test_of_a_closed_group_begins_with_no_words(self, desk, mover, raiser):
        group = make_group("Night table", is_closed=True)
        make_seat(raiser, group=group)
        concern = make_heard(mover, by=raiser, group=group)
        make_answer(concern, mover)
        page = seen(desk, "concern-opening", concern.pk)
        assert "night number" not in page
        assert "write it anew" in page
        said = {"is_done": "yes", "you_said": "The Night table.", "we_did": "x"}
        answer = send(desk, "concern-opening", concern.pk, **said)
        assert answer.status_code == 400
        assert not PublicAnswer.objects.exists()


class TestPublicPages:
    def test_of_answers_say_so_where_there_is_none(self):
        public = Client()
        assert "No answer stands here yet" in seen(public, "answers")
        part = make_term("Help", Vocabulary.FOUR_PS)
        assert "No answer is like that" in seen(public, "answers", part=str(part.pk))

    def test_of_answers_go_on_by_pages_without_a_cookie(self, mover, monkeypatch):
        monkeypatch.setattr("fourthp.plan.queries.concerns_answers.PAGE", 1)
        for day, name in enumerate(("Asha Bell", "Ben Okoye")):
            concern = make_concern(f"Of {name}", by=make_raiser(name, f"{name} Aid"))
            hear_concern(concern, by=mover, now=NOW)
            answer = make_answer(concern, mover)
            said = ForEveryone(DID)
            open_answer(answer, said, by=mover, now=NOW + day * DAY)
        public = Client()
        page = seen(public, "answers")
        after = page.split("after=")[1].split('"')[0].replace("%3D", "=")
        assert "The first page" in seen(public, "answers", after=after)
        PublicAnswer.objects.all().delete()
        assert "Here the list ends" in seen(public, "answers", after=after)
        assert not public.cookies

    def test_of_worries_take_one_line_and_ask_no_name(self):
        public = Client(headers={"Sec-Fetch-Site": "same-origin"})
        page = seen(public, "worries")
        assert "Nobody reads this at night" in page
        assert 'type="email"' not in page
        answer = send(public, "worries", title="Harbour rooms without windows")
        assert "Thank you" in answer.content.decode()
        assert Concern.objects.get().state == State.HELD
        assert not public.cookies

    def test_of_worries_keep_what_was_typed_and_stop_what_names_somebody(self):
        public = Client(headers={"Sec-Fetch-Site": "same-origin"})
        answer = send(public, "worries", title="x", words=PERSON)
        assert answer.status_code == 400
        assert "Mill Lane" in answer.content.decode()
        assert send(public, "worries", title="").status_code == 400
        assert not Concern.objects.exists()
