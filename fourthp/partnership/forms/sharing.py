"""What may be typed to narrow what is shared, and to go on alone, or ask for names."""

from datetime import date
from typing import Any, Self

from django import forms
from django.http import HttpRequest  # noqa: TID251 -- a form is made for a request
from django.utils.translation import gettext_lazy as _

from fourthp.foundation.forms import KeyedForm
from fourthp.foundation.guarded import GuardedForm
from fourthp.partnership.forms.audiences import LABEL_WORDS
from fourthp.partnership.forms.fields import DayField
from fourthp.partnership.models import Label, Person, Shared
from fourthp.partnership.queries.shared_kinds import SharedKind
from fourthp.partnership.queries.sharing import WouldRead, would_read
from fourthp.partnership.queries.widening import Wanted, sharing_then, state_of


class OtherwiseForm(KeyedForm):
    """How something is shared: its label, and the last day on which it is seen."""

    label = forms.ChoiceField(label=_("Label"), widget=forms.RadioSelect)
    expires_on = DayField(
        required=False,
        label=_("Last day on which it is seen"),
        help_text=_("Leave it empty, and it is seen until somebody takes it back."),
    )

    seen = forms.CharField(
        widget=forms.HiddenInput, max_length=64, label=_("The page as you saw it")
    )

    seen_readers = forms.CharField(
        widget=forms.HiddenInput,
        required=False,
        max_length=64,
        label=_("The readers as you saw them"),
    )

    would: WouldRead | None = None  # who would see it, once it is to be shown

    @classmethod
    def for_row(cls, request: HttpRequest, row: Shared, kind: SharedKind) -> Self:
        """Make the form that says how a row is shared, or what was chosen instead."""
        said = {"label": row.label, "expires_on": row.expires_on}
        said["seen"] = state_of(row)
        return cls.of(request, initial=said, kind=kind, row=row)

    def __init__(
        self, *args: Any, kind: SharedKind, row: Shared, **kwargs: Any
    ) -> None:
        """Offer the labels that such a row may have."""
        super().__init__(*args, **kwargs)
        self.row, self.kind = row, kind
        if kind.readers_url is not None:
            del self.fields["label"]
            return
        labels = [*dict.fromkeys([str(row.label), *kind.labels])]
        choices = [(one, LABEL_WORDS[Label(one)]) for one in Label if one in labels]
        self.fields["label"].choices = choices  # type: ignore[attr-defined]  # a choice field has them

    def wanted(self) -> Wanted:
        """Return what a valid form says otherwise than it is."""
        label: str = self.cleaned_data.get("label", self.row.label)
        day: date | None = self.cleaned_data["expires_on"]
        return Wanted(
            label="" if label == self.row.label else label,
            has_day=day != self.row.expires_on,
            expires_on=day,
        )

    def shows_readers(self, person: Person) -> bool:
        """Show who would see it by a valid form; tell whether these were looked at.

        Another last day alone changes nothing of who does.
        """
        wanted = self.wanted()
        if not wanted.label:
            return True
        then = sharing_then(self.kind, self.row, wanted)
        self.would = would_read(then, asks=person)
        was_seen = bool(self.cleaned_data["seen_readers"] == self.would.token)
        self.put("seen_readers", self.would.token)
        return was_seen


class _ReasonForm(GuardedForm):
    """Why somebody does what others read of."""

    guarded = ("reason",)

    reason = forms.CharField(
        label=_("Why"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why.")},
    )


class AloneForm(_ReasonForm):
    """Why somebody goes on alone with what nobody answered."""


class NamesForm(_ReasonForm):
    """Why an auditor asks who it was that looked at something."""
