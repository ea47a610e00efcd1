"""Revisions: what a change did to rows, so that it can be shown and undone."""

from django.db import models

from fourthp.foundation.ids import new_id
from fourthp.foundation.inventory import PERSONAL, SYSTEM, Retention, held


class Revision(models.Model):
    """One act on one matter, with the rows it touched."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField()
    act = models.CharField(max_length=60)
    actor_kind = models.CharField(max_length=40)
    actor_id = models.CharField(max_length=64, blank=True)
    matter_kind = models.CharField(max_length=60)
    matter_id = models.CharField(max_length=64)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by_kind = models.CharField(max_length=40, blank=True)
    undone_by_id = models.CharField(max_length=64, blank=True)

    inventory = held(
        SYSTEM,
        Retention.YEARS_2,
        "id",
        "at",
        "act",
        "matter_kind",
        "matter_id",
        "undone_at",
    ) | held(
        PERSONAL,
        Retention.YEARS_2,
        "actor_kind",
        "actor_id",
        "undone_by_kind",
        "undone_by_id",
    )

    class Meta:
        indexes = [
            models.Index(
                fields=["matter_kind", "matter_id", "at"], name="revision_matter"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.matter_kind}"


class RevisionPart(models.Model):
    """Rows of one model that a revision made, changed or removed.

    rows: made → {pk: null}; changed → {pk: {field: [before, after]}};
    removed → {pk: {field: before}}. Of a row that was made and is gone again, because
    a history took its making back, {pk: {field: value}}.
    """

    class Did(models.TextChoices):
        MADE = "made"
        CHANGED = "changed"
        REMOVED = "removed"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    revision = models.ForeignKey(
        Revision, on_delete=models.CASCADE, related_name="parts"
    )
    model = models.CharField(max_length=100)
    did = models.CharField(max_length=10, choices=Did)
    rows = models.JSONField()

    inventory = held(
        SYSTEM, Retention.YEARS_2, "id", "revision", "model", "did"
    ) | held(PERSONAL, Retention.YEARS_2, "rows")

    def __str__(self) -> str:
        return f"{self.did} {self.model}"
