"""What came in by mail, and what it belongs to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fourthp.foundation.keyset import Page, page_of
from fourthp.post.models import Incoming, Message
from fourthp.post.queries.reading import About, about_each
from fourthp.post.queries.words import kind_in_words
from fourthp.post.rules.kinds import Stream

A_DAY = timedelta(days=1)
PAGE = 50
_BEGINS = 200  # letters of a letter that a list shows
_Outcome = Incoming.Outcome
# What a person reads, and why it is a person who does.
WHY: dict[str, Any] = {
    _Outcome.LETTER: gettext_lazy("Somebody wrote to the network’s address."),
    _Outcome.WANTS_OUT: gettext_lazy(
        "It asks for no more mail. What belongs to a seat comes as long as there is the"
        " seat: talk to the person, or end the seat."
    ),
    _Outcome.NOBODY_TAKES: gettext_lazy(
        "It answers a mail of ours that nothing was asked in."
    ),
    _Outcome.TOO_LATE: gettext_lazy(
        "It answers a mail of ours that is more than 60 days old."
    ),
    _Outcome.NO_SEAT: gettext_lazy(
        "Whoever the mail was for may no longer see what it was about."
    ),
    _Outcome.NOT_TAKEN: gettext_lazy(
        "It answers what was asked, and could not be understood."
    ),
    _Outcome.UNREADABLE: gettext_lazy(
        "It could not be read. The mail lies in the mailbox for 30 days."
    ),
}
_TAGS: dict[str, Any] = {
    _Outcome.WANTS_OUT: gettext_lazy("wants no more mail"),
    _Outcome.NOT_TAKEN: gettext_lazy("an answer"),
    _Outcome.TOO_LATE: gettext_lazy("came too late"),
    _Outcome.NO_SEAT: gettext_lazy("has no seat"),
}
LETTERS = tuple(WHY)
SHOW_NAMES = {
    Incoming.State.NEW.value: gettext_lazy("Waiting"),
    Incoming.State.HANDLED.value: gettext_lazy("Dealt with"),
}


def known_keys(keys: Iterable[str]) -> set[str]:
    """Return those of some keys whose mails were taken already."""
    found = Incoming.objects.filter(source_key__in=list(keys))
    return set(found.values_list("source_key", flat=True))


def same_mail(key: str, digest: str) -> Incoming | None:
    """Return a mail that was taken already, by where it lay or by what it is."""
    by_key = Incoming.objects.filter(source_key=key).first()
    return by_key or Incoming.objects.filter(digest=digest).first()


def answers_lately(message: Message, *, now: datetime) -> int:
    """Return how many mails of a message's reader did something within a day."""
    lately = Incoming.objects.filter(taken_at__gt=now - A_DAY)
    return lately.filter(
        outcome=Incoming.Outcome.ANSWERED,
        message__reader_kind=message.reader_kind,
        message__reader_id=message.reader_id,
    ).count()


def letters_lately(sender: str, *, now: datetime) -> int:
    """Return how many mails of one sender came within a day."""
    lately = Incoming.objects.filter(taken_at__gt=now - A_DAY, sender=sender)
    return lately.count()


def letters_waiting() -> int:
    """Return how many letters wait for somebody to read them."""
    return Incoming.objects.filter(state=Incoming.State.NEW).count()


def letters(state: str, *, after: str = "") -> Page[Incoming]:
    """Return a page of letters: those that wait longest first, or last dealt with."""
    rows = Incoming.objects.filter(state=state, outcome__in=LETTERS)
    rows = rows.select_related("message")
    by = ("taken_at", "id") if state == Incoming.State.NEW else ("-taken_at", "-id")
    return page_of(rows, by=by, after=after, size=PAGE)


@dataclass(frozen=True)
class LetterLine:
    """A letter as pages show it."""

    letter: Incoming
    title: str
    who: str
    about: str
    begins: str
    tag: str
    why: str


def letter_lines(
    rows: Iterable[Incoming], person: object | None = None
) -> list[LetterLine]:
    """Return letters with what pages say of them to somebody."""
    found = list(rows)
    seen = about_each(person, [one.message for one in found if one.message])
    return [_line(one, seen) for one in found]


def _line(letter: Incoming, seen: Mapping[tuple[str, str], About]) -> LetterLine:
    return LetterLine(
        letter=letter,
        title=letter.subject or _("Without a subject"),
        who=letter.sender_name or letter.sender,
        about=_answers(letter.message, seen) if letter.message else "",
        begins=Truncator(" ".join(letter.text.split())).chars(_BEGINS),
        tag=str(_TAGS.get(letter.outcome, "")),
        why=str(WHY[letter.outcome]),
    )


def _answers(message: Message, seen: Mapping[tuple[str, str], About]) -> str:
    """Return what a letter answers: a matter by its title, else its sort of mail."""
    kind = kind_in_words(message.kind)
    if kind.stream is not Stream.SECURITY:
        found = seen.get((message.about_kind, message.about_id))
        return found.title if found else str(kind.title)
    return str(kind.title)
