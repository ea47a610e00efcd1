"""Fields that several forms of gatherings have."""

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from fourthp.foundation.text import MoreThanOneLine, one_line


class LineField(forms.CharField):
    """Text of one line."""

    def clean(self, value: Any) -> str:
        """Take a text of one line, without what stands around it."""
        try:
            return one_line(super().clean(value))
        except MoreThanOneLine as problem:
            raise forms.ValidationError(str(problem)) from problem


class DayField(forms.DateField):
    """A day of the calendar."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        wrong = {"invalid": _("Write a day, like 2027-03-31.")}
        wrong["required"] = _("Say on which day.")
        # Nobody plans further, and no clock of any zone goes on for ever.
        ends = MaxValueValidator(date(2199, 12, 31), _("Write a day before 2200."))
        begins = MinValueValidator(date(1990, 1, 1), _("Write a day after 1990."))
        known: Any = {"validators": [begins, ends]}
        super().__init__(widget=widget, error_messages=wrong, **known, **kwargs)


class ClockField(forms.TimeField):
    """What a clock shows."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
        wrong = {"invalid": _("Write a time, like 14:30.")}
        wrong["required"] = _("Say at what time.")
        super().__init__(widget=widget, error_messages=wrong, **kwargs)
