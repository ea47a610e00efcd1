"""Fetching: from a real Maildir, a real IMAP server, and one that lies."""

import os
import ssl
import time
from base64 import b64decode, b64encode
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Event, Thread

import pytest
from django.conf import settings as django_settings
from django.db import DataError, OperationalError, connections

from fourthp.foundation.clock import now
from fourthp.foundation.models import DutyRun
from fourthp.post.models import Incoming
from fourthp.post.operations.arrivals import take_in
from fourthp.post.operations.connection import Patience
from fourthp.post.operations.fetching import boxes, taking
from fourthp.post.operations.fetching import imap as imap_module
from fourthp.post.operations.fetching import maildir as maildir_module
from fourthp.post.operations.fetching.boxes import PlaceIsWrong, Server, place_of
from fourthp.post.operations.fetching.imap import ImapBox
from fourthp.post.operations.fetching.maildir import Maildir
from fourthp.post.operations.fetching.taking import (
    TAKEN_STAYS,
    box_of,
    empty_mailbox,
    fetch_mail,
)
from fourthp.post.operations.fetching.watching import FETCH, watch_mail
from fourthp.post.queries.incoming import letter_lines
from fourthp.post.rules.answers import Away, ServerIsAway
from fourthp.post.tests.boxes import (
    PASSWORD,
    USER,
    Liar,
    deliver,
    made_certificate,
    make_mail,
    make_maildir,
    running_dovecot,
    running_liar,
)
from fourthp.post.tests.servers import token_server

QUICK = Patience(connect=2, answer=0.5, mail=2)


@pytest.fixture
def maildir(tmp_path) -> Path:
    return make_maildir(tmp_path / "Maildir")


@pytest.fixture(scope="module")
def _imap():
    with running_dovecot() as server:
        yield server


@pytest.fixture
def imap(_imap):
    """The one Dovecot, its mailbox empty."""
    with _imap.client() as client:
        for folder in ("INBOX", "Taken"):
            if client.folder_exists(folder):
                client.select_folder(folder)
                client.delete_messages(client.search())
                client.expunge()
    return _imap


def keys_of(box) -> list[str]:
    return [key for some in box.waiting() for key in some]


def taking_all_but(fault: type[Exception]):
    """Return what takes every mail in but one, by which it is overthrown."""

    def take(raw, key, *, now):
        if b"poison" in raw:
            raise fault
        return take_in(raw, key, now=now)

    return take


class TestPlaceOf:
    def test_is_a_folder_or_a_server(self):
        assert place_of("maildir:/var/mail/post") == Path("/var/mail/post")
        assert place_of("imaps://a%40b.example:p%2Fw@mail.example") == Server(
            "mail.example", 993, "a@b.example", "p/w", ssl=True
        )
        assert place_of("imap://a:b@mail.example").port == 143

    @pytest.mark.parametrize(
        "text",
        [
            "pop3://a:b@mail.example",
            "maildir:relative",
            "imaps://mail.example",
            "imaps://a:b@mail.example:none",
            "imaps://a:b@",
        ],
    )
    def test_refuses_what_is_neither(self, text):
        with pytest.raises(PlaceIsWrong):
            place_of(text)


