"""What people may type to say how an action stands, and which of them are shown."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fourthp.foundation.forms import KeyedForm
from fourthp.foundation.guarded import GuardedForm
from fourthp.partnership.models import Person
from fourthp.plan.forms.action_fields import due_field, words_field
from fourthp.plan.forms.actions import OwnedForm
from fourthp.plan.models import Action, ActionStep
from fourthp.plan.operations.action_review import DONE, DROP, MOVE, Review
from fourthp.plan.queries.action_board import (
    SHOWS,
    SORTS,
    Asked,
    agencies_with_actions,
    groups_with_actions,
)
from fourthp.plan.queries.action_owners import owners_offered


class BlockForm(GuardedForm):
    """Why an action cannot go on."""

    guarded = ("words",)

    reasons = forms.MultipleChoiceField(
        label=_("What is in the way"),
        choices=ActionStep.Reason.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick at least one.")},
    )
    words = words_field(_("More about it"))


class DropForm(GuardedForm):
    """Why nobody has to do an action any more."""

    guarded = ("words",)

    words = words_field(_("Why"))


class HandOverForm(OwnedForm):
    """Who has an action from now on."""

    guarded = ("words",)

    words = words_field(_("What they should know"))
    field_order = ("like", "owner", "words")

    def __init__(
        self,
        *args: Any,
        action: Action,
        reader: Person,
        day: date,
        gives: bool,
        **kwargs: Any,
    ) -> None:
        """Offer whom the reader may hand it to: her own agency’s, or everybody's."""
        super().__init__(*args, **kwargs)
        if gives:
            self.offer_owners(action.group, reader, day)
            return
        del self.fields["like"]
        own = owners_offered(reader, action.group, day, agency=action.agency_id)
        self._owner_field().offer_owners(own, reader)


class ReviewForm(KeyedForm):
    """What is said of several actions at once."""

    says = forms.ChoiceField(
        label=_("What do you say of all of them?"),
        choices=(
            (DONE, _("They are done")),
            (MOVE, _("They are due on another day")),
            (DROP, _("Nobody has to do them any more")),
        ),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you say of them.")},
    )
    due_on = due_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["due_on"].required = False
        self.fields["due_on"].help_text = _("Only for those that move.")

    def clean(self) -> dict[str, Any] | None:
        """Ask for a day where they move."""
        said = super().clean() or {}
        if said.get("says") == MOVE and not said.get("due_on"):
            self.add_error("due_on", _("Say to which day."))
        return said

    def review(self) -> Review:
        """Return what was chosen in a valid form."""
        return Review(self.cleaned_data["says"], self.cleaned_data["due_on"])


class BoardForm(forms.Form):
    """Which actions to show; it stands in the address."""

    needs_little = True

    show = forms.ChoiceField(
        choices=[(one, one) for one in SHOWS], required=False, widget=forms.HiddenInput
    )
    sort = forms.ChoiceField(
        choices=[(one, one) for one in SORTS], required=False, widget=forms.HiddenInput
    )
    group = forms.ChoiceField(label=_("Group"), required=False)
    agency = forms.ChoiceField(label=_("Agency"), required=False)
    after = forms.CharField(max_length=2_000, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, reader: Person, **kwargs: Any) -> None:
        """Offer the groups and agencies of actions that somebody may see."""
        super().__init__(*args, **kwargs)
        self._offer("group", groups_with_actions(reader))
        self._offer("agency", agencies_with_actions(reader))

    def _offer(self, name: str, rows: Iterable[Any]) -> None:
        field: Any = self.fields[name]
        field.choices = [("", _("All"))] + [(str(one.pk), str(one)) for one in rows]

    def asked(self) -> Asked:
        """Return what is asked for; what is none of it asks for nothing."""
        self.is_valid()
        said = {n: v for n, v in self.cleaned_data.items() if v}
        return Asked(**said)
