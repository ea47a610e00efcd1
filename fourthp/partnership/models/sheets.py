"""Sheets of agencies and people that somebody hands in, and what became of them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fourthp.foundation.ids import new_id
from fourthp.foundation.inventory import NETWORK, PERSONAL, SYSTEM, Retention, held
from fourthp.foundation.seals import SealedJSON


class Sheet(models.Model):
    """A sheet that somebody handed in, from its rows to its undoing.

    The file itself is not kept. Its rows lie sealed for a day at most; what was made
    of them can be taken back for two years.
    """

    class State(models.TextChoices):
        COLUMNS = "columns", _("its columns are to be confirmed")
        READY = "ready", _("ready to come in")
        APPLIED = "applied", _("came in")
        UNDONE = "undone", _("taken back")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    file_name = models.CharField(_("file"), max_length=255)
    state = models.CharField(max_length=10, choices=State, default=State.COLUMNS)
    made_at = models.DateTimeField(db_index=True)
    actor_kind = models.CharField(max_length=40)
    actor_id = models.CharField(max_length=64, blank=True)
    # Which sheet of a workbook was read, and in which row its heads stand; 0: nowhere.
    tab = models.CharField(max_length=100, blank=True)
    header_at = models.PositiveSmallIntegerField(default=1)
    heads = SealedJSON(default=list)  # of the columns whose cells are kept
    rows = SealedJSON(default=list)  # each its number in the file, then its cells
    left_out = SealedJSON(default=list)  # heads of columns of which nothing is kept
    chosen = SealedJSON(default=dict)  # a head → what it is
    # What was chosen: admit; hidden; words; mailboxes; doubles.
    choices = SealedJSON(default=dict)
    # What was made, each row by the digest of what it said then.
    made = models.JSONField(default=dict)
    # How many rows it had, and what was made of them.
    counts = models.JSONField(default=dict)
    work_id = models.UUIDField(null=True, blank=True)
    revision_id = models.UUIDField(null=True, blank=True)
    applied_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    kept = models.JSONField(default=list)  # by its undoing: [model, id] each

    matter_kind = "sheet"
    inventory = (
        held(
            SYSTEM,
            Retention.YEARS_2,
            "id",
            "state",
            "made_at",
            "header_at",
            "counts",
            "made",
            "work_id",
            "revision_id",
            "applied_at",
            "undone_at",
            "kept",
        )
        | held(NETWORK, Retention.YEARS_2, "file_name", "tab")
        | held(PERSONAL, Retention.YEARS_2, "actor_kind", "actor_id")
        | held(
            PERSONAL,
            Retention.DAY_1,
            "heads",
            "rows",
            "left_out",
            "chosen",
            "choices",
        )
    )

    class Meta:
        verbose_name = _("sheet")
        verbose_name_plural = _("sheets")

    def __str__(self) -> str:
        return self.file_name

    @property
    def row_count(self) -> int | None:
        """Return how many rows were handed in; None where that was not noted."""
        found: int | None = self.counts.get("rows")
        return found

    @property
    def has_rows(self) -> bool:
        """Tell whether its rows are here still."""
        return bool(self.rows)


class SheetColumns(models.Model):
    """What the columns of a sheet are, kept under the set of their heads."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    heads = models.CharField(max_length=64, unique=True)  # a digest of the set
    chosen = models.JSONField(default=dict)  # a head's digest → what it is

    inventory = held(SYSTEM, Retention.UNTIL_REPLACED, "id", "heads", "chosen")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(heads=""), name="sheet_columns_have_heads"
            ),
        ]

    def __str__(self) -> str:
        return self.heads[:8]
