"""What people may type of how somebody is reached."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fourthp.foundation.forms import KeyedForm
from fourthp.foundation.operations.revisions import last_revision
from fourthp.partnership.forms.fields import LineField
from fourthp.partnership.models import ContactPoint, Person, Reach
from fourthp.partnership.operations.contacts import FIELDS, Contact
from fourthp.partnership.rules.numbers import can_be_rung

MOST_WAYS = 20
EMPTY_ROWS = 2


class ContactsForm(KeyedForm):
    """How a person may be reached, and how far each way goes; an empty row is none."""

    needs_little = True
    is_behind = False

    seen = forms.CharField(
        widget=forms.HiddenInput, max_length=64, label=gettext_lazy("As you saw it")
    )
    email_reach = forms.ChoiceField(
        label=gettext_lazy("Who may see the e-mail address"),
    )

    def __init__(
        self, *args: Any, person: Person, may_be_public: bool, **kwargs: Any
    ) -> None:
        own = {"seen": last_revision(person), "email_reach": person.email_reach}
        kwargs["initial"] = own | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.person = person
        self.points = list(person.contact_points.order_by("kind", "id"))
        self.reaches = [
            (one.value, capfirst(str(one.label)))
            for one in Reach
            if may_be_public or one is not Reach.PUBLIC
        ]
        field: Any = self.fields["email_reach"]
        field.choices = self.reaches
        rows: list[ContactPoint | None] = [*self.points, *[None] * EMPTY_ROWS]
        self.count = len(rows[:MOST_WAYS])
        for number, point in enumerate(rows[:MOST_WAYS]):
            self._add_row(number, point)

    def _add_row(self, number: int, point: ContactPoint | None) -> None:
        kinds = [(one.value, capfirst(str(one.label))) for one in ContactPoint.Kind]
        now = point or ContactPoint(kind=ContactPoint.Kind.PHONE, reach=Reach.AGENCY)
        own = {
            "kind": forms.ChoiceField(
                choices=kinds,
                label=_("What it is"),
                initial=now.kind,
            ),
            "value": LineField(
                required=False,
                max_length=200,
                label=_("Number or address"),
                initial=now.value,
            ),
            "note": LineField(
                required=False,
                max_length=200,
                label=_("When to use it"),
                initial=now.note,
            ),
            "reach": forms.ChoiceField(
                choices=self.reaches, label=_("Who may see it"), initial=now.reach
            ),
        }
        self.fields.update({f"{name}_{number}": one for name, one in own.items()})

    def rows(self) -> Iterator[tuple[bool, list[Any]]]:
        """Yield the fields of each row, and whether it is one that stands already."""
        for number in range(self.count):
            fields = [self[f"{name}_{number}"] for name in FIELDS]
            yield number < len(self.points), fields

    def clean(self) -> dict[str, Any]:
        """Refuse a number that nobody can ring, where it was typed."""
        cleaned: dict[str, Any] = super().clean() or {}
        for number in range(self.count):
            value = cleaned.get(f"value_{number}", "")
            kind = cleaned.get(f"kind_{number}")
            if value and kind != ContactPoint.Kind.OTHER and not can_be_rung(value):
                said = _("This is not a telephone number. Choose “other” for words.")
                self.add_error(f"value_{number}", said)
        return cleaned

    def wanted(self) -> list[Contact]:
        """Return the ways that were typed into a valid form; an empty one is gone."""
        pks: list[UUID | None] = [one.pk for one in self.points]
        pks += [None] * self.count
        said = [
            {name: self.cleaned_data[f"{name}_{number}"] for name in FIELDS}
            for number in range(self.count)
        ]
        found = [Contact(**one, pk=pk) for one, pk in zip(said, pks, strict=False)]
        return [one for one in found if one.value]

    def look_again(self) -> None:
        """Take the person as she is now for seen; what was typed stays."""
        self.put("seen", last_revision(self.person))
        self.is_behind = True