@pytest.mark.django_db
class TestMaildir:
    def test_is_taken_once_and_kept_as_seen(self, maildir):
        for n in range(3):
            deliver(maildir, make_mail(text=f"letter {n}"))
        assert fetch_mail(Maildir(maildir)) == 3
        assert fetch_mail(Maildir(maildir)) == 0
        assert Incoming.objects.count() == 3
        assert list((maildir / "new").iterdir()) == []
        names = [one.name for one in (maildir / "cur").iterdir()]
        assert len(names) == 3
        assert all(name.endswith(":2,S") for name in names)

    def test_leaves_what_is_still_written(self, maildir):
        (maildir / "tmp" / "half").write_bytes(b"From: a")
        (maildir / "new" / ".hidden").write_bytes(b"From: a")
        assert fetch_mail(Maildir(maildir)) == 0

    def test_follows_no_link_and_waits_for_no_pipe(self, maildir, tmp_path):
        secret = tmp_path / "secret"
        secret.write_bytes(make_mail(text="of somebody else"))
        (maildir / "new" / "1.link").symlink_to(secret)
        os.mkfifo(maildir / "new" / "2.pipe")
        box = Maildir(maildir)
        assert keys_of(box) == []
        # One that takes the place of a mail between the look and the opening.
        box._names = {"maildir:1.link": "1.link", "maildir:2.pipe": "2.pipe"}
        assert [box.read(key) for key in box._names] == [None, None]
        box.close()

    def test_that_is_a_link_itself_is_refused(self, maildir, tmp_path):
        other = tmp_path / "other"
        other.mkdir()
        (other / "new").symlink_to(maildir / "new")
        (other / "cur").mkdir()
        with pytest.raises(ServerIsAway):
            Maildir(other)

    def test_that_is_not_there_is_said(self, tmp_path):
        with pytest.raises(ServerIsAway) as problem:
            Maildir(tmp_path)
        assert problem.value.reason is Away.CONNECT

    def test_of_one_mail_that_cannot_be_read_the_others_are_taken(
        self, maildir, monkeypatch
    ):
        deliver(maildir, make_mail(text="one"), "1.a")
        deliver(maildir, make_mail(text="two"), "2.b")
        read = Maildir.read
        monkeypatch.setattr(
            Maildir,
            "read",
            lambda box, key: None if key.endswith("1.a") else read(box, key),
        )
        assert fetch_mail(Maildir(maildir)) == 1
        assert [one.name for one in (maildir / "new").iterdir()] == ["1.a"]

    @pytest.mark.parametrize("fault", [ValueError, RecursionError, DataError])
    def test_of_one_mail_that_cannot_be_taken_the_others_are(
        self, maildir, monkeypatch, fault
    ):
        deliver(maildir, make_mail(text="poison"), "1.a")
        deliver(maildir, make_mail(text="two"), "2.b")
        monkeypatch.setattr(taking, "take_in", taking_all_but(fault))
        assert fetch_mail(Maildir(maildir)) == 2
        assert fetch_mail(Maildir(maildir)) == 0
        letter, other = Incoming.objects.order_by("source_key")
        assert (letter.outcome, letter.state) == ("unreadable", "new")
        assert (letter.words, letter.has_words, letter.sender) == ({}, False, "")
        assert (other.outcome, other.text) == ("letter", "two")
        [line, _line] = letter_lines([letter, other])
        assert "could not be read" in line.why

    def test_while_the_database_is_away_leaves_all_for_another_time(
        self, maildir, monkeypatch
    ):
        deliver(maildir, make_mail(text="poison"))
        monkeypatch.setattr(taking, "take_in", taking_all_but(OperationalError))
        with pytest.raises(OperationalError):
            fetch_mail(Maildir(maildir))
        assert not Incoming.objects.exists()
        assert len(list((maildir / "new").iterdir())) == 1

    @pytest.mark.parametrize("name", ["a b%:", "x" * 250, "na\udce9ve"])
    def test_takes_names_of_any_kind(self, maildir, name):
        (maildir / "new" / name).write_bytes(make_mail())
        assert fetch_mail(Maildir(maildir)) == 1
        assert fetch_mail(Maildir(maildir)) == 0

    def test_reads_no_more_than_the_beginning(self, maildir, monkeypatch):
        monkeypatch.setattr(
            "fourthp.post.operations.fetching.maildir.MOST_READ", 10_000
        )
        deliver(maildir, make_mail(text="Hello.\r\n" + "x" * 100_000))
        box = Maildir(maildir)
        [key] = next(box.waiting())
        assert len(box.read(key)) == 10_000
        box.close()

    def test_goes_in_some_at_a_time_and_leaves_the_rest_for_next(
        self, maildir, monkeypatch
    ):
        monkeypatch.setattr(taking, "MOST_SECONDS", 0.0)
        for n in range(boxes.AT_ONCE + 10):
            deliver(maildir, make_mail(text=f"letter {n}"))
        assert fetch_mail(Maildir(maildir)) == boxes.AT_ONCE
        assert fetch_mail(Maildir(maildir)) == 10

    def test_forgets_what_was_taken_30_days_ago_and_nothing_else(self, maildir):
        deliver(maildir, make_mail(), "1.old")
        fetch_mail(Maildir(maildir))
        theirs = maildir / "cur" / "2.theirs:2,"
        theirs.write_bytes(make_mail())
        new = deliver(maildir, make_mail(), "3.new")
        soon = now() + TAKEN_STAYS - timedelta(hours=1)
        assert empty_mailbox(Maildir(maildir), now=soon) == 0
        later = now() + TAKEN_STAYS + timedelta(hours=1)
        assert empty_mailbox(Maildir(maildir), now=later) == 1
        assert theirs.exists()
        assert new.exists()

    def test_forgets_one_that_goes_meanwhile_without_a_fault(
        self, maildir, monkeypatch
    ):
        for name in ("1.a:2,S", "2.b:2,S"):
            (maildir / "cur" / name).write_bytes(make_mail())
        is_old = maildir_module._is_old

        def goes_first(entry, before):
            if entry.name.startswith("1.a"):
                (maildir / "cur" / entry.name).unlink()
            return is_old(entry, before)

        monkeypatch.setattr(maildir_module, "_is_old", goes_first)
        later = now() + TAKEN_STAYS + timedelta(hours=1)
        assert empty_mailbox(Maildir(maildir), now=later) == 1
        assert list((maildir / "cur").iterdir()) == []

    def test_by_the_settings_or_none(self, maildir, settings):
        settings.MAIL_IN = f"maildir:{maildir}"
        box = box_of(django_settings)
        assert isinstance(box, Maildir)
        box.close()
        settings.MAIL_IN = ""
        assert box_of(django_settings) is None


