"""What a list of gatherings is narrowed to; it stands in the address."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from fourthp.gatherings.queries.coming import Asked, groups_with_gatherings
from fourthp.partnership.models import Person


class FilterForm(forms.Form):
    """Of which group; of my groups alone; what is over."""

    needs_little = True

    past = forms.ChoiceField(
        required=False, choices=[("yes", "yes")], widget=forms.HiddenInput
    )
    group = forms.ChoiceField(required=False, label=_("Group"))
    mine = forms.BooleanField(
        required=False, label=_("Only the network’s and my own groups’")
    )

    def __init__(self, *args: Any, reader: Person, **kwargs: Any) -> None:
        """Offer the groups of which a reader sees gatherings."""
        super().__init__(*args, **kwargs)
        found = groups_with_gatherings(reader)
        self.names = {str(one.pk): one.name for one in found}
        choices = [("", _("every group")), *self.names.items()]
        self.fields["group"].choices = choices  # type: ignore[attr-defined]  # a choice field has them

    def _said(self) -> dict[str, str]:
        """Return what is asked for, as an address says it; what is odd is left out."""
        self.is_valid()
        said = {n: str(v) for n, v in self.cleaned_data.items() if v}
        return {n: "yes" if v == "True" else v for n, v in said.items()}

    def asked(self) -> Asked:
        """Return what the address asks for."""
        said = self._said()
        group = UUID(said["group"]) if "group" in said else None
        return Asked(group, mine="mine" in said, past="past" in said)

    def query(self, **other: str) -> str:
        """Return the same as a query, some of it otherwise; empty takes it away."""
        return urlencode({n: v for n, v in (self._said() | other).items() if v})

    def chips(self) -> list[tuple[str, Any]]:
        """Return what is asked for, each with the address without it."""
        said, named = self._said(), list[tuple[str, Any]]()
        if "group" in said:
            named.append((f"?{self.query(group='')}", self.names[said["group"]]))
        if "mine" in said:
            named.append((f"?{self.query(mine='')}", self.fields["mine"].label))
        return named
