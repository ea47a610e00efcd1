"""Arithmetic of the chain, with no Django."""

import hashlib
import json
from collections.abc import Iterable, Mapping

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
