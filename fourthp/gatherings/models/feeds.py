"""Feeds: a person's own calendar, that her calendar program fetches by itself."""

from django.db import models

from fourthp.foundation.ids import new_id
from fourthp.foundation.inventory import PERSONAL, SYSTEM, Retention, held
from fourthp.partnership.models import Person


class Feed(models.Model):
    """That somebody has a calendar link; its key is signed into the link.

    One at a time: with another the one before leads nowhere.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.OneToOneField(
        Person, on_delete=models.CASCADE, related_name="calendar_feed"
    )
    made_at = models.DateTimeField()

    matter_kind = "feed"
    inventory = held(SYSTEM, Retention.WITH_ROW, "id", "person") | held(
        PERSONAL, Retention.WITH_ROW, "made_at"
    )

    def __str__(self) -> str:
        return str(self.pk)
