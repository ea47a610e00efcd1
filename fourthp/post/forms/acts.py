"""What is ticked before a choice of a signed act is said."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fourthp.foundation.forms import KeyedForm
from fourthp.post.rules.acts import Choice


class ChoiceForm(KeyedForm):
    """The reasons of a choice to tick, if it has any: no words."""

    reasons = forms.MultipleChoiceField(
        label=_("Tick all that you found"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick at least one.")},
    )

    def __init__(self, *args: Any, choice: Choice, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choice = choice
        if choice.reasons:
            offered = [(one.name, one.label) for one in choice.reasons]
            self.fields["reasons"].choices = offered  # type: ignore[attr-defined]  # a choice field has them
        else:
            del self.fields["reasons"]
