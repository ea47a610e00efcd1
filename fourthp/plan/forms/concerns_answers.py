"""What the answers that everyone reads are narrowed to; it stands in the address."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fourthp.plan.forms.concerns_fields import LISTS, offered
from fourthp.plan.queries.concerns_answers import AnswersAsked

_NAMES = {"setting": "setting", "area": "area", "part": "parts"}


class AnswersForm(forms.Form):
    """Setting, area and part of the four Ps."""

    needs_little = True

    setting = forms.ChoiceField(required=False, label=gettext_lazy("Setting"))
    area = forms.ChoiceField(required=False, label=gettext_lazy("Area"))
    part = forms.ChoiceField(required=False, label=gettext_lazy("Of the four Ps"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, of in _NAMES.items():
            terms = [(str(one.pk), one.name) for one in offered(LISTS[of])]
            field: Any = self.fields[name]
            field.choices = [("", _("Every one")), *terms]
            if not terms:
                del self.fields[name]

    def asked(self) -> AnswersAsked:
        """Return what was asked for; what cannot be understood narrows nothing."""
        self.is_valid()
        said = self.cleaned_data
        return AnswersAsked(**{n: UUID(v) for n, v in said.items() if v})

    def words_of(self, name: str, value: UUID) -> str:
        """Return what a filter in use is called."""
        return str(dict(getattr(self.fields[name], "choices", ())).get(str(value), ""))
