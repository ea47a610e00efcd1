"""Fields that several forms of concerns have: what one is about, by ticks."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fourthp.foundation.clock import today
from fourthp.foundation.guarded import GuardedForm
from fourthp.foundation.text import MoreThanOneLine, one_line
from fourthp.partnership.models import Term, Vocabulary
from fourthp.plan.models import Concern
from fourthp.plan.operations.concerns import Sorting

LISTS = {
    "parts": Vocabulary.FOUR_PS,
    "setting": Vocabulary.SETTING,
    "area": Vocabulary.AREA,
}
MOST_WORDS = 5_000


class LineField(forms.CharField):
    """Text of one line."""

    def clean(self, value: Any) -> str:
        """Take a text of one line, without what stands around it."""
        try:
            return one_line(super().clean(value))
        except MoreThanOneLine as problem:
            raise forms.ValidationError(str(problem)) from problem


class DayField(forms.DateField):
    """A day of the calendar."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, **kwargs)


def words_field(**more: Any) -> forms.CharField:
    """Ask for some words, which a guard reads."""
    rows = more.pop("rows", 6)
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(max_length=MOST_WORDS, widget=widget, **more)


def offered(vocabulary: str, chosen: set[UUID | None] = frozenset()) -> list[Term]:  # type: ignore[assignment]  # none is chosen
    """Return the words of a list that may be chosen, and those that are chosen."""
    terms = Term.objects.of(vocabulary)
    return [one for one in terms if not one.is_retired(today()) or one.pk in chosen]


class SortedForm(GuardedForm):
    """What a concern is about: ticks and choices before any word is typed."""

    needs_little = True

    parts = forms.MultipleChoiceField(
        required=False,
        label=gettext_lazy("What would help? Tick what fits"),
        widget=forms.CheckboxSelectMultiple,
    )
    setting = forms.ChoiceField(
        required=False, label=gettext_lazy("Where is it met? (setting)")
    )
    area = forms.ChoiceField(required=False, label=gettext_lazy("In which area?"))

    def __init__(
        self, *args: Any, concern: Concern | None = None, **kwargs: Any
    ) -> None:
        """Offer the words of the network's lists; of an empty one ask nothing."""
        chosen = sorted_as(concern) if concern else {}
        kwargs["initial"] = chosen | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.terms: dict[str, Term] = {}
        for name, vocabulary in LISTS.items():
            self._offer(name, offered(vocabulary, _keys(chosen.get(name))))

    def _offer(self, name: str, terms: list[Term]) -> None:
        self.terms |= {str(one.pk): one for one in terms}
        if not terms:
            del self.fields[name]
            return
        field: Any = self.fields[name]
        choices: list[tuple[str, Any]] = [(str(one.pk), one.name) for one in terms]
        field.choices = choices if name == "parts" else [("", _("Not said")), *choices]

    def sorting(self) -> Sorting:
        """Return what was ticked and chosen in a valid form."""
        said = self.cleaned_data
        return Sorting(
            setting=self.terms.get(said.get("setting", "")),
            area=self.terms.get(said.get("area", "")),
            parts=tuple(self.terms[pk] for pk in said.get("parts", ())),
        )


def sorted_as(concern: Concern) -> dict[str, Any]:
    """Return what a concern is about, as the form says it."""
    parts = concern.parts.values_list("term", flat=True)
    return {
        "parts": [str(pk) for pk in parts],
        "setting": str(concern.setting_id or ""),
        "area": str(concern.area_id or ""),
    }


def _keys(chosen: Any) -> set[UUID | None]:
    found = chosen if isinstance(chosen, list) else [chosen]
    return {UUID(pk) for pk in found if pk}
