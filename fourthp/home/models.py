"""What is kept of how far somebody has looked: a moment that she set by a button."""

from django.db import models

from fourthp.foundation.ids import new_id
from fourthp.foundation.inventory import PERSONAL, SYSTEM, Retention, held
from fourthp.partnership.models import Person


class LastLook(models.Model):
    """Until when somebody has seen what changed: she said so; nobody else is told.

    before: what it was until she last said so, to show the last ones again.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.OneToOneField(
        Person, on_delete=models.CASCADE, related_name="last_look"
    )
    until = models.DateTimeField()
    before = models.DateTimeField(null=True, blank=True)

    matter_kind = "last-look"
    inventory = held(SYSTEM, Retention.WITH_ROW, "id", "person") | held(
        PERSONAL, Retention.UNTIL_REPLACED, "until", "before"
    )

    def __str__(self) -> str:
        return f"{self.person_id}"
