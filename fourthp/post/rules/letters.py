"""Letters: what a message says, as blocks that every form of it is drawn from."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any


@dataclass(frozen=True)
class Heading:
    """The name of what follows; level 2 is below the title, 3 and 4 below that.

    is_part: one of several letters that go as one begins here.
    """

    text: str
    level: int = 2
    is_part: bool = False


@dataclass(frozen=True)
class Paragraph:
    """Plain words, without any markup."""

    text: str


@dataclass(frozen=True)
class Words:
    """What a person wrote, in Markdown."""

    text: str


@dataclass(frozen=True)
class Facts:
    """Names and values, a line each."""

    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Items:
    """A list, an item a line; is_numbered: by which they are spoken of."""

    lines: tuple[str, ...]
    is_numbered: bool = False


@dataclass(frozen=True)
class Button:
    """A link to a page on which something can be done; the URL is absolute.

    signs_in: the page opens for whoever is signed in, and for nobody else.
    """

    label: str
    url: str
    is_quiet: bool = False
    signs_in: bool = False


Block = Heading | Paragraph | Words | Facts | Items | Button
_BLOCKS: dict[str, type[Any]] = {
    "heading": Heading,
    "paragraph": Paragraph,
    "words": Words,
    "facts": Facts,
    "items": Items,
    "button": Button,
}
_NAMES = {kind: name for name, kind in _BLOCKS.items()}


@dataclass(frozen=True)
class Letter:
    """What a message says inside; its envelope says nothing of it.

    title is its first line. calendar is a whole iCalendar file with one method (RFC
    5546), given by a room.
    """

    title: str
    blocks: tuple[Block, ...] = ()
    calendar: str = ""
    calendar_method: str = ""


def letter_json(letter: Letter) -> dict[str, Any]:
    """Return a letter as JSON keeps it."""
    blocks = [{"block": _NAMES[type(one)], **asdict(one)} for one in letter.blocks]
    return {
        "title": letter.title,
        "blocks": blocks,
        "calendar": letter.calendar,
        "calendar_method": letter.calendar_method,
    }


def says_any(kept: Mapping[str, Any], wanted: Iterable[str]) -> bool:
    """Tell whether any of some words, case folded, stands in what JSON keeps."""
    said = json.dumps(kept, ensure_ascii=False).casefold()
    return any(word in said for word in wanted)


def letter_of(kept: Mapping[str, Any]) -> Letter:
    """Return the letter that JSON keeps; of nothing, an empty one."""
    return Letter(
        kept.get("title", ""),
        tuple(_block(one) for one in kept.get("blocks", ())),
        kept.get("calendar", ""),
        kept.get("calendar_method", ""),
    )


def _block(kept: Mapping[str, Any]) -> Block:
    values = {name: value for name, value in kept.items() if name != "block"}
    if kept["block"] == "facts":
        values["lines"] = tuple((name, value) for name, value in values["lines"])
    elif kept["block"] == "items":
        values["lines"] = tuple(values["lines"])
    found: Block = _BLOCKS[kept["block"]](**values)
    return found


def letter_of_nobody(letter: Letter, other: Letter, *, instead: str) -> Letter:
    """Return a letter without the links that are its reader's own.

    A button leads where it led only if a letter of the same mailing to somebody else
    has a button that leads there as well. The calendar goes: it names its reader.
    """
    shared = _links(other) if letter is not other else frozenset()
    blocks = tuple(
        replace(one, url=instead)
        if isinstance(one, Button) and one.url not in shared
        else one
        for one in letter.blocks
    )
    return replace(letter, blocks=blocks, calendar="", calendar_method="")


def _links(letter: Letter) -> frozenset[str]:
    return frozenset(one.url for one in letter.blocks if isinstance(one, Button))
