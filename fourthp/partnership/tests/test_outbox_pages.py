"""The pages of mail: who sees what of whom, and what every button does."""

import csv
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime

from fourthp.accounts.models import User
from fourthp.audit.models import Read
from fourthp.foundation import matters
from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now, today
from fourthp.foundation.matters import MatterKind
from fourthp.partnership.models import Agency, Circular, Person, Role
from fourthp.partnership.operations.circulars import CircularFacts, write_circular
from fourthp.partnership.tests.makers import (
    make_agency,
    make_group,
    make_member,
    make_seat,
    make_user,
)
from fourthp.post.models import (
    Bounce,
    DomainPause,
    Incoming,
    Mailing,
    Message,
    Outgoing,
    Suppression,
)
from fourthp.post.operations.exports import note_export
from fourthp.post.operations.mailings import release
from fourthp.post.operations.suppression import stop_address
from fourthp.post.queries import outbox as outbox_queries
from fourthp.post.queries import reading
from fourthp.post.queries.reviewing import version_of
from tests.safety.actors import sign_in
from tests.safety.examples import make_said

pytestmark = pytest.mark.django_db
SECRET = "Zq words of a matter qz"


def member(name: str, *, role: str = Role.REPRESENTATIVE, agency: str = "") -> Person:
    person = make_member(name, role=role, agency=agency)
    email = f"{name.split(maxsplit=1)[0].lower()}@clinic.example"
    Person.objects.filter(pk=person.pk).update(email=email)
    person.email = email
    return person


def browser(person: Person) -> Client:
    client = Client(headers={"Sec-Fetch-Site": "same-origin"})
    sign_in(client, make_user(person, f"{uuid4()}@users.example"))
    return client


@pytest.fixture
def coordinator() -> Person:
    return member("Maya Lind", role=Role.COORDINATOR)


@pytest.fixture
def client(coordinator) -> Client:
    return browser(coordinator)


def circular(**changed) -> Circular:
    said = {"title": "Night number", "words": "It *changes*.", "sort": "urgent"}
    return write_circular(CircularFacts(**(said | changed)), by=Host(), now=now())


def message(person: Person, **fields) -> Message:
    facts = {
        "kind": "partnership.circular-duty",
        "reader_kind": "person",
        "reader_id": str(person.pk),
        "address": person.email,
        "letter": {"title": SECRET, "blocks": []},
        "state": "sent",
        "due_at": now(),
        "made_at": now(),
        "ended_at": now(),
    }
    return Message.objects.create(**(facts | fields))


def press(client: Client, name: str, *args, **more):
    path = reverse(name, args=args)
    return client.post(path, {"form_key": uuid4(), **more}, follow=True)


def let_go(client: Client, pk: UUID):
    """Press the button of the page that shows what a mailing says now."""
    seen = version_of(Mailing.objects.get(pk=pk))
    return press(client, "outbox-mailing-release", pk, seen=seen)


def page(client: Client, name: str, *args, asked: str = "") -> str:
    answer = client.get(reverse(name, args=args) + asked)
    assert answer.status_code == 200, answer.status_code
    body = b"".join(answer) if answer.streaming else answer.content
    return body.decode()


def open_matter(*, seen: bool) -> MatterKind:
    return MatterKind(
        "paper", lambda _who, _pk: seen, lambda _pk: SECRET, lambda _pk: "/"
    )


ASKED: list[object] = []


def asked_once(_who: object, pk: object) -> bool:
    ASKED.append(pk)
    return True


COUNTED = MatterKind("paper", asked_once, lambda _pk: SECRET, lambda _pk: "/")
SHUT, OPEN = open_matter(seen=False), open_matter(seen=True)


@pytest.fixture
def matter(monkeypatch):
    """A room's matter that nobody may see, and how to open it."""

    def register(kind: str) -> None:
        monkeypatch.setitem(matters._kinds, "paper", f"{__name__}.{kind}")

    register("SHUT")
    return register


