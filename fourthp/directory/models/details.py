"""What a listing says in detail: numbers, people to ask, hours, who it is for."""

from collections.abc import Iterator
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fourthp.directory.models.base import Imported, listed
from fourthp.directory.models.places import Location
from fourthp.directory.models.services import Service, ServiceAtLocation
from fourthp.directory.models.weekdays import days_in_words, rhythm_in_words
from fourthp.directory.rules.words import facets
from fourthp.partnership.models import Agency


def _to(model: type[models.Model], name: str) -> Any:
    return models.ForeignKey(
        model, on_delete=models.CASCADE, null=True, blank=True, related_name=name
    )


class Contact(Imported):
    """HSDS `contact`: a role to ask for; a name only where the source publishes it."""

    # No page says whom to ask, so no history does.
    stands_in_history = False

    organization = _to(Agency, "contacts")
    service = _to(Service, "contacts")
    service_at_location = _to(ServiceAtLocation, "contacts")
    location = _to(Location, "contacts")
    name = models.CharField(_("name"), max_length=300, blank=True)
    title = models.CharField(_("title"), max_length=300, blank=True)
    department = models.CharField(_("department"), max_length=300, blank=True)
    email = models.CharField(_("e-mail address"), max_length=300, blank=True)

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
        verbose_name = _("whom to ask")

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
    extension = models.CharField(_("extension"), max_length=40, blank=True)
    type = models.CharField(_("kind of number"), max_length=100, blank=True)
    description = models.TextField(_("what the number is for"), blank=True)

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
        verbose_name = _("number")

    def __str__(self) -> str:
        return self.number


class Schedule(Imported):
    """HSDS `schedule` (RFC 5545 rules); hours that cannot be read stay as text."""

    # How its history says what its fields hold in code.
    field_words = {"byday": days_in_words, "freq": rhythm_in_words}

    service = _to(Service, "schedules")
    location = _to(Location, "schedules")
    service_at_location = _to(ServiceAtLocation, "schedules")
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_to = models.DateField(_("until"), null=True, blank=True)
    dtstart = models.DateField(_("first day"), null=True, blank=True)
    timezone = models.CharField(_("time zone"), max_length=64, blank=True)
    until = models.DateField(_("last day"), null=True, blank=True)
    count = models.PositiveIntegerField(_("how many times"), null=True, blank=True)
    wkst = models.CharField(max_length=2, blank=True)
    freq = models.CharField(_("how often"), max_length=10, blank=True)
    interval = models.PositiveIntegerField(_("every how many"), null=True, blank=True)
    byday = models.CharField(_("days of the week"), max_length=100, blank=True)
    byweekno = models.CharField(_("weeks of the year"), max_length=300, blank=True)
    bymonthday = models.CharField(_("days of the month"), max_length=200, blank=True)
    byyearday = models.CharField(_("days of the year"), max_length=300, blank=True)
    description = models.TextField(_("hours in words"), blank=True)
    opens_at = models.TimeField(_("opens at"), null=True, blank=True)
    closes_at = models.TimeField(_("closes at"), null=True, blank=True)
    schedule_link = models.CharField(_("hours on the web"), max_length=2000, blank=True)
    attending_type = models.CharField(max_length=100, blank=True)
    notes = models.TextField(_("notes on the hours"), blank=True)
    is_closure = models.BooleanField(_("is a closing"), default=False)

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
        verbose_name = _("hours")

    def __str__(self) -> str:
        """Say it in words: days, times and dates, or what was written instead."""
        written = self.description or self.notes
        if self.opens_at is None or self.closes_at is None:
            closed = gettext("closed") if self.is_closure else ""
            return " ".join(filter(None, (written or closed, *self._dates())))
        days = days_in_words(self.byday)
        span = f"{self.opens_at:%H:%M}–{self.closes_at:%H:%M}"
        return " ".join(filter(None, (days, span, *self._dates(), self.notes)))

    def _dates(self) -> Iterator[str]:
        if self.valid_from:
            yield gettext("from %s") % date_format(self.valid_from, "j F Y")
        if self.valid_to:
            yield gettext("until %s") % date_format(self.valid_to, "j F Y")


class Language(Imported):
    """HSDS `language`: spoken by the people there, or reached by an interpreter."""

    class Way(models.TextChoices):
        SPOKEN = "spoken", _("spoken there")
        INTERPRETER = "interpreter", _("by an interpreter")

    service = _to(Service, "languages")
    location = _to(Location, "languages")
    phone = _to(Phone, "languages")
    name = models.CharField(_("language"), max_length=300, blank=True)
    code = models.CharField(_("code of the language"), max_length=10, blank=True)
    note = models.TextField(_("note on the language"), blank=True)
    way = models.CharField(
        _("how it is spoken"), max_length=12, choices=Way, default=Way.SPOKEN
    )

    inventory = listed("service", "location", "phone", "name", "code", "note", "way")

    class Meta(Imported.Meta):
        verbose_name = _("language")

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
    facet = models.CharField(_("kind of condition"), max_length=10, choices=Facet)
    value = models.CharField(_("condition"), max_length=60, blank=True)
    is_exclusion = models.BooleanField(_("is left out"), default=False)
    note = models.TextField(_("who it is for, in words"), blank=True)

    inventory = listed("service", "facet", "value", "is_exclusion", "note")

    class Meta(Imported.Meta):
        verbose_name = _("who it is for")
        verbose_name_plural = "eligibility"

    def __str__(self) -> str:
        name = facets().names.get(self.code)
        said = gettext(name) if name else self.note or self.value
        return gettext("not for: %s") % said if self.is_exclusion else said

    @property
    def code(self) -> str:
        """Return the code by which the search knows it."""
        kind = {"gender": "who", "household": "children"}
        return f"{kind.get(self.facet, self.facet)}:{self.value}"


class RequiredDocument(Imported):
    """HSDS `required_document`."""

    service = models.ForeignKey(
        Service, on_delete=models.CASCADE, related_name="required_documents"
    )
    document = models.TextField(_("what to bring along"), blank=True)
    uri = models.CharField(_("address of the paper"), max_length=2000, blank=True)

    inventory = listed("service", "document", "uri")

    class Meta(Imported.Meta):
        verbose_name = _("what to bring along")

    def __str__(self) -> str:
        return self.document


class CostOption(Imported):
    """HSDS `cost_option`; currency ISO 4217."""

    service = models.ForeignKey(
        Service, on_delete=models.CASCADE, related_name="cost_options"
    )
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    option = models.TextField(_("what it costs"), blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    amount = models.DecimalField(
        _("amount"), max_digits=12, decimal_places=2, null=True, blank=True
    )
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
        verbose_name = _("what it costs")

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
