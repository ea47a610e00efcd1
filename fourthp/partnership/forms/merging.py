"""Which other record is the same, and that somebody has looked what will happen."""

from django import forms

from fourthp.foundation.forms import KeyedForm


class MergingForm(KeyedForm):
    """The record that goes, and the outlook that was shown."""

    other = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
