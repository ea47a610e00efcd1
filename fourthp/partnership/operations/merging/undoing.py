"""What was made one becomes two again; what was touched since stays, and is listed."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from fourthp.accounts.operations.sessions import end_other_sessions
from fourthp.audit.operations import record
from fourthp.foundation.actors import Actor
from fourthp.foundation.models import Revision, RevisionPart
from fourthp.foundation.operations.revisions import begin_revision
from fourthp.foundation.operations.undoing import undo_revision
from fourthp.partnership.models import Agency, Membership, Merge, Person, Seat
from fourthp.partnership.operations.merging.people import ACCOUNT
from fourthp.partnership.operations.since import touched_since
from fourthp.partnership.operations.turns import take_turn
from fourthp.partnership.permissions import can_merge
from fourthp.partnership.queries.merging.done import why_not_split
from fourthp.partnership.rules.merging import MergeRefused
from fourthp.partnership.signals import agency_changed

Kept = list[tuple[str, str]]


def undo_merge(merge: Merge, *, by: Actor, now: datetime) -> Merge:
    """Make two records of one again, as they were; raise MergeRefused if it cannot be.

    Whoever was ended since does not come back by it.
    """
    if not can_merge(by):
        raise PermissionDenied
    with transaction.atomic():
        take_turn()
        merge = Merge.objects.select_for_update().get(pk=merge.pk)
        if reason := why_not_split(merge):
            raise MergeRefused(reason)
        revision = Revision.objects.get(pk=merge.revision_id)
        kept = _leave_what_ended(merge, revision)
        stay = list(touched_since(revision, {}))
        if stay:
            marking = begin_revision(by, "found-changed", merge)
            for rows in stay:
                marking.mark(rows)
        undone = undo_revision(revision, by=by, now=now)
        _hand_account_back(merge)
        merge.undone_at = now
        merge.kept = [list(row) for row in (*kept, *undone.kept)]
        merge.save(update_fields=["undone_at", "kept"])
        _tell(merge)
        record(by, "split", merge, kept=len(merge.kept))
    return merge


def _leave_what_ended(merge: Merge, revision: Revision) -> Kept:
    """Forget seats and memberships that went into one which was ended since."""
    kept: Kept = []
    for part in revision.parts.filter(did=RevisionPart.Did.REMOVED):
        model: Any = {m._meta.label: m for m in (Seat, Membership)}.get(part.model)
        ended = {
            pk: None
            for pk, said in part.rows.items()
            if model and said and not _may_return(model, merge.joined[pk], said)
        }
        if ended:
            part.rows |= ended
            part.save(update_fields=["rows"])
            kept += [(part.model, merge.joined[pk]) for pk in ended]
    return kept


def _may_return(model: Any, into: str, said: dict[str, Any]) -> bool:
    """Tell whether a span that went into another lasts no longer than that does now."""
    row = model._default_manager.filter(pk=into).first()
    if row is None:
        return False
    if row.to_on is None:
        return True
    is_over_before = said["to_on"] is not None and said["to_on"] <= str(row.to_on)
    return is_over_before and (row.ended_at is None or said["ended_at"] is not None)


def _hand_account_back(merge: Merge) -> None:
    """Give an account back to whom it was, and let it sign in anew."""
    account = merge.joined.get(ACCOUNT)
    gone = Person.objects.filter(pk=merge.gone_id).first()
    stays = Person.objects.filter(pk=merge.stays_id, user=account).first()
    if account is None or gone is None or stays is None or stays.user is None:
        return
    user, stays.user = stays.user, None
    stays.save(update_fields=["user"])
    gone.user = user
    gone.save(update_fields=["user"])
    end_other_sessions(user, current="")


def _tell(merge: Merge) -> None:
    if merge.kind == Merge.Kind.AGENCY:
        for agency in Agency.objects.filter(pk__in=[merge.gone_id, merge.stays_id]):
            agency_changed.send(sender=Agency, agency=agency, changed=["name"])
