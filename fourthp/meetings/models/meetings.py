"""Meetings: gatherings with an agenda."""

from typing import Self
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from fourthp.foundation.ids import new_id
from fourthp.foundation.inventory import NETWORK, PERSONAL, SYSTEM, Retention, held
from fourthp.gatherings.models import Gathering, Series
from fourthp.partnership.models import Person, Seat


class MeetingQuerySet(models.QuerySet["Meeting"]):
    """Meetings by who may see them."""

    def visible_to(self, reader: Person | None) -> Self:
        """Return those of every series that a reader may see; None is the public."""
        seen = Series.objects.visible_to(reader).order_by()
        return self.filter(gathering__rhythm__series__in=seen.values("pk"))

    def with_all(self) -> Self:
        """Return them with the gathering, series and group that pages name."""
        return self.select_related("gathering__rhythm__series__group")


class Meeting(models.Model):
    """One gathering of a series of meetings, made when something is first said of it.

    called_at: when its group was asked for items; circulated_at: since when its agenda
    is out and its numbers stand. chair and minute_taker: whose turn it is. changes
    counts what was changed of its agenda: a form hands it back.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    gathering = models.OneToOneField(
        Gathering, on_delete=models.CASCADE, related_name="meeting"
    )
    called_at = models.DateTimeField(null=True, blank=True)
    circulated_at = models.DateTimeField(null=True, blank=True)
    chair = models.ForeignKey(
        Seat, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    minute_taker = models.ForeignKey(
        Seat, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    changes = models.PositiveIntegerField(default=0)

    objects = MeetingQuerySet.as_manager()

    chair_id: UUID | None
    minute_taker_id: UUID | None
    matter_kind = "meeting"
    inventory = (
        held(SYSTEM, Retention.WITH_ROW, "id", "gathering", "called_at", "changes")
        | held(NETWORK, Retention.FOREVER, "circulated_at")
        | held(PERSONAL, Retention.WHILE_KNOWN, "chair", "minute_taker")
    )

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")

    def __str__(self) -> str:
        return str(self.gathering)

    @property
    def series(self) -> Series:
        """Return the series that it is one of."""
        return self.gathering.rhythm.series

    @property
    def is_circulated(self) -> bool:
        """Tell whether its agenda is out, so that its numbers stand."""
        return self.circulated_at is not None

    @property
    def version(self) -> str:
        """Return what stands for its agenda as it is: a form hands it back."""
        return f"{self.pk}.{self.changes}"