class TestOutbox:
    def test_says_to_whom_why_how_it_stands_and_what_the_server_said(self, client):
        person = member("Asha Bell", agency="Harbour Aid")
        mailing = Mailing.objects.create(kind="x", made_at=now())
        fields = {"why": "cannot wait", "code": 250, "said": "2.0.0 queued"}
        message(person, mailing=mailing, **fields)
        said = page(client, "outbox")
        for words in (
            "Asha Bell, Harbour Aid",
            "asha@clinic.example",
            "could not wait",
        ):
            assert words in said
        assert "handed over" in said
        assert "2.0.0" not in said

    def test_keeps_numbers_and_addresses_whole_among_words_from_right_to_left(
        self, client
    ):
        person = member("Asha Bell")
        row = message(person, state="failed", code=550, said="5.1.1 no such")
        for shown in (
            page(client, "outbox"),
            page(client, "outbox-message", row.pk),
            page(client, "outbox-reader", "person", person.pk),
        ):
            assert f"{localtime(row.ended_at):%H:%M}</bdi>" in shown
        shown = page(client, "outbox-message", row.pk)
        assert '<bdi dir="ltr">550 5.1.1 no such</bdi>' in shown

    @pytest.mark.parametrize(
        ("why", "state", "said"),
        [
            ("cannot wait", "sent", "could not wait"),
            ("cannot wait", "waiting", "cannot wait"),
            ("waits for the bundle", "held", "goes with the bundle"),
            ("waits for the bundle", "bundled", "waited for the bundle"),
            ("waits for the bundle", "gathered", ""),
            ("waits for the bundle", "sent", ""),
            ("waits for the bundle", "cancelled", ""),
        ],
    )
    def test_says_why_then_as_it_stands(self, client, why, state, said):
        row = message(member("Asha Bell"), why=why, state=state)
        [line] = outbox_queries.lines_of([row], now=now())
        assert line.why == said

    def test_says_in_words_what_came_of_what_was_not_taken(self, client):
        message(member("Asha Bell"), state="failed", code=550, said="5.1.1 no such")
        said = page(client, "outbox")
        assert "not taken by the mail server: the mailbox does not exist" in said
        assert "550" not in said
        assert "handed over" not in said

    def test_names_a_letter_for_who_may_see_it_and_asks_each_matter_once(
        self, client, matter
    ):
        about = {"about_kind": "paper", "about_id": str(uuid4())}
        person = member("Asha Bell")
        for _ in range(2):
            message(person, **about)
        lists = (("outbox",), ("outbox-reader", "person", person.pk))
        for one in lists:
            assert SECRET not in page(client, *one)
        matter("COUNTED")
        for one in lists:
            ASKED.clear()
            assert page(client, *one).count(SECRET) == 2
            assert len(ASKED) == 1

    def test_names_nothing_that_is_about_an_account(self, client, matter):
        matter("OPEN")
        about = {"about_kind": "paper", "about_id": str(uuid4())}
        person = member("Asha Bell")
        message(person, kind="accounts.signing-in", **about)
        assert SECRET not in page(client, "outbox")
        # The control: of another kind about the same matter, that one alone is.
        message(person, **about)
        assert page(client, "outbox").count(SECRET) == 1

    def test_leads_from_what_is_held_to_where_it_is_let_go(self, client):
        mailing = circular().mailing
        said = page(client, "outbox", asked="?show=held")
        path = reverse("outbox-mailing", args=[mailing.pk])
        assert f'href="{path}">held: nobody has approved it yet</a>' in said
        assert "<bdi>Night number</bdi></a>" in said

    def test_gives_no_reason_for_a_bundle_itself(self, client):
        person = member("Asha Bell")
        why = "waits for the bundle"
        bundle = message(person, kind="post.bundle", why=why)
        shown = ("outbox-message", bundle.pk)
        assert "aited for the bundle" not in page(client, *shown)
        assert "aited for the bundle" not in page(client, "outbox")
        # The control: what it gathers has that reason.
        mailing = Mailing.objects.create(kind="x", made_at=now())
        facts = {"why": why, "state": "bundled", "bundle": bundle}
        part = message(person, mailing=mailing, **facts)
        assert "aited for the bundle" in page(client, "outbox-message", part.pk)
        assert "aited for the bundle" in page(client, "outbox")

    def test_finds_by_name_by_part_of_an_address_by_stream_and_by_mailing(self, client):
        asha = member("Asha Bell", agency="Willow Stay")
        Agency.objects.update(alternate_name="WSH")
        dele = member("Dele Obi")
        left = {"agency": make_agency("Harbour Aid"), "to_on": date(2021, 1, 1)}
        make_seat(dele, **left)
        message(asha)
        message(dele, kind="partnership.circular-news", state="failed")
        mailing = Mailing.objects.create(kind="x", made_at=now())
        message(dele, mailing=mailing)
        asked = {
            "?who=bell": 1,
            "?who=dele@": 2,
            "?who=willow": 1,
            "?who=wsh": 1,
            "?who=harbour": 0,
            "?stream=news": 1,
            "?show=failed": 1,
            f"?mailing={mailing.pk}": 1,
            "?mailing=nothing&show=x&stream=y": 3,
        }
        for one, count in asked.items():
            assert page(client, "outbox", asked=one).count('<th scope="row"') == count

    def test_goes_through_a_long_list_whole_and_once(self, client, monkeypatch):
        monkeypatch.setattr(outbox_queries, "PAGE", 2)
        person = member("Asha Bell")
        made = [str(message(person).pk) for _ in range(5)]
        seen, asked = [], ""
        while True:
            said = page(client, "outbox", asked=asked)
            seen += [pk for pk in reversed(made) if f"/outbox/{pk}/" in said]
            if 'rel="next"' not in said:
                break
            start = said.index('rel="next" href="') + len('rel="next" href="')
            asked = said[start : said.index('"', start)].replace("&amp;", "&")
        assert seen == list(reversed(made))

    def test_says_that_all_is_paused_and_lets_it_leave_again(self, client):
        said = press(client, "outbox-pause").content.decode()
        assert "Everything is paused" in said
        assert Outgoing.objects.get().paused_at
        press(client, "outbox-resumption")
        assert Outgoing.objects.get().paused_at is None
        assert "Everything is paused" not in page(client, "outbox")

    def test_says_that_the_mail_server_is_away_and_what_it_said(self, client):
        message(member("Asha Bell"), state="waiting", ended_at=None)
        Outgoing.objects.create(away_since=now(), away_said="421 busy", tries=1)
        said = page(client, "outbox")
        assert "421 busy" in said
        assert "1 message waits." in said

    def test_says_first_what_failed_and_how_many_letters_came_in(self, client):
        looks = "Waits for a look"
        assert looks not in page(client, "outbox")
        message(member("Asha Bell"), state="failed")
        Incoming.objects.create(source_key="a", digest="b", taken_at=now())
        said = page(client, "outbox")
        assert looks in said
        assert "1 could not be delivered</a>" in said
        assert "Letters that came in (1)</a>" in said

    def test_auditors_look_and_press_nothing(self, client):
        looks = browser(member("Amir Castellan", role=Role.AUDITOR))
        person = member("Asha Bell")
        message(person)
        assert "Asha Bell" in page(looks, "outbox")
        assert "Pause everything" not in page(looks, "outbox")
        assert press(looks, "outbox-pause").status_code == 403
        assert not Outgoing.objects.exists()
        # The control: the button is there for who may press it.
        assert "Pause everything" in page(client, "outbox")