@pytest.mark.django_db
class TestImap:
    def test_is_taken_once_and_moved_out_of_the_way(self, imap):
        imap.deliver(*(make_mail(text=f"letter {n}") for n in range(3)))
        assert fetch_mail(ImapBox(imap.place)) == 3
        assert fetch_mail(ImapBox(imap.place)) == 0
        assert Incoming.objects.count() == 3
        assert (imap.count(), imap.count("Taken")) == (0, 3)

    def test_marks_nothing_before_it_is_taken(self, imap):
        imap.deliver(make_mail())
        box = ImapBox(imap.place)
        [key] = keys_of(box)
        assert box.read(key).startswith(b"From: Ben")
        box.close()
        with imap.client() as client:
            client.select_folder("INBOX", readonly=True)
            [flags] = client.get_flags(client.search()).values()
        assert b"\\Seen" not in flags

    def test_takes_more_than_one_window(self, imap, monkeypatch):
        monkeypatch.setattr("fourthp.post.operations.fetching.imap._WINDOW", 7)
        monkeypatch.setattr("fourthp.post.operations.fetching.imap.AT_ONCE", 3)
        imap.deliver(*(make_mail(text=f"letter {n}") for n in range(25)))
        assert fetch_mail(ImapBox(imap.place)) == 25
        assert (imap.count(), imap.count("Taken")) == (0, 25)

    def test_without_move_stays_with_a_mark(self, imap):
        basic = "IMAP4rev1 IDLE UIDPLUS"
        with running_dovecot(capability=basic) as server:
            server.deliver(make_mail(text="one"), make_mail(text="two"))
            assert fetch_mail(ImapBox(server.place)) == 2
            assert server.count() == 2
            box = ImapBox(server.place)
            assert keys_of(box) == []
            box.close()
            later = now() + TAKEN_STAYS + timedelta(days=2)
            server.deliver(make_mail(text="three"))
            assert empty_mailbox(ImapBox(server.place), now=later) == 2
            assert server.count() == 1

    def test_with_a_prefix_for_every_folder_moves_there(self, imap):
        with running_dovecot(prefix="INBOX/") as server:
            server.deliver(make_mail())
            assert fetch_mail(ImapBox(server.place)) == 1
            assert (server.count(), server.count("INBOX/Taken")) == (0, 1)

    def test_that_was_made_anew_gives_no_mail_twice(self, imap):
        mails = [make_mail(text="one"), make_mail(text="two")]
        imap.deliver(*mails)
        assert fetch_mail(ImapBox(imap.place)) == 2
        imap.deliver(*mails, make_mail(text="three"))
        fetch_mail(ImapBox(imap.place))
        assert Incoming.objects.count() == 3
        assert imap.count() == 0

    def test_forgets_what_was_taken_30_days_ago(self, imap):
        imap.deliver(make_mail())
        fetch_mail(ImapBox(imap.place))
        imap.deliver(make_mail(text="new"))
        assert empty_mailbox(ImapBox(imap.place), now=now()) == 0
        later = now() + TAKEN_STAYS + timedelta(days=2)
        assert empty_mailbox(ImapBox(imap.place), now=later) == 1
        assert (imap.count(), imap.count("Taken")) == (1, 0)

    def test_reads_30_megabytes_by_their_beginning(self, imap):
        imap.deliver(make_mail(text="Hello.\r\n\r\n" + "x" * 70 + "\r\n" * 15_000_000))
        assert fetch_mail(ImapBox(imap.place)) == 1
        assert Incoming.objects.get().text.startswith("Hello.")

    def test_with_a_wrong_password_is_said(self, imap):
        wrong = Server("127.0.0.1", imap.port, "post", "wrong", ssl=False)
        with pytest.raises(ServerIsAway) as problem:
            ImapBox(wrong)
        assert problem.value.reason is Away.SIGN_IN

    def test_that_goes_away_in_the_middle_loses_nothing(self, imap):
        with running_dovecot() as server:
            server.deliver(*(make_mail(text=f"letter {n}") for n in range(5)))
            box = ImapBox(server.place, patience=QUICK)
            read = box.read

            def read_some(key):
                if key.endswith(":3"):
                    server.kill()
                return read(key)

            box.read = read_some
            with pytest.raises(ServerIsAway):
                fetch_mail(box)
            assert Incoming.objects.count() == 2
            server.start()
            assert fetch_mail(ImapBox(server.place)) == 3
            assert Incoming.objects.count() == 5
            assert server.count() == 0


