"""Giving somebody a way to sign in, and taking it away again."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fourthp.accounts.operations.identities import drop_identities
from fourthp.accounts.operations.sessions import close_accounts, open_account
from fourthp.accounts.queries.addresses import is_taken
from fourthp.audit.operations import record
from fourthp.audit.queries import history_of
from fourthp.foundation.actors import Actor
from fourthp.foundation.clock import today
from fourthp.partnership.formats.invitations import account_letter
from fourthp.partnership.models import Person
from fourthp.partnership.operations.people import take_turn
from fourthp.partnership.operations.turns import locked_person
from fourthp.partnership.permissions import (
    can_close_account,
    can_open_account,
    can_run_network,
)
from fourthp.partnership.queries.readership import readers_for
from fourthp.partnership.rules.mailboxes import is_of_nobody
from fourthp.post.operations.telling import News, tell
from fourthp.post.rules.kinds import Kind, Stream, declare_kind

OPENED = declare_kind(
    Kind(
        "partnership.account-opened",
        Stream.SECURITY,
        subject=gettext_lazy("About signing in"),
        title=gettext_lazy("A way to sign in"),
        reason=gettext_lazy("you were given a way to sign in"),
    )
)


class CannotSignIn(Exception):
    """Somebody cannot be given a way to sign in; the message says why."""


def give_account(person: Person, *, by: Actor, now: datetime) -> Person:
    """Let somebody sign in by her own address, and tell her how; raise CannotSignIn.

    Whoever reads her mail chooses the password: a mailbox of several gets none.
    """
    if not can_open_account(by, person):
        raise PermissionDenied
    with transaction.atomic():
        take_turn()
        person = locked_person(person.pk)
        _refuse(person)
        if not can_run_network(by):
            _refuse_if_taken_away(person)
        person.user = open_account(person.email)
        person.save(update_fields=["user"])
        record(by, "opened-account", person)
        letter = account_letter(person.email)
        tell(readers_for([person]), News(OPENED, lambda _to: letter), by=by, now=now)
    return person


def _refuse(person: Person) -> None:
    if person.user_id is not None:
        raise CannotSignIn(_("%s can sign in already.") % person)
    if not person.seats.holding(today()).exists():
        raise CannotSignIn(_("%s holds no seat: give one first.") % person)
    if not person.email:
        raise CannotSignIn(_("%s has no address yet: add one first.") % person)
    if is_of_nobody(person.email):
        raise CannotSignIn(
            _("Several people read this mailbox: a way to sign in needs one’s own.")
        )
    others = Person.objects.filter(email__iexact=person.email).exclude(pk=person.pk)
    if others.exists() or is_taken(person.email):
        raise CannotSignIn(_("Somebody else here has the same address."))


def _refuse_if_taken_away(person: Person) -> None:
    """Raise CannotSignIn if whoever runs the network took it away since."""
    acts = history_of(person).filter(act__in=("opened-account", "closed-account"))
    if acts.values_list("act", flat=True).first() == "closed-account":
        raise CannotSignIn(
            _(
                "The network took the way to sign in of %s away: ask the network’s"
                " coordinator."
            )
            % person
        )


def take_account(person: Person, *, by: Actor) -> Person:
    """Take somebody's way to sign in away, with its factors and sessions."""
    if not can_close_account(by, person):
        raise PermissionDenied
    with transaction.atomic():
        person = locked_person(person.pk)
        if person.user is not None:
            closed, person.user = person.user, None
            # Her mail goes on to where it went.
            person.email = person.email or closed.email
            person.save(update_fields=["user", "email"])
            close_accounts([closed.pk])
            record(by, "closed-account", person)
    return person


def part_employers(person: Person, *, by: Actor) -> int:
    """Part every employer's sign-in from somebody's account; return how many.

    Her sessions end with it, and she is told. She may join it again.
    """
    if not can_close_account(by, person):
        raise PermissionDenied
    with transaction.atomic():
        person = Person.objects.select_for_update().get(pk=person.pk)
        gone = drop_identities(person.user_id) if person.user_id else 0
        if gone:
            record(by, "parted-employers", person, count=gone)
    return gone
