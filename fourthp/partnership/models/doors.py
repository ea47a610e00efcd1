"""Letting somebody in who lost every second factor."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fourthp.foundation.ids import new_id
from fourthp.foundation.inventory import NETWORK, SYSTEM, Retention, held
from fourthp.partnership.models.people import Person

# How long an asking stands, and after what time nobody need answer it any more.
STANDS, ALONE_AFTER = timedelta(days=7), timedelta(hours=24)


class LetIn(models.Model):
    """The host asks that somebody be let in; a second person says that it is she.

    confirmed_by is empty where nobody answered for a day and the host went on alone.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="lettings_in"
    )
    asked_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    matter_kind = "let-in"
    inventory = held(SYSTEM, Retention.WITH_ROW, "id", "person", "confirmed_by") | held(
        NETWORK, Retention.YEARS_2, "asked_at", "reason", "done_at"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(done_at__isnull=True),
                name="one_open_letting_in",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.asked_at}"

    def is_open(self, now: datetime) -> bool:
        """Tell whether somebody may still answer it."""
        return self.done_at is None and now < self.asked_at + STANDS
