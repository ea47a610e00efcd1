"""The question, and everything that narrows it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from types import MappingProxyType

from django import forms
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from fourthp.directory.forms.times import TimeBox
from fourthp.directory.queries.places import agencies_in, known_places
from fourthp.directory.queries.questions import NEAR_KM, REACHES, Question
from fourthp.directory.queries.search import MOST, PAGE
from fourthp.directory.rules.lines import OPEN_NOW, Asked, line_without, read_line
from fourthp.directory.rules.words import facets, place_names

LONGEST = 200
MOST_KEPT = 3
MOST_PAGES = 2 * MOST // PAGE  # more than there are


class CodesField(forms.MultipleChoiceField):
    """Facets, languages and regions that are ticked."""

    regions: Mapping[str, str] = MappingProxyType({})

    def valid_value(self, value: str) -> bool:
        """Tell whether a code is known."""
        return value in facets().names or value in self.regions


class SlipsField(forms.MultipleChoiceField):
    """What was typed and what it was forgiven as: `romanain=lang:ro`."""

    def valid_value(self, value: str) -> bool:
        """Tell whether a value has two halves."""
        return "=" in value


def _is_near(day: date) -> None:
    """Refuse a day so far off that no clock has it."""
    if not 2000 <= day.year <= 2200:
        raise forms.ValidationError(_("Type a day of this year or the next."))


def _is_ticked(code: str) -> bool:
    """Tell whether a code has a box to tick on the page; a number has none."""
    return ":" in code and not code.startswith(("tel:", "word:"))


class FindForm(forms.Form):
    """The one box, and everything that was ticked or taken away since.

    was and there are the line and the place that the page before was made from, slip
    what they were forgiven as, here its number. keep is pressed on one of its results;
    drop takes one off the list, and may put another one there.
    """

    q = forms.CharField(max_length=LONGEST, required=False, label=_("What is needed"))
    place = forms.CharField(max_length=LONGEST, required=False, label=_("Town or area"))
    now = forms.BooleanField(required=False, label=_("Open now"))
    on = forms.DateField(required=False, label=_("Day"), validators=[_is_near])
    at = TimeBox(required=False, label=_("Time"))
    f = CodesField(required=False)
    was = forms.CharField(max_length=LONGEST, required=False)
    there = forms.CharField(max_length=LONGEST, required=False)
    slip = SlipsField(required=False)
    kept = forms.CharField(required=False)
    keep = forms.CharField(required=False)
    drop = forms.CharField(required=False)
    here = forms.IntegerField(required=False, min_value=1, max_value=MOST_PAGES)
    km = forms.ChoiceField(
        required=False, choices=[(f"{km:.0f}", f"{km:.0f}") for km in REACHES]
    )
    remove = forms.CharField(required=False)
    page = forms.IntegerField(required=False, min_value=1, max_value=MOST_PAGES)

    def __init__(self, *args: object, **kwargs: object) -> None:
        # Its boxes are drawn by hand; what is wrong with one leads to it all the same.
        super().__init__(*args, **{"auto_id": "%s", **kwargs})  # type: ignore[arg-type]  # handed on as they came
        self.places = known_places()
        self._lines: dict[str, Asked] = {}
        self.fields["f"].regions = self.places.regions  # type: ignore[attr-defined]  # as above

    def typed_line(self) -> str:
        """Return the line as it was typed, without what was taken away since."""
        typed = self._said("q")
        return line_without(typed, self._read(typed), self._gone())

    def typed_place(self) -> str:
        """Return the place as it was typed, unless it was taken away."""
        typed = self._said("place")
        codes = {self._region(typed), *self._slips_of(typed)} - {""}
        gone = {"place", *codes} & set(self._removed())
        if self._is_same("place", "there"):
            gone |= {code for code in codes if ":" in code} - self._ticks()
        return "" if gone else typed

    def wanted_page(self) -> int:
        """Return the page that is asked for; a press on a result stays on its own."""
        cleaned = self.cleaned_data
        stays = cleaned.get("keep") or cleaned.get("drop")
        return (cleaned.get("here") if stays else cleaned.get("page")) or 1

    def asked(self) -> Asked:
        """Return what the line and the boxes say: codes, a place, words left over."""
        read = self._read(self.typed_line())
        codes, typed = [*read.codes, *self._ticked()], self.typed_place()
        codes = [code for code in codes if code != OPEN_NOW]
        place = self.places.names.get(next(iter(place_names([typed])), ""), typed)
        if place.startswith("in:"):
            codes, place = [*codes, place], ""
        return replace(
            read,
            codes=tuple(dict.fromkeys(codes)),
            place=place or read.place or read.strange,
        )

    def question(self, *, now: datetime) -> Question:
        """Return the question that the form asks, without what is to be taken away."""
        asked = self.asked()
        question = Question(
            now=now,
            words=asked.words,
            codes=asked.codes,
            place=asked.place,
            open_at=self._moment(now),
            km=float(self.cleaned_data["km"] or NEAR_KM),
            agencies=asked.agencies,
            places=self.places,
        )
        return question.without(self._removed())

    def _read(self, line: str) -> Asked:
        if line not in self._lines:
            agencies = agencies_in(line)
            self._lines[line] = read_line(line, self.places.names, agencies)
        return self._lines[line]

    def _removed(self) -> list[str]:
        removed: str = self.cleaned_data.get("remove", "")
        parts = removed.split()
        return [*parts, OPEN_NOW] if "now" in parts else parts

    def _gone(self) -> set[str]:
        """Return what is taken away from the line: by a press, or by a tick undone."""
        read, gone = self._read(self._said("q")), set(self._removed())
        slips = {word: self._slips_of(word) for word in read.words}
        if self._is_same("q", "was"):
            codes = {*read.codes, *(code for some in slips.values() for code in some)}
            gone |= {code for code in codes if _is_ticked(code)} - self._ticks()
        return gone | {f"word:{word}" for word, some in slips.items() if gone & some}

    def _ticked(self) -> list[str]:
        """Return the codes that were ticked, without those of what was typed before."""
        old = {self._region(self._said("there")), *self._slips_of(self._said("there"))}
        was = self._read(self._said("was"))
        old |= {*was.codes, *(c for word in was.words for c in self._slips_of(word))}
        return [code for code in self.cleaned_data.get("f", []) if code not in old]

    def _ticks(self) -> set[str]:
        now = {OPEN_NOW} if self.cleaned_data.get("now") else set()
        return now.union(self.cleaned_data.get("f", []))

    def _region(self, typed: str) -> str:
        """Return the code of a region that was typed as the place, or nothing."""
        found = self.places.names.get(next(iter(place_names([typed])), ""), "")
        return found if found.startswith("in:") else ""

    def _slips_of(self, typed: str) -> set[str]:
        """Return what a slip was forgiven as, on the page before."""
        pairs = (one.rpartition("=") for one in self.cleaned_data.get("slip", []))
        return {part for word, _mark, part in pairs if word == typed and typed}

    def _is_same(self, box: str, before: str) -> bool:
        """Tell whether a box still says what the page before was made from."""
        return before in self.data and self._said(before) == self._said(box)

    def _said(self, box: str) -> str:
        said: str = self.cleaned_data.get(box, "").strip()
        return said

    def _moment(self, now: datetime) -> datetime | None:
        cleaned = self.cleaned_data
        if cleaned.get("now") or OPEN_NOW in self._read(self.typed_line()).codes:
            return now
        if cleaned.get("at") is None:
            return None
        local = localtime(now)
        day = cleaned.get("on") or local.date()
        return local.replace(
            year=day.year,
            month=day.month,
            day=day.day,
            hour=cleaned["at"].hour,
            minute=cleaned["at"].minute,
            second=0,
        )

    def kept_ids(self) -> list[str]:
        """Return the ids on the shortlist, three at most."""
        said = {name: self._said(name).split() for name in ("kept", "keep", "drop")}
        kept = [*said["kept"], *said["drop"][1:], *said["keep"]]
        gone = said["drop"][:1]
        return [key for key in dict.fromkeys(kept) if key not in gone][:MOST_KEPT]

    def carried(self) -> list[tuple[str, str]]:
        """Return what a page about a wrong box hands on beside it: names, values."""
        cleaned = self.cleaned_data
        found = [(name, one) for name in ("f", "slip") for one in cleaned.get(name, [])]
        found += [(name, self._said(name)) for name in ("was", "there", "km")]
        found.append(("kept", " ".join(self.kept_ids())))
        return [(name, value) for name, value in found if value]

    def not_kept(self) -> str:
        """Return the id that was to be kept, where three are on the list already."""
        wanted = self._said("keep")
        return "" if wanted in self.kept_ids() else wanted
