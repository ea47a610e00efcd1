"""From the bytes of a mail to what it is."""

from dataclasses import replace

from fourthp.post.formats.incoming.arrivals import (
    MOST_LINE,
    MOST_TEXT,
    Arrival,
    ArrivalKind,
)
from fourthp.post.formats.incoming.automatic import (
    is_automatic,
    is_from_mailer,
    is_loop,
)
from fourthp.post.formats.incoming.bounces import bounce_of
from fourthp.post.formats.incoming.calendars import calendar_answers, is_calendar
from fourthp.post.formats.incoming.complaints import complaint_of
from fourthp.post.formats.incoming.headers import (
    Head,
    addresses,
    message_ids,
    moment,
    words,
)
from fourthp.post.formats.incoming.opting_out import (
    asks_to_stop,
    is_by_client,
    subject_asks,
)
from fourthp.post.formats.incoming.parts import Part, read_parts, walk
from fourthp.post.formats.incoming.quotes import written
from fourthp.post.formats.incoming.references import reference_in_head
from fourthp.post.formats.incoming.words import words_of_mail

_READ_PARTS = ("text/plain", "text/html", "message/", "text/rfc822-header")


def read_arrival(raw: bytes, *, host: str) -> Arrival:
    """Return what a mail is and what it says; never raises, whatever the bytes are.

    host: the one of our message ids. A mail that cannot be read at all is a letter
    without words.
    """
    try:
        return _read(raw, host=host)
    except Exception:  # noqa: BLE001 -- one mail must never stop those behind it
        return Arrival(ArrivalKind.LETTER)


def _read(raw: bytes, *, host: str) -> Arrival:
    mail = read_parts(raw)
    whole = words_of_mail(mail)
    base = _outside(mail, host=host)
    if bounced := bounce_of(mail, whole, host=host):
        bounce, reference = bounced
        return replace(
            base, kind=ArrivalKind.BOUNCE, bounce=bounce, reference=reference
        )
    if complained := complaint_of(mail, host=host):
        complaint, reference = complained
        return replace(
            base, kind=ArrivalKind.COMPLAINT, complaint=complaint, reference=reference
        )
    return _of_person(mail, whole, base, host=host)


def _of_person(mail: Part, whole: str, base: Arrival, *, host: str) -> Arrival:
    base = replace(base, text=written(whole))
    if answers := calendar_answers(mail, sender=base.sender):
        return replace(base, kind=ArrivalKind.CALENDAR, calendar=answers)
    kind = _kind(mail.head, base, host=host)
    if kind is ArrivalKind.LETTER and not base.text:
        # Somebody passes a mail on without a word: what she passes on is the letter.
        return replace(base, kind=kind, text=whole.strip()[:MOST_TEXT])
    return replace(base, kind=kind)


def _kind(head: Head, base: Arrival, *, host: str) -> ArrivalKind:
    is_subject = subject_asks(base.subject)
    if is_subject and base.reference and (not base.text or is_by_client(base.text)):
        # A mail program says it at the push of a button, often as an automatic mail.
        return ArrivalKind.OPT_OUT
    if is_automatic(head, host=host):
        return ArrivalKind.AUTOMATIC
    if asks_to_stop(base.text) or (is_subject and not base.text):
        return ArrivalKind.OPT_OUT
    has_answer = bool(base.reference and base.text)
    return ArrivalKind.ANSWER if has_answer else ArrivalKind.LETTER


def _outside(mail: Part, *, host: str) -> Arrival:
    """Return what the head of a mail says, and what it carries."""
    head = mail.head
    senders = addresses(head.all("from")) or addresses(head.all("sender"))
    name, sender = senders[0] if senders else ("", "")
    return Arrival(
        kind=ArrivalKind.LETTER,
        sender=sender,
        sender_name=name,
        subject=words(head.get("subject"))[:MOST_LINE],
        reference=reference_in_head(head, host=host),
        message_id=next(iter(message_ids(head.all("message-id"))), ""),
        date=moment(head.get("date")),
        is_from_mailer=is_from_mailer(head),
        is_loop=is_loop(head, host=host),
        attachments_left=sum(_is_left(leaf) for leaf in walk(mail)),
    )


def _is_left(leaf: Part) -> bool:
    if is_calendar(leaf):
        return False
    return leaf.is_attachment or not leaf.type.name.startswith(_READ_PARTS)
