"""Who may see a listing: a label, and all whom it lets or some by ways in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fourthp.directory.forms.parts import PartForm
from fourthp.directory.models import Service
from fourthp.directory.operations.edits import Edit
from fourthp.directory.operations.readers import given_readers, lets_more_in
from fourthp.directory.permissions import PLAIN, has_plain_readers
from fourthp.partnership.forms.audiences import LABEL_WORDS, SOME, SharingForm
from fourthp.partnership.models import Label, Person
from fourthp.partnership.queries.sharing import Sharing, sharing_of

ALL = "all"
LABELS = [(one.value, LABEL_WORDS[one]) for one in Label]
TO = (
    (ALL, _("All whom its label lets: of TLP:AMBER and above, our own agency alone")),
    (SOME, _("Some, whom I choose below, and our own agency")),
)


class ReadersForm(SharingForm, PartForm):
    """Who may see a listing; to open a confidential one, every word is read first."""

    label = forms.ChoiceField(
        label=_("Label"), choices=LABELS, widget=forms.RadioSelect
    )
    to = forms.ChoiceField(
        label=_("Who may see it"), choices=TO, widget=forms.RadioSelect
    )

    class Meta(PartForm.Meta):
        fields = ("label",)

    def __init__(
        self, *args: Any, service: Service, person: Person, **kwargs: Any
    ) -> None:
        """Say for whom the listing is now, as far as a person may know of it."""
        now = sharing_of(service)
        to = ALL if now.ways is None else SOME
        kwargs["initial"] = {"to": to} | kwargs.get("initial", {})
        super().__init__(*args, service=service, **kwargs)
        self.offer_ways(person, now.ways or ())

    def may_be_confidential(self) -> bool:
        """Tell whether opening it would tell everyone what a confidential one says."""
        return super().may_be_confidential() and self.service.label != Label.CLEAR

    def must_be_read(self) -> bool:
        """Tell whether it is to be opened: to narrow it nobody has to read."""
        return self.cleaned_data.get("label") == Label.CLEAR

    def clean(self) -> dict[str, Any] | None:
        """Let nobody be chosen for what is everyone's, and members see it first."""
        cleaned = super().clean()
        if self.cleaned_data.get("label") not in PLAIN:
            self.refuse_open_groups()
        if self.cleaned_data.get("label") != Label.CLEAR:
            return cleaned
        if self.is_for_some():
            said = _("TLP:CLEAR is for everyone: choose another label with these.")
            self.add_error("label", said)
        elif not has_plain_readers(self.service):
            said = _("Let all the members see it first. Then open it to everyone.")
            self.add_error("label", said)
        return cleaned

    def is_narrow(self) -> bool:
        """Tell whether a valid form is for fewer than all the members."""
        return self.is_for_some() or self.cleaned_data["label"] not in PLAIN

    def lets_more_in(self) -> bool:
        """Tell whether somebody comes in by a valid form who was not let in before."""
        return lets_more_in(self.service, self.said())

    def sharing(self) -> Sharing:
        """Return how a valid form shares the listing, with its own agency."""
        return given_readers(self.service, self.said())

    def said(self) -> Sharing:
        """Return what a valid form says."""
        return Sharing(self.cleaned_data["label"], self.ways())

    def edit(self) -> Edit:
        """Return for whom it is to be, as one change."""
        return Edit(
            readers=self.said(),
            was_read=self.cleaned_data.get("was_read", False),
            seen=self.cleaned_data["seen"],
        )
