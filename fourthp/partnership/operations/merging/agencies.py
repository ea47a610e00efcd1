"""Two records of one agency become one."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from fourthp.audit.operations import record
from fourthp.foundation.actors import Actor
from fourthp.foundation.operations.revisions import (
    Revising,
    begin_revision,
    forget_rows,
)
from fourthp.foundation.text import fold
from fourthp.partnership.models import Agency, AgencyName, Merge
from fourthp.partnership.operations.merging.joining import join_memberships, join_seats
from fourthp.partnership.operations.merging.moving import (
    move_rows,
    note_merge,
    refuse_if_named,
    refuse_if_other,
)
from fourthp.partnership.operations.turns import take_turn
from fourthp.partnership.permissions import can_merge
from fourthp.partnership.queries.merging.agencies import (
    agency_outlook,
    why_not_agencies,
)
from fourthp.partnership.rules.merging import MergeRefused
from fourthp.partnership.signals import agencies_merged, agency_changed

_BY_THEMSELVES = frozenset({"Membership", "Seat", "Agency"})
# What the one that stays takes from the other where it says nothing itself.
_FILLED = ("kind_id", "website", "description", "email")


def merge_agencies(
    gone: Agency, stays: Agency, *, by: Actor, now: datetime, seen: str
) -> Merge:
    """Let one record of an agency go into another, in one transaction.

    seen: the digest of the outlook that was shown. Raises MergeRefused.
    """
    if not can_merge(by):
        raise PermissionDenied
    with transaction.atomic():
        take_turn()
        gone, stays = _locked(gone, stays)
        if reason := why_not_agencies(gone, stays):
            raise MergeRefused(reason)
        refuse_if_other(agency_outlook(gone, stays), seen)
        is_final = gone.place_is_confidential != stays.place_is_confidential
        revising = begin_revision(by, "merged", stays)
        joined = _take_over(gone, stays, revising)
        agencies_merged.send(sender=Agency, gone=gone, stays=stays, revising=revising)
        _remove(gone, stays, revising)
        if is_final:
            forget_rows(Agency, [gone.pk])
        agency_changed.send(sender=Agency, agency=stays, changed=["name"])
        merge = Merge(
            kind=Merge.Kind.AGENCY, made_at=now, joined=joined, is_final=is_final
        )
        note_merge(merge, gone, stays, revising)
        record(by, "merged", stays, gone=str(gone.pk))
    return merge


def _locked(gone: Agency, stays: Agency) -> tuple[Agency, Agency]:
    pks = [gone.pk, stays.pk]
    rows = Agency.objects.select_for_update(of=("self",)).filter(pk__in=pks)
    found = {row.pk: row for row in rows.order_by("pk")}
    if gone.pk not in found or stays.pk not in found:
        raise MergeRefused(_("One of them is not here any more: somebody was faster."))
    return found[gone.pk], found[stays.pk]


def _take_over(gone: Agency, stays: Agency, revising: Revising) -> dict[str, str]:
    """Move what this room knows; return which spans went into which."""
    joined = join_memberships(gone, stays, revising)
    joined |= join_seats("agency", gone, stays, revising)
    move_rows("partnership", gone, stays, revising, but=_BY_THEMSELVES)
    _move_kin(gone, stays, revising)
    _keep_names(gone, stays, revising)
    return joined


def _move_kin(gone: Agency, stays: Agency, revising: Revising) -> None:
    """Let parts and predecessors of the one be the other's; neither is its own."""
    for name in ("parent", "successor"):
        found = Agency.objects.filter(**{name: gone.pk}).exclude(pk=stays.pk)
        rows = list(found)
        for row in rows:
            setattr(row, f"{name}_id", stays.pk)
        revising.change([(row, {name: gone.pk}) for row in rows])
        if getattr(stays, f"{name}_id") == gone.pk:
            theirs = getattr(gone, f"{name}_id")
            setattr(stays, f"{name}_id", theirs if theirs != stays.pk else None)
            revising.change([(stays, {name: gone.pk})])


def _keep_names(gone: Agency, stays: Agency, revising: Revising) -> None:
    """Let the one be found by the names of the other."""
    called = {fold(name) for name in (stays.name, stays.alternate_name)}
    called |= {fold(one.name) for one in stays.called.all()}
    names = []
    for name in gone.names:
        if name and fold(name) not in called:
            called.add(fold(name))
            names.append(AgencyName(agency=stays, name=name))
    revising.make(names)


def _remove(gone: Agency, stays: Agency, revising: Revising) -> None:
    """Remove what nothing names any more; the one that stays says what it did not."""
    refuse_if_named(gone)
    revising.remove([gone])
    before: dict[str, Any] = {}
    if stays.place_is_confidential == gone.place_is_confidential:
        for attname in _FILLED:
            if not getattr(stays, attname) and getattr(gone, attname):
                before[attname.removesuffix("_id")] = getattr(stays, attname)
                setattr(stays, attname, getattr(gone, attname))
    if gone.source and not stays.source:
        before |= _follow_source(gone, stays)
    if before:
        revising.change([(stays, before)])


def _follow_source(gone: Agency, stays: Agency) -> dict[str, Any]:
    """Let imports know the one by what they called the other; it keeps its words."""
    before = {
        "source": stays.source,
        "source_id": stays.source_id,
        "local_fields": stays.local_fields,
    }
    said = {"name", "alternate_name", "description", "email", "website"}
    stays.source, stays.source_id = gone.source, gone.source_id
    stays.local_fields = sorted({*stays.local_fields, *said})
    return before
