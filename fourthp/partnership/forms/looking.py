"""As whom somebody wants to look at what she shares."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from fourthp.foundation.forms import KeyedForm
from fourthp.partnership.forms.audiences import person_called
from fourthp.partnership.models import Person, Role
from fourthp.partnership.operations.looking import PUBLIC
from fourthp.partnership.queries.looking import holder_of


class LookForm(KeyedForm):
    """As a person by name, as somebody in a role, or as one without an account."""

    needs_little = True

    person = forms.CharField(label=_("As this person"), max_length=200, required=False)
    role = forms.ChoiceField(
        label=_("Or as somebody in this role"),
        help_text=_("The first one, by name, whom you are allowed to see."),
        required=False,
    )

    def __init__(self, *args: Any, looker: Person, **kwargs: Any) -> None:
        """Offer roles, and whoever has no account."""
        super().__init__(*args, **kwargs)
        self.looker = looker
        roles = [(one.value, capfirst(one.label)) for one in Role]
        public = (PUBLIC, _("Somebody without an account"))
        self.fields["role"].choices = [("", "–"), public, *roles]  # type: ignore[attr-defined]  # a choice field has them

    def clean_person(self) -> Person | None:
        """Take the one person whom she may know by that name."""
        return person_called(self.cleaned_data["person"], known_to=self.looker)

    def clean(self) -> dict[str, Any]:
        """Take one of the two; a role is its first holder."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        person, role = cleaned.get("person"), cleaned.get("role")
        if self.errors:
            return cleaned
        if bool(person) == bool(role):
            self.add_error("person", _("Say a name, or choose a role: one of the two."))
        if role and role != PUBLIC:
            cleaned["person"] = holder_of(role, by=self.looker)
            if cleaned["person"] is None:
                self.add_error("role", _("You know nobody else in this role."))
        return cleaned
