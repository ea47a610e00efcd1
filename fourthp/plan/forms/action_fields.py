"""Fields that several forms of actions have."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fourthp.foundation.text import MoreThanOneLine, one_line
from fourthp.plan.models.actions import MOST_TITLE

MOST_WORDS = 4_000
MORE = _("More about it")


class TitleField(forms.CharField):
    """What is to be done, on one line."""

    def __init__(self, **kwargs: Any) -> None:
        said: dict[str, Any] = {
            "label": _("What is to be done"),
            "max_length": MOST_TITLE,
            "help_text": _("Begin with a verb: “Print the card in Romanian”."),
            "error_messages": {"required": _("Say what is to be done.")},
        }
        super().__init__(**said | kwargs)

    def clean(self, value: Any) -> str:
        """Take a text of one line, without what stands around it."""
        try:
            return one_line(super().clean(value))
        except MoreThanOneLine as problem:
            raise forms.ValidationError(str(problem)) from problem


def words_field(label: Any = MORE) -> forms.CharField:
    """Return a field for words about an action."""
    return forms.CharField(
        label=label,
        max_length=MOST_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


def due_field() -> forms.DateField:
    """Return the field for the day on which an action is due."""
    return forms.DateField(
        label=_("Due on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("Say until when."),
            "invalid": _("Write a day, like 2027-03-31."),
        },
    )
