"""What is chosen when somebody is given what is held of her, or is erased."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fourthp.foundation.forms import KeyedForm
from fourthp.partnership.rules.subjects import Asked, Shown, Why

ASKED = (
    (Asked.LETTER, _("by letter")),
    (Asked.MAIL, _("by mail")),
    (Asked.PHONE, _("by telephone")),
    (Asked.IN_PERSON, _("in person")),
)
SHOWN = (
    (Shown.KNOWN, _("I know this person, and spoke with them")),
    (Shown.CALLED_BACK, _("I asked back by the number or address that stands here")),
    (Shown.DOCUMENT, _("I looked at a document, and kept no copy")),
)
WHY = (
    (Why.ASKED, _("This person asks for it")),
    (Why.LEFT, _("This person has left, and nothing is needed any more")),
    (Why.MISTAKE, _("This person should never have been here")),
    (Why.ORDERED, _("A court or the authority for data protection says so")),
)


class OwnPackageForm(KeyedForm):
    """A button: she herself takes what is held of her."""

    @property
    def asked(self) -> Asked:
        """Return how it was asked for."""
        return Asked.HERSELF

    @property
    def shown(self) -> Shown:
        """Return by what it is clear that it is she."""
        return Shown.SECOND_FACTOR


class PackageForm(KeyedForm):
    """How somebody asked, and by what it is clear that it is she."""

    how = forms.ChoiceField(
        label=_("How did this person ask?"),
        choices=ASKED,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say how this person asked.")},
    )
    proof = forms.ChoiceField(
        label=_("How do you know that it is really this person?"),
        choices=SHOWN,
        widget=forms.RadioSelect,
        help_text=_("If you are not sure, ask first. A stranger must not get it."),
        error_messages={"required": _("Say how you know that it is this person.")},
    )

    @property
    def asked(self) -> Asked:
        """Return how it was asked for."""
        return Asked(self.cleaned_data["how"])

    @property
    def shown(self) -> Shown:
        """Return by what it is clear that it is she."""
        return Shown(self.cleaned_data["proof"])


class ErasingForm(KeyedForm):
    """Why somebody is erased, and that it is known to be for good."""

    why = forms.ChoiceField(
        label=_("Why?"),
        choices=WHY,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say why.")},
    )
    is_known = forms.BooleanField(
        label=_("I know that nobody can bring this back, and neither can I."),
        error_messages={"required": _("Tick that you know it.")},
    )

    @property
    def reason(self) -> Why:
        """Return why."""
        return Why(self.cleaned_data["why"])


def package_form(*, is_own: bool) -> Any:
    """Return the form by which somebody takes a package."""
    return OwnPackageForm if is_own else PackageForm