class TestExport:
    def test_is_noted_and_holds_no_formula_and_no_words(self, client, coordinator):
        person = member("=cmd Bell")
        message(person, said="+1")
        rows = list(csv.reader(page(client, "outbox-export").splitlines()))
        assert len(rows) == 2
        assert rows[1][1] == "'=cmd Bell"
        assert rows[1][-1] == "'+1"
        assert SECRET not in str(rows)
        read = Read.objects.get(act=Read.Act.EXPORTED)
        assert (read.actor_id, read.role) == (str(coordinator.pk), "coordinator")

    def test_is_refused_to_whoever_does_not_look_after_mail(self):
        with pytest.raises(PermissionDenied):
            note_export(by=member("Asha Bell", role=Role.CHAIR))
        assert not Read.objects.exists()


class TestWords:
    """What a message says is for who may see its matter, whoever looks after mail."""

    def shown(self, client, **fields) -> bool:
        said = page(client, "outbox-message", message(member("A B"), **fields).pk)
        return SECRET in said

    def test_of_a_matter_that_she_may_see_are_shown(self, client, matter):
        about = {"about_kind": "paper", "about_id": str(uuid4())}
        assert not self.shown(client, **about)
        matter("OPEN")
        assert self.shown(client, **about)

    def test_of_no_matter_and_of_one_that_no_room_registered_are_not(self, client):
        assert not self.shown(client)
        about = {"about_kind": "unknown", "about_id": str(uuid4())}
        assert not self.shown(client, **about)
        assert not self.shown(client, **(about | {"about_id": "no id"}))

    def test_about_an_account_are_never_shown(self, client, matter):
        matter("OPEN")
        about = {"about_kind": "paper", "about_id": str(uuid4())}
        words = message(member("A B"), kind="accounts.signing-in", letter={}, **about)
        Message.objects.filter(pk=words.pk).update(
            letter={"title": "Zq code qz", "blocks": []}
        )
        assert "Zq code qz" not in page(client, "outbox-message", words.pk)

    def test_without_the_question_they_would_be_shown(
        self, client, matter, monkeypatch
    ):
        monkeypatch.setattr(reading, "_kind_seen", lambda *_: OPEN)
        assert self.shown(client, about_kind="paper", about_id=str(uuid4()))

    def test_stand_in_no_list_of_a_mailing_and_in_no_copy(self, client, matter):
        about = {"about_kind": "paper", "about_id": str(uuid4())}
        held = Mailing.objects.create(
            kind="partnership.circular-duty", state="held", made_at=now(), **about
        )
        message(member("A B"), mailing=held, state="held", ended_at=None, **about)
        assert SECRET not in page(client, "outbox-mailing", held.pk)
        assert SECRET not in page(client, "outbox")
        assert press(client, "outbox-mailing-copy", held.pk).status_code == 403
        assert Message.objects.count() == 1
        matter("OPEN")
        assert SECRET in page(client, "outbox-mailing", held.pk)
        press(client, "outbox-mailing-copy", held.pk)
        assert Message.objects.count() == 2

    def test_gone_on_schedule_say_since_when(self, client, matter):
        matter("OPEN")
        gone = message(
            member("A B"),
            letter={},
            has_words=False,
            about_kind="paper",
            about_id=str(uuid4()),
            made_at=now() - timedelta(days=40),
            ended_at=now() - timedelta(days=40),
        )
        assert "Its words are gone since" in page(client, "outbox-message", gone.pk)


