"""What people may type about the figures of aims."""

from typing import Any, Self

from django import forms
from django.http import HttpRequest  # noqa: TID251 -- a form is made for a request
from django.utils.translation import gettext_lazy as _

from fourthp.foundation.clock import today
from fourthp.foundation.guarded import GuardedForm
from fourthp.partnership.forms.fields import AgencyField, DayField, LineField
from fourthp.partnership.models import Person
from fourthp.plan.models import Indicator
from fourthp.plan.operations.indicators import IndicatorFacts

_NUMBER = {"invalid": _("Write a number, like 40 or 12.5.")}


def number_field(label: Any, *, required: bool = True, hint: Any = "") -> Any:
    """Return a field for a number of two places at most."""
    return forms.DecimalField(
        label=label,
        required=required,
        max_digits=14,
        decimal_places=2,
        help_text=hint,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages=_NUMBER,
    )


class IndicatorForm(GuardedForm):
    """A figure by which one sees how far an aim is."""

    guarded = ("name", "definition", "unit", "source")

    name = LineField(
        label=_("What is it called?"),
        max_length=160,
        help_text=_("Short, like “hostels trained”."),
    )
    definition = forms.CharField(
        label=_("What is counted, and how"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("So that somebody else would come to the same figure."),
    )
    unit = LineField(label=_("Unit"), max_length=40, help_text=_("hostels, people, %"))
    source = LineField(label=_("Where the figure comes from"), max_length=200)
    baseline = number_field(
        _("At the beginning"), required=False, hint=_("Nothing counts as 0.")
    )
    target = number_field(_("Target"))
    agency = AgencyField(
        required=False,
        label=_("Which agency says it"),
        help_text=_(
            "Its people are asked on their first page. Empty: the coordinators say it."
        ),
    )
    every = forms.TypedChoiceField(
        label=_("How often"),
        choices=Indicator.Every.choices,
        coerce=int,
        initial=Indicator.Every.QUARTER,
    )

    def __init__(self, *args: Any, reader: Person, **kwargs: Any) -> None:
        """Take an agency by a name as far as a reader may know it."""
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["agency"].reader = reader

    @classmethod
    def for_indicator(
        cls, request: HttpRequest, one: Indicator, *, reader: Person
    ) -> Self:
        """Make the form that says what a figure is, or what was typed over it."""
        said = {name: getattr(one, name) for name in cls.base_fields if name in _SAID}
        said["agency"] = one.agency.name if one.agency else ""
        return cls.of(request, initial=said, reader=reader)

    def facts(self) -> IndicatorFacts:
        """Return what was typed into a valid form."""
        said = {name: self.cleaned_data[name] for name in _SAID}
        return IndicatorFacts(**said, agency=self.cleaned_data["agency"])


_SAID = ("name", "definition", "unit", "source", "baseline", "target", "every")


class FigureForm(GuardedForm):
    """What a figure was on a day."""

    guarded = ("note",)
    needs_little = True

    value = number_field(_("Figure"))
    on = DayField(label=_("On which day"), initial=today)
    note = LineField(
        label=_("Note"),
        max_length=200,
        required=False,
        help_text=_("What one has to know to read it. Name no person."),
    )
