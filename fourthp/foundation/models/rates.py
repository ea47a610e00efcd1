"""Buckets of tokens: how often one caller did one thing lately."""

from django.db import models

from fourthp.foundation.inventory import SYSTEM, Retention, held


class RateBucket(models.Model):
    """One caller's bucket of one kind; the key tells neither who nor what."""

    key = models.CharField(primary_key=True, max_length=64)
    tokens = models.FloatField()
    at = models.DateTimeField(db_index=True)

    inventory = held(SYSTEM, Retention.HOURS_2, "key", "tokens", "at")

    def __str__(self) -> str:
        return self.key
