"""A letter as a page shows it: its own words, and no link that is its reader's."""

from dataclasses import dataclass

from django.conf import settings
from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from fourthp.foundation.text import markdown
from fourthp.post.formats.letters import Foot, button_words, letter_text
from fourthp.post.models import Message
from fourthp.post.queries.composing import called_outside
from fourthp.post.queries.readership import readership
from fourthp.post.queries.words import kind_in_words
from fourthp.post.rules.letters import (
    Button,
    Facts,
    Heading,
    Items,
    Letter,
    Words,
    letter_of_nobody,
)


@dataclass(frozen=True)
class Part:
    """One block as a template draws it: its name, and what stands in it."""

    name: str
    text: str | SafeString = ""
    lines: tuple[object, ...] = ()


@dataclass(frozen=True)
class Shown:
    """A letter on a page: its subject line, its title, its blocks, and plain text.

    direction is that of its language, which may be another than the page's.
    """

    subject: str
    title: str
    parts: list[Part]
    plain: str
    language: str
    direction: str


def shown_letter(message: Message) -> Shown:
    """Return the letter of a message for whoever may read it."""
    letter = message.says
    kind = kind_in_words(message.kind)
    with translation.override(message.language or None):
        is_told = message.is_open and bool(letter.title)
        subject = letter.title if is_told else str(kind.subject)
        plain = _plain(message, letter, str(kind.reason))
        parts = _parts(letter)
        direction = "rtl" if translation.get_language_bidi() else "ltr"
    return Shown(subject, letter.title, parts, plain, message.language, direction)


def _plain(message: Message, letter: Letter, reason: str) -> str:
    said = letter_of_nobody(letter, letter, instead=f"{settings.URL}/…")
    foot = Foot(
        network=called_outside(readership().network()),
        reason=_("You get this because %s.") % reason,
        takes_answers=bool(settings.MAIL_IN),
    )
    return letter_text(said, foot=foot, is_open=message.is_open)


def _parts(letter: Letter) -> list[Part]:
    return [_part(block) for block in letter.blocks]


def _part(block: object) -> Part:
    match block:
        case Heading(text):
            return Part("heading", text)
        case Words(text):
            return Part("words", markdown(text))
        case Facts(lines):
            return Part("facts", lines=lines)
        case Items(lines, is_numbered):
            return Part("numbers" if is_numbered else "items", lines=lines)
        case Button():
            return Part("button", button_words(block))
    return Part("paragraph", getattr(block, "text", ""))
