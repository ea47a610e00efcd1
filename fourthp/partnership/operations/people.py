"""People: made known, changed, forgotten."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from fourthp.accounts.operations.sessions import close_accounts
from fourthp.audit.operations import record
from fourthp.foundation.actors import Actor
from fourthp.foundation.inventory import AFTER_KNOWN, LASTS, Retention
from fourthp.foundation.models import Revision
from fourthp.foundation.operations.revisions import (
    Revising,
    begin_revision,
    last_revision,
    refuse_if_changed,
)
from fourthp.foundation.operations.undoing import Undone, undo_revision
from fourthp.partnership.models import Group, Merge, Person, PersonTerm, Term
from fourthp.partnership.operations.names import forget_every_name
from fourthp.partnership.operations.turns import locked_person
from fourthp.partnership.permissions import (
    can_edit_person,
    can_run_network,
)
from fourthp.partnership.queries.doubles import whose_address
from fourthp.partnership.rules.mailboxes import is_of_nobody

# What is taken back from somebody's history: seats and mergers are taken back
# elsewhere, and never by herself.
GOES_BACK = frozenset({"edited", "changed-contacts"})


class AddressIsAnothers(Exception):
    """An address belongs to somebody else already: her mail would go there."""


class MailboxOfSeveral(Exception):
    """An address looks like an office’s, and nobody said that several read it."""


class AddressIsCoordinators(Exception):
    """Only who runs the network changes an address, or takes such a change back."""


@dataclass(frozen=True)
class PersonEdit:
    """What somebody changes: facts by field; terms is what she takes an interest in.

    shares_mailbox: they know that several people read the address. seen is what
    `last_revision` said when they looked, None to change it anyway.
    """

    facts: dict[str, Any] = field(default_factory=dict)
    terms: Sequence[Term] | None = None
    shares_mailbox: bool = False
    seen: str | None = None


def take_turn() -> None:
    """Let one change of addresses at a time through, so that no two take the same."""
    network = Group.objects.filter(is_network=True)
    list(network.select_for_update(no_key=True).values_list("pk"))


def refuse_address(address: str, *, of: Person | None, is_shared: bool) -> None:
    """Raise where an address is somebody else’s, or an office’s and nobody said so.

    Call it inside the transaction, after `take_turn`. Raises AddressIsAnothers and
    MailboxOfSeveral.
    """
    others = whose_address(address, but=of)
    if not address or (not others.exists() and not is_of_nobody(address)):
        return
    if is_of_nobody(address) and not is_shared:
        raise MailboxOfSeveral(
            _(
                "This looks like a mailbox that several people read. What is for one"
                " person would reach them all, and each could answer in that name. Take"
                " a personal address, or say below that it has to be this one."
            )
        )
    signs_in = others.filter(user__email__iexact=address).exists()
    if signs_in or not is_of_nobody(address):
        raise AddressIsAnothers(
            _("This address belongs to somebody else here: no two people share one.")
        )


def add_person(name: str, *, by: Actor, email: str = "", user: Any = None) -> Person:
    """Make a person known to the network."""
    if not can_run_network(by):
        raise PermissionDenied
    with transaction.atomic():
        person = Person.objects.create(name=name, email=email, user=user)
        record(by, "added", person)
    return person


def edit_person(person: Person, edit: PersonEdit, *, by: Actor) -> Person:
    """Change what is said of somebody, by herself or by who runs the network.

    Raises AddressIsCoordinators, AddressIsAnothers, MailboxOfSeveral and
    SomebodyWasFaster.
    """
    if not can_edit_person(by, person):
        raise PermissionDenied
    with transaction.atomic():
        take_turn()
        person = locked_person(person.pk)
        refuse_if_changed(edit.seen, is_now=last_revision(person))
        address = edit.facts.get("email", person.email)
        if address != person.email:
            _refuse_other_address(person, address, edit, by=by)
        revising = begin_revision(by, "edited", person)
        changed = _set_facts(person, edit.facts, revising)
        changed += _set_terms(person, edit.terms, revising)
        if not changed:
            transaction.set_rollback(True)
            return person
        record(by, "edited", person, fields=changed)
    return person


def _refuse_other_address(
    person: Person, address: str, edit: PersonEdit, *, by: Actor
) -> None:
    if not can_run_network(by):
        raise AddressIsCoordinators(
            _("The coordinators change the address that mail goes to: ask one of them.")
        )
    refuse_address(address, of=person, is_shared=edit.shares_mailbox)


def _set_facts(person: Person, facts: dict[str, Any], revising: Revising) -> list[str]:
    before = {name: getattr(person, name) for name in facts}
    changed = {name: was for name, was in before.items() if facts[name] != was}
    if changed:
        for name in changed:
            setattr(person, name, facts[name])
        revising.change([(person, changed)])
    return sorted(changed)


def _set_terms(
    person: Person, terms: Sequence[Term] | None, revising: Revising
) -> list[str]:
    if terms is None:
        return []
    rows = {row.term_id: row for row in PersonTerm.objects.filter(person=person)}
    wanted = {term.pk for term in terms}
    gone = [row for pk, row in rows.items() if pk not in wanted]
    new = [PersonTerm(person=person, term_id=pk) for pk in wanted - rows.keys()]
    revising.remove(gone)
    revising.make(new)
    return ["interests"] if gone or new else []


def undo_of_person(
    person: Person, revision: Revision, *, by: Actor, now: datetime
) -> Undone:
    """Take one change of what is said of somebody back; what was changed since stays.

    Raises AddressIsCoordinators, AddressIsAnothers and AlreadyUndone.
    """
    about = (revision.matter_kind, revision.matter_id)
    is_hers = about == (person.matter_kind, str(person.pk))
    if not (can_edit_person(by, person) and is_hers and revision.act in GOES_BACK):
        raise PermissionDenied
    with transaction.atomic():
        take_turn()
        before = locked_person(person.pk)
        undone = undo_revision(revision, by=by, now=now, by_field=True)
        after = Person.objects.get(pk=person.pk)
        if after.email != before.email:
            # It was hers before: that several read it was said then.
            edit = PersonEdit(shares_mailbox=True)
            _refuse_other_address(after, after.email, edit, by=by)
        record(by, "took-back", person)
    return undone


def forget_people(*, by: Actor, now: datetime) -> int:
    """Forget who has held no seat for 2 years, their seats and accounts; say how many.

    The record keeps that somebody was there, without a name.
    """
    day = localdate(now - AFTER_KNOWN)
    with transaction.atomic():
        gone = list(Person.objects.select_for_update().unknown_since(day))
        for person in gone:
            record(by, "forgot", person)
        forget_every_name(gone, now=now)
        close_accounts(person.user_id for person in gone if person.user_id)
        Person.objects.filter(pk__in=[person.pk for person in gone]).delete()
    return len(gone)


def forget_merges(*, now: datetime) -> int:
    """Forget which records went into which two years ago; return how many."""
    old = Merge.objects.filter(made_at__lt=now - LASTS[Retention.YEARS_2])
    return old.delete()[0]
