"""Rhythms and gatherings: when a series is, and each time that it is."""

from datetime import datetime
from typing import Self
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fourthp.foundation.ids import new_id
from fourthp.foundation.inventory import NETWORK, SYSTEM, Retention, held
from fourthp.gatherings.models.series import Series
from fourthp.gatherings.rules.repeating import Rule, read_rrule
from fourthp.gatherings.rules.walls import key_of, zone_called
from fourthp.partnership.models import Person

SHORTEST, LONGEST = 5, 7 * 24 * 60  # minutes
_LASTS = Q(minutes__gte=SHORTEST, minutes__lte=LONGEST)


class Rhythm(models.Model):
    """When a series is, from a first day on: a wall time, its zone, and a rule.

    Where a series is changed from the middle, its rule ends the day before and another
    rhythm begins. Calendars know each rhythm by its key (their UID), and take what has
    the higher sequence for the newer. rule: RRULE, empty where it is once.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="rhythms")
    first_on = models.DateField(_("first day"))
    at = models.TimeField(_("from"))
    minutes = models.PositiveIntegerField(_("minutes"))
    zone = models.CharField(_("time zone"), max_length=64)
    rule = models.CharField(_("how it repeats"), max_length=150, blank=True)
    sequence = models.PositiveIntegerField(default=0)
    # The sequence that calendars were mailed last; none before invitations go out.
    mailed = models.PositiveIntegerField(null=True, blank=True)

    inventory = held(
        SYSTEM,
        Retention.WITH_ROW,
        *("id", "series", "sequence", "zone", "rule", "mailed"),
    ) | held(NETWORK, Retention.FOREVER, "first_on", "at", "minutes")

    class Meta:
        ordering = ["first_on", "id"]
        constraints = [
            models.CheckConstraint(condition=_LASTS, name="rhythm_lasts_a_while"),
            models.CheckConstraint(condition=~Q(zone=""), name="rhythm_has_a_zone"),
        ]

    def __str__(self) -> str:
        return f"{self.first_on} {self.at} {self.rule}"

    @property
    def first(self) -> datetime:
        """Return the wall time of its first gathering."""
        return datetime.combine(self.first_on, self.at)

    @property
    def repeats(self) -> Rule | None:
        """Return its rule, None where it is once."""
        return read_rrule(self.rule, self.first_on)

    @property
    def tz(self) -> ZoneInfo:
        """Return its zone."""
        return zone_called(self.zone)

    @property
    def uid(self) -> str:
        """Return the name by which calendars know it, for ever (RFC 7986, 5.3)."""
        return str(self.pk)


class GatheringQuerySet(models.QuerySet["Gathering"]):
    """Gatherings by who may see them, and by time."""

    def visible_to(self, reader: Person | None) -> Self:
        """Return those of every series that a reader may see; None is the public."""
        seen = Series.objects.visible_to(reader).order_by()
        return self.filter(rhythm__series__in=seen.values("pk"))

    def not_over(self, now: datetime) -> Self:
        """Return those that are to come, or go on."""
        return self.filter(ends_at__gt=now)

    def with_all(self) -> Self:
        """Return them with the rhythm, series and group that pages name."""
        return self.select_related("rhythm__series__group", "venue")


class Gathering(models.Model):
    """One time that people come together: a row, on which other rooms hang things.

    original: the wall time that its rhythm's rule gives, by which calendars know it
    (RECURRENCE-ID); day, at and minutes say when it is. starts_at and ends_at are that
    as moments, made anew where a zone changes its rules. because: why it was moved or
    cancelled, for whoever was to come.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        CANCELLED = "cancelled", _("cancelled")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    rhythm = models.ForeignKey(
        Rhythm, on_delete=models.CASCADE, related_name="gatherings"
    )
    original = models.CharField(max_length=15)
    day = models.DateField(_("day"))
    at = models.TimeField(_("from"))
    minutes = models.PositiveIntegerField(_("minutes"))
    starts_at = models.DateTimeField(db_index=True)
    ends_at = models.DateTimeField(db_index=True)
    state = models.CharField(max_length=20, choices=State, default=State.PLANNED)
    because = models.CharField(_("why"), max_length=300, blank=True)
    sequence = models.PositiveIntegerField(default=0)
    # When it was moved, cancelled or brought back last.
    changed_at = models.DateTimeField(null=True, blank=True)

    objects = GatheringQuerySet.as_manager()

    matter_kind = "gathering"
    inventory = held(
        SYSTEM,
        Retention.WITH_ROW,
        *("id", "rhythm", "original", "starts_at", "ends_at", "state", "sequence"),
        "changed_at",
    ) | held(NETWORK, Retention.FOREVER, "day", "at", "minutes", "because")

    class Meta:
        verbose_name = _("gathering")
        verbose_name_plural = _("gatherings")
        constraints = [
            models.UniqueConstraint(
                fields=["rhythm", "original"], name="gathering_once_in_its_rhythm"
            ),
            models.CheckConstraint(condition=_LASTS, name="gathering_lasts_a_while"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="gathering_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["planned", "cancelled"]),
                name="gathering_is_planned_or_cancelled",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rhythm.series}, {self.day}"

    @property
    def series(self) -> Series:
        """Return what it is one of."""
        return self.rhythm.series

    @property
    def wall(self) -> datetime:
        """Return the wall time at which it begins."""
        return datetime.combine(self.day, self.at)

    @property
    def is_moved(self) -> bool:
        """Tell whether it is at another time than its rhythm says, or as long."""
        return key_of(self.wall) != self.original or self.minutes != self.rhythm.minutes

    @property
    def is_cancelled(self) -> bool:
        """Tell whether it does not take place."""
        return self.state == self.State.CANCELLED

    @property
    def version(self) -> str:
        """Return what stands for it as it is: a form carries it and hands it back."""
        return f"{self.rhythm_id}.{self.sequence}.{self.state}.{self.original}"
