"""What lets more people see something, and takes a second person."""

from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fourthp.foundation.ids import new_id
from fourthp.foundation.inventory import NETWORK, SYSTEM, Retention, held
from fourthp.foundation.seals import SealedJSON
from fourthp.partnership.models.people import Person

# When the first may go on alone, and after what time nobody need answer any more.
ALONE_AFTER, STANDS = timedelta(hours=24), timedelta(days=7)


class Widening(models.Model):
    """Somebody asks that more people see something; a second person says yes.

    kind: one of those declared in operations/widening.py, about the row about_id;
    wants: what is asked for, as its kind has it. seen stands for what it was asked of.
    How it stands is computed: confirmed_by is empty where the first went on alone.
    """

    class Dropped(models.TextChoices):
        TAKEN_BACK = "taken-back", _("taken back")
        REFUSED = "refused", _("refused")
        NARROWED = "narrowed", _("narrowed meanwhile")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=40)
    about_id = models.UUIDField(null=True, blank=True)
    wants: models.Field[Any, Any] = SealedJSON(default=dict)
    seen = models.CharField(max_length=64, blank=True)
    asked_by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)
    dropped_as = models.CharField(
        _("why it was dropped"), max_length=20, choices=Dropped, blank=True
    )

    matter_kind = "widening"
    inventory = held(
        SYSTEM,
        Retention.WITH_ROW,
        "id",
        "kind",
        "about_id",
        "seen",
        "asked_by",
        "confirmed_by",
        "dropped_as",
    ) | held(
        NETWORK,
        Retention.YEARS_2,
        "wants",
        "asked_at",
        "reason",
        "done_at",
        "dropped_at",
    )

    class Meta:
        indexes = [
            models.Index(
                fields=["about_id"],
                condition=Q(done_at__isnull=True, dropped_at__isnull=True),
                name="widening_open_about",
            ),
            models.Index(fields=["asked_at"], name="widening_by_time"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(dropped_at__isnull=True),
                name="widening_done_or_dropped",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.about_id}"

    def is_open(self, now: datetime) -> bool:
        """Tell whether somebody may still answer it."""
        waits = self.done_at is None and self.dropped_at is None
        return waits and now < self.asked_at + STANDS
