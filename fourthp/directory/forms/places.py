"""Where a service is given; of a confidential one only its region is asked."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fourthp.directory.forms.parts import PartForm
from fourthp.directory.models import Place
from fourthp.directory.queries.details import Placed, Spot, placed
from fourthp.directory.queries.listings import regions
from fourthp.directory.queries.regions import large_regions

SPARE_SPOTS = 1


def line(label: Any, initial: str, most: int, **attrs: str) -> forms.CharField:
    return forms.CharField(
        max_length=most,
        required=False,
        label=label,
        initial=initial,
        widget=forms.TextInput(attrs=attrs),
    )


class PlaceForm(PartForm):
    """A region, and places by town, with a street where one may be said."""

    region = forms.ModelChoiceField(
        Place.objects.none(),
        required=False,
        label=_("Region"),
        empty_label=_("Say no region"),
    )

    has_words = False  # of a confidential service only its region is asked

    class Meta(PartForm.Meta):
        fields = ("region",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_hidden_place = self.service.place_is_confidential
        field: Any = self.fields["region"]
        field.queryset = large_regions() if self.is_hidden_place else regions()
        if self.is_hidden_place:
            self.initial["region"] = self.service.home_region_id
        self.placed: list[Placed] = []
        if not self.is_hidden_place:
            self.placed = placed(self.service)
            for at in range(self._count()):
                self._add_spot(at)

    def _count(self) -> int:
        return 0 if self.is_hidden_place else len(self.placed) + SPARE_SPOTS

    def _add_spot(self, at: int) -> None:
        spot = self.placed[at].spot if at < len(self.placed) else Spot()
        self.fields[f"city_{at}"] = line(
            _("Town"), spot.city, 200, list="towns", autocomplete="off"
        )
        self.fields[f"street_{at}"] = line(
            _("Street and number"), spot.address_1, 500, autocomplete="off"
        )
        self.fields[f"postal_{at}"] = line(
            _("Postcode"), spot.postal_code, 40, autocomplete="off"
        )
        self.fields[f"ramp_{at}"] = forms.BooleanField(
            required=False,
            initial=spot.for_wheelchairs,
            label=_("Somebody in a wheelchair gets in"),
        )

    def _names(self, at: int) -> tuple[str, ...]:
        return tuple(f"{name}_{at}" for name in ("city", "street", "postal", "ramp"))

    def places(self) -> Iterator[tuple[int, bool, list[Any]]]:
        """Yield each place's number, whether others share it, and its boxes."""
        for at in range(self._count()):
            shared = at < len(self.placed) and self.placed[at].is_shared
            yield at + 1, shared, [self[name] for name in self._names(at)]

    def spots(self) -> list[Spot | None] | None:
        """Return the places; one whose boxes are all empty is taken away."""
        names = {name for at in range(self._count()) for name in self._names(at)}
        if not names & set(self.changed_data):
            return None
        found: list[Spot | None] = []
        for at in range(self._count()):
            spot = Spot(*(self.cleaned_data[name] for name in self._names(at)))
            said = spot.city or spot.address_1 or spot.postal_code
            if said or at < len(self.placed):
                found.append(spot if said else None)
        return found
