"""What a code of the search is called, in the language of whoever reads."""

from collections.abc import Iterable, Mapping

from babel import Locale
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from fourthp.directory.rules.words import (
    facets,
    language_code,
    says_more,
    tongues_in,
)

# Languages whose name in English is ours, and no standard's.
_OURS = {"fa": gettext_lazy("Farsi (Persian)")}


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
        return str(_OURS.get(code, known))
    found: str = Locale.parse(spoken).languages.get(code, known)
    return found


def language_said(name: str, code: str = "") -> str:
    """Return a language, or several of one row, as a reader calls them.

    What says more than the language stays as it is (`Dari`).
    """
    parts = tongues_in(name) or [code]
    codes = [language_code(one) for one in parts]
    if code and len(parts) == 1:
        codes = [code]
    named = [
        part if says_more(part, one) else language_name(one or part)
        for part, one in zip(parts, codes, strict=True)
    ]
    return ", ".join(named)


def facet_name(code: str) -> str:
    """Return what a facet is called; one that has no name is told as it is."""
    return _name(code) or code
