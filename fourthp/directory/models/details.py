"""What a listing says in detail: numbers, people to ask, hours, who it is for."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fourthp.directory.models.base import Imported, listed
from fourthp.directory.models.places import Location
from fourthp.directory.models.services import Service, ServiceAtLocation
from fourthp.partnership.models import Agency


def _to(model: type[models.Model], name: str) -> Any:
    return models.ForeignKey(
        model, on_delete=models.CASCADE, null=True, blank=True, related_name=name
    )


class Contact(Imported):
    """HSDS `contact`: a role to ask for; a name only where the source publishes it."""

    organization = _to(Agency, "contacts")
    service = _to(Service, "contacts")
    service_at_location = _to(ServiceAtLocation, "contacts")
    location = _to(Location, "contacts")
    name = models.CharField(max_length=300, blank=True)
    title = models.CharField(max_length=300, blank=True)
    department = models.CharField(max_length=300, blank=True)
    email = models.CharField(max_length=300, blank=True)

    inventory = listed(
        "organization",
        "service",
        "service_at_location",
        "location",
        "name",
        "title",
        "department",
        "email",
    )

    class Meta(Imported.Meta):
        pass

    def __str__(self) -> str:
        return self.name or self.title


class Phone(Imported):
    """HSDS `phone`."""

    location = _to(Location, "phones")
    service = _to(Service, "phones")
    organization = _to(Agency, "phones")
    contact = _to(Contact, "phones")
    service_at_location = _to(ServiceAtLocation, "phones")
    number = models.CharField(_("number"), max_length=100)
    extension = models.CharField(max_length=40, blank=True)
    type = models.CharField(max_length=100, blank=True)
    description = models.TextField(blank=True)

    inventory = listed(
        "location",
        "service",
        "organization",
        "contact",
        "service_at_location",
        "number",
        "extension",
        "type",
        "description",
    )

    class Meta(Imported.Meta):
        pass

    def __str__(self) -> str:
        return self.number


class Schedule(Imported):
    """HSDS `schedule` (RFC 5545 rules); hours that cannot be read stay as text."""

    service = _to(Service, "schedules")
    location = _to(Location, "schedules")
    service_at_location = _to(ServiceAtLocation, "schedules")
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    dtstart = models.DateField(null=True, blank=True)
    timezone = models.CharField(max_length=64, blank=True)
    until = models.DateField(null=True, blank=True)
    count = models.PositiveIntegerField(null=True, blank=True)
    wkst = models.CharField(max_length=2, blank=True)
    freq = models.CharField(max_length=10, blank=True)
    interval = models.PositiveIntegerField(null=True, blank=True)
    byday = models.CharField(max_length=100, blank=True)
    byweekno = models.CharField(max_length=300, blank=True)
    bymonthday = models.CharField(max_length=200, blank=True)
    byyearday = models.CharField(max_length=300, blank=True)
    description = models.TextField(blank=True)
    opens_at = models.TimeField(null=True, blank=True)
    closes_at = models.TimeField(null=True, blank=True)
    schedule_link = models.CharField(max_length=2000, blank=True)
    attending_type = models.CharField(max_length=100, blank=True)
    notes = models.TextField(blank=True)
    is_closure = models.BooleanField(default=False)

    inventory = listed(
        "service",
        "location",
        "service_at_location",
        "valid_from",
        "valid_to",
        "dtstart",
        "timezone",
        "until",
        "count",
        "wkst",
        "freq",
        "interval",
        "byday",
        "byweekno",
        "bymonthday",
        "byyearday",
        "description",
        "opens_at",
        "closes_at",
        "schedule_link",
        "attending_type",
        "notes",
        "is_closure",
    )

    class Meta(Imported.Meta):
        pass

    def __str__(self) -> str:
        return f"{self.byday} {self.opens_at}–{self.closes_at}"


class Language(Imported):
    """HSDS `language`: spoken by the people there, or reached by an interpreter."""

    class Way(models.TextChoices):
        SPOKEN = "spoken", _("spoken there")
        INTERPRETER = "interpreter", _("by an interpreter")

    service = _to(Service, "languages")
    location = _to(Location, "languages")
    phone = _to(Phone, "languages")
    name = models.CharField(max_length=300, blank=True)
    code = models.CharField(max_length=10, blank=True)
    note = models.TextField(blank=True)
    way = models.CharField(max_length=12, choices=Way, default=Way.SPOKEN)

    inventory = listed("service", "location", "phone", "name", "code", "note", "way")

    class Meta(Imported.Meta):
        pass

    def __str__(self) -> str:
        return self.name or self.code


class Eligibility(Imported):
    """Whom a service is for, or is not for; said as a fact that can be searched."""

    class Facet(models.TextChoices):
        GENDER = "gender", _("gender")
        AGE = "age", _("age")
        SITUATION = "situation", _("situation")
        HOUSEHOLD = "household", _("who comes along")
        STATUS = "status", _("immigration status")
        OTHER = "other", _("other")

    service = models.ForeignKey(
        Service, on_delete=models.CASCADE, related_name="eligibility"
    )
    facet = models.CharField(max_length=10, choices=Facet)
    value = models.CharField(max_length=60, blank=True)
    is_exclusion = models.BooleanField(default=False)
    note = models.TextField(blank=True)

    inventory = listed("service", "facet", "value", "is_exclusion", "note")

    class Meta(Imported.Meta):
        verbose_name_plural = "eligibility"

    def __str__(self) -> str:
        return f"{'not ' if self.is_exclusion else ''}{self.value}"


class RequiredDocument(Imported):
    """HSDS `required_document`."""

    service = models.ForeignKey(
        Service, on_delete=models.CASCADE, related_name="required_documents"
    )
    document = models.TextField(blank=True)
    uri = models.CharField(max_length=2000, blank=True)

    inventory = listed("service", "document", "uri")

    class Meta(Imported.Meta):
        pass

    def __str__(self) -> str:
        return self.document


class CostOption(Imported):
    """HSDS `cost_option`; currency ISO 4217."""

    service = models.ForeignKey(
        Service, on_delete=models.CASCADE, related_name="cost_options"
    )
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    option = models.TextField(blank=True)
    currency = models.CharField(max_length=3, blank=True)
    amount = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    amount_description = models.TextField(blank=True)

    inventory = listed(
        "service",
        "valid_from",
        "valid_to",
        "option",
        "currency",
        "amount",
        "amount_description",
    )

    class Meta(Imported.Meta):
        pass

    def __str__(self) -> str:
        return self.option


class Funding(Imported):
    """HSDS `funding`."""

    organization = _to(Agency, "funding")
    service = _to(Service, "funding")
    source_of_funds = models.TextField(blank=True)

    inventory = listed("organization", "service", "source_of_funds")

    class Meta(Imported.Meta):
        verbose_name_plural = "funding"

    def __str__(self) -> str:
        return self.source_of_funds


class Url(Imported):
    """HSDS `url`: a further address on the web."""

    organization = _to(Agency, "additional_urls")
    service = _to(Service, "additional_urls")
    label = models.CharField(max_length=300, blank=True)
    url = models.CharField(max_length=2000)

    inventory = listed("organization", "service", "label", "url")

    class Meta(Imported.Meta):
        pass

    def __str__(self) -> str:
        return self.url


class Unit(Imported):
    """HSDS `unit`: what a capacity is counted in."""

    name = models.CharField(max_length=300)
    scheme = models.CharField(max_length=300, blank=True)
    identifier = models.CharField(max_length=300, blank=True)
    uri = models.CharField(max_length=2000, blank=True)

    inventory = listed("name", "scheme", "identifier", "uri")

    class Meta(Imported.Meta):
        pass

    def __str__(self) -> str:
        return self.name


class ServiceCapacity(Imported):
    """HSDS `service_capacity`: shown to members only."""

    service = models.ForeignKey(
        Service, on_delete=models.CASCADE, related_name="capacities"
    )
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    available = models.DecimalField(max_digits=10, decimal_places=2)
    maximum = models.DecimalField(
        max_digits=10, decimal_places=2, null=True, blank=True
    )
    description = models.TextField(blank=True)
    updated = models.DateTimeField(null=True, blank=True)

    inventory = listed(
        "service", "unit", "available", "maximum", "description", "updated"
    )

    class Meta(Imported.Meta):
        verbose_name_plural = "service capacities"
        constraints = [
            *Imported.Meta.constraints,
            models.CheckConstraint(
                condition=Q(available__gte=0), name="capacity_is_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.available} {self.unit}"


class OrganizationIdentifier(Imported):
    """HSDS `organization_identifier`, as a registered charity's number."""

    organization = models.ForeignKey(
        Agency, on_delete=models.CASCADE, related_name="identifiers"
    )
    identifier_scheme = models.CharField(max_length=300, blank=True)
    identifier_type = models.CharField(max_length=300)
    identifier = models.CharField(max_length=300)

    inventory = listed(
        "organization", "identifier_scheme", "identifier_type", "identifier"
    )

    class Meta(Imported.Meta):
        pass

    def __str__(self) -> str:
        return self.identifier
