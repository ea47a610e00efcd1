"""Strikes whose last look is still to come."""

from typing import Any

from django.db import models

from fourthp.foundation.ids import new_id
from fourthp.foundation.inventory import SECRET, SYSTEM, Retention, held
from fourthp.foundation.seals import SealedJSON


class UnendedStrike(models.Model):
    """Words that were struck, and are to be looked for once more.

    Somebody may have been writing them at that moment. looked_for lies sealed: words,
    fields, and whether copies elsewhere go as well. The row goes when that was done.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=40)
    about_id = models.UUIDField()
    looked_for: models.Field[Any, Any] = SealedJSON(default=dict)
    struck_at = models.DateTimeField()

    inventory = held(
        SYSTEM, Retention.DAY_1, "id", "kind", "about_id", "struck_at"
    ) | held(SECRET, Retention.DAY_1, "looked_for")

    def __str__(self) -> str:
        return self.kind
