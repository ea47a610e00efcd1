"""What is answered: judged as it is typed, and what a network is made of it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from fourthp.config.commands import CannotBeDone, short_line
from fourthp.foundation.text import fold
from fourthp.partnership.models import HelpLine, Profile
from fourthp.partnership.operations.network import NetworkFacts
from fourthp.partnership.rules.countries import UnknownCountry, country_code
from fourthp.partnership.rules.languages import UnknownLanguage, language_codes
from fourthp.partnership.rules.numbers import can_be_rung
from fourthp.partnership.rules.packs import Number, Pack, pack_for

Answers = dict[str, str]
ALL, YES, NO = "all", "yes", "no"
# What people type where they mean that nothing shall stand there.
NOTHING = frozenset({"-", "–", "none", "nothing", "no", "n/a"})
KINDS = {
    "emergency": (HelpLine.Kind.EMERGENCY, "Emergency services"),
    "national": (HelpLine.Kind.NATIONAL, "National helpline"),
}


def pack_of(said: Answers) -> Pack:
    """Return the pack of the country that was said."""
    return pack_for(said.get("country", ""))


def usable(name: str, text: str, said: Answers) -> str:
    """Return an answer as it is kept; raise CannotBeDone with a sentence."""
    text = short_line(text)
    judge = _JUDGES.get(name.partition(":")[0])
    return judge(text, said) if judge and text else text


def _country(text: str, _said: Answers) -> str:
    try:
        return country_code(text)
    except UnknownCountry as problem:
        raise CannotBeDone(
            f"No country is written {text}: use its name, or two letters, as GB."
        ) from problem


def _zone(text: str, _said: Answers) -> str:
    if text not in available_timezones():
        raise CannotBeDone(f"No time zone is called {text}: try Europe/London.")
    return text


def _languages(text: str, _said: Answers) -> str:
    try:
        return " ".join(language_codes(text))
    except UnknownLanguage as problem:
        raise CannotBeDone(
            f"No language is written {problem}: use short codes, as en or pt-BR."
        ) from problem


def _number(text: str, _said: Answers) -> str:
    if not can_be_rung(text):
        raise CannotBeDone(f"{text} is not a telephone number.")
    return text


def _proposed(text: str, _said: Answers) -> str:
    """Take yes, no, or the number that is right instead."""
    short = {"y": YES, "n": NO}.get(text.lower(), text.lower())
    if short in {YES, NO} or can_be_rung(text):
        return short if short in {YES, NO} else text
    raise CannotBeDone("Say yes, no, or the number that is right.")


def _address(text: str, _said: Answers) -> str:
    try:
        validate_email(text)
    except ValidationError as problem:
        raise CannotBeDone(f"{text} is not an e-mail address.") from problem
    return text


def _own_address(other: str) -> Callable[[str, Answers], str]:
    """Return what judges an address that must not be another answer’s too."""

    def judge(text: str, said: Answers) -> str:
        if fold(_address(text, said)) == fold(said.get(other, "")):
            raise CannotBeDone("The two of them need an address each.")
        return text

    return judge


def _profile(text: str, _said: Answers) -> str:
    if text.lower() not in Profile.values:
        raise CannotBeDone(f"Say {', '.join(Profile.values[:-1])} or formal.")
    return text.lower()


def _areas(text: str, said: Answers) -> str:
    """Take all, numbers of the list that was shown, names of it, or other names."""
    # “[all]” asks for no yes, and gets one all the same.
    if text.lower() in {ALL, "yes", "y"}:
        return ALL
    split_areas(text, pack_of(said))
    return text


_JUDGES: dict[str, Callable[[str, Answers], str]] = {
    "country": _country,
    "time_zone": _zone,
    "languages": _languages,
    "number": _proposed,
    "emergency": _number,
    "national": _number,
    "areas": _areas,
    "contact_email": _address,
    "contact_phone": _number,
    "profile": _profile,
    "email": _own_address("second_email"),
    "second_email": _own_address("email"),
}


def split_areas(text: str, pack: Pack) -> tuple[set[str], list[str]]:
    """Return the codes of the pack's areas that are meant, and other areas' names."""
    codes, names = set[str](), list[str]()
    known = {fold(area.name): area.code for area in pack.areas}
    known |= {str(n): area.code for n, area in enumerate(pack.areas, 1)}
    for part in filter(None, map(str.strip, text.split(","))):
        if fold(part) in known:
            codes.add(known[fold(part)])
        elif part.isdigit():
            raise CannotBeDone(f"There is no area {part} in the list.")
        elif fold(part) not in map(fold, names):
            names.append(part)
    return codes, names


def areas_of(said: Answers) -> tuple[set[str], list[str]] | None:
    """Return the codes and names of the areas that were chosen; None for all."""
    text = said.get("areas", "")
    if text.lower() in {"", ALL}:
        return None
    return split_areas(text, pack_of(said))


def in_words(name: str, said: Answers) -> str:
    """Return an answer as the summary shows it."""
    answer, pack = said[name], pack_of(said)
    if name == "country" and pack.name:
        return f"{answer} ({pack.name})"
    if name == "areas" and (chosen := areas_of(said)) is not None:
        codes, names = chosen
        known = [area.name for area in pack.areas if area.code in codes]
        return ", ".join([*known, *names])
    return answer or "–"


def numbers_of(said: Answers) -> list[Number]:
    """Return the numbers that somebody has just confirmed or typed."""
    found = []
    for at, one in enumerate(pack_of(said).numbers):
        answer = said.get(f"number:{at}", NO)
        if answer != NO:
            number = one.number if answer == YES else answer
            found.append(replace(one, number=number))
    for kind, (value, name) in KINDS.items():
        if said.get(kind):
            found.append(_typed(said[kind], value, name, pack_of(said)))
    return sorted(found, key=lambda one: one.kind != HelpLine.Kind.EMERGENCY)


def _typed(number: str, kind: str, name: str, pack: Pack) -> Number:
    """Return a typed number; one that the pack knows bears its name."""
    for one in pack.numbers:
        if one.kind == kind and one.number.replace(" ", "") == number.replace(" ", ""):
            return replace(one, number=number)
    return Number(kind, number, name, noted_on=date.min, where="")


def has_emergency(said: Answers) -> bool:
    """Tell whether some number for danger was confirmed or typed."""
    return any(one.kind == HelpLine.Kind.EMERGENCY for one in numbers_of(said))


def facts_of(said: Answers) -> NetworkFacts:
    """Return what the network says of itself."""
    return NetworkFacts(
        name=said["name"],
        country=said["country"],
        time_zone=said["time_zone"],
        languages=tuple(said.get("languages", "").split()),
        profile=said.get("profile") or Profile.ORDINARY,
        controller=said.get("controller", ""),
        controller_address=said.get("controller_address", ""),
        contact_email=said.get("contact_email", ""),
        contact_phone=said.get("contact_phone", ""),
    )
