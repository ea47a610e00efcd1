"""Whom a series asks to come, beside those who sit in its own group."""

from django.db import models

from fourthp.foundation.ids import new_id
from fourthp.foundation.inventory import NETWORK, SYSTEM, Retention, held
from fourthp.gatherings.models.series import Series
from fourthp.partnership.models import Group


class Invites(models.Model):
    """How a series invites; who is invited stands nowhere: it is asked each time.

    others_may_come: who cannot come may send somebody who has no seat. sent_at: since
    when invitations go out. differs stands for what is otherwise than it was told,
    since when it is just so: what goes on changing is told when it stands still.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    series = models.OneToOneField(
        Series, on_delete=models.CASCADE, related_name="invites"
    )
    others_may_come = models.BooleanField(default=False)
    sent_at = models.DateTimeField(null=True, blank=True)
    differs = models.CharField(max_length=64, blank=True)
    differs_since = models.DateTimeField(null=True, blank=True)

    inventory = held(
        SYSTEM,
        Retention.WITH_ROW,
        *("id", "series", "sent_at", "differs", "differs_since"),
    ) | held(NETWORK, Retention.UNTIL_REPLACED, "others_may_come")

    def __str__(self) -> str:
        return str(self.pk)


class InvitedGroup(models.Model):
    """A further group whose seats are invited to a series."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    series = models.ForeignKey(
        Series, on_delete=models.CASCADE, related_name="invited_groups"
    )
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")

    inventory = held(SYSTEM, Retention.WITH_ROW, "id", "series", "group")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["series", "group"], name="group_invited_once"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
