"""What a code of the search is called, in the language of whoever reads."""

from collections.abc import Iterable, Mapping

from babel import Locale
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fourthp.directory.rules.words import facets, language_code
from fourthp.foundation.text import fold


def names_of(codes: Iterable[str], regions: Mapping[str, str]) -> dict[str, str]:
    """Return the names of facets, languages and regions, by their codes."""
    return {code: regions.get(code) or _name(code) for code in codes}


def _name(code: str) -> str:
    group, _mark, option = code.partition(":")
    if group == "tel":
        return option
    if group in {"lang", "interpreter"}:
        return language_name(option)
    name = facets().names.get(code)
    return _(name) if name else ""


def language_name(code: str) -> str:
    """Return a language's name; what is no code is a name already."""
    known = facets().names.get(f"lang:{code}")
    if known is None:
        return code
    spoken = (get_language() or "en").partition("-")[0]
    if spoken == "en":
        return known
    found: str = Locale.parse(spoken).languages.get(code, known)
    return found


def language_said(name: str, code: str = "") -> str:
    """Return a language as a reader calls it; a name of its own kind stays (“Dari”)."""
    code = code or language_code(name)
    known = facets().names.get(f"lang:{code}", "")
    return name if name and fold(name) != fold(known) else language_name(code)


def facet_name(code: str) -> str:
    """Return what a facet is called; one that has no name is told as it is."""
    return _name(code) or code