@pytest.fixture(scope="module")
def tls():
    """A Dovecot that encrypts, with a certificate for localhost, and who trusts it."""
    certificate, key, trust = made_certificate("localhost")
    with running_dovecot(certificate=(certificate, key)) as server:
        yield server, trust


def host_of(server, port: int, *, ssl: bool) -> Server:
    return Server("localhost", port, USER, PASSWORD, ssl=ssl)


class TestEncryption:
    def test_from_the_first_byte(self, tls):
        server, trust = tls
        box = ImapBox(host_of(server, server.tls_port, ssl=True), context=trust)
        assert isinstance(box._wire.sock, ssl.SSLSocket)
        assert keys_of(box) == []
        box.close()

    def test_by_starttls_where_it_is_not_this_machine(self, tls, monkeypatch):
        server, trust = tls
        monkeypatch.setattr(imap_module, "is_loopback", lambda _host: False)
        box = ImapBox(host_of(server, server.port, ssl=False), context=trust)
        assert isinstance(box._wire.sock, ssl.SSLSocket)
        assert keys_of(box) == []
        box.close()

    @pytest.mark.parametrize("is_ssl", [True, False])
    def test_needs_a_certificate_that_somebody_vouches_for(
        self, tls, monkeypatch, is_ssl
    ):
        server, _trust = tls
        monkeypatch.setattr(imap_module, "is_loopback", lambda _host: False)
        port = server.tls_port if is_ssl else server.port
        with pytest.raises(ServerIsAway) as problem:
            ImapBox(host_of(server, port, ssl=is_ssl))
        assert problem.value.reason is Away.CERTIFICATE

    def test_needs_a_certificate_for_the_name(self, tls):
        server, trust = tls
        place = Server("127.0.0.2", server.tls_port, USER, PASSWORD, ssl=True)
        with pytest.raises(ServerIsAway):
            ImapBox(place, context=trust)

    @pytest.mark.parametrize(
        "starttls",
        [
            b"{tag} NO not today\r\n",
            b"{tag} BAD what\r\n",
            # What is put in before it is encrypted would be taken for the server's.
            b"{tag} OK go on\r\n* CAPABILITY IMAP4rev1\r\nA OK\r\n",
            None,
        ],
    )
    def test_is_never_left_out(self, monkeypatch, starttls):
        monkeypatch.setattr(imap_module, "is_loopback", lambda _host: False)
        liar = Liar({"STARTTLS": starttls})
        with running_liar(liar), pytest.raises(ServerIsAway):
            ImapBox(liar.place, patience=QUICK)
        assert not any("AUTH" in said or "LOGIN" in said for said in liar.heard)

    def test_is_not_left_out_by_who_says_that_we_are_in(self, monkeypatch):
        monkeypatch.setattr(imap_module, "is_loopback", lambda _host: False)
        liar = Liar(greeting=b"* PREAUTH welcome\r\n")
        with running_liar(liar), pytest.raises(ServerIsAway):
            ImapBox(liar.place, patience=QUICK)

    def test_control_on_this_machine_the_password_goes_in_clear(self):
        liar = Liar()
        with running_liar(liar):
            ImapBox(liar.place, patience=QUICK).close()
        assert b64encode(f"\0{USER}\0{PASSWORD}".encode()).decode() in liar.heard


