"""Try the mail settings step by step, and print what belongs into the DNS."""

import smtplib
import ssl
import sys
from argparse import Namespace
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr, make_msgid
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from fourthp.config.commands import CannotBeDone, short_line
from fourthp.foundation.clock import now
from fourthp.post.operations.connection import (
    Connection,
    Patience,
    Step,
    is_loopback,
    steps_to_open,
)
from fourthp.post.operations.fetching.check import IncomingFault, incoming_told
from fourthp.post.operations.smtp import Transport
from fourthp.post.operations.tokens import Tokens
from fourthp.post.rules.advice import advice_for
from fourthp.post.rules.answers import (
    Away,
    Refused,
    ServerIsAway,
    TryLater,
    fault_of,
)
from fourthp.post.rules.providers import Record, records_for

# Somebody sits and waits; sending itself has more.
PATIENCE = Patience(connect=10, answer=20, mail=30)
_FAULTS = (ServerIsAway, TryLater, Refused)


NO_SENDER = (
    "Mails come from an address at localhost: other servers refuse it, and no answer"
    " finds it. FOURTHP_MAIL_FROM names the address of your mailbox."
)
CALLED_AS_THE_NETWORK = (
    "In a list of mails the sender is called as the network is. Where that tells too"
    " much, write FOURTHP_MAIL_FROM=Another name <address>."
)
NOTHING_FETCHED = (
    "FOURTHP_MAIL_IN is empty: answers, and mails that come back, are lost. Name the"
    " mailbox of FOURTHP_MAIL_FROM."
)


class _Fault(Exception):
    """Something is not right; the message says what, and what to do."""


def run(asked: Namespace, context: ssl.SSLContext | None = None) -> int:
    """Print a sentence for each step; return 3 when a fault was found."""
    recipient = _recipient(asked.to)
    outgoing = check_outgoing(recipient, context or ssl.create_default_context())
    is_well = all([_told(outgoing), _told(check_incoming(settings.MAIL_IN))])
    _tell_records()
    return 0 if is_well else 3


def is_at_localhost(address: str) -> bool:
    """Tell whether an address names this machine itself, where no mail finds it."""
    domain = address.rpartition("@")[2].rstrip(".>").casefold()
    return is_loopback(domain.strip("[]")) or domain.endswith(".localhost")


def _told(sentences: Iterator[str]) -> bool:
    """Print sentences as they come; tell whether there was no fault."""
    try:
        for sentence in sentences:
            sys.stdout.write(f"{sentence}\n")
            sys.stdout.flush()
    except _Fault as fault:
        sys.stdout.write(f"FAULT: {fault}\n")
        return False
    return True


def _recipient(said: str | None) -> str:
    if not said:
        return ""
    try:
        validate_email(short_line(said))
    except ValidationError as problem:
        raise CannotBeDone("--to needs a mail address.") from problem
    return short_line(said)


def check_outgoing(recipient: str, context: ssl.SSLContext) -> Iterator[str]:
    """Yield a sentence for each step of sending; raise _Fault."""
    server = settings.MAIL_SERVER
    if server is None:
        yield f"Mail goes into a folder: {settings.MAIL_FOLDER}."
        if not settings.DEMO:
            raise _Fault(
                "It reaches nobody: FOURTHP_MAIL=smtp://… names a mail server."
            )
        return
    yield from _settings_in_words(server)
    if settings.MAIL_OAUTH and not server["user"]:
        raise _Fault("FOURTHP_MAIL names no user: write smtp://user@host:587.")
    if is_at_localhost(settings.MAIL_FROM):
        raise _Fault(NO_SENDER)
    domain = settings.MAIL_FROM.rpartition("@")[2]
    yield f"Asking {server['host']}: where nothing answers, this takes half a minute."
    connection = Connection(server["host"], domain, patience=PATIENCE)
    try:
        yield from _opening(connection, server, context)
        yield from _asking(connection, server, recipient or settings.MAIL_FROM)
    finally:
        connection.close()
    if recipient:
        yield _sent(server, recipient, context)
    else:
        yield "No mail was sent: mail-check --to ADDRESS sends one."


def _settings_in_words(server: Mapping[str, Any]) -> Iterator[str]:
    how = "not encrypted"
    if server["ssl"]:
        how = "encrypted from the first byte"
    elif server["starttls"]:
        how = "encrypted by STARTTLS"
    who = "without signing in"
    if server["user"]:
        by = "a token" if settings.MAIL_OAUTH else "password"
        who = f"signed in as {server['user']} by {by}"
    place = f"{server['host']}, port {server['port']}"
    sender = settings.MAIL_FROM
    if settings.MAIL_NAME:
        sender = f"{settings.MAIL_NAME} <{sender}>"
    yield f"Mail from {sender} goes to {place}, {how}, {who}."
    if not settings.MAIL_NAME:
        yield CALLED_AS_THE_NETWORK


def _opening(
    connection: Connection, server: Mapping[str, Any], context: ssl.SSLContext
) -> Iterator[str]:
    oauth = settings.MAIL_OAUTH
    tokens = Tokens(oauth, context=context) if oauth else None
    try:
        for step in steps_to_open(connection, server, tokens=tokens, context=context):
            yield _SENTENCES[step](connection)
    except ServerIsAway as fault:
        raise _fault_in_words(fault, server) from fault
    is_encrypted = server["ssl"] or server["starttls"]
    if not (is_encrypted or is_loopback(server["host"])):
        raise _Fault(
            "What is sent can be read on its way to the server: write smtps://, or name"
            " a user, which demands STARTTLS."
        )