class TestMailing:
    def test_is_looked_over_copied_to_me_and_sent(self, client, coordinator):
        member("Asha Bell")
        mailing = circular().mailing
        said = page(client, "outbox-mailing", mailing.pk)
        assert "Send to 2 people" in said
        assert "<em>changes</em>" in said
        press(client, "outbox-mailing-copy", mailing.pk)
        copy = Message.objects.get(mailing=None)
        assert copy.address == coordinator.email
        let_go(client, mailing.pk)
        mailing.refresh_from_db()
        assert mailing.state == "going"
        assert set(mailing.messages.values_list("state", flat=True)) == {"waiting"}

    def test_says_why_no_copy_can_be_sent(self, client, coordinator):
        member("Asha Bell")
        mailing = circular().mailing
        Person.objects.filter(pk=coordinator.pk).update(email="")
        User.objects.update(email="none")
        said = press(client, "outbox-mailing-copy", mailing.pk).content.decode()
        assert "No address is known that it could be sent to." in said
        Message.objects.update(letter={}, has_words=False)
        said = press(client, "outbox-mailing-copy", mailing.pk).content.decode()
        assert "There is nothing in it that could be sent." in said
        assert not Message.objects.filter(mailing=None).exists()

    def test_is_paused_resumed_and_stopped_for_good(self, client):
        mailing = release(circular().mailing, by=Host(), now=now())
        for name, state in (
            ("pause", "paused"),
            ("resumption", "going"),
            ("stopping", "stopped"),
        ):
            press(client, f"outbox-mailing-{name}", mailing.pk)
            mailing.refresh_from_db()
            assert mailing.state == state

    def test_paused_when_all_had_left_says_so_and_stays_as_it_is(self, client):
        member("Asha Bell")
        mailing = release(circular().mailing, by=Host(), now=now())
        mailing.messages.update(state="sent", ended_at=now())
        said = press(client, "outbox-mailing-pause", mailing.pk).content.decode()
        assert "Too late: all 2 had left." in said
        assert "It is paused" not in said
        mailing.refresh_from_db()
        assert mailing.state == "going"
        mailing.messages.update(state="failed")
        said = press(client, "outbox-mailing-pause", mailing.pk).content.decode()
        assert "Too late: nothing of it waits any more." in said
        # The control: as long as one waits, it is paused.
        mailing.messages.filter(pk=mailing.messages.first().pk).update(state="waiting")
        said = press(client, "outbox-mailing-pause", mailing.pk).content.decode()
        assert "It is paused" in said

    def test_says_in_words_what_comes_too_late(self, client):
        mailing = circular().mailing
        let_go(client, mailing.pk)
        said = let_go(client, mailing.pk).content.decode()
        assert "This mailing is “going out” by now." in said

    def test_pressed_twice_is_one_act(self, client):
        mailing = circular().mailing
        path = reverse("outbox-mailing-copy", args=[mailing.pk])
        same = {"form_key": uuid4()}
        for _ in range(2):
            client.post(path, same)
        assert Message.objects.filter(mailing=None).count() == 1

    def test_buttons_are_refused_to_everyone_else(self):
        mailing = circular_to_somebody()
        others = [
            browser(member(f"Other {n}", role=role))
            for n, role in enumerate((Role.REPRESENTATIVE, Role.CHAIR, Role.AUDITOR))
        ]
        names = ("release", "pause", "resumption", "copy", "stopping")
        for one in others:
            for name in names:
                answer = press(one, f"outbox-mailing-{name}", mailing.pk)
                assert answer.status_code == 403
        mailing.refresh_from_db()
        assert mailing.state == "held"


class TestWhen:
    """A letter that waits never says that it leaves now."""

    BUNDLE = "It goes with the bundle of "
    WAITS = '<span class="tag ">waits for the bundle</span>'

    def test_what_waits_says_before_and_after_which_bundle_it_goes_with(self, client):
        mailing = circular(sort="duty").mailing
        held = page(client, "outbox-mailing", mailing.pk)
        assert "Nothing has left yet. " + self.BUNDLE in held
        assert self.WAITS not in held
        said = let_go(client, mailing.pk).content.decode()
        assert "It will be sent. " + self.BUNDLE in said
        assert self.WAITS in said
        assert "at once" not in said
        press(client, "outbox-mailing-pause", mailing.pk)
        said = press(client, "outbox-mailing-resumption", mailing.pk).content.decode()
        assert "It goes on. " + self.BUNDLE in said
        assert "Sent on</bdi>" in said

    def test_what_cannot_wait_leaves_at_once(self, client):
        mailing = circular().mailing
        assert "It leaves at once." in page(client, "outbox-mailing", mailing.pk)
        said = let_go(client, mailing.pk).content.decode()
        assert "It will be sent. It leaves at once." in said
        assert "going out</span>" in said
        assert self.BUNDLE not in said
        mailing.messages.update(state="sent", ended_at=now())
        said = page(client, "outbox-mailing", mailing.pk)
        assert '<span class="tag good">gone out</span>' in said

    def test_nothing_says_that_it_leaves_while_everything_is_paused(self, client):
        mailing = circular().mailing
        press(client, "outbox-pause")
        said = let_go(client, mailing.pk).content.decode()
        assert "It will be sent.</" in said
        assert "It leaves at once." not in said

    def test_the_outbox_counts_what_waits_for_bundles_while_all_is_paused(self, client):
        release(circular(sort="duty").mailing, by=Host(), now=now())
        press(client, "outbox-pause")
        assert "1 message waits for its bundle." in page(client, "outbox")
        message(member("Asha Bell"), state="waiting", ended_at=None)
        both = "2 messages wait. 1 of them goes with a bundle."
        assert both in page(client, "outbox")
        Message.objects.update(state="sent", ended_at=now())
        assert "No message waits." in page(client, "outbox")


class TestWho:
    """Who paused or stopped a mailing is said first, and what it is before that."""

    def test_paused_it_and_when_is_said_first(self, client):
        mailing = release(circular().mailing, by=Host(), now=now())
        said = press(client, "outbox-mailing-pause", mailing.pk).content.decode()
        paused = said[said.index('id="paused"') :]
        assert (
            paused[: paused.index("has not left")].count("Paused by: coordinator, on ")
            == 1
        )
        # The control: while it goes, nobody is named above its story.
        said = press(client, "outbox-mailing-resumption", mailing.pk).content.decode()
        assert "Paused by: coordinator, on " not in said

    def test_stops_it_reads_what_it_is_and_who_wrote_it(self, client):
        mailing = circular().mailing
        said = page(client, "outbox-mailing-stopping", mailing.pk)
        assert "<bdi>Night number</bdi>" in said
        assert "Letter to members: it cannot wait" in said
        assert "Written by: the host, on " in said
        assert said.index("Leave it as it is") < said.index('class="button danger"')
        said = press(client, "outbox-mailing-stopping", mailing.pk).content.decode()
        assert "Stopped by: coordinator, on " in said
        assert "cancelled" not in said
        assert "cancelled" not in page(client, "outbox")

    def test_stops_what_she_may_not_see_reads_its_sort_alone(self, client, matter):
        about = {"about_kind": "paper", "about_id": str(uuid4())}
        kind = "partnership.circular-duty"
        held = Mailing.objects.create(kind=kind, state="held", made_at=now(), **about)
        said = page(client, "outbox-mailing-stopping", held.pk)
        assert SECRET not in said
        assert "<bdi>Letter to members: part of the seat</bdi>" in said
        # The control: who may see it reads its title.
        matter("OPEN")
        assert SECRET in page(client, "outbox-mailing-stopping", held.pk)


