"""What was imported, and what was handed in to be."""

from collections import Counter

from django.apps import apps
from django.db.models import Max
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from fourthp.directory.formats.hsds import OTHER, TABLES
from fourthp.directory.models import Columns, Draft, Import, Service
from fourthp.foundation.models import Revision
from fourthp.foundation.operations.revisions import last_revision

MOST_NAMED = 200
KINDS = ("new", "changed", "gone", "same")
# What people call the tables of a directory; any other goes by its file's name.
TABLE_NAMES = {
    "organization": _("agency"),
    "taxonomy": _("taxonomy"),
    "taxonomy_term": _("term"),
    "unit": _("unit"),
    "program": _("program"),
    "service": _("service"),
    "location": _("place"),
    "service_at_location": _("service at a place"),
    "address": _("address"),
    "accessibility": _("accessibility"),
    "contact": _("contact"),
    "phone": _("telephone"),
    "schedule": _("opening hours"),
    "language": _("language"),
    "service_area": _("area"),
    "eligibility": _("who it is for"),
    "required_document": _("document to bring"),
    "cost_option": _("cost"),
    "funding": _("funding"),
    "url": _("website"),
    "service_capacity": _("free places"),
    "organization_identifier": _("number of an agency"),
    "attribute": _("term of a row"),
    "metadata": _("note of a change"),
    OTHER: _("table not known here"),
}

Counts = dict[str, dict[str, int]]


def directory_version() -> str:
    """Return what stands for the directory as it is: any change makes it another."""
    last = Import.objects.order_by("-made_at", "-id").values_list("pk", flat=True)
    moments = Revision.objects.aggregate(Max("at"), Max("undone_at"))
    return " ".join(map(str, (last.first(), *moments.values())))


def version_of(service: Service) -> str:
    """Return what stands for a listing as it is: a form hands it back.

    An import is a revision of its own: what one of its source said since counts too.
    """
    own = last_revision(service)
    if not service.source:
        return own
    made = Import.objects.filter(source=service.source)
    moments = made.aggregate(Max("made_at"), Max("undone_at")).values()
    return " ".join(
        [own, *(f"{one:%Y%m%d%H%M%S%f}" if one else "-" for one in moments)]
    )


def drafts() -> list[Draft]:
    """Return what was handed in and is not imported yet, newest first."""
    return list(Draft.objects.order_by("-made_at").defer("counts", "headers", "named"))


def imports() -> list[Import]:
    """Return the last imports, newest first."""
    return list(Import.objects.order_by("-made_at")[:100])


def sources() -> list[str]:
    """Return the names of the sources that were imported before."""
    return sorted(set(Import.objects.values_list("source", flat=True)))


def columns_of(source: str) -> Columns | None:
    """Return what the columns of a source's table were when it last came in."""
    return Columns.objects.filter(name=source).first()


def reads_as_last_time(draft: Draft) -> bool:
    """Tell whether a table is read by the columns of its source's last import."""
    last = columns_of(draft.source) if draft.is_flat else None
    return last is not None and draft.chosen.items() <= last.chosen.items()


def rows_by_table(counts: dict[str, dict[str, int]]) -> list[tuple[str, list[int]]]:
    """Return the tables of a difference in their order, each with its four counts."""
    return [
        (table_name(table), [counts[table].get(kind, 0) for kind in KINDS])
        for table in TABLES
        if table in counts
    ]


def in_one_sentence(counts: Counts, held: tuple[int, int]) -> str:
    """Return what an import does, in words: services first, then agencies.

    held: how many rows and how many fields are.
    """
    every = {table: Counter(found) for table, found in counts.items()}
    service = every.pop("service", Counter())
    agency = every.pop("organization", Counter())
    rest = sum(found[kind] for found in every.values() for kind in KINDS[:3])
    changed = service["changed"] - service["ended"]
    said = (
        (n := service["new"], ngettext("%d new service", "%d new services", n)),
        (n := changed, ngettext("%d service changed", "%d services changed", n)),
        (n := service["ended"], ngettext("%d service gone", "%d services gone", n)),
        (n := agency["new"], ngettext("%d new agency", "%d new agencies", n)),
        (
            n := agency["changed"],
            ngettext("%d agency changed", "%d agencies changed", n),
        ),
        (n := held[0], ngettext("%d row held back", "%d rows held back", n)),
        (n := held[1], ngettext("%d field held back", "%d fields held back", n)),
    )
    parts = [words % number for number, words in said if number]
    if not parts and rest:
        few = ngettext("%d detail differs", "%d details differ", rest)
        parts = [few % rest]
    return f"{', '.join(parts)}." if parts else ""


def stands_of(source: str) -> bool:
    """Tell whether something of a source is here: what comes now are changes."""
    made = Import.objects.filter(source=source, undone_at=None)
    return made.exclude(revision_id=None).exists()


def table_name(table: str) -> str:
    """Return what people call a table."""
    return str(TABLE_NAMES.get(table, table))


def kept_rows(made: Import) -> list[tuple[str, str]]:
    """Return what an undoing left as it was: (kind, what it is called), by kind."""
    by_model: dict[str, list[str]] = {}
    for label, pk in made.kept:
        by_model.setdefault(label, []).append(pk)
    found = []
    for label, pks in by_model.items():
        model = apps.get_model(label)
        rows = model._default_manager.filter(pk__in=pks[:MOST_NAMED])
        found += [(str(model._meta.verbose_name), str(row)) for row in rows]
    return sorted(found)
