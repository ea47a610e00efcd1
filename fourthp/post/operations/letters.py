"""Letters: what a person wrote by mail, read and dealt with by a coordinator."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from fourthp.audit.operations import record
from fourthp.foundation.actors import Actor
from fourthp.post.models import Incoming
from fourthp.post.permissions import can_run_post


def settle_letter(letter: Incoming, *, by: Actor, now: datetime) -> Incoming:
    """Note that a letter was dealt with; one that was already stays as it is."""
    if not can_run_post(by):
        raise PermissionDenied
    with transaction.atomic():
        letter = Incoming.objects.select_for_update().get(pk=letter.pk)
        if letter.state == Incoming.State.NEW:
            letter.state, letter.handled_at = Incoming.State.HANDLED, now
            letter.handled_by_kind, letter.handled_by_id = by.actor_kind, by.actor_id
            letter.save()
            record(by, "dealt-with", letter)
    return letter


def bring_back_letter(letter: Incoming, *, by: Actor) -> Incoming:
    """Put a letter that was dealt with among those that wait again."""
    if not can_run_post(by):
        raise PermissionDenied
    with transaction.atomic():
        letter = Incoming.objects.select_for_update().get(pk=letter.pk)
        if letter.state == Incoming.State.HANDLED:
            letter.state, letter.handled_at = Incoming.State.NEW, None
            letter.handled_by_kind = letter.handled_by_id = ""
            letter.save()
            record(by, "brought-back", letter)
    return letter
