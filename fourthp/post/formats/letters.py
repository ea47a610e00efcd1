"""Letters as people read them: plain text first, and its twin in HTML.

What a list of mails or a locked screen shows of a message is its beginning. Unless a
matter may be shown to everyone, both forms begin with words that are the same in every
message of its kind (S14): the plain text with what stands below the HTML.
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

from fourthp.foundation.gaps import page_with_gaps, said_with_gaps
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


# From so many things on, a bundle says first what is in it.
_CONTENTS_FROM = 4


class CalendarTravelsAlone(ValueError):
    """A letter with a calendar cannot be part of a bundle: its buttons would go."""


@dataclass(frozen=True)
class Foot:
    """What stands around every letter: whose it is, why it came, what can be done.

    network is also the first word of the mail, so it is as neutral as its sender; and
    so is reason, which follows. links are words and an absolute URL. contact may have
    several lines. takes_answers: what is answered by mail is fetched and read. Words
    that are translated late are so in the language of the mail.
    """

    network: str
    reason: str = ""
    links: tuple[tuple[str, str], ...] = ()
    contact: str = ""
    takes_answers: bool = False

    @property
    def notes(self) -> tuple[str, ...]:
        """Return what is true of every mail, in sentences."""
        return (
            _("You can answer this mail: what you write reaches us.")
            if self.takes_answers
            else _("Please do not answer this mail: nobody may see what you write."),
            _(
                "A link in it only opens a page: nothing happens before you press a"
                " button there."
            ),
            _(
                "Nobody in the network ever asks for your password, neither by mail nor"
                " by telephone."
            ),
        )


def letter_text(letter: Letter, *, foot: Foot, is_open: bool = False) -> str:
    """Return a letter as plain text in the language that is active.

    is_open: the matter is TLP:CLEAR, so that its words may be seen in a list.
    """
    begin = wrapped(foot.network) if is_open else _neutral_beginning(foot)
    parts = [begin, wrapped(letter.title), *_texts_of(letter.blocks)]
    body = stuffed("\n\n".join(part for part in parts if part))
    body = said_with_gaps(body)
    end = stuffed(_foot_text(foot, is_open=is_open))
    return f"{body}\n\n{SEPARATOR}\n{end}\n" if end else f"{body}\n"


def _neutral_beginning(foot: Foot) -> str:
    words = " ".join(one for one in (str(foot.reason), *foot.notes) if one)
    lines = [wrapped(foot.network), "", wrapped(words)]
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
        case Items(lines, is_numbered):
            return "\n".join(_items(lines, is_numbered))
        case Button():
            return _link(button_words(block), block.url)


def button_words(button: Button) -> str:
    """Return what stands on a button: also that its reader has to sign in, if so."""
    if not button.signs_in:
        return button.label
    return _("%s (you sign in first)") % button.label


def _items(lines: Sequence[str], is_numbered: bool) -> Iterator[str]:
    for number, line in enumerate(lines, 1):
        yield wrapped(line, begin=f"{number}. " if is_numbered else "- ")


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


def _foot_text(foot: Foot, *, is_open: bool) -> str:
    """Return what stands below a letter, without what was said above it."""
    parts = (
        wrapped(foot.reason) if is_open else "",
        *(_link(words, url) for words, url in foot.links),
        wrapped(" ".join(foot.notes)) if is_open else "",
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
    html = get_template("post/mail/letter.html").render(
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
    return page_with_gaps(html)


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


def bundle_letter(parts: Sequence[tuple[str, Letter]]) -> Letter:
    """Return one letter of several, each with a number by which it is spoken of.

    parts are a section's title and a letter; a section stands where it comes first, and
    has a heading where there are two or more. One thing alone stays as it is. Raises
    CalendarTravelsAlone.
    """
    if any(letter.calendar for _section, letter in parts):
        raise CalendarTravelsAlone(_("A letter with a calendar has to go by itself."))
    if len(parts) == 1:
        return parts[0][1]
    sections: dict[str, list[Letter]] = {}
    for section, letter in parts:
        sections.setdefault(section, []).append(letter)
    titles = [one.title for letters in sections.values() for one in letters]
    numbers, level = count(1), 2 if len(sections) == 1 else 3
    blocks: list[Block] = []
    if len(parts) >= _CONTENTS_FROM:
        blocks.append(Items(tuple(titles), is_numbered=True))
    for section, letters in sections.items():
        if level > 2:
            blocks.append(Heading(section))
        for letter in letters:
            blocks += _part(letter, next(numbers), level)
    return Letter(_counted(len(parts)), tuple(blocks))


def _part(letter: Letter, number: int, level: int) -> Iterator[Block]:
    """Yield a letter's blocks below its title, its headings one level lower."""
    yield Heading(f"{number}. {letter.title}", level=level, is_part=True)
    for block in letter.blocks:
        if isinstance(block, Heading):
            yield replace(block, level=level + 1)
        else:
            yield block


def _counted(number: int) -> str:
    words = ngettext("%(count)d thing for you", "%(count)d things for you", number)
    return words % {"count": number}
