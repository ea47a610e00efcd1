"""What somebody leaves for whoever follows in her seat."""

from hashlib import sha256

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fourthp.foundation.ids import new_id
from fourthp.foundation.inventory import NETWORK, SYSTEM, Retention, held
from fourthp.partnership.models.people import Person, Seat


class Handover(models.Model):
    """Words of a seat for whoever sits in it next; they go with the seat."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seat = models.OneToOneField(Seat, on_delete=models.CASCADE, related_name="handover")
    words = models.TextField(_("words"))
    writer = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    written_on = models.DateField()

    matter_kind = "handover"
    inventory = held(
        SYSTEM, Retention.WITH_ROW, "id", "seat", "writer", "written_on"
    ) | held(NETWORK, Retention.WHILE_KNOWN, "words")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(words=""), name="handover_says_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seat_id}"

    @property
    def version(self) -> str:
        """Return what stands for what it says: a form hands it back."""
        return sha256(self.words.encode()).hexdigest()
