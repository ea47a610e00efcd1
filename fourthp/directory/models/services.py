"""Services, and where they are given."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fourthp.directory.models.base import Imported, listed
from fourthp.directory.models.places import Location, Place
from fourthp.directory.rules.alerts import said_on
from fourthp.directory.rules.freshness import is_stale
from fourthp.directory.rules.hours import Hours, closure
from fourthp.foundation.clock import today
from fourthp.foundation.ids import new_id
from fourthp.foundation.inventory import NETWORK, SYSTEM, Retention, held
from fourthp.partnership.models import (
    FOR_AN_AGENCY,
    Agency,
    Label,
    Person,
    Role,
    Shared,
    SharedQuerySet,
    audience_index,
    expiry_index,
    lasting,
)


class Program(Imported):
    """HSDS `program`: services of one agency that belong together."""

    organization = models.ForeignKey(
        Agency, on_delete=models.CASCADE, related_name="programs"
    )
    name = models.CharField(max_length=500)
    alternate_name = models.CharField(max_length=500, blank=True)
    description = models.TextField(blank=True)

    inventory = listed("organization", "name", "alternate_name", "description")

    class Meta(Imported.Meta):
        pass

    def __str__(self) -> str:
        return self.name


class ServiceQuerySet(SharedQuerySet["Service"]):
    """Services by who may see them, and who keeps them."""

    def lasting(self) -> Self:
        """Return those that are neither recalled nor expired today."""
        return self.filter(lasting(today()))

    def _kept_by(self, reader: Person) -> Q:
        if reader.is_strong and Role.EDITOR in reader.roles_held:
            return Q(pk__isnull=False)
        ours = {one.agency for one in reader.held if one.role in FOR_AN_AGENCY}
        own = Q(owner__in=ours - {None}) | Q(owner=None, organization__in=ours - {None})
        return super()._kept_by(reader) | own


class Service(Imported, Shared):
    """HSDS 3.2.3 `service`, plus what a frontline worker needs to know."""

    class Status(models.TextChoices):
        ACTIVE = "active", _("active")
        INACTIVE = "inactive", _("inactive")
        DEFUNCT = "defunct", _("ended")
        CLOSED = "temporarily closed", _("closed for a time")

    RUNNING = (Status.ACTIVE, Status.CLOSED)  # the others are over

    class Referral(models.TextChoices):
        ANYONE = "anyone", _("the person may call")
        WORKER = "worker", _("a worker calls for the person")
        FORM = "form", _("by a form")
        FIRST_RESPONDER = "first-responder", _("by a first responder only")
        ASK = "ask", _("ask")

    organization = models.ForeignKey(
        Agency,
        on_delete=models.CASCADE,
        verbose_name=_("agency"),
        related_name="services",
    )
    owner = models.ForeignKey(
        Agency,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        verbose_name=_("who keeps it"),
        related_name="owned_services",
    )
    program = models.ForeignKey(
        Program,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="services",
    )
    name = models.CharField(_("name"), max_length=500)
    alternate_name = models.CharField(_("other name"), max_length=500, blank=True)
    description = models.TextField(_("what it does"), blank=True)
    url = models.CharField(_("website"), max_length=2000, blank=True)
    email = models.CharField(_("e-mail address"), max_length=300, blank=True)
    status = models.CharField(
        _("state"), max_length=20, choices=Status, default=Status.ACTIVE
    )
    # What it was until its source no longer had it; empty while the source has it.
    status_before = models.CharField(max_length=20, blank=True)
    closed_from = models.DateField(_("closed from"), null=True, blank=True)
    reopens_on = models.DateField(_("opens again on"), null=True, blank=True)
    interpretation_services = models.TextField(_("interpreters"), blank=True)
    application_process = models.TextField(_("how to refer"), blank=True)
    referral = models.CharField(
        _("who may refer"), max_length=20, choices=Referral, default=Referral.ASK
    )
    what_to_say = models.TextField(_("what to say"), blank=True)
    fees_description = models.TextField(_("what it costs"), blank=True)
    is_free = models.BooleanField(_("free"), null=True, blank=True)
    wait_time = models.TextField(_("how long people wait"), blank=True)
    accreditations = models.TextField(_("accreditations"), blank=True)
    eligibility_description = models.TextField(_("who it is for"), blank=True)
    minimum_age = models.PositiveSmallIntegerField(
        _("from how many years"), null=True, blank=True
    )
    maximum_age = models.PositiveSmallIntegerField(
        _("up to how many years"), null=True, blank=True
    )
    assured_date = models.DateField(_("checked on"), null=True, blank=True)
    assurer_role = models.CharField(_("checked by"), max_length=100, blank=True)
    assurer_email = models.CharField(max_length=300, blank=True)
    licenses = models.TextField(_("licences"), blank=True)
    alert = models.TextField(_("what everyone should know today"), blank=True)
    alert_until = models.DateField(_("shown until"), null=True, blank=True)
    last_modified = models.DateTimeField(null=True, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True)
    ended_on = models.DateField(null=True, blank=True, editable=False)
    place_is_confidential = models.BooleanField(
        _("place is confidential"), default=False
    )
    # What may be said of where it is. Of a confidential service it is found from the
    # region that it lies in, which no page shows.
    region = models.ForeignKey(
        Place,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("region"),
        related_name="services",
    )
    home_region = models.ForeignKey(
        Place, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = ServiceQuerySet.as_manager()

    matter_kind = "service"
    inventory = (
        Shared.shared_inventory
        | held(NETWORK, Retention.WHILE_LISTED, "home_region")
        | listed(
            "organization",
            "owner",
            "program",
            "name",
            "alternate_name",
            "description",
            "url",
            "email",
            "status",
            "status_before",
            "closed_from",
            "reopens_on",
            "interpretation_services",
            "application_process",
            "referral",
            "what_to_say",
            "fees_description",
            "is_free",
            "wait_time",
            "accreditations",
            "eligibility_description",
            "minimum_age",
            "maximum_age",
            "assured_date",
            "assurer_role",
            "assurer_email",
            "licenses",
            "alert",
            "alert_until",
            "last_modified",
            "time_zone",
            "ended_on",
            "place_is_confidential",
            "region",
        )
    )

    class Meta(Imported.Meta):
        verbose_name = _("service")
        indexes = [audience_index("service_audience"), expiry_index("service_expiry")]
        constraints = [
            *Imported.Meta.constraints,
            models.CheckConstraint(condition=~Q(name=""), name="service_has_a_name"),
            models.CheckConstraint(
                name="confidential_service_keeps_nothing_more",
                condition=Q(place_is_confidential=False) | Q(extra={}),
            ),
            models.CheckConstraint(
                name="service_ages_in_order",
                condition=Q(minimum_age__isnull=True)
                | Q(maximum_age__isnull=True)
                | Q(maximum_age__gte=models.F("minimum_age")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def is_stale(self, day: date) -> bool:
        """Tell whether nobody has checked the listing for three months."""
        return is_stale(self.assured_date, day)

    @property
    def closing(self) -> Hours | None:
        """Return the time for which it is closed as a rule, or None."""
        is_closed = self.status == self.Status.CLOSED
        return closure(self.closed_from, self.reopens_on, is_closed=is_closed)

    def status_on(self, day: date) -> str:
        """Return its status on a day: a closing for a time comes and goes by itself."""
        if self.status not in self.RUNNING:
            return self.status
        is_closed = self.closing and self.closing.days(day, day)
        return self.Status.CLOSED if is_closed else self.Status.ACTIVE

    def alert_on(self, day: date) -> str:
        """Return the news that a page shows on a day, nothing once it has ended."""
        return said_on(self.alert, self.alert_until, day)

    @property
    def is_public(self) -> bool:
        """Tell whether the public may see it."""
        is_open = self.label == Label.CLEAR and self.audience_id is None
        return is_open and not self.is_over(today())


class ServiceAtLocation(Imported):
    """HSDS `service_at_location`."""

    service = models.ForeignKey(
        Service, on_delete=models.CASCADE, related_name="at_locations"
    )
    location = models.ForeignKey(
        Location, on_delete=models.CASCADE, related_name="at_services"
    )
    description = models.TextField(_("what it is there"), blank=True)

    inventory = listed("service", "location", "description")

    class Meta(Imported.Meta):
        verbose_name = _("place of a service")
        constraints = [
            *Imported.Meta.constraints,
            models.UniqueConstraint(
                fields=["service", "location"], name="service_once_at_a_location"
            ),
        ]

    def __str__(self) -> str:
        return self.description


class ServiceArea(Imported):
    """HSDS `service_area`: whom a service covers, by place."""

    service = models.ForeignKey(
        Service,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="service_areas",
    )
    service_at_location = models.ForeignKey(
        ServiceAtLocation,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="service_areas",
    )
    place = models.ForeignKey(
        Place, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    name = models.CharField(_("area"), max_length=500, blank=True)
    description = models.TextField(_("what the area is"), blank=True)
    extent = models.TextField(blank=True)
    extent_type = models.CharField(max_length=100, blank=True)
    uri = models.CharField(max_length=2000, blank=True)

    inventory = listed(
        "service",
        "service_at_location",
        "place",
        "name",
        "description",
        "extent",
        "extent_type",
        "uri",
    )

    class Meta(Imported.Meta):
        verbose_name = _("area")

    def __str__(self) -> str:
        return self.name


class OpenInterval(models.Model):
    """One time a service is open, in UTC; the next eight weeks stand as rows."""

    is_derived = True  # an undo takes it away with its service

    id = models.BigAutoField(primary_key=True)
    service = models.ForeignKey(
        Service,
        on_delete=models.CASCADE,
        related_name="open_intervals",
        db_index=False,  # the first index below begins with it
    )
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()

    inventory = held(
        SYSTEM, Retention.WITH_ROW, "id", "service", "opens_at", "closes_at"
    )

    class Meta:
        indexes = [
            models.Index(
                fields=["service", "closes_at", "opens_at"], name="open_of_service"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=models.F("opens_at")),
                name="closes_after_it_opens",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.opens_at} {self.closes_at}"


class Problem(models.Model):
    """Somebody said that something is wrong with a listing. No word is kept."""

    class Kind(models.TextChoices):
        NUMBER = "number", _("the number is wrong")
        HOURS = "hours", _("the hours are wrong")
        REFUSED = "refused", _("they did not take the person")
        LANGUAGE = "language", _("nobody spoke the language")
        CLOSED = "closed", _("it does not exist any more")
        PLACE = "place", _("it tells a place that must stay secret")
        # Of whoever keeps the listing, and knows what: others say which it is.
        OTHER = "other", _("something else is wrong")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    service = models.ForeignKey(
        Service, on_delete=models.CASCADE, related_name="problems"
    )
    kind = models.CharField(_("what is wrong"), max_length=10, choices=Kind)
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    matter_kind = "problem"
    inventory = held(
        SYSTEM, Retention.YEARS_2, "id", "service", "kind", "at", "settled_at"
    )

    class Meta:
        verbose_name = _("problem")

    def __str__(self) -> str:
        return self.get_kind_display()