class TestNumbers:
    """Two pages that count the same say the same, or why they differ."""

    def test_of_a_mailing_say_whom_it_does_not_reach_and_lead_to_them(self, client):
        asha = member("Asha Bell")
        Suppression.objects.create(address=asha.email, because="hard", since=now())
        mailing = circular().mailing
        said = page(client, "outbox-mailing", mailing.pk)
        assert "It goes to 1 person." in said
        assert "1 of the 2 it was written to does not get it" in said
        assert "1 of its 2 messages waits" in page(client, "outbox")
        asked = f"?mailing={mailing.pk}&show=not-sent&why=suppressed"
        assert f'{asked}#every">1 message does not go</a>'.replace("&", "&amp;") in said
        listed = page(client, "outbox", asked=asked)
        assert listed.count('<th scope="row"') == 1
        assert "Asha Bell" in listed
        assert "nothing is sent to this address any more</bdi>" in listed
        assert 'name="why" value="suppressed"' in listed

    def test_of_a_mailing_to_all_say_it_once(self, client):
        mailing = circular().mailing
        said = page(client, "outbox-mailing", mailing.pk)
        assert "it was written to" not in said
        assert "1 message waits" in page(client, "outbox")
        assert f'?mailing={mailing.pk}#every">See its 1 message</a>' in said

    def test_of_what_failed_lately_are_those_of_the_list(self, client):
        asha = member("Asha Bell")
        message(asha, state="failed", ended_at=now() - timedelta(days=8))
        message(asha, state="failed")
        asked = "?show=failed&lately=yes"
        way = f'{asked.replace("&", "&amp;")}#every"'
        assert f"{way}>1 could not" in page(client, "outbox")
        said = page(client, "front")
        assert way in said
        assert "1 mail could not be delivered" in said
        listed = page(client, "outbox", asked=asked)
        assert listed.count('<th scope="row"') == 1
        assert "<bdi>In the last seven days</bdi>" in listed
        assert 'name="lately" value="yes"' in listed
        # The control: all that ever failed is more.
        assert page(client, "outbox", asked="?show=failed").count('<th scope="row') == 2


def circular_to_somebody() -> Mailing:
    member("Asha Bell")
    return circular().mailing


class TestMessage:
    def test_is_sent_again_and_cancelled(self, client):
        sent = message(member("Asha Bell"))
        press(client, "outbox-message-resending", sent.pk)
        again = Message.objects.exclude(pk=sent.pk).get()
        assert (again.state, again.address) == ("waiting", "asha@clinic.example")
        press(client, "outbox-message-cancelling", again.pk)
        again.refresh_from_db()
        assert again.state == "cancelled"
        said = press(client, "outbox-message-cancelling", again.pk).content.decode()
        assert "It is “stopped” already." in said

    def test_tells_its_story_with_who_did_what(self, client):
        member("Asha Bell")
        mailing = circular().mailing
        let_go(client, mailing.pk)
        said = page(client, "outbox-message", mailing.messages.first().pk)
        assert "Approved after a look at it" in said

    @pytest.mark.parametrize(
        ("fields", "said"),
        [
            (
                {"state": "failed", "code": 250, "said": "5.2.2 552 5.2.2 It is full"},
                ("It came back: the mailbox is full", ">552 5.2.2 It is full<"),
            ),
            (
                {"state": "failed", "code": 550, "said": "5.7.1 spam"},
                (
                    "Not taken by the mail server: the mail server there refuses",
                    "5.7.1",
                ),
            ),
            (
                {"state": "waiting", "code": 451, "said": "later", "ended_at": None},
                ("Not taken yet<", ">451 later<"),
            ),
            (
                {"state": "failed", "said": "ValueError"},
                ("Something went wrong here", ">ValueError<"),
            ),
            ({"code": 250, "said": "2.0.0 ok"}, ("Handed over to the mail server",)),
        ],
    )
    def test_says_in_words_what_came_of_it_and_then_the_server(
        self, client, fields, said
    ):
        row = message(member("Asha Bell"), **fields)
        shown = page(client, "outbox-message", row.pk)
        for words in said:
            assert words in shown

    @pytest.mark.parametrize(
        ("fields", "said"),
        [
            ({"state": "withheld"}, "it did not go."),
            ({"kind": "accounts.signing-in"}, "it was about an account."),
            ({}, "Its words are not kept.<"),
        ],
    )
    def test_says_why_its_words_are_not_kept(self, client, fields, said):
        gone = {"has_words": False, "letter": {}} | fields
        row = message(member("Asha Bell"), **gone)
        assert said in page(client, "outbox-message", row.pk)

    def test_a_kind_that_no_room_declares_any_more_is_shown_by_its_name(self, client):
        old = message(member("Asha Bell"), kind="gone.kind")
        assert "gone.kind" in page(client, "outbox-message", old.pk)
        assert "gone.kind" in page(client, "outbox")


