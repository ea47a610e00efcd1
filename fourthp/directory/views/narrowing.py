"""What a question was taken for, and everything it could be narrowed to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from fourthp.directory.queries.loosening import Looser
from fourthp.directory.queries.names import names_of
from fourthp.directory.queries.questions import NEAR_KM, Question
from fourthp.directory.queries.search import Found
from fourthp.directory.rules.codes import also
from fourthp.directory.rules.lines import phrases_of, read_line
from fourthp.directory.rules.words import ANYWHERE, facets

MOST_OPTIONS = 24
GROUPS = {
    "need": gettext_lazy("Kind of help"),
    "situation": gettext_lazy("What is happening"),
    "in": gettext_lazy("Where"),
    "lang": gettext_lazy("Language, spoken or interpreted"),
    "who": gettext_lazy("Who it takes"),
    "children": gettext_lazy("Children"),
    "status": gettext_lazy("Immigration status"),
    "cost": gettext_lazy("Cost"),
    "access": gettext_lazy("Getting in"),
    "referral": gettext_lazy("Who may refer"),
}


@dataclass(frozen=True)
class Option:
    """One thing to pick: its code, name, how many it would leave, if it is picked."""

    code: str
    name: str
    count: str
    ticked: bool


@dataclass(frozen=True)
class Narrowing:
    """What was found, as somebody narrows it; regions are names by their codes."""

    found: Found
    regions: Mapping[str, str]

    def title(self, most: int) -> str:
        """Return how many answer, in words."""
        if not self.found.hits:
            return _("Nothing found")
        if self.found.more:
            return _("More than %d services") % most
        total = self.found.total()
        return ngettext("%d service", "%d services", total) % total

    def beside_title(self) -> str:
        """Return the heading above what has no known place."""
        town = self.found.town
        if town is None:
            return _("For the whole country")
        names = [self.regions[code] for code in town.regions if code in self.regions]
        if names:
            return _("Without a known place, for %s") % names[0]
        return _("Without a known place")

    def names(self, codes: Iterable[str]) -> dict[str, str]:
        """Return what some codes are called."""
        return names_of(codes, self.regions)

    def parts(self) -> dict[str, str]:
        """Return what the line was taken for: names by what to remove."""
        asked = self.found.asked
        named = self.names(asked.codes)
        if asked.place:
            named["place"] = pgettext("place", "near %s") % asked.place
        if asked.place and asked.km != NEAR_KM:
            named["km"] = _reach(asked.km)
        if asked.open_at:
            is_now = asked.open_at == asked.now
            named["now"] = _("open now") if is_now else _open_at(asked)
        said = [word for word in asked.words if word not in self.found.unknown]
        return named | {f"word:{word}": f"“{word}”" for word in said}

    def slips(self, places: Mapping[str, str]) -> list[str]:
        """Return what was typed with what it was forgiven as: `romanain=lang:ro`."""
        return [
            f"{typed}={part}"
            for typed, meant in self.found.forgiven.items()
            for part, *_span in read_line(meant, places).parts
        ]

    def remarks(self, line: str) -> list[str]:
        """Return what became of words and of a place that could not be followed."""
        found, said = self.found, []
        if found.nowhere:
            said.append(self._no_place() % found.nowhere)
        if found.unknown and found.hits:
            listed = [f"“{one}”" for one in phrases_of(line, found.unknown)]
            said.append(
                ngettext(
                    "None of these services mentions %s: shown without it.",
                    "None of these services mentions %s: shown without them.",
                    len(listed),
                )
                % get_text_list(listed, _("or"))
            )
        elif found.are_loose and found.hits:
            said.append(
                _("No service has all of these words: those with most come first.")
            )
        return said

    def _no_place(self) -> str:
        if self.found.asked.place:
            return _("We do not know a place called “%s”. These listings mention it.")
        if self.found.hits:
            return _("We do not know a place called “%s”: shown without it.")
        return _("We do not know a place called “%s”.")

    def groups(self, offered: list[Looser]) -> list[tuple[str, list[Option]]]:
        """Return each facet that would still leave something, with its counts."""
        codes = facets().groups()
        codes["in"] = [code for code in self.regions if self._may_ask(code)]
        shown = []
        for group, name in GROUPS.items():
            options = self._options(group, codes.get(group, []))
            if group == "in":
                options += self._reaches(offered)
            if options:
                shown.append((str(name), options))
        return shown

    def loosen(self, offered: list[Looser]) -> list[Option]:
        """Return what could be let go; a choice of `km` is no code."""
        named = self.parts()
        return self._reaches(offered) + [
            Option(
                " ".join(one.parts),
                " + ".join(named[part] for part in one.parts),
                _counted(one),
                ticked=False,
            )
            for one in offered
            if one.km is None
        ]

    def instead(self, one: Looser) -> str:
        """Return the heading above what answers once an offer is taken."""
        if one.km is not None:
            return _("%s there are") % _reach(one.km).capitalize()
        if one.parts == ("now",):
            return _("Open at other times")
        named = self.parts()
        gone = get_text_list([f"“{named[part]}”" for part in one.parts], _("and"))
        return _("Without %s there are") % gone

    def _may_ask(self, code: str) -> bool:
        """Beside a town only the regions that are asked for stand."""
        return self.found.town is None or code in self.found.asked.codes

    def _options(self, group: str, codes: list[str]) -> list[Option]:
        asked = frozenset(self.found.asked.codes)
        counted = {code: self._count(code) for code in codes}
        wanted = [code for code, n in counted.items() if n or code in asked]
        names = self.names(wanted)
        if group in {"lang", "in"}:
            wanted.sort(key=lambda one: (one not in asked, -counted[one], names[one]))
        return [
            Option(code, names[code], self._told(code, counted[code]), code in asked)
            for code in wanted[:MOST_OPTIONS]
        ]

    def _count(self, code: str) -> int:
        counts = self.found.counts
        if code.startswith("in:"):
            return counts[code] and counts[code] + counts[ANYWHERE]
        return counts[code] + counts[also(code)]

    def _told(self, code: str, count: int) -> str:
        """Return a count; what does not say whom it takes is counted beside it."""
        silent = self.found.counts[also(code)] if code.startswith("who:") else 0
        if not silent:
            return str(count)
        beside = ngettext("%d that does not say", "%d that do not say", silent) % silent
        return f"{count - silent} + {beside}" if count > silent else beside

    def _reaches(self, offered: list[Looser]) -> list[Option]:
        """Return how far around the town one may ask; each is a choice of `km`."""
        km = self.found.asked.km
        return [
            Option(f"{one.km:.0f}", _reach(one.km), _counted(one), one.km == km)
            for one in offered
            if one.km is not None
        ]


def _open_at(asked: Question) -> str:
    """Return when a service must be open: the day of the week, the date if far off."""
    moment = localtime(asked.open_at)
    far = abs(moment.date() - localtime(asked.now).date()) >= timedelta(days=7)
    return _("open %s") % date_format(moment, "l j F H:i" if far else "l H:i")


def _reach(km: float) -> str:
    return _("within %d km") % km if km else _("anywhere")


def _counted(one: Looser) -> str:
    return f"{one.count}+" if one.more else str(one.count)