def oauth(tokens) -> dict[str, str]:
    names = ("client_id", "client_secret", "refresh_token", "scope")
    return {"token_url": tokens.url} | dict.fromkeys(names, "x")


class TestTokens:
    def test_sign_in_where_there_are_tokens(self):
        liar = Liar()
        with token_server() as tokens, running_liar(liar):
            ImapBox(liar.place, oauth(tokens), patience=QUICK).close()
        assert "AUTHENTICATE XOAUTH2" in liar.heard
        said = b64decode(liar.heard[liar.heard.index("AUTHENTICATE XOAUTH2") + 1])
        assert said.startswith(f"user={USER}\1auth=Bearer ".encode())

    def test_that_are_not_taken_are_asked_for_once_more(self):
        liar = Liar({"AUTHENTICATE": b"{tag} NO expired\r\n"})
        with (
            token_server() as tokens,
            running_liar(liar),
            pytest.raises(ServerIsAway) as problem,
        ):
            ImapBox(liar.place, oauth(tokens), patience=QUICK)
        assert problem.value.reason is Away.SIGN_IN
        assert liar.heard.count("AUTHENTICATE XOAUTH2") == 2


FAULTS = {
    "says nothing": (Liar(greeting=None), {Away.SILENT}),
    "never ends a line": (Liar(drips=True), {Away.SILENT, Away.GREETING}),
    "refuses": (Liar(greeting=b"* BYE go away\r\n"), {Away.GREETING}),
    "is no IMAP server": (
        Liar(greeting=b"220 mail.example ESMTP\r\n"),
        {Away.GREETING},
    ),
    "lets nobody in": (
        Liar({"AUTHENTICATE": b"{tag} NO never\r\n"}),
        {Away.SIGN_IN},
    ),
    "hangs up": (Liar({"SELECT": None}), {Away.SILENT, Away.CONNECT}),
    "forgets what makes its ids good": (
        Liar({"SELECT": b"* 3 EXISTS\r\n"}),
        {Away.SILENT},
    ),
}


def looked_into(liar: Liar) -> list[str]:
    with closing(ImapBox(liar.place, patience=QUICK)) as box:
        return keys_of(box)


BOX = b"* 3 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n"
SPACES = b'* NAMESPACE (("" "/")) NIL NIL\r\n'
SAID = {"SELECT": BOX, "NAMESPACE": SPACES, "UID SEARCH": b"* SEARCH 1\r\n"}


