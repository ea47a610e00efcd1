"""What is ticked before a choice of a signed act is said."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fourthp.foundation.forms import KeyedForm
from fourthp.foundation.links import SignedLink
from fourthp.post.rules.acts import Choice


class ChoiceForm(KeyedForm):
    """The reasons of a choice to tick, if it has any: no words."""

    reasons = forms.MultipleChoiceField(
        label=_("Tick all that you found"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Tick at least one."),
            "invalid_choice": _("What you ticked is not there any more: look again."),
        },
    )

    def __init__(
        self, *args: Any, choice: Choice, link: SignedLink, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.choice = choice
        if not choice.asks_for_reasons:
            del self.fields["reasons"]
            return
        if choice.takes_one:
            self.fields["reasons"] = _one_of()
        field: Any = self.fields["reasons"]
        field.choices = [(one.name, one.label) for one in choice.offers(link)]
        field.label = choice.ticks or field.label

    def said_reasons(self) -> tuple[str, ...]:
        """Return what was ticked in a valid form."""
        said = self.cleaned_data.get("reasons", ())
        return (said,) if isinstance(said, str) else tuple(said)


def _one_of() -> forms.ChoiceField:
    return forms.ChoiceField(
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose one."),
            "invalid_choice": _("What you chose is not there any more: look again."),
        },
    )
