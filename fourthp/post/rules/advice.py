"""What whoever looks after the server can do about a fault of the mail server."""

from collections.abc import Mapping
from typing import Any

from fourthp.post.rules.answers import Away, Refused, ServerIsAway, TryLater

# By what the server said, the most telling first.
_SENDER = (
    "The account may not send from this address: allow it Send As, or set"
    " FOURTHP_MAIL_FROM to the account's own."
)
_BY_WORDS = {
    "5.7.139": (
        "Microsoft has switched this way of signing in off: allow Authenticated SMTP"
        " for the mailbox in the Exchange admin centre, or sign in by token"
        " (FOURTHP_MAIL_TOKEN_URL)."
    ),
    "5.7.57": "It wants somebody to sign in: put user and password into FOURTHP_MAIL.",
    "5.7.9": (
        "Google wants an app password: make one in the account's security settings,"
        " or sign in by token (FOURTHP_MAIL_TOKEN_URL)."
    ),
    "5.7.8": (
        "User or password is not right. Google takes app passwords alone, and no"
        " account's own password."
    ),
    "5.7.3": (
        "It did not let the account in: look at user and password, and whether SMTP is"
        " allowed for it."
    ),
    "elay": (
        "It passes nothing on for this machine: sign in, or let your mail server know"
        " this machine's address."
    ),
    "5.7.1": (
        "Its rules refuse this: may this account send from FOURTHP_MAIL_FROM, and"
        " outside its own domain?"
    ),
}
_BY_REASON = {
    Away.NAME: "No such name is known: is the host in FOURTHP_MAIL spelt right?",
    Away.CONNECT: (
        "Nothing answers there: is the port right (587, or 465 with smtps://), and does"
        " a firewall let this machine out?"
    ),
    Away.SILENT: "It said nothing in time: is the port right, and is it a mail server?",
    Away.GREETING: "It does not greet as a mail server does: is host and port right?",
    Away.TLS: "It does not encrypt as it shall: try smtps:// with port 465.",
    Away.SIGN_IN: "It let nobody in: are user and password in FOURTHP_MAIL right?",
    Away.SENDER: _SENDER,
    Away.BUSY: "It wants to be left alone for a while: try again in some minutes.",
}


def advice_for(fault: Exception, server: Mapping[str, Any]) -> str:
    """Return one sentence on what to do about a fault of the mail server."""
    if isinstance(fault, ServerIsAway):
        return _of_server(fault, server)
    if isinstance(fault, TryLater):
        return (
            "It does not take this now (some servers let a new sender wait): a message"
            " is tried again by itself, so try again in some minutes."
        )
    if isinstance(fault, Refused):
        other = "It refuses the address: is it spelt right?"
        if fault.at == "sender":
            other = "It refuses FOURTHP_MAIL_FROM: which address may the account use?"
        return _by_words(fault.said) or other
    return ""


def _of_server(fault: ServerIsAway, server: Mapping[str, Any]) -> str:
    if fault.reason == Away.TOKEN:
        return fault.said
    if fault.reason == Away.CERTIFICATE:
        return _of_certificate(fault.said)
    is_early = fault.reason in {Away.TLS, Away.SILENT, Away.GREETING}
    if is_early and not server["ssl"] and server["port"] == 465:
        return "Port 465 is encrypted from the first byte: write smtps:// for smtp://."
    if is_early and server["ssl"] and server["port"] != 465:
        return (
            "This port is not encrypted from the first byte: write smtp:// for smtps://"
            " (port 587)."
        )
    if fault.reason in {Away.SIGN_IN, Away.BUSY, Away.GREETING}:
        return _by_words(fault.said) or _BY_REASON[fault.reason]
    return _BY_REASON[fault.reason]


def _of_certificate(said: str) -> str:
    if "ostname mismatch" in said or "address mismatch" in said:
        return "Its certificate is for another name: write that name into FOURTHP_MAIL."
    if "expired" in said:
        return "Its certificate has run out: whoever keeps the mail server renews it."
    return (
        "Nobody whom this machine trusts has signed its certificate: get it one, or add"
        " who signed it to the machine's own list (ca-certificates)."
    )


def _by_words(said: str) -> str:
    return next((one for words, one in _BY_WORDS.items() if words in said), "")
