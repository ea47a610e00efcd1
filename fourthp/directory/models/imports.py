"""Imports: what came from where, and what could not come in."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fourthp.directory.models.base import BASE, Imported
from fourthp.foundation.ids import new_id
from fourthp.foundation.inventory import (
    NETWORK,
    PERSONAL,
    PUBLIC,
    SYSTEM,
    Retention,
    held,
)
from fourthp.foundation.seals import SealedJSON


class Import(models.Model):
    """One import of a source, from its difference to its undoing."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    source = models.CharField(_("source"), max_length=100)
    file_name = models.CharField(_("file"), max_length=255)
    made_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)
    counts = models.JSONField(default=dict)
    revision_id = models.UUIDField(null=True, blank=True)
    kept = models.JSONField(default=list)  # by its undoing: [model, id] each

    matter_kind = "import"
    inventory = held(
        SYSTEM,
        Retention.YEARS_2,
        "id",
        "made_at",
        "undone_at",
        "counts",
        "revision_id",
        "kept",
    ) | held(PUBLIC, Retention.YEARS_2, "source", "file_name")

    class Meta:
        verbose_name = _("import")

    def __str__(self) -> str:
        return f"{self.source} {self.made_at:%Y-%m-%d %H:%M}"


class OtherTable(Imported):
    """A table of a source that is not known here: shown to nobody, given back.

    rows: each its number in the file, then its cells in the order of the header.
    place_is_confidential: something of its source is, so no row may tell a place.
    """

    name = models.CharField(max_length=100)
    header = models.JSONField(default=list)
    rows = models.JSONField(default=list)
    place_is_confidential = models.BooleanField(default=False)

    inventory = BASE | held(
        NETWORK,
        Retention.WHILE_LISTED,
        "name",
        "header",
        "rows",
        "place_is_confidential",
    )

    class Meta(Imported.Meta):
        verbose_name = _("table that is not known here")

    def __str__(self) -> str:
        return self.name


class Columns(models.Model):
    """Which column of a flat table is what here, saved under a name."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("name"), max_length=100, unique=True)
    sheet = models.CharField(max_length=100, blank=True)
    header_at = models.PositiveSmallIntegerField(default=1)
    chosen = models.JSONField(default=dict)  # the column's folded name → what it is
    # Whose services these are, where no column says it.
    agency = models.CharField(_("agency"), max_length=300, blank=True)

    inventory = held(SYSTEM, Retention.WITH_ROW, "id") | held(
        SYSTEM,
        Retention.UNTIL_REPLACED,
        "name",
        "sheet",
        "header_at",
        "chosen",
        "agency",
    )

    class Meta:
        verbose_name = _("choice of columns")
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="columns_have_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Draft(models.Model):
    """A directory that somebody handed in, until it is imported or a day has gone."""

    class State(models.TextChoices):
        READING = "reading", _("being read")
        COLUMNS = "columns", _("its columns are to be chosen")
        READY = "ready", _("ready to be imported")
        REFUSED = "refused", _("could not be read")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    source = models.CharField(_("source"), max_length=100)
    file_name = models.CharField(_("file"), max_length=255)
    file_key = models.UUIDField()
    made_at = models.DateTimeField(db_index=True)
    actor_kind = models.CharField(max_length=40)
    actor_id = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.READING)
    said = models.CharField(max_length=500, blank=True)
    sheets = models.JSONField(default=list)
    # What was handed in may be a refuge's place, in its first line too.
    headers = SealedJSON(default=list)  # {head, example} of each column
    sheet = models.CharField(max_length=100, blank=True)
    header_at = models.PositiveSmallIntegerField(default=1)
    chosen = SealedJSON(default=dict)  # the column's name → what it is
    agency = models.CharField(_("agency"), max_length=300, blank=True)
    counts = models.JSONField(default=dict)
    named = SealedJSON(default=dict)  # see `operations.imports.naming`
    digest = models.CharField(max_length=64, blank=True)
    work_id = models.UUIDField(null=True, blank=True)

    matter_kind = "draft"
    inventory = held(
        SYSTEM,
        Retention.DAY_1,
        "id",
        "source",
        "file_name",
        "file_key",
        "made_at",
        "state",
        "said",
        "sheets",
        "headers",
        "sheet",
        "header_at",
        "chosen",
        "agency",
        "counts",
        "named",
        "digest",
        "work_id",
    ) | held(PERSONAL, Retention.DAY_1, "actor_kind", "actor_id")

    def __str__(self) -> str:
        return self.file_name

    def columns(self) -> list[tuple[str, str]]:
        """Return the head of each column with its example."""
        return [(one["head"], one["example"]) for one in self.headers]

    @property
    def is_flat(self) -> bool:
        """Tell whether it is one table, whose columns somebody chooses."""
        return bool(self.headers)


class HeldRow(models.Model):
    """A row or field that could not come in: where it stands and why, no more."""

    id = models.BigAutoField(primary_key=True)
    of_import = models.ForeignKey(
        Import, on_delete=models.CASCADE, null=True, related_name="held_rows"
    )
    of_draft = models.ForeignKey(
        Draft, on_delete=models.CASCADE, null=True, related_name="held_rows"
    )
    table = models.CharField(max_length=60)
    row = models.PositiveIntegerField()
    field = models.CharField(max_length=100)
    reason = models.CharField(max_length=200)

    inventory = held(
        SYSTEM,
        Retention.YEARS_2,
        "id",
        "of_import",
        "of_draft",
        "table",
        "row",
        "field",
        "reason",
    )

    class Meta:
        ordering = ["table", "row", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(of_import__isnull=True, of_draft__isnull=False)
                | Q(of_import__isnull=False, of_draft__isnull=True),
                name="held_row_of_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.table} {self.row} {self.field}: {self.reason}"
