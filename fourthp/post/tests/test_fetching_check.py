"""Whether mails can be fetched: said step by step, and what to do where not."""

import os
import pwd
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from fourthp.post.operations.fetching.check import IncomingFault, incoming_told
from fourthp.post.tests.boxes import Liar, deliver, make_mail, make_maildir
from fourthp.post.tests.boxes import running_liar as running
from fourthp.post.tests.servers import token_server

ONE = b"* 1 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n"
MANY = b"* 3 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n"


def told_of(liar: Liar, oauth: dict[str, str] | None = None) -> list[str]:
    with running(liar):
        place = f"imap://post:s3cret-word@127.0.0.1:{liar.port}"
        asking, *told = incoming_told(place, oauth)
        assert asking == "Asking 127.0.0.1 for what came in."
        return told


def fault_of(place: str) -> str:
    with pytest.raises(IncomingFault) as problem:
        list(incoming_told(place, None))
    return str(problem.value)


def oauth(tokens) -> dict[str, str]:
    names = ("client_id", "client_secret", "refresh_token", "scope")
    return {"token_url": tokens.url} | dict.fromkeys(names, "x")


class TestOfNothing:
    def test_is_said(self):
        [said] = incoming_told("", None)
        assert said == "Nothing is fetched: FOURTHP_MAIL_IN is empty."

    def test_that_is_a_mailbox_is_a_fault(self):
        assert fault_of("pop3://a:b@c.example").startswith("FOURTHP_MAIL_IN: ")


class TestOfAServer:
    def test_says_who_is_let_in_and_what_waits(self):
        assert told_of(Liar({"SELECT": MANY})) == [
            "127.0.0.1 lets post in with a password.",
            "3 mails wait in its inbox. What is taken goes to the folder Taken.",
            "It says when something comes (IDLE): mails are fetched at once.",
        ]

    def test_says_what_it_cannot_do(self):
        liar = Liar({"SELECT": ONE}, capabilities="IMAP4rev1 AUTH=PLAIN")
        assert told_of(liar)[1:] == [
            (
                "1 mail waits in its inbox. What is taken stays there, and no mark can"
                " be set on it. Nothing there is ever removed by this program: remove"
                " by hand, now and then, what is older than 30 days."
            ),
            "It does not say when something comes: it is asked every minute.",
        ]

    @pytest.mark.parametrize("capability", ["", " UIDPLUS"])
    def test_says_whether_what_it_marks_is_ever_removed(self, capability):
        flags = b"* OK [PERMANENTFLAGS (\\Deleted \\*)] ok\r\n"
        liar = Liar({"SELECT": MANY + flags}, capabilities=f"IMAP4rev1{capability}")
        said = told_of(liar)[1]
        assert "What is taken goes nowhere, and is marked Taken." in said
        assert ("remove by hand" in said) == (not capability)

    def test_marks_and_moves_nothing(self):
        liar = Liar({"SELECT": MANY})
        told_of(liar)
        assert not any(said.startswith(("UID", "STORE")) for said in liar.heard)

    def test_signs_in_by_token(self):
        with token_server() as tokens:
            said = told_of(Liar({"SELECT": MANY}), oauth(tokens))
        assert said[0] == "127.0.0.1 lets post in by a token."

    def test_without_a_token_says_why_none_was_given_out(self):
        with token_server() as tokens:
            tokens.status, tokens.answer = 401, {"error": "invalid_client"}
            with pytest.raises(IncomingFault, match="client or its secret"):
                told_of(Liar({"SELECT": MANY}), oauth(tokens))

    def test_needs_a_password_or_tokens(self):
        assert "needs a password" in fault_of("imap://post@127.0.0.1:1")

    def test_that_lets_nobody_in_gives_advice_and_its_words_but_no_secret(self):
        liar = Liar({"AUTHENTICATE": b"{tag} NO not you\r\n"})
        with pytest.raises(IncomingFault) as problem:
            told_of(liar)
        said = str(problem.value)
        assert "are user and password" in said
        assert "(It said: " in said
        assert "not you" in said
        assert "s3cret" not in said


@contextmanager
def shared_maildir() -> Iterator[Path]:
    """A Maildir that others may look into."""
    with TemporaryDirectory(prefix="mail-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        make_maildir(folder)
        for part in ("new", "cur", "tmp"):
            (folder / part).chmod(0o777)
        yield folder


@contextmanager
def as_nobody() -> Iterator[None]:
    """Be somebody whom permissions hold back."""
    if os.getuid():
        yield
        return
    number = pwd.getpwnam("nobody").pw_uid
    os.setresuid(number, number, 0)
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)


class TestOfAMaildir:
    def test_says_where_mails_come_in(self):
        with shared_maildir() as folder, as_nobody():
            deliver(folder, make_mail())
            assert list(incoming_told(f"maildir:{folder}", None)) == [
                f"Mails come in by the Maildir {folder}.",
                "It is looked into every minute. What is taken moves to cur.",
            ]

    def test_needs_every_folder(self, tmp_path):
        make_maildir(tmp_path)
        (tmp_path / "cur").rmdir()
        assert "it has no folder cur" in fault_of(f"maildir:{tmp_path}")

    def test_follows_no_link(self, tmp_path):
        make_maildir(tmp_path)
        (tmp_path / "new").rename(tmp_path / "other")
        (tmp_path / "new").symlink_to(tmp_path / "other")
        assert "new is a link" in fault_of(f"maildir:{tmp_path}")

    @pytest.mark.parametrize("part", ["new", "cur"])
    def test_needs_to_write(self, part):
        with shared_maildir() as folder:
            (folder / part).chmod(0o555)
            with as_nobody():
                said = fault_of(f"maildir:{folder}")
        assert f"{part} cannot be read and written" in said

    def test_names_a_mail_that_cannot_be_read(self):
        with shared_maildir() as folder:
            deliver(folder, make_mail(), "1.closed").chmod(0)
            with as_nobody():
                said = fault_of(f"maildir:{folder}")
        assert "such as '1.closed'" in said

    def test_names_what_is_no_mail(self, tmp_path):
        make_maildir(tmp_path)
        (tmp_path / "new" / "folder").mkdir()
        assert "such as 'folder'" in fault_of(f"maildir:{tmp_path}")
