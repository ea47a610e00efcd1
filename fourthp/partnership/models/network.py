"""The network's own settings."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fourthp.foundation.ids import new_id
from fourthp.foundation.inventory import PUBLIC, SYSTEM, Retention, held


class Network(models.Model):
    """This network: there is one row."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("name"), max_length=200)
    country = models.CharField(_("country"), max_length=2)  # ISO 3166-1 alpha-2
    time_zone = models.CharField(_("time zone"), max_length=64)
    is_demo = models.BooleanField(default=False)
    only = models.BooleanField(default=True, editable=False)

    matter_kind = "network"
    inventory = held(SYSTEM, Retention.WITH_ROW, "id", "is_demo", "only") | held(
        PUBLIC, Retention.UNTIL_REPLACED, "name", "country", "time_zone"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["only"], name="one_network"),
            models.CheckConstraint(condition=Q(only=True), name="network_only"),
        ]

    def __str__(self) -> str:
        return self.name


class HelpLine(models.Model):
    """An emergency or national number, said on every public page."""

    class Kind(models.TextChoices):
        EMERGENCY = "emergency", _("emergency")
        NATIONAL = "national", _("national helpline")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    country = models.CharField(max_length=2)
    kind = models.CharField(max_length=20, choices=Kind)
    name = models.CharField(_("name"), max_length=200)
    number = models.CharField(_("number"), max_length=40)
    hours = models.CharField(_("hours"), max_length=200, blank=True)
    cost = models.CharField(_("cost"), max_length=200, blank=True)
    checked_on = models.DateField(_("checked on"))
    position = models.PositiveSmallIntegerField(default=0)

    matter_kind = "help-line"
    inventory = held(SYSTEM, Retention.WITH_ROW, "id", "position") | held(
        PUBLIC,
        Retention.UNTIL_REPLACED,
        "country",
        "kind",
        "name",
        "number",
        "hours",
        "cost",
        "checked_on",
    )

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(number=""), name="line_has_a_number"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.number}"
