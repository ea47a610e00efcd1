"""Guests: who is invited to one gathering, and holds nobody's seat."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fourthp.foundation.ids import new_id
from fourthp.foundation.inventory import PERSONAL, SYSTEM, Retention, held
from fourthp.gatherings.models.gatherings import Gathering


class Guest(models.Model):
    """Somebody who is nobody's seat, by name and address; she goes a year after it.

    email may be empty: who has none is told of it by whoever names her.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    gathering = models.ForeignKey(
        Gathering, on_delete=models.CASCADE, related_name="guests"
    )
    name = models.CharField(_("name"), max_length=120)
    agency = models.CharField(_("agency"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    named_at = models.DateTimeField()
    # Since when her calendar was asked to keep it.
    sent_at = models.DateTimeField(null=True, blank=True)

    matter_kind = "guest"
    inventory = held(
        SYSTEM, Retention.WITH_ROW, "id", "gathering", "named_at", "sent_at"
    ) | held(PERSONAL, Retention.YEAR_AFTER, "name", "agency", "email")

    class Meta:
        verbose_name = _("guest")
        verbose_name_plural = _("guests")
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="guest_has_a_name"),
            models.UniqueConstraint(
                fields=["gathering", "email"],
                condition=~Q(email=""),
                name="guest_once_by_address",
            ),
        ]

    def __str__(self) -> str:
        return self.name
