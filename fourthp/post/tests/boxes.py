"""Real mailboxes for tests: a Maildir, Dovecot on loopback, and a server that lies."""

import grp
import os
import pwd
import shutil
import signal
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from imapclient import IMAPClient

from fourthp.post.operations.fetching.boxes import Server
from fourthp.post.tests.servers import _certificate as certificate_of

USER, PASSWORD = "post", "pass/word+1"
HOST = "network.example"
_numbers = count()
_PATHS = "/usr/sbin:/usr/local/sbin:/usr/bin"


def make_mail(
    reference: str = "",
    text: str = "Yes, I come.",
    *,
    sender: str = "ben@clinic.example",
    subject: str = "Re: What waits for you",
    head: str = "",
    message_id: str = "",
) -> bytes:
    """A plain mail as a person writes it, in answer to a message where one is named."""
    to = f"post+{reference}@{HOST}" if reference else f"post@{HOST}"
    message_id = message_id or f"<{next(_numbers)}.{os.getpid()}@clinic.example>"
    lines = (
        f"From: Ben Achterberg <{sender}>",
        f"To: {to}",
        f"Subject: {subject}",
        f"Message-ID: {message_id}",
        "Date: Wed, 4 Mar 2026 09:30:00 +0000",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        *filter(None, [head]),
        "",
        text,
        "",
    )
    return "\r\n".join(lines).encode()


def make_bounce(reference: str, status: str = "5.1.1", action: str = "failed") -> bytes:
    """A report after RFC 3464 on a message of ours."""
    return f"""Return-Path: <>
From: Mail Delivery System <MAILER-DAEMON@mx.clinic.example>
To: post+{reference}@{HOST}
Subject: Undelivered Mail Returned to Sender
Message-ID: <{next(_numbers)}.{os.getpid()}@mx.clinic.example>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

It could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.clinic.example

Final-Recipient: rfc822; somebody.else@clinic.example
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} no such user

--b--
""".replace("\n", "\r\n").encode()


def make_complaint(reference: str, feedback: str = "abuse") -> bytes:
    """A complaint after RFC 5965 on a message of ours."""
    return f"""From: complaints@provider.example
To: post@{HOST}
Subject: complaint
Message-ID: <{next(_numbers)}.{os.getpid()}@provider.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="b"

--b
Content-Type: text/plain

This is an email abuse report.

--b
Content-Type: message/feedback-report

Feedback-Type: {feedback}
User-Agent: Provider/1.0
Version: 1

--b
Content-Type: message/rfc822

From: post@{HOST}
To: somebody@provider.example
Message-ID: <{reference}@{HOST}>
Subject: What waits for you

Hello.

--b--
""".replace("\n", "\r\n").encode()


def make_calendar_answer(reference: str) -> bytes:
    """An answer to an invitation, as a calendar sends it (RFC 5546)."""
    return f"""From: Ben Achterberg <ben@clinic.example>
To: post+{reference}@{HOST}
Subject: Accepted: What waits for you
Message-ID: <{next(_numbers)}.{os.getpid()}@clinic.example>
MIME-Version: 1.0
Content-Type: text/calendar; method=REPLY; charset=utf-8

BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//clinic.example//calendar//EN
METHOD:REPLY
BEGIN:VEVENT
UID:{reference}@{HOST}
DTSTAMP:20260304T093000Z
DTSTART:20260401T120000Z
ATTENDEE;PARTSTAT=ACCEPTED:mailto:ben@clinic.example
COMMENT:With pleasure
END:VEVENT
END:VCALENDAR
""".replace("\n", "\r\n").encode()


def make_maildir(folder: Path) -> Path:
    """An empty Maildir."""
    for name in ("new", "cur", "tmp"):
        (folder / name).mkdir(parents=True, mode=0o700)
    return folder


