"""Fields that several forms of actions have."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fourthp.foundation.text import MoreThanOneLine, one_line
from fourthp.partnership.models import Person
from fourthp.plan.models import Aim, Concern
from fourthp.plan.models.actions import MOST_TITLE
from fourthp.plan.operations.actions import Goal
from fourthp.plan.queries.action_goals import goal_chosen, goals_offered

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


class GoalField(forms.ChoiceField):
    """What an action is for: a concern or an aim that its reader sees, or nothing."""

    reader: Person

    def __init__(self) -> None:
        super().__init__(
            label=_("What it is for"),
            required=False,
            error_messages={
                "invalid_choice": _("That is not there any more: choose another.")
            },
        )

    def offer(self, reader: Person, beside: Concern | Aim | None = None) -> None:
        """Offer what a reader may give an action for."""
        self.reader = reader
        nothing = ("", _("Nothing in particular"))
        self.choices = [nothing, *goals_offered(reader, beside=beside)]

    def valid_value(self, value: str) -> bool:
        return value == "" or goal_chosen(value, self.reader) is not None

    def chosen(self, value: str) -> Goal:
        """Return what a value names."""
        found = goal_chosen(value, self.reader)
        if isinstance(found, Concern):
            return Goal(concern=found)
        return Goal(aim=found)


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
