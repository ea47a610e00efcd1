"""How far somebody has looked: she says so herself, and takes it back."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from fourthp.foundation.actors import Actor
from fourthp.home.models import LastLook
from fourthp.home.permissions import can_note_look
from fourthp.partnership.models import Person


def note_look(person: Person, *, by: Actor, until: datetime, now: datetime) -> None:
    """Note that somebody has seen what changed until a moment; never a later one.

    Nobody's business but hers: it stands in no record.
    """
    if not can_note_look(by, person):
        raise PermissionDenied
    until = min(until, now)
    with transaction.atomic():
        row = _locked(person)
        if row is None:
            LastLook.objects.create(person=person, until=until)
        elif until > row.until:
            row.before, row.until = row.until, until
            row.save(update_fields=["before", "until"])


def take_look_back(person: Person, *, by: Actor) -> None:
    """Show somebody again what she said last that she has seen."""
    if not can_note_look(by, person):
        raise PermissionDenied
    with transaction.atomic():
        row = _locked(person)
        if row is None:
            return
        if row.before is None:
            row.delete()
            return
        row.until, row.before = row.before, None
        row.save(update_fields=["before", "until"])


def forget_look(person: Person) -> None:
    """Forget when somebody who is erased looked last."""
    LastLook.objects.filter(person=person).delete()


def _locked(person: Person) -> LastLook | None:
    """Return her row; she is locked first, so that two first looks are one."""
    Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    return LastLook.objects.filter(person=person).first()