def deliver(maildir: Path, mail: bytes, name: str = "") -> Path:
    """A mail server puts a mail into a Maildir, as it should."""
    number = next(_numbers)
    name = name or f"{1772616600 + number // 1000}.M{number}P{os.getpid()}.mx"
    coming = maildir / "tmp" / name
    coming.write_bytes(mail)
    return coming.rename(maildir / "new" / name)


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def dovecot() -> str:
    """Where Dovecot is; a test that needs it skips without."""
    found = shutil.which("dovecot", path=f"{os.environ['PATH']}:{_PATHS}")
    if found is None:
        if "imap" in os.environ.get("FOURTHP_REQUIRE", "").split(","):
            pytest.fail("Dovecot is required here and was not found.")
        pytest.skip("needs Dovecot (the package dovecot-imapd)")
    return found


@dataclass
class ImapServer:
    """A Dovecot of our own that runs."""

    folder: Path
    port: int
    tls_port: int = 0
    process: "subprocess.Popen[bytes] | None" = None
    command: tuple[str, ...] = ()

    @property
    def url(self) -> str:
        return f"imap://{USER}:pass%2Fword%2B1@127.0.0.1:{self.port}"

    @property
    def place(self) -> Server:
        return Server("127.0.0.1", self.port, USER, PASSWORD, ssl=False)

    def start(self) -> None:
        self.process = subprocess.Popen(
            self.command,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        end = time.monotonic() + 20
        while time.monotonic() < end:
            with suppress(OSError), self.client():
                return
            time.sleep(0.05)
        self.stop()
        log = self.folder / "log"
        pytest.fail(f"Dovecot did not start: {log.read_text() if log.exists() else ''}")

    def stop(self) -> None:
        """End it, by its own number."""
        if self.process is not None:
            self.process.terminate()
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(10)
            if self.process.poll() is None:
                self.process.kill()
                self.process.wait()
            self.process = None

    def kill(self) -> None:
        """Pull its plug, with all that it serves."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    @contextmanager
    def client(self) -> Iterator[IMAPClient]:
        """Somebody else at the same mailbox."""
        client = IMAPClient("127.0.0.1", self.port, ssl=False, timeout=20)
        client.login(USER, PASSWORD)
        try:
            yield client
        finally:
            client.logout()

    def deliver(self, *mails: bytes) -> None:
        with self.client() as client:
            for mail in mails:
                client.append("INBOX", mail)

    def count(self, folder: str = "INBOX") -> int:
        with self.client() as client:
            return int(client.folder_status(folder, ["MESSAGES"])[b"MESSAGES"])


_CONFIG = """
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
log_path = {folder}/log
ssl = {ssl}
ssl_cert = <{folder}/cert.pem
ssl_key = <{folder}/key.pem
ssl_dh =
disable_plaintext_auth = no
default_login_user = {user}
default_internal_user = {user}
default_internal_group = {group}
first_valid_uid = 1
mail_location = maildir:{folder}/mail
mail_max_userip_connections = 100
imap_capability = {capability}
default_process_limit = 50
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}/home
}}
namespace inbox {{
  inbox = yes
  prefix = {prefix}
  separator = /
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
"""


def made_certificate(name: str) -> tuple[str, str, ssl.SSLContext]:
    """A certificate for a name and its key, as PEM, and who trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    made = certificate_of(name, key).public_bytes(Encoding.PEM).decode()
    said = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return made, said.decode(), ssl.create_default_context(cadata=made)


@contextmanager
def running_dovecot(
    *, capability: str = "", prefix: str = "", certificate: tuple[str, str] = ("", "")
) -> Iterator[ImapServer]:
    """A Dovecot on a free port of loopback, run by nobody of importance.

    With a certificate and its key (PEM) it answers on two ports, and encrypts.
    """
    program = dovecot()
    user, as_user = _unprivileged()
    with TemporaryDirectory(prefix="imap-") as name:
        folder = Path(name)
        for part in ("run", "mail", "home"):
            (folder / part).mkdir()
        server = ImapServer(folder, free_port(), free_port() if certificate[0] else 0)
        for file, said in zip(("cert.pem", "key.pem"), certificate, strict=True):
            (folder / file).write_text(said)
        config = folder / "dovecot.conf"
        text = _CONFIG.format(
            folder=folder,
            user=user.pw_name,
            group=_group(user),
            password=PASSWORD,
            capability=capability,
            prefix=prefix,
            imap=server.port,
            imaps=server.tls_port,
            ssl="yes" if certificate[0] else "no",
        )
        config.write_text(text)
        for path in (folder, *folder.rglob("*")):
            os.chown(path, user.pw_uid, user.pw_gid)
        server.command = (*as_user, program, "-F", "-c", str(config))
        try:
            server.start()
            yield server
        finally:
            server.stop()


def _unprivileged() -> tuple[pwd.struct_passwd, tuple[str, ...]]:
    if os.getuid():
        return pwd.getpwuid(os.getuid()), ()
    return pwd.getpwnam("nobody"), ("setpriv", *_AS_NOBODY)


_AS_NOBODY = ("--reuid=nobody", f"--regid={pwd.getpwnam('nobody').pw_gid}")
_AS_NOBODY += ("--clear-groups",)


def _group(user: pwd.struct_passwd) -> str:
    return grp.getgrgid(user.pw_gid).gr_name


@dataclass
class Liar:
    """An IMAP server that says what it was told to; heard is what was said to it.

    answers: for the first word of a command (UID counts with the next), what it says
    instead of a plain OK; `{tag}` stands for the command's own. None hangs up.
    """