class TestReader:
    def test_says_why_she_gets_nothing_and_sends_to_her_again(self, client):
        person = member("Asha Bell", agency="Harbour Aid")
        Suppression.objects.create(
            address=person.email, because="hard", code="5.1.1", since=now()
        )
        said = page(client, "outbox-reader", "person", person.pk)
        assert "Harbour Aid, representative, since 1 January 2020" in said
        assert "the mailbox does not exist" in said
        assert said.count("the mailbox does not exist") == 1
        assert "No: nothing is sent there since" in said
        assert said.count("Nothing is sent:") == 1
        assert "Not sent" not in said
        assert said.index("Nothing is sent:") < said.index("What was chosen")
        press(client, "outbox-reader-address", "person", person.pk)
        said = page(client, "outbox-reader", "person", person.pk)
        assert "Nothing is sent:" not in said
        assert "on Monday" in said

    def test_shows_what_was_said_of_her_until_somebody_looked(self, client):
        person = member("Asha Bell", agency="Harbour Aid")
        said = make_said(holder_id=person.pk)
        sentence = "whoever has a mail to this person said: “I am someone else”."
        row = f'href="/outbox/readers/person/{person.pk}/"><bdi>Asha Bell'
        listed = page(client, "outbox")
        assert row in listed
        assert sentence in listed
        assert (
            "1 answer says that a mail reached the wrong person"
            in client.get("/").content.decode()
        )
        here = page(client, "outbox-reader", "person", person.pk)
        assert sentence in here
        assert "Nothing was done in anyone’s name." in here
        press(client, "said-settlement", said.pk)
        assert row not in page(client, "outbox")
        here = page(client, "outbox-reader", "person", person.pk)
        assert f"looked at on {date_format(today(), 'j F Y')} by coordinator" in here
        press(client, "said-reopening", said.pk)
        assert row in page(client, "outbox")

    def test_lists_what_waits_longest_and_says_how_much_follows(self, client):
        for _ in range(12):
            make_said()
        listed = page(client, "outbox")
        assert listed.count("I am someone else") == 10
        assert "2 more of these follow" in listed

    def test_gives_an_auditor_no_button_about_it(self):
        person = member("Asha Bell", agency="Harbour Aid")
        make_said(holder_id=person.pk)
        auditor = browser(member("Ada", role=Role.AUDITOR))
        here = page(auditor, "outbox-reader", "person", person.pk)
        assert "I am someone else" in here
        assert "I have looked at it" not in here

    def test_of_an_answer_that_says_nothing_of_a_reader_takes_no_button(self, client):
        answer = make_said(choice="right", waits_for_look=False)
        path = reverse("said-reopening", args=[answer.pk])
        assert client.post(path, {"form_key": str(uuid4())}).status_code == 404

    def test_stops_an_address_after_saying_what_comes_of_it(self, client):
        person = member("Asha Bell")
        make_said(holder_id=person.pk)
        path = reverse("outbox-reader-stopping", args=["person", person.pk])
        where = ("outbox-reader", "person", person.pk)
        assert page(client, *where).count(f'href="{path}"') == 1
        asked = page(client, "outbox-reader-stopping", "person", person.pk)
        assert "asha@clinic.example" in asked
        assert "Mails for signing in stop, too" in asked
        assert not Suppression.objects.exists()
        press(client, "outbox-reader-stopping", "person", person.pk)
        assert Suppression.objects.get().because == "by hand"
        said = page(client, *where)
        assert "because somebody stopped it here." in said
        assert path not in said
        # Asked for once more it only leads back, where it can be undone.
        assert client.get(path).status_code == 302
        press(client, "outbox-reader-address", "person", person.pk)
        assert not Suppression.objects.exists()

    def test_stops_more_where_something_came_back_before(self, client):
        person = member("Asha Bell")
        stop_address("asha@clinic.example", "hard", now=now())
        said = page(client, "outbox-reader", "person", person.pk)
        assert "Stop mails for signing in, too" in said
        press(client, "outbox-reader-stopping", "person", person.pk)
        assert Suppression.objects.get().because == "by hand"
        said = page(client, "outbox-reader", "person", person.pk)
        assert "Stop mails for signing in, too" not in said

    def test_offers_to_stop_an_address_where_nothing_was_said(self, client):
        person = member("Asha Bell")
        path = reverse("outbox-reader-stopping", args=["person", person.pk])
        where = ("outbox-reader", "person", person.pk)
        assert path in page(client, *where)
        auditor = browser(member("Ada", role=Role.AUDITOR))
        assert path not in page(auditor, *where)
        assert auditor.get(path).status_code == 403
        Person.objects.filter(pk=person.pk).update(email="")
        assert path not in page(client, *where)
        assert "No: no address is known." in page(client, *where)

    def test_says_that_a_mail_came_back_and_whether_one_came_after(self, client):
        person = member("Asha Bell")
        at = now() - timedelta(days=2)
        facts = {"address": person.email, "domain": "clinic.example", "is_hard": False}
        Bounce.objects.create(code="5.2.2", at=at, **facts)
        day = date_format(localtime(at), "j F")
        where = ("outbox-reader", "person", person.pk)
        not_sure = f"Not sure: one came back on {day}, the mailbox is full."
        assert not_sure in page(client, *where)
        message(person)
        assert f"Probably: one came back on {day}" in page(client, *where)

    def test_of_who_was_never_here_there_is_no_page(self, client):
        path = reverse("outbox-reader", args=["person", uuid4()])
        assert client.get(path).status_code == 404
        path = reverse("outbox-reader", args=["nothing", uuid4()])
        assert client.get(path).status_code == 404


