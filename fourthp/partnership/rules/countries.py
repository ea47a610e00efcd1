"""Countries by their codes (ISO 3166-1) and by what people call them."""

from collections.abc import Iterator
from functools import cache

from babel import Locale
from babel.core import get_global

from fourthp.partnership.rules.names import same_letters
from fourthp.partnership.rules.packs import pack_for, packed_countries

# Groups of countries, and codes kept for tests, stand among CLDR's territories.
_NO_COUNTRIES = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})
_SPOKEN = ("en", "de", "es", "fr", "pl", "ro", "sq")


class UnknownCountry(ValueError):
    """No country is called so."""


def country_code(text: str) -> str:
    """Return the two letters of a country (ISO 3166-1 alpha-2); raise UnknownCountry.

    Taken are its codes, also those of old and of three letters (CLDR, territory
    aliases), its name in a few languages, and what its pack says it is called.
    """
    said = text.strip()
    found = _by_code(said.upper()) or _by_name().get(same_letters(said))
    if found is None:
        raise UnknownCountry(text)
    return found


def _by_code(code: str) -> str | None:
    if code in _codes():
        return code
    meant = get_global("territory_aliases").get(code, ())
    # One that fell apart into several names none of them.
    return meant[0] if len(meant) == 1 and meant[0] in _codes() else None


@cache
def _codes() -> frozenset[str]:
    known = map(str, Locale("en").territories)
    return frozenset(c for c in known if c.isalpha()) - _NO_COUNTRIES


@cache
def _by_name() -> dict[str, str]:
    return {same_letters(name): code for name, code in _names()}


def _names() -> Iterator[tuple[str, str]]:
    for spoken in _SPOKEN:
        found = Locale(spoken).territories.items()
        yield from ((name, code) for code, name in found if code in _codes())
    for code in packed_countries():
        pack = pack_for(code)
        yield from ((name, code) for name in (pack.name, *pack.also))
