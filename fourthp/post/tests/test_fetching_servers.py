"""Fetching from IMAP servers that can or allow little, and from those that go away."""

from contextlib import closing
from datetime import timedelta
from threading import Event, Timer
from time import monotonic

import pytest
from django.conf import settings as django_settings
from django.db import OperationalError

from fourthp.foundation.clock import now
from fourthp.foundation.models import DutyRun
from fourthp.post.models import Incoming
from fourthp.post.operations.connection import Patience
from fourthp.post.operations.fetching import watching, wire
from fourthp.post.operations.fetching.imap import ImapBox
from fourthp.post.operations.fetching.taking import (
    TAKEN_STAYS,
    box_of,
    empty_mailbox,
    fetch_mail,
)
from fourthp.post.operations.fetching.watching import FETCH, watch_mail
from fourthp.post.rules.answers import Away, ServerIsAway
from fourthp.post.tests.boxes import (
    PASSWORD,
    USER,
    Liar,
    make_mail,
    running_dovecot,
    running_liar,
)
from fourthp.post.tests.servers import token_server

QUICK = Patience(connect=2, answer=2, mail=4)
BOX = b"* 3 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n"
SAID = {"SELECT": BOX, "UID SEARCH": b"* SEARCH 1\r\n"}
LITTLE = "IMAP4rev1 AUTH=PLAIN"


def box_at(liar: Liar, oauth: dict[str, str] | None = None) -> ImapBox:
    return ImapBox(liar.place, oauth, patience=QUICK)


def url_of(liar: Liar) -> str:
    return f"imap://{USER}:pass%2Fword%2B1@127.0.0.1:{liar.port}"


@pytest.fixture(scope="module")
def imap():
    with running_dovecot() as server:
        yield server


class TestSigningIn:
    def test_where_nothing_better_is_known_is_by_login(self):
        liar = Liar(capabilities="IMAP4rev1")
        with running_liar(liar):
            box_at(liar).close()
        assert f'LOGIN {USER} "{PASSWORD}"' in liar.heard

    def test_without_a_token_says_so_and_sends_nothing(self):
        liar = Liar()
        names = ("client_id", "client_secret", "refresh_token", "scope")
        with token_server() as tokens, running_liar(liar):
            tokens.status, tokens.answer = 401, {"error": "invalid_client"}
            oauth = {"token_url": tokens.url} | dict.fromkeys(names, "x")
            with pytest.raises(ServerIsAway) as problem:
                box_at(liar, oauth)
        assert problem.value.reason is Away.TOKEN
        assert not any("AUTHENTICATE" in said for said in liar.heard)

    def test_is_at_the_server_that_the_settings_name(self, settings):
        with running_liar(Liar()) as liar:
            settings.MAIL_IN, settings.MAIL_OAUTH = url_of(liar), None
            box = box_of(django_settings)
            assert isinstance(box, ImapBox)
            box.close()


@pytest.mark.django_db
class TestServersThatAllowLittle:
    def test_that_let_no_folder_be_made_have_their_mails_marked(self):
        liar = Liar(SAID | {"CREATE": b"{tag} NO you may not\r\n"})
        with running_liar(liar), closing(box_at(liar)) as box:
            assert box.look_in()[:2] == (3, "")
            box.done(["imap:x:7:1"])
        assert not any(said.startswith("UID MOVE") for said in liar.heard)

    def test_control_that_let_it_be_made_have_their_mails_moved(self):
        liar = Liar(SAID)
        with running_liar(liar), closing(box_at(liar)) as box:
            assert box.look_in()[:2] == (3, "Taken")
            box.done(["imap:x:7:1"])
        assert any(said.startswith("UID MOVE") for said in liar.heard)

    def test_whose_mails_cannot_be_read_have_nothing_marked(self):
        with running_liar(Liar(SAID)) as liar:
            assert fetch_mail(box_at(liar)) == 0
        assert not any(said.startswith("UID STORE") for said in liar.heard)
        assert not Incoming.objects.exists()

    def test_that_keep_no_mark_keep_every_mail(self):
        with running_liar(Liar(SAID, capabilities=LITTLE)) as liar:
            assert empty_mailbox(box_at(liar), now=now()) == 0
        assert not any(said.startswith(("UID", "EXPUNGE")) for said in liar.heard)

    def test_that_remove_all_or_nothing_are_told_to_in_our_folder(self):
        later = now() + TAKEN_STAYS + timedelta(days=2)
        with running_dovecot(capability="IMAP4rev1 IDLE MOVE") as server:
            server.deliver(make_mail(text="one"))
            assert fetch_mail(ImapBox(server.place)) == 1
            server.deliver(make_mail(text="two"))
            assert empty_mailbox(ImapBox(server.place), now=later) == 1
            assert (server.count(), server.count("Taken")) == (1, 0)

    def test_that_remove_all_or_nothing_remove_nothing_in_the_inbox(self):
        later = now() + TAKEN_STAYS + timedelta(days=2)
        with running_dovecot(capability="IMAP4rev1 IDLE") as server:
            server.deliver(make_mail(text="one"))
            assert fetch_mail(ImapBox(server.place)) == 1
            with server.client() as client:  # somebody else wants to look once more
                client.select_folder("INBOX")
                client.append("INBOX", make_mail(text="two"), [b"\\Deleted"])
            for _ in range(2):  # nothing went, and nothing is said to have gone
                assert empty_mailbox(ImapBox(server.place), now=later) == 0
                assert server.count() == 2

    def test_that_remove_all_or_nothing_give_no_mail_twice(self):
        later = now() + TAKEN_STAYS + timedelta(days=2)
        with running_dovecot(capability="IMAP4rev1 IDLE") as server:
            server.deliver(make_mail(text="one"), make_mail(text="two"))
            assert fetch_mail(ImapBox(server.place)) == 2
            for _ in range(2):
                empty_mailbox(ImapBox(server.place), now=later)
                assert fetch_mail(ImapBox(server.place)) == 0
            server.deliver(make_mail(text="three"))
            assert fetch_mail(ImapBox(server.place)) == 1
        assert Incoming.objects.count() == 3