class TestOwnWishes:
    def test_list_what_her_own_seat_brings(self, client):
        listed = page(client, "own-wishes")
        assert "A mail reached somebody else" in listed
        assert "Listings of yours that are to be checked" not in listed
        member_page = page(browser(member("Asha Bell")), "own-wishes")
        assert "A mail reached somebody else" not in member_page
        assert "Listings of yours that are to be checked" in member_page

    def test_say_what_comes_before_mail_goes_again(self, client, coordinator):
        Suppression.objects.create(
            address=coordinator.email, because="hard", since=now()
        )
        assert "Send to you again?" in page(client, "own-mail-again")
        press(client, "own-mail-again")
        assert not Suppression.objects.exists()

    def test_leave_the_news_and_come_back(self, client):
        for choice, words in (("leave", "You get no news."), ("back", "You get the")):
            data = {"form_key": str(uuid4()), "choice": choice}
            client.post(reverse("own-mail-news"), data)
            assert words in page(client, "own-wishes")


PAUSED = "Everything is paused since"
AWAY = "The mail server takes nothing since"
LEFT_ALONE = "Mail to clinic.example is left alone until"
IN_THE_WAY = "Yes: nothing is in the way."


class TestHeldUp:
    """Each page on which somebody asks whether mail came says what holds it up."""

    @pytest.fixture
    def pages(self, client):
        """What stands on each of those pages, by its name."""
        asha = member("Asha Bell")
        mailing = release(circular().mailing, by=Host(), now=now())
        waits = mailing.messages.get(reader_id=str(asha.pk))
        own = browser(asha)
        return lambda: {
            "reader": page(client, "outbox-reader", "person", asha.pk),
            "message": page(client, "outbox-message", waits.pk),
            "mailing": page(client, "outbox-mailing", mailing.pk),
            "own": page(own, "own-mail"),
        }

    def test_that_all_is_paused_by_whom_and_since_when(self, client, pages):
        # The control: while mail leaves, none of them says so.
        assert not [name for name, said in pages().items() if PAUSED in said]
        press(client, "outbox-pause")
        for name, said in pages().items():
            assert PAUSED in said, name
            assert "Paused by: coordinator." in said, name
            assert IN_THE_WAY not in said, name
            assert "Goes at once." not in said, name

    def test_that_the_mail_server_is_away(self, pages):
        Outgoing.objects.create(away_since=now(), tries=1)
        for name, said in pages().items():
            assert AWAY in said, name
            assert IN_THE_WAY not in said, name

    def test_that_a_domain_is_left_alone_but_not_another(self, pages):
        until = now() + timedelta(hours=1)
        other = {"domain": "other.example", "since": now(), "until": until}
        DomainPause.objects.create(**other)
        for said in pages().values():
            assert "is left alone" not in said
        DomainPause.objects.create(**(other | {"domain": "clinic.example"}))
        for name, said in pages().items():
            assert LEFT_ALONE in said, name
            assert IN_THE_WAY not in said, name

    def test_that_a_letter_to_her_is_paused(self, client, pages):
        assert IN_THE_WAY in pages()["reader"]
        press(client, "outbox-mailing-pause", Mailing.objects.get().pk)
        assert IN_THE_WAY not in pages()["reader"]
        assert "Yes.</bdi> <bdi>1 message is held or paused." in pages()["reader"]
        assert "1 message is paused." in pages()["own"]

    def test_that_a_letter_is_held_for_a_look_but_not_to_herself(self, pages):
        Message.objects.update(state="held")
        assert "1 message is held or paused." in pages()["reader"]
        assert IN_THE_WAY not in pages()["reader"]
        assert IN_THE_WAY in pages()["own"]

    def test_not_of_what_has_left(self, client, pages):
        Message.objects.update(state="sent", ended_at=now())
        press(client, "outbox-pause")
        said = pages()
        assert PAUSED not in said["message"]
        assert PAUSED not in said["mailing"]
        assert PAUSED in said["reader"]


class TestOwnMail:
    def test_shows_somebody_her_own_messages_and_no_others(self):
        asha, dele = member("Asha Bell"), member("Dele Obi")
        message(asha, kind="partnership.circular-duty")
        message(dele, kind="partnership.circular-urgent")
        said = page(browser(asha), "own-mail")
        assert "Letter to members: part of the seat" in said
        assert "it cannot wait" not in said
        assert "dele@" not in said
        # The control: his page has what hers has not.
        assert "it cannot wait" in page(browser(dele), "own-mail")

    def test_calls_a_copy_a_copy(self, client):
        mailing = circular().mailing
        assert "a copy to look at" not in page(client, "own-mail")
        press(client, "outbox-mailing-copy", mailing.pk)
        assert "a copy to look at" in page(client, "own-mail")
        assert "a copy to look at" in page(client, "outbox")
        copy = Message.objects.get(mailing=None)
        assert "a copy to look at" in page(client, "outbox-message", copy.pk)

    def test_says_nothing_of_what_is_held_or_was_stopped_before_it_was_let_go(self):
        asha = member("Asha Bell")
        mailing = circular().mailing
        asha_sees = browser(asha)
        assert "it cannot wait" not in page(asha_sees, "own-mail")
        release(mailing, by=Host(), now=now())
        assert "it cannot wait" in page(asha_sees, "own-mail")
        Mailing.objects.update(released_at=None, state="stopped")
        Message.objects.update(state="cancelled")
        assert "it cannot wait" not in page(asha_sees, "own-mail")


