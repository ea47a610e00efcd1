"""Which agency: found by a part of its name among thousands, or added in passing."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fourthp.directory.forms.parts import HIDDEN, PartForm
from fourthp.directory.operations.edits import Edit
from fourthp.directory.queries.listings import agencies_like
from fourthp.foundation.forms import KeyedForm
from fourthp.partnership.models import Agency, Person

NEW = "new"
LONGEST = 300


class AgencyForm(KeyedForm):
    """A name is typed; unless it is exactly one agency's, those like it are shown."""

    agency = forms.CharField(
        max_length=LONGEST,
        label=_("Agency"),
        help_text=_("Its name or a part of it."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    which = forms.ChoiceField(
        required=False, label=_("Which of these?"), widget=forms.RadioSelect
    )
    may_add = False
    chosen: Agency | None = None

    def new_name(self) -> str:
        """Return what was typed, as the name of an agency; nothing if it is none."""
        typed = str(self.data.get("agency", "")).replace("\0", "")
        name = " ".join(typed.split())
        return name if len(name) <= LONGEST else ""

    def offer(self, reader: Person) -> None:
        """Look for what was typed, and show what is like it."""
        typed = self.new_name()
        exact, like = agencies_like(typed, reader) if typed else ([], [])
        self.found = {str(one.pk): one for one in like}
        if not typed or len(exact) == 1:
            self.chosen = exact[0] if exact else None
            del self.fields["which"]
            return
        choices: list[tuple[str, Any]] = [(pk, a.name) for pk, a in self.found.items()]
        if self.may_add and not exact:
            said = _("None of these: add “%s” as an agency") % typed
            choices.append((NEW, said))
        field: Any = self.fields["which"]
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        """Find the agency, or say what to do."""
        cleaned: dict[str, Any] = super().clean() or {}
        if "which" not in self.fields:
            return cleaned
        which = cleaned.get("which", "")
        self.chosen = self.found.get(which)
        if self.chosen is None and which != NEW:
            offered = self.fields["which"].choices  # type: ignore[attr-defined]  # a choice field has them
            self.add_error(
                "which" if offered else "agency",
                _("Choose one.") if offered else _("No agency has this in its name."),
            )
        return cleaned


class KeeperForm(AgencyForm, PartForm):
    """Which agency keeps a listing."""

    has_words = False
    field_order = (*HIDDEN, "agency", "which")

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keeper = self.service.owner or self.service.organization
        self.fields["agency"].initial = keeper.name
        self.offer(person)

    def edit(self) -> Edit:
        """Return the agency as the owner."""
        return Edit({"owner": self.chosen}, seen=self.cleaned_data["seen"])
