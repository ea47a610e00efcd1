"""What those who are invited were told, and whose calendar knows it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from fourthp.foundation.ids import new_id
from fourthp.foundation.inventory import NETWORK, PERSONAL, SYSTEM, Retention, held
from fourthp.gatherings.models.gatherings import Gathering, Rhythm
from fourthp.partnership.models import Person


class Invitation(models.Model):
    """That somebody's calendar was asked to keep a rhythm."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    rhythm = models.ForeignKey(
        Rhythm, on_delete=models.CASCADE, related_name="invitations"
    )
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    sent_at = models.DateTimeField()

    inventory = held(SYSTEM, Retention.WITH_ROW, "id", "rhythm", "person") | held(
        PERSONAL, Retention.WITH_ROW, "sent_at"
    )

    class Meta:
        verbose_name = _("invitation that was sent")
        verbose_name_plural = _("invitations that were sent")
        constraints = [
            models.UniqueConstraint(
                fields=["rhythm", "person"], name="invited_once_to_a_rhythm"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Told(models.Model):
    """When and where a gathering is, as those who are invited were told it last."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    gathering = models.OneToOneField(
        Gathering, on_delete=models.CASCADE, related_name="told"
    )
    rhythm = models.ForeignKey(Rhythm, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    at = models.TimeField()
    minutes = models.PositiveIntegerField()
    is_cancelled = models.BooleanField()
    place = models.CharField(max_length=450, blank=True)

    inventory = held(
        SYSTEM, Retention.WITH_ROW, "id", "gathering", "rhythm", "is_cancelled"
    ) | held(NETWORK, Retention.UNTIL_REPLACED, "day", "at", "minutes", "place")

    def __str__(self) -> str:
        return str(self.pk)
