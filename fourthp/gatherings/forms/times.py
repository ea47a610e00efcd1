"""When people come together: a day, from and to, and how it repeats."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from fourthp.foundation.guarded import GuardedForm
from fourthp.gatherings.forms.fields import ClockField, DayField, LineField
from fourthp.gatherings.models.gatherings import SHORTEST
from fourthp.gatherings.queries.words import why_not
from fourthp.gatherings.rules.repeating import By, Rule, RuleRefused, When, refuse
from fourthp.gatherings.rules.walls import NoSuchZone, zone_called

ONCE = "once"
REPEATS = (
    (ONCE, _("Once")),
    (By.WEEK.value, _("Every week, on this weekday")),
    (By.WEEKDAY.value, _("Every month, on this weekday: the second Tuesday, say")),
    (By.LAST.value, _("Every month, on the last of this weekday")),
    (By.DATE.value, _("Every month, on this date")),
)


class TimeForm(GuardedForm):
    """A day, and from when to when."""

    day = DayField(label=_("Day"))
    at = ClockField(label=_("From"))
    to = ClockField(label=_("To"))

    def clean(self) -> dict[str, Any] | None:
        """Refuse what ends before it begins."""
        cleaned = super().clean()
        said = self.cleaned_data
        if "at" in said and "to" in said and self.minutes() < SHORTEST:
            self.add_error("to", _("It ends before it begins, or at once."))
        return cleaned

    def wall(self) -> datetime:
        """Return the wall time of a valid form."""
        return datetime.combine(self.cleaned_data["day"], self.cleaned_data["at"])

    def minutes(self) -> int:
        """Return how long it lasts."""
        at, to = self.cleaned_data["at"], self.cleaned_data["to"]
        lasts = timedelta(hours=to.hour - at.hour, minutes=to.minute - at.minute)
        return int(lasts.total_seconds() // 60)


class RhythmForm(TimeForm):
    """The same, and how it repeats."""

    repeats = forms.ChoiceField(
        label=_("How often"),
        choices=REPEATS,
        initial=ONCE,
        widget=forms.RadioSelect,
        help_text=_("The first day says which weekday, and which one of its month."),
    )
    each = forms.IntegerField(
        label=_("Every how many weeks or months"),
        min_value=1,
        max_value=12,
        initial=1,
        required=False,
    )
    not_in = forms.TypedMultipleChoiceField(
        label=_("Not in"),
        choices=list(MONTHS.items()),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    until = DayField(label=_("Last day"), required=False)
    times = forms.IntegerField(
        label=_("Or how many in all"), min_value=1, max_value=500, required=False
    )
    zone = LineField(
        label=_("Time zone"),
        max_length=64,
        help_text=_("As Europe/London: the times are those of clocks there."),
    )

    def clean_zone(self) -> str:
        """Take a zone that there is."""
        zone: str = self.cleaned_data["zone"]
        try:
            zone_called(zone)
        except NoSuchZone as problem:
            said = _("There is no such zone. Write it as Europe/London.")
            raise forms.ValidationError(said) from problem
        return zone

    def clean(self) -> dict[str, Any] | None:
        """Refuse a rule that cannot be from this first day on."""
        cleaned = super().clean()
        rule = None if self.errors else self.rule()
        if rule is not None:
            try:
                refuse(rule, self.cleaned_data["day"])
            except RuleRefused as problem:
                self.add_error("repeats", why_not(problem.wrong))
        return cleaned

    def rule(self) -> Rule | None:
        """Return how it repeats; None for once, whatever else stands there."""
        said = self.cleaned_data
        if said["repeats"] == ONCE:
            return None
        return Rule(
            by=By(said["repeats"]),
            each=said["each"] or 1,
            not_in=frozenset(said["not_in"]),
            until=said["until"],
            times=said["times"],
        )

    def when(self) -> When:
        """Return what was typed into a valid form."""
        zone: str = self.cleaned_data["zone"]
        return When(self.wall(), self.minutes(), zone, self.rule())