    answers: dict[str, bytes | None] = field(default_factory=dict)
    greeting: bytes | None = b"* OK here\r\n"
    capabilities: str = "IMAP4rev1 AUTH=PLAIN AUTH=XOAUTH2 IDLE MOVE UIDPLUS"
    heard: list[str] = field(default_factory=list)
    drips: bool = False
    port: int = 0

    @property
    def place(self) -> Server:
        return Server("127.0.0.1", self.port, USER, PASSWORD, ssl=False)

    def serve(self, plug: socket.socket) -> None:
        with (
            suppress(OSError, ValueError),
            plug,
            plug.makefile("rwb", buffering=0) as file,
        ):
            self._talk(file, plug)

    def _talk(self, file: Any, plug: socket.socket) -> None:
        if self.drips:
            while True:
                plug.sendall(b"*")
                time.sleep(0.05)
        if self.greeting is None:
            time.sleep(30)
            return
        file.write(self.greeting)
        while line := file.readline().decode():
            tag, _space, said = line.strip().partition(" ")
            self.heard.append(said)
            if not self._answer(file, tag, said):
                return

    def _answer(self, file: Any, tag: str, said: str) -> bool:
        words = said.upper().split()
        name = " ".join(words[:2]) if words[:1] == ["UID"] else (words or [""])[0]
        answer = self.answers.get(name, b"")
        if answer is None:
            return False
        if not answer and name == "AUTHENTICATE" and len(words) == 2:
            file.write(b"+ \r\n")
            self.heard.append(file.readline().decode().strip())
        if not answer and name == "CAPABILITY":
            answer = f"* CAPABILITY {self.capabilities}\r\n".encode()
        file.write(answer.replace(b"{tag}", tag.encode()))
        if b"{tag}" not in answer:
            file.write(f"{tag} OK done\r\n".encode())
        return True


@contextmanager
def running_liar(liar: Liar) -> Iterator[Liar]:
    """A server that lies, on a free port of loopback."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        liar.port = door.getsockname()[1]
        door.settimeout(0.1)
        stop = threading.Event()

        def listen() -> None:
            while not stop.is_set():
                with suppress(TimeoutError):
                    plug, _where = door.accept()
                    plug.settimeout(30)
                    thread = threading.Thread(
                        target=liar.serve, args=[plug], daemon=True
                    )
                    thread.start()

        thread = threading.Thread(target=listen)
        thread.start()
        try:
            yield liar
        finally:
            stop.set()
            thread.join()
