"""Two records that were one: which went into which."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fourthp.foundation.ids import new_id
from fourthp.foundation.inventory import PERSONAL, SYSTEM, Retention, held


class Merge(models.Model):
    """One record that went into another, of an agency or of a person.

    joined: a seat or membership that went → the one that took its days up.
    is_final: one of them has no place, so no word of the other is kept to go back to.
    """

    class Kind(models.TextChoices):
        AGENCY = "agency", _("agency")
        PERSON = "person", _("person")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=10, choices=Kind)
    gone_id = models.UUIDField(db_index=True)
    stays_id = models.UUIDField(db_index=True)
    made_at = models.DateTimeField()
    actor_kind = models.CharField(max_length=40)
    actor_id = models.CharField(max_length=64, blank=True)
    revision_id = models.UUIDField()
    joined = models.JSONField(default=dict)
    is_final = models.BooleanField(default=False)
    undone_at = models.DateTimeField(null=True, blank=True)
    kept = models.JSONField(default=list)  # by its undoing: [model, id] each

    matter_kind = "merge"
    inventory = held(
        SYSTEM,
        Retention.YEARS_2,
        "id",
        "kind",
        "gone_id",
        "stays_id",
        "made_at",
        "revision_id",
        "joined",
        "is_final",
        "undone_at",
        "kept",
    ) | held(PERSONAL, Retention.YEARS_2, "actor_kind", "actor_id")

    class Meta:
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        constraints = [
            models.CheckConstraint(
                condition=~Q(gone_id=F("stays_id")), name="nothing_goes_into_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.gone_id}"
