"""The nouns of what the network shows for itself: witnesses outside."""

from datetime import timedelta

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from fourthp.foundation.ids import new_id
from fourthp.foundation.inventory import PERSONAL, SYSTEM, Retention, held

# How long somebody may think it over who was asked to be a witness.
ANSWERS_WITHIN = timedelta(days=30)


class Witness(models.Model):
    """Somebody outside the network who gets each day's anchor by mail, and keeps it.

    Whoever stops is forgotten at once: the row goes.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("name, or what they are"), max_length=200)
    address = models.EmailField(_("e-mail address"))
    asked_at = models.DateTimeField(_("when they were asked"))
    confirmed_at = models.DateTimeField(_("when they said yes"), null=True, blank=True)
    # The last day whose anchor was written to them.
    told_until = models.DateField(_("the last day sent"), null=True, blank=True)

    matter_kind = "witness"
    inventory = held(
        SYSTEM, Retention.WITH_ROW, "id", "asked_at", "confirmed_at", "told_until"
    ) | held(PERSONAL, Retention.WITH_ROW, "name", "address")

    class Meta:
        verbose_name = _("witness")
        verbose_name_plural = _("witnesses")
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(Lower("address"), name="witness_address_once"),
        ]

    def __str__(self) -> str:
        return self.name
