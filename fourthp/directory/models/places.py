"""Where: regions and towns, locations, addresses, and what a place offers."""

from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fourthp.directory.models.base import Imported, listed
from fourthp.foundation.ids import new_id
from fourthp.foundation.inventory import PUBLIC, SYSTEM, Retention, held
from fourthp.partnership.models import Agency

LARGE_ENOUGH = 500_000


def region_code(pk: UUID) -> str:
    """Return what stands for a region in the search."""
    return f"in:{pk.hex}"


class Place(models.Model):
    """A country, region or town that people name when they look for help.

    Coordinates are a town's centre, WGS 84, rounded to 0.01° (about 1 km).
    """

    class Kind(models.TextChoices):
        COUNTRY = "country", _("country")
        REGION = "region", _("region")
        TOWN = "town", _("town")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(_("name"), max_length=200)
    other_names = models.JSONField(default=list, blank=True)
    within = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts"
    )
    population = models.PositiveIntegerField(null=True, blank=True)
    latitude = models.DecimalField(
        max_digits=5, decimal_places=2, null=True, blank=True
    )
    longitude = models.DecimalField(
        max_digits=5, decimal_places=2, null=True, blank=True
    )
    # Found in public addresses, and found anew whenever they change.
    is_learned = models.BooleanField(default=False)

    matter_kind = "place"
    inventory = held(
        SYSTEM, Retention.WITH_ROW, "id", "kind", "within", "is_learned"
    ) | held(
        PUBLIC,
        Retention.UNTIL_REPLACED,
        "name",
        "other_names",
        "population",
        "latitude",
        "longitude",
    )

    class Meta:
        verbose_name = _("place")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "name", "within"], name="one_place_a_name"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_large(self) -> bool:
        """Tell whether a confidential service may name it."""
        return self.kind != Place.Kind.TOWN and (self.population or 0) >= LARGE_ENOUGH


class Location(Imported):
    """HSDS `location`: where services are given; or a line or site without a place."""

    class Type(models.TextChoices):
        PHYSICAL = "physical", _("a place to go to")
        POSTAL = "postal", _("a place to write to")
        VIRTUAL = "virtual", _("by phone or online")

    organization = models.ForeignKey(
        Agency,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="locations",
    )
    location_type = models.CharField(
        _("kind of place"), max_length=10, choices=Type, default=Type.PHYSICAL
    )
    url = models.CharField(_("website of the place"), max_length=2000, blank=True)
    name = models.CharField(_("name of the place"), max_length=500, blank=True)
    alternate_name = models.CharField(max_length=500, blank=True)
    description = models.TextField(_("what the place is"), blank=True)
    transportation = models.TextField(_("how to get there"), blank=True)
    latitude = models.DecimalField(
        _("latitude"), max_digits=9, decimal_places=6, null=True, blank=True
    )
    longitude = models.DecimalField(
        _("longitude"), max_digits=9, decimal_places=6, null=True, blank=True
    )
    external_identifier = models.CharField(max_length=300, blank=True)
    external_identifier_type = models.CharField(max_length=300, blank=True)
    place_is_confidential = models.BooleanField(default=False)

    matter_kind = "location"
    inventory = listed(
        "organization",
        "location_type",
        "url",
        "name",
        "alternate_name",
        "description",
        "transportation",
        "latitude",
        "longitude",
        "external_identifier",
        "external_identifier_type",
        "place_is_confidential",
    )

    class Meta(Imported.Meta):
        verbose_name = _("place")
        constraints = [
            *Imported.Meta.constraints,
            models.CheckConstraint(
                name="confidential_location_has_no_place",
                condition=Q(place_is_confidential=False)
                | Q(
                    latitude__isnull=True,
                    longitude__isnull=True,
                    name="",
                    alternate_name="",
                    description="",
                    transportation="",
                    url="",
                    external_identifier="",
                    external_identifier_type="",
                    extra={},
                ),
            ),
            models.CheckConstraint(
                name="location_is_on_earth",
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(
                    latitude__gte=-90,
                    latitude__lte=90,
                    longitude__gte=-180,
                    longitude__lte=180,
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Address(Imported):
    """HSDS `address` of a location."""

    location = models.ForeignKey(
        Location, on_delete=models.CASCADE, related_name="addresses"
    )
    attention = models.CharField(_("for the attention of"), max_length=300, blank=True)
    address_1 = models.CharField(_("street and number"), max_length=500, blank=True)
    address_2 = models.CharField(
        _("second line of the address"), max_length=500, blank=True
    )
    city = models.CharField(_("town"), max_length=200, blank=True)
    region = models.CharField(_("region"), max_length=200, blank=True)
    state_province = models.CharField(_("county or state"), max_length=200, blank=True)
    postal_code = models.CharField(_("postcode"), max_length=40, blank=True)
    country = models.CharField(_("country"), max_length=100, blank=True)
    address_type = models.CharField(
        _("kind of address"),
        max_length=10,
        choices=Location.Type,
        default=Location.Type.PHYSICAL,
    )

    inventory = listed(
        "location",
        "attention",
        "address_1",
        "address_2",
        "city",
        "region",
        "state_province",
        "postal_code",
        "country",
        "address_type",
    )

    class Meta(Imported.Meta):
        verbose_name = _("address")
        verbose_name_plural = "addresses"

    def __str__(self) -> str:
        return ", ".join(filter(None, (self.address_1, self.city, self.postal_code)))


class Accessibility(Imported):
    """HSDS `accessibility` of a location."""

    location = models.ForeignKey(
        Location, on_delete=models.CASCADE, related_name="accessibility"
    )
    description = models.TextField(_("how people get in"), blank=True)
    details = models.TextField(_("more on how people get in"), blank=True)
    url = models.CharField(max_length=2000, blank=True)
    for_wheelchairs = models.BooleanField(
        _("somebody in a wheelchair gets in"), default=False
    )

    inventory = listed("location", "description", "details", "url", "for_wheelchairs")

    class Meta(Imported.Meta):
        verbose_name = _("how people get in")
        verbose_name_plural = "accessibility"

    def __str__(self) -> str:
        ramp = _("somebody in a wheelchair gets in") if self.for_wheelchairs else ""
        return self.description or str(ramp)
