"""A service that nobody has listed yet: all that a listing may say, in one form."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from fourthp.directory.forms.agencies import AgencyForm
from fourthp.directory.forms.contact import ContactForm
from fourthp.directory.forms.details import LanguagesForm, PeopleForm
from fourthp.directory.forms.hours import HoursForm
from fourthp.directory.forms.parts import (
    HIDDEN,
    PartForm,
    ReferralForm,
    WordsForm,
    readers_field,
)
from fourthp.directory.forms.places import PlaceForm
from fourthp.directory.models import Service
from fourthp.directory.operations.listings import Listing
from fourthp.directory.queries.regions import asks_for_reach
from fourthp.partnership.models import Agency, Label, Person


class NewListingForm(
    AgencyForm,
    ContactForm,
    HoursForm,
    LanguagesForm,
    PeopleForm,
    ReferralForm,
    PlaceForm,
):
    """Everything is optional but the name and the agency."""

    guarded: ClassVar[tuple[str, ...]] = ("name", "description", "agency")

    has_words = True
    seen = None  # type: ignore[assignment]  # nobody has seen what is not there yet
    place_is_confidential = forms.BooleanField(
        required=False,
        label=_("Hide where it is"),
        help_text=_(
            "A refuge or safe house. Then no town, street or map is asked or kept, and"
            " its number must have no area code. It is listed for members of the"
            " network: you open it to everyone afterwards, once every word was read."
        ),
    )
    label = readers_field()

    class Meta(PartForm.Meta):
        fields = (
            "name",
            *("description", "email", "url", "interpretation_services"),
            *("minimum_age", "maximum_age", "eligibility_description"),
            *ReferralForm.Meta.fields,
            "region",
            "place_is_confidential",
            "label",
        )
        labels = {
            **WordsForm.Meta.labels,
            **ContactForm.Meta.labels,
            **LanguagesForm.Meta.labels,
            **PeopleForm.Meta.labels,
            **ReferralForm.Meta.labels,
        }
        widgets = {
            **WordsForm.Meta.widgets,
            **ContactForm.Meta.widgets,
            **LanguagesForm.Meta.widgets,
            **PeopleForm.Meta.widgets,
            **ReferralForm.Meta.widgets,
        }

    def __init__(
        self,
        *args: Any,
        person: Person,
        own: Iterable[Agency],
        may_choose: bool,
        **kwargs: Any,
    ) -> None:
        kwargs["initial"] = {"label": Label.CLEAR} | kwargs.get("initial", {})
        super().__init__(*args, service=Service(), **kwargs)
        self.may_add = may_choose
        if may_choose:
            self.offer(person)
        else:
            self._offer_own(list(own))
        # What is wrong is told from the top of the page.
        first = ("place_is_confidential", "agency", "which", "name", "description")
        self.order_fields((*HIDDEN, *first))

    def may_be_confidential(self) -> bool:
        """Tell that it may: that is only being said."""
        return True

    def must_be_read(self) -> bool:
        """Tell whether its place must not be known."""
        return self.hides()

    def _asks_for_reach(self) -> bool:
        # Whether its place is confidential is only being said.
        return asks_for_reach()

    def _offer_own(self, own: list[Agency]) -> None:
        """Ask somebody of an agency which of hers it is, if she has several."""
        del self.fields["which"]
        if len(own) == 1:
            del self.fields["agency"]
            self.chosen = own[0]
            return
        self.fields["agency"] = forms.ModelChoiceField(
            Agency.objects.filter(pk__in=[one.pk for one in own]),
            label=_("Agency"),
            empty_label=None,
        )

    def clean(self) -> dict[str, Any]:
        """Take no place for a service whose place must not be known."""
        cleaned = super().clean()
        if isinstance(cleaned.get("agency"), Agency):
            self.chosen = cleaned["agency"]
        region = cleaned.get("region")
        if self.hides() and region and not region.is_large:
            self.add_error("region", _("This region is too small: it would tell."))
        return cleaned

    def hides(self) -> bool:
        """Tell whether its place must not be known, or its agency's."""
        agency = self.chosen and self.chosen.place_is_confidential
        return bool(agency or self.cleaned_data.get("place_is_confidential"))

    def listing(self, *, assured: dict[str, Any]) -> Listing:
        """Return what is to be listed; assured says who checked it when."""
        facts = self.facts() | {"label": self.cleaned_data["label"]} | assured
        spots = [spot for spot in self.spots() or () if spot and not self.hides()]
        return Listing(
            facts,
            is_national=self.cleaned_data.get("is_national", False),
            was_read=self.cleaned_data.get("was_read", False),
            details=self.details(),
            spots=spots,
        )
