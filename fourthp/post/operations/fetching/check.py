"""Whether mails can be fetched, step by step, in sentences for who keeps the server."""

import os
import ssl
import stat
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

from fourthp.post.operations.connection import Patience
from fourthp.post.operations.fetching.boxes import PlaceIsWrong, Server, place_of
from fourthp.post.operations.fetching.imap import PATIENCE, TAKEN, ImapBox, Looked
from fourthp.post.rules.answers import Away, ServerIsAway

_MOST_LOOKED_AT = 1000
_ADVICE = {
    Away.NAME: "No such name is known: is the host in FOURTHP_MAIL_IN spelt right?",
    Away.CONNECT: (
        "Nothing answers there: is the port right (993 with imaps://, 143 with"
        " imap://), and does a firewall let this machine out?"
    ),
    Away.SILENT: (
        "It said nothing in time: is the port right, and is it an IMAP server? imaps://"
        " goes with port 993, imap:// with 143."
    ),
    Away.GREETING: "It does not greet as an IMAP server does: is the port right?",
    Away.TLS: (
        "It does not encrypt as it shall: try imaps:// with port 993. In clear nothing"
        " is fetched but from this machine itself."
    ),
    Away.CERTIFICATE: (
        "Its certificate is not good: write the name that it has into FOURTHP_MAIL_IN,"
        " or have whoever keeps the server renew it."
    ),
    Away.SIGN_IN: (
        "It let nobody in: are user and password in FOURTHP_MAIL_IN right, and is IMAP"
        " switched on for the mailbox? Google takes app passwords, Microsoft tokens"
        " alone."
    ),
}


class IncomingFault(Exception):
    """Mails cannot be fetched; the message says why, and what to do."""


def incoming_told(
    address: str,
    oauth: Mapping[str, str] | None,
    *,
    context: ssl.SSLContext | None = None,
    patience: Patience = PATIENCE,
) -> Iterator[str]:
    """Yield a sentence for each step of fetching; raise IncomingFault."""
    if not address:
        yield "Nothing is fetched: FOURTHP_MAIL_IN is empty."
        return
    try:
        place = place_of(address)
    except PlaceIsWrong as problem:
        raise IncomingFault(f"FOURTHP_MAIL_IN: {problem}") from problem
    if isinstance(place, Server):
        yield f"Asking {place.host} for what came in."
        yield from _server_told(place, oauth, context, patience)
    else:
        yield from _folder_told(place)


def _server_told(
    place: Server,
    oauth: Mapping[str, str] | None,
    context: ssl.SSLContext | None,
    patience: Patience,
) -> Iterator[str]:
    if not (place.password or oauth):
        raise IncomingFault("FOURTHP_MAIL_IN needs a password, or set up tokens.")
    try:
        with closing(ImapBox(place, oauth, context=context, patience=patience)) as box:
            how = "by a token" if oauth else "with a password"
            yield f"{place.host} lets {place.user} in {how}."
            yield from _inbox_told(box)
    except ServerIsAway as problem:
        raise IncomingFault(_advice(problem)) from problem


def _inbox_told(box: ImapBox) -> Iterator[str]:
    seen = box.look_in()
    waits = "1 mail waits" if seen.waiting == 1 else f"{seen.waiting} mails wait"
    yield f"{waits} in its inbox. {_what_becomes_of(seen)}"
    if box.can_wait:
        yield "It says when something comes (IDLE): mails are fetched at once."
    else:
        yield "It does not say when something comes: it is asked every minute."


def _what_becomes_of(seen: Looked) -> str:
    """Return what becomes of a mail that was taken; it is never taken twice."""
    stays = "What is taken stays there, and no mark can be set on it"
    if seen.folder:
        stays = f"What is taken goes to the folder {seen.folder}"
    elif seen.is_marked:
        stays = f"What is taken goes nowhere, and is marked {TAKEN}"
    if seen.is_removed:
        return f"{stays}."
    return (
        f"{stays}. Nothing there is ever removed by this program: remove by hand, now"
        " and then, what is older than 30 days."
    )


def _advice(problem: ServerIsAway) -> str:
    if problem.reason is Away.TOKEN:
        return problem.said
    advice = _ADVICE.get(problem.reason, "Try again in some minutes.")
    is_away = problem.reason in {Away.NAME, Away.CONNECT}
    who = "This machine said" if is_away else "It said"
    return f"{advice} ({who}: {problem.said})" if problem.said else advice


def _folder_told(folder: Path) -> Iterator[str]:
    for part in ("new", "cur", "tmp"):
        if not (folder / part).is_dir():
            raise IncomingFault(f"{folder} is no Maildir: it has no folder {part}.")
        if (folder / part).is_symlink():
            raise IncomingFault(f"{folder / part} is a link: no link is followed.")
    for part in ("new", "cur"):
        if not os.access(folder / part, os.R_OK | os.W_OK | os.X_OK):
            raise IncomingFault(
                f"{folder / part} cannot be read and written by this user."
            )
    _refuse_unreadable(folder / "new")
    yield f"Mails come in by the Maildir {folder}."
    yield "It is looked into every minute. What is taken moves to cur."


def _refuse_unreadable(folder: Path) -> None:
    """Raise where a mail lies that cannot be taken."""
    with os.scandir(folder) as entries:
        for entry, _count in zip(entries, range(_MOST_LOOKED_AT), strict=False):
            is_file = stat.S_ISREG(entry.stat(follow_symlinks=False).st_mode)
            if not (is_file and os.access(entry.path, os.R_OK)):
                raise IncomingFault(
                    f"{folder} holds what cannot be read by this user, such as"
                    f" {entry.name!r}: let the mail server write for its group."
                )
