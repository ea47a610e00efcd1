"""What the person guard says of a text, in this network, today."""

from collections.abc import Callable
from functools import cache, reduce
from operator import or_

from babel import Locale
from django.db.models import Q
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fourthp.foundation.clock import today
from fourthp.foundation.guarded import Verdict
from fourthp.partnership.models import ContactPoint, HelpLine, Network, Reach, Term
from fourthp.partnership.models.words import Vocabulary
from fourthp.partnership.rules.guard.judging import judge_text
from fourthp.partnership.rules.guard.lists import lists
from fourthp.partnership.rules.guard.marks import Judgement, Kind, Mark
from fourthp.partnership.rules.guard.phones import known_token, tokens_in
from fourthp.partnership.rules.guard.words import LANGUAGES

NAMES = {
    Kind.BIRTH_DATE: gettext_lazy("somebody’s date of birth"),
    Kind.PHONE: gettext_lazy("somebody’s own telephone number"),
    Kind.PLATE: gettext_lazy("the number plate of a vehicle"),
    Kind.NATIONAL_ID: gettext_lazy("somebody’s identity or insurance number"),
    Kind.HEALTH_NUMBER: gettext_lazy("somebody’s health number"),
    Kind.ADDRESS: gettext_lazy("where somebody lives"),
    Kind.DOCUMENT: gettext_lazy("the number of somebody’s papers or case"),
    Kind.AGE: gettext_lazy("an age"),
    Kind.NATIONALITY: gettext_lazy("a nationality"),
    Kind.PLACE: gettext_lazy("a place"),
    Kind.DATE: gettext_lazy("a day"),
    Kind.FAMILY: gettext_lazy("family"),
    Kind.HEALTH: gettext_lazy("health"),
}
# What may be meant well, and how to say so that the guard understands.
WAYS_ON = {
    Kind.PHONE: gettext_lazy(
        "If it is for work, say so before it: “duty phone”, “office”."
    ),
    Kind.ADDRESS: gettext_lazy(
        "If people meet or work there, say so: “hall”, “office”."
    ),
}
MOST_TOLD = 3
ISOLATED = "\N{FIRST STRONG ISOLATE}%s\N{POP DIRECTIONAL ISOLATE}"


def verdict(text: str, allowed: frozenset[str]) -> Verdict:
    """Say in words what in a text tells who somebody is, and what tells her story."""
    judged = judge(text, without=frozenset(map(Kind, allowed)))
    refusals = tuple(_refusal(text, one) for one in judged.stops[:MOST_TOLD])
    said = {one.kind: _said(text, one) for one in reversed(judged.story)}
    return Verdict(refusals, {str(NAMES[k]): said[k] for k in Kind if k in said})


def _refusal(text: str, mark: Mark) -> str:
    found = {"said": _said(text, mark), "kind": NAMES[mark.kind]}
    words = _("“%(said)s” looks like %(kind)s: that must not stand here.") % found
    way = WAYS_ON.get(mark.kind)
    return f"{words} {way}" if way else words


def _said(text: str, mark: Mark) -> str:
    return ISOLATED % " ".join(text[mark.start : mark.end].split())


def judge(text: str, *, without: frozenset[Kind] = frozenset()) -> Judgement:
    """Say what in a text looks like a person; numbers that are no secret do not.

    without: what nobody minds in this text.
    """
    known, large = known_numbers(tokens_in(text)), large_places()
    return judge_text(
        text, year=today().year, known=known, areas=large, without=without
    )


def known_numbers(tokens: frozenset[str]) -> frozenset[str]:
    """Return those of some tokens that the network, or a room above, lists openly."""
    if not tokens:
        return tokens
    found = tokens & {known_token(number) for number in _own_numbers(tokens)}
    for question in lists():
        ask: Callable[[frozenset[str]], frozenset[str]] = import_string(question)
        found |= ask(tokens - found) if tokens - found else frozenset()
    return found


def _own_numbers(tokens: frozenset[str]) -> set[str]:
    own = {*HelpLine.objects.values_list("number", flat=True)}
    own |= {*Network.objects.values_list("contact_phone", flat=True)}
    shown = ContactPoint.objects.filter(
        ends_like(tokens, "value"), reach__in=(Reach.NETWORK, Reach.PUBLIC)
    )
    return own | {*shown.values_list("value", flat=True)}


def ends_like(tokens: frozenset[str], column: str) -> Q:
    """Return what narrows a column to numbers that may be one of some tokens."""
    ends = (Q(**{f"{column}__endswith": one[-2:]}) for one in tokens)
    return reduce(or_, ends)


def large_places() -> frozenset[str]:
    """Return the names of the network's areas, of countries, languages and months."""
    areas = Term.objects.of(Vocabulary.AREA).values_list("name", flat=True)
    return _of_the_world() | {name.casefold() for name in areas}


@cache
def _of_the_world() -> frozenset[str]:
    """Return what “in …” may name that is no place: countries, languages, days."""
    names: set[str] = set()
    for locale in map(Locale, LANGUAGES):
        names |= {*locale.territories.values(), *locale.languages.values()}
        for said in (locale.months, locale.days):
            names |= {*said["format"]["wide"].values()}
            names |= {*said["stand-alone"]["wide"].values()}
    return frozenset(name.casefold() for name in names)