class TestServersThatLie:
    @pytest.mark.parametrize("name", FAULTS)
    def test_are_left_in_time(self, name):
        liar, reasons = FAULTS[name]
        begun = time.monotonic()
        with running_liar(liar), pytest.raises(ServerIsAway) as problem:
            looked_into(liar)
        assert problem.value.reason in reasons
        assert time.monotonic() - begun < 8

    @pytest.mark.parametrize(
        "fetched",
        [
            b"* 1 FETCH (UID 1 BODY[]<0> {99999999}\r\n",
            b"* 1 FETCH (UID 1 BODY[]<0> {4999999}\r\n" + b"x" * 100,
            b"* 1 FETCH (UID 1 BODY[]<0> {3}\r\nabc)\r\n" * 300_000,
            b"* 1 FETCH " + b"(" * 2_000_000,
        ],
    )
    def test_about_a_size_are_not_believed(self, fetched):
        with running_liar(Liar(SAID | {"UID FETCH": fetched})) as liar:
            box = ImapBox(liar.place, patience=QUICK)
            assert next(box.waiting())
            with pytest.raises(ServerIsAway):
                box.read("imap:x:7:1")
            box.close()

    def test_about_another_mail_are_not_believed(self):
        fetched = b"* 1 FETCH (UID 2 BODY[]<0> {3}\r\nabc)\r\n"
        with running_liar(Liar(SAID | {"UID FETCH": fetched})) as liar:
            box = ImapBox(liar.place, patience=QUICK)
            assert next(box.waiting())
            assert box.read("imap:x:7:1") is None
            box.close()

    def test_that_have_four_thousand_million_mails_are_asked_for_some(self):
        many = b"* 4294967295 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n"
        uids = b"* SEARCH " + b" ".join(b"%d" % n for n in range(1, 90_000)) + b"\r\n"
        said = SAID | {"SELECT": many, "UID SEARCH": uids}
        with running_liar(Liar(said)) as liar:
            box = ImapBox(liar.place, patience=QUICK)
            assert len(next(box.waiting())) == boxes.AT_ONCE
            box.close()


@pytest.mark.django_db(transaction=True)
class TestWatching:
    def test_makes_the_duty_due_within_seconds(self, imap, settings):
        settings.MAIL_IN = imap.url
        later = now() + timedelta(hours=1)
        DutyRun.objects.create(name=FETCH, due_at=later)
        stop = Event()
        watcher = Thread(target=watch_mail, args=[django_settings, stop], daemon=True)
        watcher.start()
        assert within(10, is_due), "what came while nobody watched"
        DutyRun.objects.update(due_at=later)
        time.sleep(1)
        imap.deliver(make_mail())
        begun = time.monotonic()
        assert within(5, is_due)
        assert time.monotonic() - begun < 5
        stop.set()
        imap.deliver(make_mail(text="the last"))  # wakes it, and it ends
        watcher.join(100)

    def test_ends_where_nobody_says_what_comes(self, settings, tmp_path):
        for place in ("", f"maildir:{tmp_path}", "nonsense"):
            settings.MAIL_IN = place
            stop = Event()
            watcher = Thread(target=watch_mail, args=[django_settings, stop])
            watcher.start()
            watcher.join(10)
            assert not watcher.is_alive()
            assert not stop.is_set()

    def test_by_two_at_once_takes_each_mail_once(self, maildir):
        for n in range(60):
            deliver(maildir, make_mail(text=f"letter {n}"))
        barrier, counts = Barrier(2, timeout=30), []

        def work() -> None:
            try:
                box = Maildir(maildir)
                barrier.wait()
                counts.append(fetch_mail(box))
            finally:
                connections.close_all()

        workers = [Thread(target=work) for _ in range(2)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        assert len(counts) == 2
        assert Incoming.objects.count() == 60


def is_due() -> bool:
    return DutyRun.objects.filter(name=FETCH, due_at__lte=now()).exists()


def within(seconds: float, condition) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.1)
    return False
