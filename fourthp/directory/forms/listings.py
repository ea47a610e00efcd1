"""Which listings are shown, what is wrong with one, and that its place is hidden."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fourthp.directory.forms.find import LONGEST
from fourthp.directory.models import Place, Problem
from fourthp.directory.queries.listings import Show
from fourthp.directory.queries.regions import Offer
from fourthp.foundation.forms import KeyedForm


class ProblemForm(KeyedForm):
    """What is wrong with a listing: ticks, no words."""

    kinds = forms.MultipleChoiceField(
        label=_("What you found"),
        choices=[
            (one.value, capfirst(one.label))
            for one in Problem.Kind
            if one is not Problem.Kind.OTHER
        ],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick at least one.")},
    )


class ListingsForm(forms.Form):
    """Which listings to show; it stands in the address."""

    show = forms.ChoiceField(choices=[(one.value, one.value) for one in Show])
    name = forms.CharField(max_length=LONGEST, required=False)
    after = forms.CharField(max_length=2_000, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["show"].required = False


class HidingForm(KeyedForm):
    """Hide a place: only a region that is large enough is offered, and what is said
    where too few services are hidden to say even that.
    """

    region = forms.ChoiceField(
        required=False,
        label=_("The region it is in, if it may be said"),
        help_text=_(
            "A region is said where half a million people live and three hidden "
            "services of two agencies are there, this one counted. Until then the "
            "next larger place is said, or none."
        ),
    )
    numbers = forms.MultipleChoiceField(
        required=False,
        label=_("Numbers that are answered for the whole country"),
        help_text=_("The others are taken away: they may tell where the place is."),
        widget=forms.CheckboxSelectMultiple,
    )
    sure = forms.BooleanField(
        label=_("I know that its places cannot be brought back from here")
    )

    def __init__(
        self, *args: Any, offers: Iterable[Offer], numbers: list[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.places = {str(offer.region.pk): offer.region for offer in offers}
        choices = [("", str(_("Say no region")))]
        choices += [(str(one.region.pk), _offered(one)) for one in offers]
        self.fields["region"].choices = choices  # type: ignore[attr-defined]  # a choice field has them
        if numbers:
            self.fields["numbers"].choices = [(one, one) for one in numbers]  # type: ignore[attr-defined]  # a choice field has them
        else:
            del self.fields["numbers"]

    def place(self) -> Place | None:
        """Return the region that was chosen."""
        return self.places.get(self.cleaned_data["region"])


def _offered(offer: Offer) -> str:
    if offer.said == offer.region:
        return offer.region.name
    if offer.said:
        return gettext("%(region)s (said as %(larger)s for now)") % {
            "region": offer.region,
            "larger": offer.said,
        }
    return gettext("%(region)s (not said for now)") % {"region": offer.region}