class TestAnswersWithoutEnd:
    FETCHED = b"* 1 FETCH (UID 1 BODY[]<0> {3}\r\nabc)\r\n" * 1000

    def test_are_not_taken(self, monkeypatch):
        monkeypatch.setattr(wire, "MOST_ANSWER", 10_000)
        with running_liar(Liar(SAID | {"UID FETCH": self.FETCHED})) as liar:
            box = box_at(liar)
            box.look_in()
            with pytest.raises(ServerIsAway, match="an endless answer"):
                box.read("imap:x:7:1")
            box.close()

    def test_control_shorter_ones_are(self):
        with running_liar(Liar(SAID | {"UID FETCH": self.FETCHED})) as liar:
            box = box_at(liar)
            box.look_in()
            assert box.read("imap:x:7:1") == b"abc"
            box.close()

    def test_are_left_when_the_time_is_up(self):
        with running_liar(Liar()) as liar, closing(box_at(liar)) as box:
            box._wire.until = monotonic() - 1
            with pytest.raises(TimeoutError):
                box._wire.send(b"A NOOP\r\n")
        assert "NOOP" not in liar.heard


class TestWaitsForMail:
    def test_until_the_time_is_up(self, imap):
        with closing(ImapBox(imap.place)) as box:
            box.look_in()
            begun = monotonic()
            assert not box.waits_for_mail(0.4)
            assert monotonic() - begun >= 0.4
            assert box.look_in()[1] == "Taken"  # and it can be talked to again

    def test_not_at_all_without_time(self, imap):
        with closing(ImapBox(imap.place)) as box:
            assert box._wire.line_within(0) is None

    def test_until_the_server_takes_its_leave(self):
        liar = Liar(SAID | {"IDLE": b"+ idling\r\n* BYE I go\r\n"})
        with running_liar(liar), closing(box_at(liar)) as box:
            begun = monotonic()
            with pytest.raises(ServerIsAway):
                box.waits_for_mail(30)
        assert monotonic() - begun < 10


@pytest.fixture
def stop():
    """Told after a moment."""
    event = Event()
    timer = Timer(1.5, event.set)
    timer.start()
    yield event
    timer.cancel()
    timer.join()


@pytest.mark.django_db(transaction=True)
class TestWatchMail:
    @pytest.fixture(autouse=True)
    def _settings(self, settings):
        settings.MAIL_OAUTH = None

    def test_ends_where_the_server_does_not_say_what_comes(self, settings):
        with running_liar(Liar(capabilities=LITTLE)) as liar:
            settings.MAIL_IN = url_of(liar)
            watch_mail(django_settings, Event())
        assert "IDLE" not in liar.heard

    def test_tries_again_later_where_the_server_is_away(self, settings, stop, caplog):
        with running_liar(Liar(greeting=b"* BYE go away\r\n")) as liar:
            settings.MAIL_IN = url_of(liar)
            watch_mail(django_settings, stop)
        assert caplog.messages == ["nobody waits for mail: greeting"]
        assert stop.is_set()

    def test_tries_again_later_where_the_database_is_away(
        self, settings, stop, caplog, monkeypatch
    ):
        def away(*, now):
            raise OperationalError

        monkeypatch.setattr(watching, "fetch_soon", away)
        with running_liar(Liar(SAID)) as liar:
            settings.MAIL_IN = url_of(liar)
            watch_mail(django_settings, stop)
        assert caplog.messages == ["mail came and is fetched later: OperationalError"]
        assert stop.is_set()

    def test_makes_nothing_due_while_nothing_comes(
        self, imap, settings, stop, monkeypatch
    ):
        monkeypatch.setattr(watching, "WAITS_SECONDS", 0.2)
        settings.MAIL_IN = imap.url
        begun = now()
        DutyRun.objects.create(name=FETCH, due_at=begun + timedelta(hours=1))
        soon, times = watching.fetch_soon, []

        def counted(*, now):
            times.append(now)
            soon(now=now)

        monkeypatch.setattr(watching, "fetch_soon", counted)
        watch_mail(django_settings, stop)
        assert len(times) == 1  # as it began to watch
        assert DutyRun.objects.get(name=FETCH).due_at == times[0]
