"""When a service is open: a week of times, and words for the rest."""

from collections.abc import Iterator
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fourthp.directory.forms.parts import PartForm, day_input, lines
from fourthp.directory.forms.times import TimeBox
from fourthp.directory.models import Schedule
from fourthp.directory.operations.details import Details
from fourthp.directory.queries.details import hours_shown
from fourthp.directory.queries.overview import (
    is_plain,
    span_text,
    text_of,
    week_lines,
)
from fourthp.directory.rules.hours import DAYS
from fourthp.directory.rules.week import (
    WHOLE,
    Span,
    Week,
    add_to_week,
    empty_week,
    is_always,
    overlap,
    rules_of,
)

LONGEST_REST = 1_000
DAY_NAMES = {day: WEEKDAYS[at] for at, day in enumerate(DAYS)}


def _named(row: Schedule) -> str:
    return str(row) or gettext("a rule that says no time")


def rest_field(said: str) -> forms.CharField:
    return forms.CharField(
        required=False,
        max_length=max(LONGEST_REST, len(said)),
        label=_("What the week does not say"),
        help_text=_(
            "As “By appointment”. With words that close it (“Closed on Good Friday”)"
            " it never counts as open for sure: better give the days below."
        ),
        initial=said,
        widget=lines(2),
    )


def closed_day(label: Any) -> forms.DateField:
    return forms.DateField(required=False, label=label, widget=day_input())


class HoursForm(PartForm):
    """A week, two spans a day; what no week can say stands beside it as text."""

    guarded: ClassVar[tuple[str, ...]] = ("rest",)

    always = forms.BooleanField(required=False, label=_("Open day and night, all week"))
    rest = rest_field("")
    closed_first = closed_day(_("Closed on, or from"))
    closed_last = closed_day(_("Closed until, if longer than a day"))
    others = forms.MultipleChoiceField(
        required=False,
        label=_("Closings, and rules that this page cannot show"),
        help_text=_("They stay as they are; untick one to take it away."),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        week, more = self._read()
        self.fields["always"].initial = is_always(week)
        for day in DAYS:
            self._add_day(day, [] if is_always(week) else week[day])
        self.beyond = {str(row.pk): row for row in more}
        if more:
            field: Any = self.fields["others"]
            field.choices = [(pk, _named(row)) for pk, row in self.beyond.items()]
            field.initial = list(self.beyond)
        else:
            del self.fields["others"]

    def _add_day(self, day: str, spans: list[Span]) -> None:
        for at, (opens, closes) in enumerate(self.names(day)):
            known = spans[at] if at < len(spans) else (None, None)
            for name, label, value in (
                (opens, _("%s, opens"), known[0]),
                (closes, _("%s, closes"), known[1]),
            ):
                self.fields[name] = TimeBox(
                    required=False, label=label % DAY_NAMES[day]
                )
                self.fields[name].initial = value

    @staticmethod
    def names(day: str) -> list[tuple[str, str]]:
        """Return the names of a day's two spans."""
        return [(f"{day}_opens", f"{day}_closes"), (f"{day}_opens2", f"{day}_closes2")]

    def _read(self) -> tuple[Week, list[Schedule]]:
        """Read the rows into a week, and those that no week can say."""
        week, texts, more = empty_week(), list[str](), list[Schedule]()
        for row in hours_shown(self.service):
            fits = is_plain(row) and row.opens_at is not None
            if fits and add_to_week(week, row.byday, (row.opens_at, row.closes_at)):  # type: ignore[arg-type]  # a plain row has both
                texts.append(row.notes)
            elif row.opens_at is None and text_of(row) and not row.is_closure:
                texts.append(text_of(row))
            else:
                more.append(row)
        said = [text for text in dict.fromkeys(texts) if text]
        self.fields["rest"] = rest_field("\n".join(said))
        return week, more

    def days(self) -> Iterator[tuple[Any, list[Any]]]:
        """Yield each day's name with its four boxes, for the page."""
        for day in DAYS:
            yield DAY_NAMES[day], [self[n] for pair in self.names(day) for n in pair]

    def outside(self) -> list[Any]:
        """Return the boxes that are not part of the week."""
        names = ("always", "rest", "closed_first", "closed_last", "others")
        return [self[n] for n in names if n in self.fields]

    def clean(self) -> dict[str, Any]:
        """Refuse half a span, two that overlap, and closings backwards."""
        cleaned: dict[str, Any] = super().clean() or {}
        self._clean_closing(cleaned.get("closed_first"), cleaned.get("closed_last"))
        for opens, closes in (pair for day in DAYS for pair in self.names(day)):
            first, last = cleaned.get(opens), cleaned.get(closes)
            if (first is None) != (last is None) and not {opens, closes} & set(
                self.errors
            ):
                missing = opens if first is None else closes
                self.add_error(missing, _("Give both: from when, and until when."))
            if first is not None and cleaned.get("always"):
                self.add_error("always", _("Either day and night, or times."))
                break
        for day in DAYS:
            self._clean_day(day)
        return cleaned

    def _clean_day(self, day: str) -> None:
        """Refuse two spans of a day that share time, if either was touched."""
        names = [name for pair in self.names(day) for name in pair]
        said: list[Any] = [self.cleaned_data.get(name) for name in names]
        if None in said or not {*names} & {*self.changed_data}:
            return
        first, second = (said[0], said[1]), (said[2], said[3])
        if overlap(first, second):
            spans = {"first": span_text(*first), "second": span_text(*second)}
            told = _("%(first)s and %(second)s overlap: make them one, or change one.")
            self.add_error(names[2], told % spans)

    def _clean_closing(self, first: date | None, last: date | None) -> None:
        if last and not first and "closed_first" not in self.errors:
            self.add_error("closed_first", _("From which day on?"))
        elif first and last and last < first:
            self.add_error("closed_last", _("That is before the first closed day."))

    def week(self) -> Week:
        """Return the week as it was typed."""
        week = empty_week()
        for day in DAYS:
            pairs = [
                (self.cleaned_data[opens], self.cleaned_data[closes])
                for opens, closes in self.names(day)
            ]
            week[day] = sorted(pair for pair in pairs if pair[0] is not None)
            if self.cleaned_data["always"]:
                week[day] = [WHOLE]
        return week

    def schedules(self) -> list[Schedule]:
        """Return the rows that say what was typed."""
        rows = [
            Schedule(freq="WEEKLY", byday=byday, opens_at=opens, closes_at=closes)
            for byday, opens, closes in rules_of(self.week())
        ]
        if rest := self.cleaned_data["rest"]:
            # A row of its own: what it may take away, it takes from all of them.
            rows.append(Schedule(description=rest))
        if first := self.cleaned_data.get("closed_first"):
            last = self.cleaned_data.get("closed_last") or first
            rows.append(Schedule(is_closure=True, valid_from=first, valid_to=last))
        kept = self.cleaned_data.get("others", ())
        return rows + [self.beyond[pk] for pk in kept]

    def understood(self) -> list[tuple[str, str]]:
        """Return how what was typed will read, a line a day."""
        return week_lines(self.schedules())

    def details(self) -> Details:
        """Return the schedules, if a time or word was touched."""
        found = super().details()
        ours = {n for day in DAYS for pair in self.names(day) for n in pair}
        ours |= {"always", "rest", "others", "closed_first", "closed_last"}
        if not ours & set(self.changed_data):
            return found
        return {**found, Schedule: self.schedules()}