class TestCircularPages:
    def typed(self, **changed) -> dict[str, object]:
        said = {"title": "Night number", "words": "It *changes*.", "sort": "news"}
        said |= {"to": "everyone", "label": "TLP:GREEN", "form_key": uuid4()}
        return said | changed

    def test_shows_how_it_will_read_and_writes_nothing_yet(self, client):
        path = reverse("circular-new")
        said = client.post(path, self.typed(look="yes")).content.decode()
        assert "<em>changes</em>" in said
        assert not Circular.objects.exists()

    def test_shows_how_it_will_read_before_its_sort_is_said(self, client):
        path, said = reverse("circular-new"), self.typed()
        del said["sort"]
        answer = client.post(path, said | {"look": "yes"})
        assert answer.status_code == 200
        assert "<em>changes</em>" in answer.content.decode()
        # The control: to send it, it is to be said.
        answer = client.post(path, said)
        assert answer.status_code == 400
        assert "Say whether it is news, or part of the seat." in answer.content.decode()
        assert not Circular.objects.exists()

    def test_says_beside_the_list_how_many_people_each_choice_is(self, client):
        group = make_group("Steering group")
        make_seat(member("Asha Bell"), group=group)
        said = page(client, "circular-new")
        assert ">Everyone</option>" in said
        assert "Everyone: 2 people; Steering group: 1 person" in said

    def test_leads_on_to_the_mailing_where_it_is_looked_over(self, client):
        answer = client.post(reverse("circular-new"), self.typed(), follow=True)
        mailing = Circular.objects.get().mailing
        assert answer.request["PATH_INFO"] == f"/outbox/mailings/{mailing.pk}/"
        assert "Send to 1 person" in answer.content.decode()

    def test_loses_nothing_of_what_was_typed_wrong(self, client):
        path = reverse("circular-new")
        answer = client.post(path, self.typed(title="", label="TLP:RED"))
        assert answer.status_code == 400
        said = answer.content.decode()
        assert "It *changes*." in said
        assert "Give it a title." in said
        assert not Circular.objects.exists()

    def test_a_stranger_is_asked_to_sign_in_whether_it_is_there_or_not(self, client):
        made = circular()
        release(made.mailing, by=Host(), now=now())
        for pk in (made.pk, uuid4()):
            answer = Client().get(reverse("circular", args=[pk]))
            assert answer.status_code == 302
            assert answer["Location"].startswith("/sign-in/")
        reader = browser(member("Asha Bell"))
        assert "<em>changes</em>" in page(reader, "circular", made.pk)
        missing = reader.get(reverse("circular", args=[uuid4()]))
        assert missing.status_code == 404

    def test_says_who_will_see_what_is_held_and_that_nobody_sees_what_was_stopped(
        self, client
    ):
        made = circular(label="TLP:CLEAR")
        said = page(client, "circular", made.pk)
        assert "Nobody has approved it yet." in said
        assert "Everyone will see this once it is sent" in said
        assert "can see this" not in said
        green = page(client, "circular", circular().pk)
        assert "It will be seen by 1 person in 0 agencies once it is sent." in green
        press(client, "outbox-mailing-stopping", made.mailing_id)
        said = page(client, "circular", made.pk)
        assert "It was stopped before any of it was sent." in said
        assert "see this" not in said

    def test_leads_a_stranger_to_no_letter_that_was_stopped(self, client):
        made = circular(label="TLP:CLEAR")
        path = reverse("circular", args=[made.pk])
        let_go(client, made.mailing_id)
        # The control: as long as it goes out, the public may read it.
        assert Client().get(path).status_code == 200
        press(client, "outbox-mailing-stopping", made.mailing_id)
        assert Client().get(path).status_code == 302

    def test_the_front_page_tells_the_coordinator_what_waits(self, client):
        held = circular()
        message(member("Asha Bell"), state="failed")
        said = page(client, "front")
        is_held = "A letter is held for a last look"
        assert is_held in said
        assert f"<bdi>{held.title}</bdi>" in said
        assert "1 mail could not be delivered" in said
        assert "A letter is paused" not in said
        paused = release(circular(title="Two").mailing, by=Host(), now=now())
        press(client, "outbox-mailing-pause", paused.pk)
        said = page(client, "front")
        path = reverse("outbox-mailing", args=[paused.pk])
        assert "A letter is paused" in said
        assert f'href="{path}"' in said
        assert "<bdi>Two</bdi>" in said
        assert is_held in said
        # The control: nobody else is told.
        said = page(browser(member("Dele Obi")), "front")
        assert is_held not in said
        assert held.title not in said

    def test_the_front_page_says_first_that_nothing_leaves(self, client):
        Outgoing.objects.create(paused_at=now())
        assert "Everything is paused: no mail leaves" in page(client, "front")
        Outgoing.objects.update(paused_at=None, away_since=now())
        assert "The mail server takes nothing" in page(client, "front")
