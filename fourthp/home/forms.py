"""What members type to find anything."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

MOST_TYPED = 200


class SearchForm(forms.Form):
    """One line, and perhaps the one kind of which more is asked for."""

    q = forms.CharField(
        label=_("What you look for"), max_length=MOST_TYPED, required=False
    )
    only = forms.SlugField(required=False, widget=forms.HiddenInput)

    def line(self) -> str:
        """Return what was typed, on one line."""
        return str(self.cleaned_data.get("q", "")).strip()

    def kind(self) -> str:
        """Return the name of the one kind that is asked for, or nothing."""
        cleaned: dict[str, Any] = self.cleaned_data
        return str(cleaned.get("only", ""))
