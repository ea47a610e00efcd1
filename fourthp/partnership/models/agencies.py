"""Agencies: HSDS `organization`, known to the network or its members."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fourthp.foundation.clock import today
from fourthp.foundation.ids import new_id
from fourthp.foundation.inventory import PUBLIC, SYSTEM, Retention, held

if TYPE_CHECKING:
    from fourthp.partnership.models.people import Person


# Kept as the name of an agency that a source gives services without naming it.
NOT_NAMED = "Not named by its source"


def name_shown(name: str) -> str:
    """Return an agency's name as people read it."""
    return gettext("Agency not named") if name == NOT_NAMED else name


class AgencyKind(models.TextChoices):
    """What sort of body an agency is."""

    STATUTORY = "statutory", _("statutory body")
    POLICE = "police", _("police")
    HEALTH = "health", _("health")
    COUNCIL = "council", _("council")
    EDUCATION = "education", _("education")
    HOUSING = "housing", _("housing")
    VOLUNTARY = "voluntary", _("voluntary organisation")
    FAITH = "faith", _("faith group")
    SURVIVOR_LED = "survivor-led", _("survivor-led organisation")
    LEGAL = "legal", _("legal advice")
    BUSINESS = "business", _("business")
    UNKNOWN = "unknown", _("not known")


class AgencyQuerySet(models.QuerySet["Agency"]):
    """Agencies, known and members."""

    def members(self, day: date) -> Self:
        """Return the agencies whose membership holds on a day."""
        holding = Membership.objects.holding(day)
        return self.filter(memberships__in=holding).distinct()

    def visible_to(self, reader: "Person | None") -> Self:
        """Return what a reader may see: every agency is named to everyone, except
        one whose place is confidential, which only people with a seat may see."""
        if reader is not None and reader.seats.holding(today()).exists():
            return self.all()
        return self.filter(place_is_confidential=False)


class Agency(models.Model):
    """An organisation. Fields as in HSDS 3.2.3 `organization`, plus our own."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("name"), max_length=300)
    alternate_name = models.CharField(_("other name"), max_length=300, blank=True)
    description = models.TextField(_("description"), blank=True)
    email = models.CharField(_("e-mail address"), max_length=254, blank=True)
    website = models.CharField(_("website"), max_length=2000, blank=True)
    year_incorporated = models.PositiveIntegerField(null=True, blank=True)
    legal_status = models.CharField(max_length=300, blank=True)
    logo = models.CharField(max_length=2000, blank=True)
    uri = models.CharField(max_length=2000, blank=True)
    parent = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="parts"
    )
    kind = models.CharField(
        _("kind"), max_length=20, choices=AgencyKind, default=AgencyKind.UNKNOWN
    )
    place_is_confidential = models.BooleanField(
        _("place is confidential"), default=False
    )
    source = models.CharField(max_length=100, blank=True)
    source_id = models.CharField(max_length=250, blank=True)
    local_fields = models.JSONField(default=list, blank=True)
    extra = models.JSONField(default=dict, blank=True)
    last_modified = models.DateTimeField(null=True, blank=True)

    objects = AgencyQuerySet.as_manager()

    matter_kind = "agency"
    inventory = held(
        SYSTEM,
        Retention.WITH_ROW,
        "id",
        "parent",
        "place_is_confidential",
        "source",
        "source_id",
        "local_fields",
        "last_modified",
    ) | held(
        PUBLIC,
        Retention.WHILE_KNOWN,
        "name",
        "alternate_name",
        "description",
        "email",
        "website",
        "year_incorporated",
        "legal_status",
        "logo",
        "uri",
        "kind",
        "extra",
    )

    class Meta:
        verbose_name = _("agency")
        verbose_name_plural = _("agencies")
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_id"],
                condition=~Q(source=""),
                name="one_agency_a_source_id",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="agency_has_a_name"),
            models.CheckConstraint(
                name="confidential_agency_keeps_nothing_more",
                condition=Q(place_is_confidential=False) | Q(extra={}),
            ),
        ]

    def __str__(self) -> str:
        return name_shown(self.name)

    @property
    def names(self) -> tuple[str, str]:
        """Return what it is called; nothing where its source does not name it."""
        return ("" if self.name == NOT_NAMED else self.name, self.alternate_name)


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Memberships by date."""

    def holding(self, day: date) -> Self:
        """Return those that hold on a day."""
        return self.filter(Q(to_on__isnull=True) | Q(to_on__gte=day), from_on__lte=day)


class Membership(models.Model):
    """An agency's membership of the network, from–to. Known is not member."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency = models.ForeignKey(
        Agency, on_delete=models.CASCADE, related_name="memberships"
    )
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    matter_kind = "membership"
    inventory = held(SYSTEM, Retention.WITH_ROW, "id", "agency") | held(
        PUBLIC, Retention.WHILE_KNOWN, "from_on", "to_on"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")),
                name="membership_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency} {self.from_on}"
