"""What people may type of an agency's names, and of what became of it."""

from datetime import date
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fourthp.foundation.clock import today
from fourthp.foundation.forms import KeyedForm
from fourthp.partnership.forms.agencies import agency_meant, checked_line, line
from fourthp.partnership.models import Agency, Ending, Person


class NameForm(KeyedForm):
    """Another name by which an agency is found, or one that it had."""

    name = line(_("Another name"))
    until_on = forms.DateField(
        required=False,
        label=_("Its name until"),
        help_text=_("Only where it was once the agency’s own name."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def clean_name(self) -> str:
        """Take a name of one line."""
        return checked_line(self.cleaned_data["name"])

    def clean_until_on(self) -> date | None:
        """Refuse a day that is still to come."""
        said: date | None = self.cleaned_data["until_on"]
        if said and said > today():
            raise forms.ValidationError(gettext("This day is still to come."))
        return said


class EndingForm(KeyedForm):
    """What became of an agency that is no more."""

    ended_as = forms.ChoiceField(
        label=_("What became of it"),
        choices=[(one.value, capfirst(one.label)) for one in Ending],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say what became of it.")},
    )
    on = forms.DateField(
        label=_("Since"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Say since when.")},
    )
    successor = line(
        _("Who does its work now"),
        required=False,
        help_text=_("The name of another agency, or a part of it."),
    )

    def __init__(self, *args: Any, reader: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reader = reader
        if not self.is_bound:
            self.fields["on"].initial = today()

    def clean_successor(self) -> Agency | None:
        """Find the agency that is meant."""
        return agency_meant(self.cleaned_data["successor"], self.reader)
