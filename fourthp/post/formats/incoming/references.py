"""Which message of ours a mail belongs to: only its unguessable word proves it.

Words in the text prove nothing: whoever was shown a letter can type them.
"""

import re

from fourthp.post.formats.incoming.headers import Head, addresses, message_ids
from fourthp.post.formats.incoming.parts import Part, mail_inside, walk

_RECIPIENTS = ("to", "cc", "delivered-to", "x-original-to", "envelope-to")
_SENDERS = ("return-path", "reply-to", "sender", "from")
_SUBADDRESS = re.compile(r"\+([a-z2-7]{26})@")
_BARE = re.compile(r"<?(?:[^\s+@<>]{1,64}\+)?([a-z2-7]{26})(?:@[^\s<>]{1,255})?>?")
_INLINED = re.compile(r"^[>\s]{0,10}message-id:\s{0,4}<?([^<>\s]{27,250})", re.I | re.M)
_MOST_INLINED = 64 * 1024


def reference_in_head(head: Head, *, host: str) -> str:
    """Return the reference that a mail's own head proves, or nothing."""
    found = _in_addresses(head, _RECIPIENTS)
    return found or _in_ids(head, ("in-reply-to", "references"), host=host)


def reference_of_own(head: Head, *, host: str) -> str:
    """Return the reference of a mail that we sent, by its own head, or nothing."""
    return _in_ids(head, ("message-id",), host=host) or _in_addresses(head, _SENDERS)


def reference_in_returned(mail: Part, *, host: str) -> str:
    """Return the reference of the mail that a report gives back, or nothing."""
    for leaf in walk(mail):
        if leaf.is_mail or leaf.is_head_of_mail:
            found = reference_of_own(mail_inside(leaf).head, host=host)
            if found:
                return found
    return ""


def reference_in_fields(values: list[str]) -> str:
    """Return the reference in a report's own fields: an envelope id or an address."""
    for value in values:
        said = value.rpartition(";")[2].strip().lower()
        if found := _BARE.fullmatch(said[:400]):
            return found[1]
    return ""


def reference_inlined(text: str, *, host: str) -> str:
    """Return the reference in a Message-ID line of a mail returned as plain text."""
    for found in _INLINED.finditer(text[:_MOST_INLINED]):
        if reference := _of_id(found[1], host):
            return reference
    return ""


def _in_addresses(head: Head, names: tuple[str, ...]) -> str:
    for name in names:
        for _name, address in addresses(head.all(name)):
            if found := _SUBADDRESS.search(address):
                return found[1]
    return ""


def _in_ids(head: Head, names: tuple[str, ...], *, host: str) -> str:
    for name in names:
        # The newest id of a long References stands last.
        for message_id in reversed(message_ids(head.all(name))):
            if reference := _of_id(message_id, host):
                return reference
    return ""


def _of_id(message_id: str, host: str) -> str:
    word, _, where = message_id.lower().partition("@")
    is_ours = where == host.lower() and re.fullmatch(r"[a-z2-7]{26}", word)
    return word if is_ours else ""
