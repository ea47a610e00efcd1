"""What every row of the directory has, wherever it came from."""

from django.db import models
from django.db.models import Q

from fourthp.foundation.ids import new_id
from fourthp.foundation.inventory import PUBLIC, SYSTEM, Inventory, Retention, held

BASE = held(
    SYSTEM, Retention.WITH_ROW, "id", "source", "source_id", "local_fields"
) | held(PUBLIC, Retention.WHILE_LISTED, "extra")


def listed(*fields: str) -> Inventory:
    """Describe the published facts of a listing, besides what every row has."""
    return BASE | held(PUBLIC, Retention.WHILE_LISTED, *fields)


class Imported(models.Model):
    """A row that an import may bring, and bring again.

    (source, source_id) stays the same over every re-import; local_fields names what
    people here changed, which an import leaves alone until it is released; extra
    holds what the source says and we do not model, given back on export.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    source = models.CharField(max_length=100, blank=True)
    source_id = models.CharField(max_length=250, blank=True)
    local_fields = models.JSONField(default=list, blank=True)
    extra = models.JSONField(default=dict, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_id"],
                condition=~Q(source=""),
                name="one_%(class)s_a_source_id",
            ),
        ]
