"""The words people read: found in the source, compiled, and made into test languages.

Nothing here needs the system's gettext. Catalogues stand in
config/locale/<language>/LC_MESSAGES/django.po; what is compiled goes into the home.
"""

import ast
import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
_TEXT = r"""u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
# What Django's templatize leaves of a template's words.
_CALL = re.compile(
    rf"(?<!\w)(_|gettext|ngettext|pgettext|npgettext)"
    rf"\(\s*({_TEXT}(?:\s*,\s*{_TEXT})*)",
    re.DOTALL,
)
_FACETS = "facets.toml"
_ONE_TEXT = re.compile(_TEXT, re.DOTALL)
# Left as they are in a test language: placeholders, tags, character references.
KEPT = re.compile(r"(%\(\w+\)[a-z]|%[a-z%]|\{\w*\}|<[^>]+>|&#?\w+;)")
_ACCENTED = str.maketrans("AEIOUYCDNSZaeiouycdnsz", "ÀÉÎÖÛÝÇÐÑŠŽàéîöûýçðñšž")
_RIGHT_TO_LEFT, _END = "\u202e", "\u202c"

Words = tuple[str, str, str]  # context, singular, plural; the last two may be empty


def accented(text: str) -> str:
    """Return a text a third longer, in brackets and with accents."""
    parts = KEPT.split(text)
    parts[::2] = [part.translate(_ACCENTED) for part in parts[::2]]
    return f"⟦{''.join(parts)}{'·' * max(1, len(text) // 3)}⟧"


def mirrored(text: str) -> str:
    """Return a text that runs from right to left."""
    parts = KEPT.split(text)
    parts[::2] = [
        f"{_RIGHT_TO_LEFT}{part}{_END}" if part.strip() else part for part in parts[::2]
    ]
    return "".join(parts)


PSEUDO: dict[str, Callable[[str], str]] = {"en_XA": accented, "ar_XB": mirrored}


def sources(package: Path) -> list[Path]:
    """Return the program's files that may hold words, without tests and migrations."""
    patterns = ("*.py", "*.html", "templates/**/*.txt", _FACETS)
    found = [file for pattern in patterns for file in package.rglob(pattern)]
    return sorted(f for f in found if not {"tests", "migrations"} & set(f.parts))


def words_of_file(file: Path) -> Iterator[Words]:
    """Yield every marked text of a Python file, a template or the facets."""
    if file.suffix in {".html", ".txt"}:
        yield from words_of_template(file.read_text())
        return
    if file.name == _FACETS:
        yield from words_of_facets(file.read_text())
        return
    for _line, words, _notes, context in extract_from_file("python", file, KEYWORDS):
        one, *more = (words,) if isinstance(words, str) else words
        yield context or "", one, more[0] if more else ""


def words_of_template(text: str) -> Iterator[Words]:
    """Yield every marked text of a template."""
    for name, arguments in _CALL.findall(templatize(text)):
        texts = [ast.literal_eval(one) for one in _ONE_TEXT.findall(arguments)]
        context = texts.pop(0) if name in {"pgettext", "npgettext"} else ""
        yield context, texts[0], texts[1] if len(texts) > 1 else ""


def words_of_facets(text: str) -> Iterator[Words]:
    """Yield what the facets of the search are called: the first of each list."""
    for options in tomllib.loads(text).values():
        for name, *_typed in options.values():
            yield "", name, ""


def catalogue(package: Path) -> Catalog:
    """Return everything that can be translated, untranslated."""
    found = Catalog(locale="en", project="Fourth P", charset="utf-8")
    for file in sources(package):
        place = [(str(file.relative_to(package)), 0)]
        for context, one, many in words_of_file(file):
            key = (one, many) if many else one
            found.add(key, locations=place, context=context or None)
    return found


def translated(words: Catalog, change: Callable[[str], str]) -> Catalog:
    """Return a catalogue whose every text was changed by a function."""
    made = Catalog(locale="en", charset="utf-8")
    for message in words:
        if message.id:
            made.add(message.id, _changed(message, change), context=message.context)
    return made


def _changed(message: Message, change: Callable[[str], str]) -> str | tuple[str, ...]:
    if isinstance(message.id, tuple):
        return tuple(change(text) for text in message.id)
    return change(str(message.id))


def prepare_languages(package: Path, target: Path, *, pseudo: bool) -> None:
    """Compile the catalogues that are missing or older than their source."""
    for file in (package / "config" / "locale").glob("*/LC_MESSAGES/django.po"):
        compiled = _compiled(target, file.parent.parent.name)
        if _is_older(compiled, file.stat().st_mtime_ns):
            with file.open("rb") as given:
                _write(read_po(given), compiled)
    if pseudo:
        _prepare_pseudo(package, target)


def _prepare_pseudo(package: Path, target: Path) -> None:
    newest = max(file.stat().st_mtime_ns for file in sources(package))
    if not any(_is_older(_compiled(target, name), newest) for name in PSEUDO):
        return
    words = catalogue(package)
    for name, change in PSEUDO.items():
        _write(translated(words, change), _compiled(target, name))


def update_catalogue(package: Path, name: str) -> Path:
    """Bring a language's catalogue up to the source, keeping what is translated."""
    file = package / "config" / "locale" / name / "LC_MESSAGES" / "django.po"
    if file.exists():
        with file.open("rb") as given:
            known = read_po(given, locale=name)
    else:
        known = Catalog(locale=name, project="Fourth P", charset="utf-8")
    known.update(catalogue(package))
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("wb") as target:
        write_po(target, known, width=88, sort_output=True, include_lineno=False)
    return file


def _compiled(target: Path, name: str) -> Path:
    return target / name / "LC_MESSAGES" / "django.mo"


def _is_older(file: Path, moment: int) -> bool:
    return not file.exists() or file.stat().st_mtime_ns < moment


def _write(words: Catalog, file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("wb") as target:
        write_mo(target, words)
