"""Whether anything leaves at all, and to where nothing does for a while."""

from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import Q

from fourthp.foundation.ids import new_id
from fourthp.foundation.inventory import PERSONAL, SYSTEM, Retention, held
from fourthp.post.models.messages import LONGEST_PUT_OFF

LONGEST_AWAY = timedelta(minutes=10)


class Outgoing(models.Model):
    """How the way out stands: there is one row, or none while all is well."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    only = models.BooleanField(default=True, editable=False, unique=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    paused_by_kind = models.CharField(max_length=40, blank=True)
    paused_by_id = models.CharField(max_length=100, blank=True)
    # Since when the mail server is away, what it said, and when it is tried again.
    away_since = models.DateTimeField(null=True, blank=True)
    away_said = models.CharField(max_length=200, blank=True)
    tries = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True, blank=True)

    matter_kind = "outgoing"
    inventory = held(
        SYSTEM,
        Retention.WITH_ROW,
        "id",
        "only",
        "paused_at",
        "away_since",
        "away_said",
        "tries",
        "next_try_at",
    ) | held(PERSONAL, Retention.UNTIL_REPLACED, "paused_by_kind", "paused_by_id")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(only=True), name="one_way_out"),
        ]

    def __str__(self) -> str:
        return "paused" if self.paused_at else "open"

    def is_open(self, now: datetime) -> bool:
        """Tell whether messages leave: nobody paused them, the server is not away."""
        again = self.next_try_at
        # A moment that is further away is of a clock that went back since.
        is_away = again is not None and now < again <= now + LONGEST_AWAY
        return self.paused_at is None and not is_away


class DomainPauseQuerySet(models.QuerySet["DomainPause"]):
    """Domains by whether they are left alone."""

    def standing(self, now: datetime) -> Self:
        """Return those to which nothing goes now.

        One that lasts longer than any is of a clock that went back since.
        """
        return self.filter(until__gt=now, until__lte=now + LONGEST_PUT_OFF)


class DomainPause(models.Model):
    """A domain that refuses our mail as such: its people are not blamed for it."""

    domain = models.CharField(primary_key=True, max_length=254)
    since = models.DateTimeField()
    until = models.DateTimeField()
    code = models.CharField(max_length=20, blank=True)

    objects = DomainPauseQuerySet.as_manager()

    inventory = held(SYSTEM, Retention.DAYS_30, "domain", "since", "until", "code")

    def __str__(self) -> str:
        return self.domain
