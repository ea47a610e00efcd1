"""Series of meetings: what each of their meetings begins with, and needs."""

from hashlib import sha256
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fourthp.foundation.ids import new_id
from fourthp.foundation.inventory import NETWORK, PERSONAL, SYSTEM, Retention, held
from fourthp.gatherings.models import Series
from fourthp.meetings.models.purposes import MOST_MINUTES, Purpose
from fourthp.partnership.models import Person, Seat


class MeetingSeriesQuerySet(models.QuerySet["MeetingSeries"]):
    """Series of meetings by who may see them."""

    def visible_to(self, reader: Person | None) -> Self:
        """Return those of series that a reader may see; None is the public."""
        seen = Series.objects.visible_to(reader).order_by()
        return self.filter(series__in=seen.values("pk"))


class MeetingSeries(models.Model):
    """That a series is one of meetings, and what all of these need.

    quorum_agencies, quorum_percent: how many agencies, or how many in a hundred of its
    group's, have to be there; None asks for none. items_due, papers_due: days before.
    hosted_by: who holds it where it is not ours, and we have but an item in it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    series = models.OneToOneField(
        Series, on_delete=models.CASCADE, related_name="meetings"
    )
    quorum_agencies = models.PositiveSmallIntegerField(
        _("agencies for a quorum"), null=True, blank=True
    )
    quorum_percent = models.PositiveSmallIntegerField(
        _("per cent of agencies for a quorum"), null=True, blank=True
    )
    quorum_statutory = models.BooleanField(
        _("a statutory agency has to be there"), default=False
    )
    items_due = models.PositiveSmallIntegerField(
        _("days before at which items are due"), default=10
    )
    papers_due = models.PositiveSmallIntegerField(
        _("days before at which papers are due"), default=5
    )
    chatham_house = models.BooleanField(
        _("nobody is named in what is passed on"), default=False
    )
    hosted_by = models.CharField(_("held by"), max_length=200, blank=True)

    objects = MeetingSeriesQuerySet.as_manager()

    matter_kind = "meeting-series"
    inventory = held(
        SYSTEM, Retention.WITH_ROW, "id", "series", "chatham_house"
    ) | held(
        NETWORK,
        Retention.UNTIL_REPLACED,
        *("quorum_agencies", "quorum_percent", "quorum_statutory"),
        *("items_due", "papers_due", "hosted_by"),
    )

    class Meta:
        verbose_name = _("series of meetings")
        verbose_name_plural = _("series of meetings")
        constraints = [
            models.CheckConstraint(
                condition=Q(quorum_percent=None)
                | Q(quorum_percent__gte=1, quorum_percent__lte=100),
                name="quorum_is_of_a_hundred",
            ),
            models.CheckConstraint(
                condition=Q(quorum_agencies=None) | Q(quorum_agencies__gte=1),
                name="quorum_is_of_some",
            ),
        ]

    def __str__(self) -> str:
        return str(self.series)

    @property
    def is_elsewhere(self) -> bool:
        """Tell whether others hold it, and we have but an item in it."""
        return bool(self.hosted_by)

    @property
    def version(self) -> str:
        """Return what stands for all that it says: a form hands it back."""
        says = (
            *(self.quorum_agencies, self.quorum_percent, self.quorum_statutory),
            *(self.items_due, self.papers_due, self.chatham_house, self.hosted_by),
        )
        return sha256(repr(list(map(str, says))).encode()).hexdigest()


class StandingItem(models.Model):
    """What stands on the agenda of every new meeting of a series."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    series = models.ForeignKey(
        MeetingSeries, on_delete=models.CASCADE, related_name="standing"
    )
    title = models.CharField(_("title"), max_length=160)
    purpose = models.CharField(_("purpose"), max_length=20, choices=Purpose)
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    position = models.PositiveSmallIntegerField()

    inventory = held(SYSTEM, Retention.WITH_ROW, "id", "series", "position") | held(
        NETWORK, Retention.UNTIL_REPLACED, "title", "purpose", "minutes"
    )

    class Meta:
        verbose_name = _("standing item")
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="standing_has_a_title"),
            models.CheckConstraint(
                condition=Q(purpose__in=Purpose.values), name="standing_has_a_purpose"
            ),
            models.CheckConstraint(
                condition=Q(minutes__lte=MOST_MINUTES), name="standing_is_not_endless"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Turn(models.Model):
    """One turn of a rota: whose seat chairs a meeting, or takes its minutes, in a row.

    Whose seat is over has no turn: that is asked, and the row stays.
    """

    class Duty(models.TextChoices):
        CHAIR = "chair", _("chairs")
        MINUTES = "minutes", _("takes the minutes")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    series = models.ForeignKey(
        MeetingSeries, on_delete=models.CASCADE, related_name="turns"
    )
    duty = models.CharField(_("duty"), max_length=10, choices=Duty)
    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField()

    inventory = held(
        SYSTEM, Retention.WITH_ROW, "id", "series", "duty", "position"
    ) | held(PERSONAL, Retention.WHILE_KNOWN, "seat")

    class Meta:
        verbose_name = _("turn of a rota")
        ordering = ["duty", "position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["series", "duty", "seat"], name="turn_once_in_a_rota"
            ),
            models.CheckConstraint(
                condition=Q(duty__in=["chair", "minutes"]), name="turn_has_a_duty"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.duty} {self.position}"
