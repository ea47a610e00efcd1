"""Fields that several forms of meetings have."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fourthp.meetings.models import Purpose
from fourthp.meetings.models.purposes import MOST_MINUTES
from fourthp.partnership.forms.fields import LineField


def title_field(**more: Any) -> LineField:
    """Return a field for what an item is called."""
    said: dict[str, Any] = {"label": _("Title"), "max_length": 160}
    said |= {"error_messages": {"required": _("Say what it is about, in one line.")}}
    return LineField(**said | more)


def minutes_field(**more: Any) -> forms.IntegerField:
    """Return a field for how many minutes an item takes."""
    wrong = {
        "required": _("Say how many minutes it takes."),
        "invalid": _("Write a number of minutes, like 15."),
    }
    said: dict[str, Any] = {"label": _("Minutes"), "error_messages": wrong}
    return forms.IntegerField(min_value=0, max_value=MOST_MINUTES, **said | more)


def purpose_field(**more: Any) -> forms.ChoiceField:
    """Return a field for what a meeting is to do with an item."""
    said: dict[str, Any] = {
        "label": _("What the meeting is to do with it"),
        "choices": Purpose.choices,
        "initial": Purpose.DISCUSSION.value,
    }
    return forms.ChoiceField(**said | more)


def seen_field() -> forms.CharField:
    """Return the field that hands back what stood for something as it was looked at."""
    return forms.CharField(
        widget=forms.HiddenInput,
        required=False,
        max_length=100,
        label=_("What you saw when you opened this page"),
    )
