"""Mails that no person wrote: replies of machines, lists, and our own coming back."""

import re

from fourthp.post.formats.incoming.headers import Head, addresses, words
from fourthp.post.formats.incoming.references import reference_of_own

_MAILERS = re.compile(
    r"(?:mailer-daemon|mailerdaemon|mail-daemon|postmaster|microsoftexchange[0-9a-f]{32}|"
    r"mdaemon|bounce|bounces|mail-delivery-subsystem)@.*"
)
_PRECEDENCE = {"auto_reply", "auto-reply"}
# A person's mail has these too, by way of a list, a group or a shared address: they
# count together with another sign, and in doubt it is a letter.
_PRECEDENCE_OF_LISTS = {"bulk", "junk", "list"}
_SIGNS = (
    "x-autoreply",
    "x-autorespond",
    "x-autoresponder",
    "x-mail-autoreply",
)
_SIGNS_OF_LISTS = (
    "list-id",
    "x-auto-response-suppress",
    "x-ms-exchange-inbox-rules-loop",
)
# Together with a subject that says so.
_WEAK_SIGNS = (
    "x-ms-exchange-generated-message-source",
    "x-ms-exchange-parent-message-id",
    "x-vacation",
    "delivered-by-the-graces-of",
)
_AWAY = re.compile(
    r"^(?:(?:auto(?:matic|mated)?[ -]?(?:reply|response|antwort)|autoreply|"
    r"out of (?:the )?office|i am out of|ooo:|vacation|away from|on leave|"
    r"automatische antwort|abwesenheit\w*|abwesend|réponse automatique|absence|"
    r"absent\w*|respuesta automática|fuera de la oficina|resposta automática|"
    r"ausência|fora do escritório|autoodpowiedź|odpowiedź automatyczna|"
    r"poza biurem|automatisch antwoord|afwezig\w*|risposta automatica|"
    r"fuori sede|răspuns automat|lipsesc|absent din birou|رد تلقائي|"
    r"خارج المكتب|خودکار جواب)\b|automatic reply)",
    re.IGNORECASE,
)
_NO_REPLY = re.compile(r"(?:no-?reply|do-?not-?reply|donotreply|noreply|auto\w*)[@+]")
_OURS = re.compile(r"(?:post|no-?reply)(?:\+[^@]*)?@|[^@]*\+[a-z2-7]{26}@")
_DMARC = re.compile(r"report domain:.{1,200}submitter:", re.IGNORECASE)


def is_from_mailer(head: Head) -> bool:
    """Return whether a mail server sent it: an empty envelope, or a mailer's name."""
    return has_null_sender(head) or is_named_mailer(head)


def has_null_sender(head: Head) -> bool:
    """Return whether the mail has an envelope without a sender."""
    return any(value.strip() in {"<>", "< >"} for value in head.all("return-path"))


def is_named_mailer(head: Head) -> bool:
    """Return whether the sender has a mailer's name."""
    senders = addresses(head.all("from") + head.all("sender"))
    raw = head.get("from").strip().lower()
    return any(_MAILERS.fullmatch(address) for _name, address in senders) or (
        raw.startswith(("mailer-daemon", "mail delivery sub", "<>"))
    )


def is_loop(head: Head, *, host: str) -> bool:
    """Return whether the mail is one of ours that came back as it was sent."""
    if reference_of_own_id(head, host=host):
        return True
    for _name, address in addresses(head.all("from")):
        if address.endswith("@" + host.lower()):
            is_said = submitted(head) == "auto-generated"
            return is_said or bool(_OURS.match(address))
    return False


def reference_of_own_id(head: Head, *, host: str) -> str:
    """Return the reference of a mail whose own id is one that we gave."""
    alone = Head({"message-id": head.all("message-id")})
    return reference_of_own(alone, host=host)


def submitted(head: Head) -> str:
    """Return the first word of Auto-Submitted (RFC 3834), or nothing."""
    return head.get("auto-submitted").partition(";")[0].strip().lower()


def is_automatic(head: Head, *, host: str) -> bool:
    """Return whether no person wrote the mail."""
    if submitted(head) not in {"", "no"} or head.has(*_SIGNS):
        return True
    if _precedence(head) in _PRECEDENCE:
        return True
    is_by_list = _is_by_list(head)
    if is_by_list and has_null_sender(head):
        return True
    subject = words(head.get("subject"))
    if _AWAY.match(subject) and (is_by_list or _has_weak_sign(head)):
        return True
    return bool(_DMARC.match(subject)) or is_loop(head, host=host)


def _precedence(head: Head) -> str:
    return head.get("precedence").strip().lower()


def _is_by_list(head: Head) -> bool:
    return head.has(*_SIGNS_OF_LISTS) or _precedence(head) in _PRECEDENCE_OF_LISTS


def _has_weak_sign(head: Head) -> bool:
    senders = addresses(head.all("from"))
    return (
        head.has(*_WEAK_SIGNS)
        or is_from_mailer(head)
        or any(_NO_REPLY.match(address) for _name, address in senders)
    )
