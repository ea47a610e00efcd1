"""Two records of one person become one."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from fourthp.accounts.operations.sessions import end_other_sessions
from fourthp.audit.operations import record
from fourthp.foundation.actors import Actor
from fourthp.foundation.operations.revisions import Revising, begin_revision
from fourthp.partnership.models import ContactPoint, Merge, Person, Reach
from fourthp.partnership.operations.merging.joining import join_seats
from fourthp.partnership.operations.merging.moving import (
    move_rows,
    note_merge,
    refuse_if_named,
    refuse_if_other,
)
from fourthp.partnership.operations.turns import take_turn
from fourthp.partnership.permissions import can_merge
from fourthp.partnership.queries.merging.people import person_outlook, why_not_people
from fourthp.partnership.rules.merging import MergeRefused
from fourthp.partnership.signals import people_merged
from fourthp.post.operations.merging import follow_reader

ACCOUNT = "account"  # in what a merge joined: whose account went along
_BY_THEMSELVES = frozenset({"Seat", "ContactPoint"})
_FILLED = ("full_name", "email", "languages")


def merge_people(
    gone: Person, stays: Person, *, by: Actor, now: datetime, seen: str
) -> Merge:
    """Let one record of a person go into another, in one transaction.

    seen: the digest of the outlook that was shown. Raises MergeRefused.
    """
    if not can_merge(by):
        raise PermissionDenied
    with transaction.atomic():
        take_turn()
        gone, stays = _locked(gone, stays)
        if reason := why_not_people(gone, stays, by=by):
            raise MergeRefused(reason)
        refuse_if_other(person_outlook(gone, stays), seen)
        revising = begin_revision(by, "merged", stays)
        joined = join_seats("person", gone, stays, revising)
        move_rows("partnership", gone, stays, revising, but=_BY_THEMSELVES)
        _move_contacts(gone, stays, revising)
        people_merged.send(sender=Person, gone=gone, stays=stays, revising=revising)
        follow_reader(Person.matter_kind, gone.pk, stays.pk, revising, now=now)
        joined |= _hand_account_over(gone, stays)
        _remove(gone, stays, revising)
        merge = Merge(kind=Merge.Kind.PERSON, made_at=now, joined=joined)
        note_merge(merge, gone, stays, revising)
        record(by, "merged", stays, gone=str(gone.pk))
    return merge


def _locked(gone: Person, stays: Person) -> tuple[Person, Person]:
    pks = [gone.pk, stays.pk]
    rows = Person.objects.select_for_update(of=("self",)).filter(
        pk__in=pks, erased_at=None
    )
    found = {row.pk: row for row in rows.order_by("pk")}
    if gone.pk not in found or stays.pk not in found:
        raise MergeRefused(_("One of them is not here any more: somebody was faster."))
    return found[gone.pk], found[stays.pk]


def _move_contacts(gone: Person, stays: Person, revising: Revising) -> None:
    """Give the one the ways to reach the other; each number stands once."""
    here = {one.value for one in stays.contact_points.all()}
    theirs = list(gone.contact_points.all())
    revising.remove([one for one in theirs if one.value in here])
    moved = [one for one in theirs if one.value not in here]
    for one in moved:
        one.person_id = stays.pk
    revising.change([(one, {"person": gone.pk}) for one in moved])
    is_other = gone.email and stays.email.casefold() not in {"", gone.email.casefold()}
    if is_other and gone.email not in here:
        kind = ContactPoint.Kind.OTHER
        reach = Reach.NOBODY
        revising.make(
            [ContactPoint(person=stays, kind=kind, value=gone.email, reach=reach)]
        )


def _hand_account_over(gone: Person, stays: Person) -> dict[str, str]:
    """Let the account of whoever goes be the one's that stays; it signs in anew.

    An undo hands it back whatever else was changed, so no revision has it.
    """
    user = gone.user
    if user is None:
        return {}
    gone.user = None
    gone.save(update_fields=["user"])
    stays.user = user
    stays.save(update_fields=["user"])
    end_other_sessions(user, current="")
    return {ACCOUNT: str(user.pk)}


def _remove(gone: Person, stays: Person, revising: Revising) -> None:
    refuse_if_named(gone)
    revising.remove([gone])
    before: dict[str, Any] = {}
    for name in _FILLED:
        if not getattr(stays, name) and getattr(gone, name):
            before[name] = getattr(stays, name)
            setattr(stays, name, getattr(gone, name))
    if before:
        revising.change([(stays, before)])
