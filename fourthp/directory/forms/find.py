"""The question, and everything that narrows it."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from django import forms
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from fourthp.directory.queries.places import known_places
from fourthp.directory.queries.questions import NEAR_KM, REACHES, Question
from fourthp.directory.queries.search import MOST, PAGE
from fourthp.directory.rules.words import Asked, facets, place_names, read_line

LONGEST = 200
MOST_KEPT = 3
MOST_PAGES = 2 * MOST // PAGE  # more than there are


class CodesField(forms.MultipleChoiceField):
    """Facets, languages and regions that are ticked."""

    regions: Mapping[str, str] = MappingProxyType({})

    def valid_value(self, value: str) -> bool:
        """Tell whether a code is known."""
        return value in facets().names or value in self.regions


class FindForm(forms.Form):
    """The one box, and everything that was ticked or taken away since."""

    q = forms.CharField(max_length=LONGEST, required=False, label=_("What is needed"))
    place = forms.CharField(max_length=LONGEST, required=False, label=_("Town or area"))
    now = forms.BooleanField(required=False, label=_("Open now"))
    on = forms.DateField(required=False, label=_("Day"))
    at = forms.TimeField(required=False, label=_("Time"))
    f = CodesField(required=False)
    as_word = forms.CharField(required=False)
    kept = forms.CharField(required=False)
    km = forms.ChoiceField(
        required=False, choices=[(f"{km:.0f}", f"{km:.0f}") for km in REACHES]
    )
    remove = forms.CharField(required=False)
    page = forms.IntegerField(required=False, min_value=1, max_value=MOST_PAGES)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed on as they came
        self.places = known_places()
        self.fields["f"].regions = self.places.regions  # type: ignore[attr-defined]  # as above

    def asked(self) -> Asked:
        """Return what the line and the boxes say: codes, a place, words left over."""
        cleaned = self.cleaned_data
        places = self.places.names
        read = read_line(
            cleaned.get("q", ""), places, as_words=cleaned.get("as_word", "").split()
        )
        codes = [*read.codes, *cleaned.get("f", [])]
        typed = cleaned.get("place", "").strip()
        place = places.get(next(iter(place_names([typed])), ""), typed)
        if place.startswith("in:"):
            codes, place = [*codes, place], ""
        return Asked(tuple(dict.fromkeys(codes)), place or read.place, read.words)

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
        )
        return question.without(self.cleaned_data.get("remove", "").split())

    def _moment(self, now: datetime) -> datetime | None:
        cleaned = self.cleaned_data
        if cleaned.get("now"):
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
        return list(dict.fromkeys(self.cleaned_data.get("kept", "").split()))[
            -MOST_KEPT:
        ]
