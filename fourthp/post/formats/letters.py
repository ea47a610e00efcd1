"""Letters as people read them: plain text first, and its twin in HTML.

What a list of mails or a locked screen shows of a message is its beginning. Unless a
matter may be shown to everyone, both forms begin with words that are always the same
(S14).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import count
from typing import Any

from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fourthp.foundation.text import markdown
from fourthp.post.formats.look import LIGHT, sheet, styles_of, written_attributes
from fourthp.post.formats.plain import WIDTH, clean, plain_words, stuffed, wrapped
from fourthp.post.rules.letters import (
    Block,
    Button,
    Facts,
    Heading,
    Items,
    Letter,
    Paragraph,
    Words,
)

# How much of a mail programs show in a list, at most: Exchange gives 256 letters.
PREVIEW = 256
# Programs that show the HTML's beginning go on until they have enough: this is enough,
# and nothing to see. Their kinds alternate, because a run of one kind is cut short.
_NOTHING = mark_safe("&#847;&zwnj;&nbsp;" * (PREVIEW // 3 + 1))  # noqa: S308 -- ours
# Reply programs cut off from here what they quote (RFC 3676, 4.3).
SEPARATOR = "-- "
# Words after which no colon stands before a URL.
_ENDS = (".", "!", "?", ":", "…", "؟", "。")
_PARTS: dict[type[Any], str] = {
    Heading: "post/mail/_heading.html",
    Paragraph: "post/mail/_paragraph.html",
    Words: "post/mail/_words.html",
    Facts: "post/mail/_facts.html",
    Items: "post/mail/_items.html",
    Button: "post/mail/_button.html",
}


class CalendarTravelsAlone(ValueError):
    """A letter with a calendar cannot be part of a bundle: its buttons would go."""


@dataclass(frozen=True)
class Foot:
    """What stands around every letter: whose it is, why it came, what can be done.

    network is also the first word of the mail, so it is as neutral as its sender.
    links are words and an absolute URL. contact may have several lines. Words that are
    translated late are so in the language of the mail.
    """

    network: str
    reason: str = ""
    links: tuple[tuple[str, str], ...] = ()
    contact: str = ""


def letter_text(letter: Letter, *, foot: Foot, is_open: bool = False) -> str:
    """Return a letter as plain text in the language that is active.

    is_open: the matter is TLP:CLEAR, so that its words may be seen in a list.
    """
    begin = wrapped(foot.network) if is_open else _neutral_beginning(foot.network)
    parts = [begin, wrapped(letter.title), *_texts_of(letter.blocks)]
    body = "\n\n".join(part for part in parts if part)
    return f"{stuffed(body)}\n\n{SEPARATOR}\n{stuffed(_foot_text(foot))}\n"


def _neutral_beginning(network: str) -> str:
    words = _(
        "Lists of mail and locked screens show the first lines of a message, and"
        " other people may see them. So these first lines say nothing about you,"
        " your work or what this message is about: they are the same in every"
        " message of this sort. The message itself comes next."
    )
    lines = [wrapped(network), "", wrapped(words)]
    missing = PREVIEW - sum(len(line.strip()) for line in lines)
    # A language may need fewer letters than a program shows.
    lines += ["_" * WIDTH] * -(-missing // WIDTH)
    return "\n".join([*lines, ""])


def _texts_of(blocks: Sequence[Block]) -> Iterator[str]:
    """Yield each block; a heading stands apart from what it does not belong to."""
    above: Block = Heading("")
    for block in blocks:
        is_apart = isinstance(block, Heading) and not isinstance(above, Heading)
        yield f"\n{_text_of(block)}" if is_apart else _text_of(block)
        above = block


def _text_of(block: Block) -> str:
    match block:
        case Heading(text):
            return wrapped(text)
        case Paragraph(text):
            return wrapped(text)
        case Words(text):
            return plain_words(text)
        case Facts(lines):
            return "\n".join(_fact(name, value) for name, value in lines)
        case Items(lines):
            return "\n".join(wrapped(line, begin="- ") for line in lines)
        case Button():
            return _link(button_words(block), block.url)


def button_words(button: Button) -> str:
    """Return what stands on a button: also that its reader has to sign in, if so."""
    if not button.signs_in:
        return button.label
    return _("%s (you sign in first)") % button.label


def _fact(name: str, value: str) -> str:
    """Return a fact on one line, or its lines below its name."""
    value = clean(value).strip()
    if "\n" in value:
        value = "".join(f"\n  {line}" for line in value.split("\n"))
    return wrapped(f"{name}: {value}")


def _link(words: str, url: str) -> str:
    words = clean(words).strip()
    colon = "" if words.endswith(_ENDS) else ":"
    return f"{wrapped(words)}{colon}\n{url}"


def _foot_text(foot: Foot) -> str:
    parts = (
        wrapped(foot.reason),
        *(_link(words, url) for words, url in foot.links),
        wrapped(foot.contact),
    )
    return "\n\n".join(part for part in parts if part)


def letter_html(
    letter: Letter,
    *,
    foot: Foot,
    subject: str,
    language: str,
    direction: str,
    is_open: bool = False,
) -> str:
    """Return a letter as a whole HTML document in the language that is active.

    subject is the neutral one of the envelope; direction is ltr or rtl. Nothing in it
    is loaded from anywhere.
    """
    return get_template("post/mail/letter.html").render(
        {
            "letter": letter,
            "parts": [_drawn(block, direction) for block in letter.blocks],
            "foot": foot,
            "subject": subject,
            "language": language,
            "direction": direction,
            "nothing": "" if is_open else _NOTHING,
            "colour": LIGHT,
            "sheet": sheet(),
            "style": styles_of(direction),
        }
    )


def _drawn(block: Block, direction: str) -> dict[str, Any]:
    drawn = {"template": _PARTS[type(block)], "block": block}
    if isinstance(block, Words):
        drawn["html"] = words_html(block.text, direction)
    elif isinstance(block, Button):
        drawn["label"] = button_words(block)
    return drawn


@lru_cache(maxsize=32)
def words_html(text: str, direction: str) -> SafeString:
    """Return what a person wrote in Markdown as HTML with the styles of a mail.

    Kept for a while: a mailing says the same words to many.
    """
    return markdown(text, attributes=written_attributes(direction), is_sent=True)


def bundle_letter(parts: Sequence[tuple[str, Letter]], *, title: str = "") -> Letter:
    """Return one letter of several: what is in it first, then each below its section.

    parts are a section's title and a letter; a section stands where it comes first.
    title: else how many things are in it. Raises CalendarTravelsAlone.
    """
    if any(letter.calendar for _section, letter in parts):
        raise CalendarTravelsAlone(_("A letter with a calendar has to go by itself."))
    sections: dict[str, list[Letter]] = {}
    for section, letter in parts:
        sections.setdefault(section, []).append(letter)
    if len(parts) > 1:
        sections = _numbered(sections)
    blocks: list[Block] = [_contents(sections)] if len(parts) > 1 else []
    for section, letters in sections.items():
        blocks.append(Heading(section))
        for letter in letters:
            blocks += [Heading(letter.title, level=3), *_lowered(letter)]
    return Letter(title or _counted(len(parts)), tuple(blocks))


def _numbered(sections: dict[str, list[Letter]]) -> dict[str, list[Letter]]:
    """Return the letters with a number each, by which it is found and spoken of."""
    numbers = count(1)
    return {
        section: [
            replace(one, title=f"{next(numbers)}. {one.title}") for one in letters
        ]
        for section, letters in sections.items()
    }


def _counted(number: int) -> str:
    words = ngettext("%(count)d thing for you", "%(count)d things for you", number)
    return words % {"count": number}


def _contents(sections: dict[str, list[Letter]]) -> Facts:
    return Facts(
        tuple(
            (section, "\n".join(letter.title for letter in letters))
            for section, letters in sections.items()
        )
    )


def _lowered(letter: Letter) -> list[Block]:
    """Return a letter's blocks with its headings below its title in a bundle."""
    return [
        replace(block, level=4) if isinstance(block, Heading) else block
        for block in letter.blocks
    ]
