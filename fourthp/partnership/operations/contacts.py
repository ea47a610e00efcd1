"""Ways to reach people: added, changed, removed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from fourthp.audit.operations import record
from fourthp.foundation.actors import Actor
from fourthp.foundation.operations.revisions import (
    Revising,
    begin_revision,
    last_revision,
    refuse_if_changed,
)
from fourthp.partnership.models import ContactPoint, Person
from fourthp.partnership.operations.network import NotANumber
from fourthp.partnership.operations.turns import locked_person
from fourthp.partnership.permissions import can_edit_person
from fourthp.partnership.rules.numbers import can_be_rung

FIELDS = ("kind", "value", "note", "reach")


@dataclass(frozen=True)
class Contact:
    """A way to reach somebody as it is wanted; pk is the row that it is already."""

    kind: str
    value: str
    note: str
    reach: str
    pk: UUID | None = None


def set_contacts(
    person: Person,
    wanted: Sequence[Contact],
    *,
    by: Actor,
    email_reach: str,
    seen: str | None = None,
) -> Person:
    """Make these somebody’s ways to be reached; what is not among them is removed.

    Raises NotANumber, and SomebodyWasFaster.
    """
    if not can_edit_person(by, person):
        raise PermissionDenied
    refuse_words(wanted)
    with transaction.atomic():
        person = locked_person(person.pk)
        refuse_if_changed(seen, is_now=last_revision(person))
        revising = begin_revision(by, "changed-contacts", person)
        changed = _set_reach(person, email_reach, revising)
        changed += _set_points(person, wanted, revising)
        if not changed:
            transaction.set_rollback(True)
            return person
        record(by, "changed-contacts", person, fields=changed)
    return person


def refuse_words(wanted: Sequence[Contact]) -> None:
    """Raise NotANumber where a telephone number is none."""
    for one in wanted:
        if one.kind != ContactPoint.Kind.OTHER and not can_be_rung(one.value):
            raise NotANumber(_("%s is not a telephone number.") % one.value)


def _set_reach(person: Person, reach: str, revising: Revising) -> list[str]:
    if person.email_reach == reach:
        return []
    before, person.email_reach = person.email_reach, reach
    revising.change([(person, {"email_reach": before})])
    return ["email_reach"]


def _set_points(
    person: Person, wanted: Sequence[Contact], revising: Revising
) -> list[str]:
    rows = {row.pk: row for row in person.contact_points.all()}
    kept = {one.pk: one for one in wanted if one.pk in rows}
    new = [_made(person, one) for one in wanted if one.pk not in rows]
    gone = [row for pk, row in rows.items() if pk not in kept]
    changed = [
        (row, before)
        for pk, row in rows.items()
        if pk in kept and (before := _differs(row, kept[pk]))
    ]
    revising.change(changed)
    revising.remove(gone)
    revising.make(new)
    return ["contact_points"] if new or gone or changed else []


def _made(person: Person, one: Contact) -> ContactPoint:
    return ContactPoint(person=person, **{name: getattr(one, name) for name in FIELDS})


def _differs(row: ContactPoint, one: Contact) -> dict[str, Any]:
    """Let a row say what is wanted; return what it said before where that differs."""
    before = {name: getattr(row, name) for name in FIELDS}
    changed = {n: was for n, was in before.items() if was != getattr(one, n)}
    for name in changed:
        setattr(row, name, getattr(one, name))
    return changed
