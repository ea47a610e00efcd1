"""Venues: where people come together, in a room, online, or both at once."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fourthp.foundation.ids import new_id
from fourthp.foundation.inventory import NETWORK, SYSTEM, Retention, held
from fourthp.gatherings.models.gatherings import Gathering
from fourthp.gatherings.models.series import Series


class Venue(models.Model):
    """Where a series is held, or one gathering of it that is held elsewhere.

    How one joins online is for those who are invited alone.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    series = models.OneToOneField(Series, on_delete=models.CASCADE, null=True)
    gathering = models.OneToOneField(Gathering, on_delete=models.CASCADE, null=True)
    place = models.CharField(_("place"), max_length=300, blank=True)
    room = models.CharField(_("room"), max_length=120, blank=True)
    access = models.TextField(_("how to get in"), blank=True)
    link = models.CharField(_("link"), max_length=1_000, blank=True)
    meeting_id = models.CharField(_("meeting number"), max_length=40, blank=True)
    passcode = models.CharField(_("passcode"), max_length=60, blank=True)
    # Each as one dials it, a semicolon between two.
    numbers = models.CharField(_("by telephone"), max_length=600, blank=True)

    inventory = held(SYSTEM, Retention.WITH_ROW, "id", "series", "gathering") | held(
        NETWORK,
        Retention.UNTIL_REPLACED,
        *("place", "room", "access", "link", "meeting_id", "passcode", "numbers"),
    )

    class Meta:
        verbose_name = _("venue")
        constraints = [
            models.CheckConstraint(
                condition=Q(series__isnull=False, gathering__isnull=True)
                | Q(series__isnull=True, gathering__isnull=False),
                name="venue_of_a_series_or_of_one_gathering",
            ),
            models.CheckConstraint(
                condition=Q(link="")
                | Q(link__startswith="https://")
                | Q(link__startswith="█"),  # struck
                name="venue_link_is_https",
            ),
        ]

    def __str__(self) -> str:
        return self.place

    @property
    def is_online(self) -> bool:
        """Tell whether one may join from elsewhere."""
        return bool(self.link or self.meeting_id or self.numbers)

    @property
    def leads(self) -> bool:
        """Tell whether its link leads anywhere: words may have been struck from it."""
        return self.link.startswith("https://") and "█" not in self.link

    @property
    def is_hybrid(self) -> bool:
        """Tell whether it is in a room and online at once."""
        return bool(self.place) and self.is_online

    @property
    def telephones(self) -> list[str]:
        """Return the numbers, one by one."""
        return list(filter(None, map(str.strip, self.numbers.split(";"))))
