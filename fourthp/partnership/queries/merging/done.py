"""Which records went into which, and whether they can be two again."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from fourthp.foundation.models import Revision, RevisionPart
from fourthp.partnership.models import Agency, Merge, Person


def merges_into(kind: str, pk: UUID) -> list[Merge]:
    """Return what went into a record and is still in it, newest first."""
    found = Merge.objects.filter(kind=kind, stays_id=pk, undone_at=None)
    return list(found.order_by("-made_at", "-id"))


def stands_for(kind: str, pk: UUID) -> UUID | None:
    """Return the id of the record that took one up which is gone, or nothing."""
    found, seen = None, {pk}
    while merge := (
        Merge.objects.filter(kind=kind, gone_id=found or pk, undone_at=None)
        .order_by("-made_at")
        .first()
    ):
        if merge.stays_id in seen:
            return None
        found = merge.stays_id
        seen.add(found)
    return found


def gone_of(merge: Merge) -> tuple[Agency | Person | None, str]:
    """Return the record that went, if it is here again, and what it is called.

    The name is empty where nothing was kept to go back to.
    """
    model = Agency if merge.kind == Merge.Kind.AGENCY else Person
    here: Any = model._default_manager.filter(pk=merge.gone_id).first()
    if here is not None:
        return here, here.name
    parts = RevisionPart.objects.filter(
        revision=merge.revision_id,
        model=model._meta.label,
        did=RevisionPart.Did.REMOVED,
    )
    said = [part.rows.get(str(merge.gone_id)) for part in parts]
    return None, next((one["name"] for one in said if one), "")


def record_of(merge: Merge) -> Agency | Person | None:
    """Return the record that stays, if it is here."""
    if merge.kind == Merge.Kind.AGENCY:
        return Agency.objects.filter(pk=merge.stays_id).first()
    return Person.objects.filter(pk=merge.stays_id).first()


def why_not_split(merge: Merge) -> str:
    """Return why what was made one cannot be two again, or nothing."""
    if merge.undone_at is not None:
        return _("They are two again already.")
    if merge.is_final:
        return _("Nothing was kept to go back to, because a place is confidential.")
    if record_of(merge) is None:
        return _("It went into another since, or was forgotten: split that first.")
    if not Revision.objects.filter(pk=merge.revision_id).exists():
        return _("It was too long ago: what was before is forgotten.")
    return ""