def _found(connection: Connection) -> str:
    first, *others = dict.fromkeys(one[4][0] for one in connection.found)
    more = f" and {len(others)} more" if others else ""
    return f"Its name leads to {first}{more}."


def _encrypted(connection: Connection) -> str:
    plug = connection.sock
    assert isinstance(plug, ssl.SSLSocket)  # noqa: S101 -- the step that was done
    shown: Any = plug.getpeercert() or {}
    signed = dict(pair for part in shown.get("issuer", ()) for pair in part)
    by = signed.get("organizationName") or signed.get("commonName") or "somebody"
    until = shown.get("notAfter", "?")
    return f"It encrypts ({plug.version()}); {by} signed for it, until {until}."


_SENTENCES: dict[Step, Callable[[Connection], str]] = {
    Step.FOUND: _found,
    Step.CONNECTED: lambda one: f"It answers at {one.reached}.",
    Step.GREETED: lambda _one: "It greets as a mail server.",
    Step.ENCRYPTED: _encrypted,
    Step.SIGNED_IN: lambda _one: "It let us in.",
}


def _asking(
    connection: Connection, server: Mapping[str, Any], recipient: str
) -> Iterator[str]:
    """Ask whether it would take a mail, without sending one."""
    for sender in (settings.MAIL_FROM, _bound()):
        _ask(connection, server, f"MAIL FROM:<{sender}>", at="sender")
        _ask(connection, server, f"RCPT TO:<{recipient}>", at="recipient")
        connection.docmd("RSET")
        yield f"It would take a mail from {sender} to {recipient}."


def _bound() -> str:
    """Return an envelope's sender as every message has one of its own."""
    local, _at, domain = settings.MAIL_FROM.rpartition("@")
    return f"{local}+check@{domain}"


def _ask(
    connection: Connection, server: Mapping[str, Any], command: str, *, at: str
) -> None:
    try:
        code, text = connection.docmd(command)
    except smtplib.SMTPServerDisconnected as problem:
        raise _Fault(f"The connection was lost at {command}: try again.") from problem
    if not 200 <= code <= 299:
        fault = fault_of(code, text, at=at)
        raise _Fault(f"{command} was refused. {_fault_in_words(fault, server)}")


def _sent(server: Mapping[str, Any], recipient: str, context: ssl.SSLContext) -> str:
    """Send one mail, and return what the server said."""
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = "A test"
    mail["From"] = formataddr((settings.MAIL_NAME, settings.MAIL_FROM))
    mail["To"] = recipient
    mail["Date"] = format_datetime(now())
    mail["Message-ID"] = make_msgid(domain=settings.MAIL_FROM.rpartition("@")[2])
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content("This is a test of the mail settings. Nothing needs to be done.")
    transport = Transport(server, settings.MAIL_OAUTH, context=context)
    with closing(transport):
        try:
            sent = transport.send(_bound(), recipient, mail.as_bytes())
        except _FAULTS as fault:
            raise _fault_in_words(fault, server) from fault
    return f"A mail to {recipient} was taken: {sent.code} {sent.said}"


def _fault_in_words(fault: Exception, server: Mapping[str, Any]) -> _Fault:
    advice = advice_for(fault, server)
    said = f"{getattr(fault, 'code', 0) or ''} {getattr(fault, 'said', '')}".strip()
    is_away = getattr(fault, "reason", "") in {Away.NAME, Away.CONNECT}
    who = "This machine said" if is_away else "It said"
    return _Fault(f"{advice} {who}: {said}" if said not in {"", advice} else advice)


def check_incoming(address: str) -> Iterator[str]:
    """Yield a sentence for each step of fetching; raise _Fault."""
    if not address and settings.MAIL_SERVER is not None:
        raise _Fault(NOTHING_FETCHED)
    if not address:
        yield "Nothing is fetched, as nothing is sent: FOURTHP_MAIL_IN is empty too."
        return
    try:
        yield from incoming_told(address, settings.MAIL_OAUTH, patience=PATIENCE)
    except IncomingFault as problem:
        raise _Fault(str(problem)) from problem


def _line(one: Record) -> str:
    """Return a record as a DNS takes it, or what nobody here can know in words."""
    if not one.is_known:
        return f"; {one.name}. {one.kind}: {one.value}"
    value = f'"{one.value}"' if one.kind == "TXT" else one.value
    return f"{one.name}. {one.kind} {value}"


def _tell_records() -> None:
    server = settings.MAIL_SERVER
    if server is None or is_at_localhost(settings.MAIL_FROM):
        return
    local, _at, domain = settings.MAIL_FROM.rpartition("@")
    is_local = is_loopback(server["host"])
    sys.stdout.write(
        "\nWhat belongs into the DNS (change what is there already). A line that begins"
        " with ; is no record: it says what to put there.\n"
    )
    for one in records_for(server["host"], settings.MAIL_FROM, is_local=is_local):
        sys.stdout.write(f"\n; {one.meaning}\n{_line(one)}\n")
    sys.stdout.write(
        f"\nMails to {local}+anything@{domain} must reach the mailbox of"
        f" {local}@{domain} (plus addressing): answers and failures come back by it.\n"
    )
