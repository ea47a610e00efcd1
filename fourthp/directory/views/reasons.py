"""Why a result is here, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils.text import capfirst
from django.utils.timesince import timesince
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fourthp.directory.queries.cards import Card
from fourthp.directory.queries.names import names_of
from fourthp.directory.queries.questions import Question
from fourthp.directory.queries.search import Hit
from fourthp.directory.rules.ranking import Why, reasons
from fourthp.directory.rules.words import stem

_SAID = {
    "agency": gettext_lazy("it is of the agency that you named"),
    "name": gettext_lazy("its name says “%s”"),
    "text": gettext_lazy("its listing says “%s”"),
    "speaks": gettext_lazy("speaks %s"),
    "interpreter": gettext_lazy("has an interpreter for %s"),
    "in": gettext_lazy("in %s"),
    "has": gettext_lazy("offers or takes: %s"),
    "open": gettext_lazy("open now"),
}
_FOR = {
    "who:women": gettext_lazy("for women"),
    "who:men": gettext_lazy("for men"),
    "who:children": gettext_lazy("for children"),
    "who:families": gettext_lazy("for families"),
    "who:lgbt": gettext_lazy("for LGBT+ people"),
}
# Found for them all the same: whom it takes was not said.
_SILENT = {
    "who:women": gettext_lazy("does not say whether it takes women"),
    "who:men": gettext_lazy("does not say whether it takes men"),
    "who:children": gettext_lazy("does not say whether it takes children"),
    "who:families": gettext_lazy("does not say whether it takes families"),
}
_NOT_FOR = {
    "who:women": gettext_lazy("Not for women"),
    "who:men": gettext_lazy("Not for men"),
    "who:children": gettext_lazy("Not for children"),
    "who:families": gettext_lazy("Not for families"),
    "who:lgbt": gettext_lazy("Not for LGBT+ people"),
}


def not_for(code: str) -> str:
    """Return whom a service is not for, in words."""
    return str(_NOT_FOR.get(code, ""))


@dataclass(frozen=True)
class Reasons:
    """Why results are here, in words; what all of a page share is found once."""

    asked: Question
    regions: Mapping[str, str]

    def of(self, hit: Hit, card: Card) -> str:
        """Return why a result is here, the strongest first, as one sentence."""
        found = reasons(
            hit.facts,
            words=self._words(hit),
            wanted=self.asked.codes,
            codes=frozenset(hit.codes.split()),
            names=frozenset(hit.names.split()),
        )
        return capfirst(", ".join([self._say(why, hit, card) for why in found]))

    @cached_property
    def _names(self) -> dict[str, str]:
        return names_of(self.asked.codes, self.regions)

    @cached_property
    def _said(self) -> dict[str, str]:
        return {kind: str(words) for kind, words in _SAID.items()}

    def _words(self, hit: Hit) -> dict[str, str]:
        """Return the words that a result has, by stem; an agency's is said as one."""
        agencies = self.asked.agencies if hit.facts.is_of_agency else ()
        named = set(" ".join(agencies).split())
        words = [word for word in self.asked.words if word not in named]
        return {one: word for word in words if (one := stem(word)) not in hit.lacks}

    def _say(self, why: Why, hit: Hit, card: Card) -> str:
        if why.kind == "near":
            return _("about %d km away") % max(1, round(hit.facts.km or 0))
        if why.kind == "fresh":
            today = localdate(self.asked.now)
            return _checked(card.assured_date or today, today)
        if why.kind == "for":
            return str(_FOR.get(why.about, why.about))
        if why.kind == "silent":
            return str(_SILENT[why.about])
        about = self._names.get(why.about, why.about)
        said = self._said[why.kind]
        return said % about if "%s" in said else said


def _checked(day: date, today: date) -> str:
    if day >= today:
        return _("checked today")
    return _("checked %s ago") % timesince(day, today, depth=1)
