"""Arithmetic of the chain, with no Django."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

GENESIS = bytes(32)


def content_digest(content: Mapping[str, object]) -> bytes:
    """Return the SHA-256 of a row's canonical JSON (sorted keys, UTF-8)."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).digest()


def chain_digest(previous: bytes, link: Mapping[str, object]) -> bytes:
    """Return a link's digest: it covers the link before and everything of this one."""
    return hashlib.sha256(previous + content_digest(link)).digest()


def day_digest(contents: Iterable[bytes]) -> bytes:
    """Return one digest over a day's rows in their order."""
    whole = hashlib.sha256()
    for content in contents:
        whole.update(content)
    return whole.digest()


@dataclass(frozen=True)
class Note:
    """How one day's record ended, as somebody outside kept it; digests in hex."""

    day: date
    sequence: int
    chain: str
    reads: int
    reads_digest: str

    def spaced(self) -> str:
        """Return the note as it stands in a mail: lines may break in its digests."""
        chain, reads = _spaced(self.chain), _spaced(self.reads_digest)
        return f"{self.day} {self.sequence} {chain} {self.reads} {reads}"


def _spaced(digest: str) -> str:
    return " ".join(digest[at : at + 16] for at in range(0, len(digest), 16))


# What mail programs put into a line: soft breaks; breaks, and marks of quoting.
_SOFT, _QUOTED = re.compile(r"=\r?\n"), re.compile(r"\r?\n[>\s]*")
_DIGEST = r"((?:[0-9a-f] ?){63}[0-9a-f])"
_NOTE = re.compile(
    rf"\b([0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}) ([0-9]{{1,18}}) {_DIGEST}"
    rf" ([0-9]{{1,18}}) {_DIGEST}\b"
)


def notes_in(text: str) -> list[Note]:
    """Return every note that stands in a text, such as an old mail, each once.

    What mail programs do to lines is undone; a date that is none is no note.
    """
    whole = " ".join(_QUOTED.sub(" ", _SOFT.sub("", text.lower())).split())
    found: dict[Note, None] = {}
    for day, sequence, chain, reads, digest in _NOTE.findall(whole):
        with suppress(ValueError):
            note = Note(
                date.fromisoformat(day),
                int(sequence),
                "".join(chain.split()),
                int(reads),
                "".join(digest.split()),
            )
            found[note] = None
    return list(found)
