"""Somebody new: made known with her first seat, by a coordinator or by her agency."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from fourthp.audit.operations import record
from fourthp.foundation.actors import Actor
from fourthp.partnership.models import Agency, Person, Seat
from fourthp.partnership.operations.people import refuse_address, take_turn
from fourthp.partnership.operations.seat_mails import tell_of_seat
from fourthp.partnership.operations.seats import SeatFacts, give_seat
from fourthp.partnership.permissions import can_run_network, can_seat


@dataclass(frozen=True)
class NewPerson:
    """Somebody new: her name, address, and whether several people read that mailbox."""

    name: str
    email: str = ""
    shares_mailbox: bool = False


def welcome_person(new: NewPerson, facts: SeatFacts, *, by: Actor, today: date) -> Seat:
    """Make somebody known to the network, with her first seat.

    Raises AddressIsAnothers, MailboxOfSeveral and EndsBeforeItBegins.
    """
    if not can_run_network(by):
        raise PermissionDenied
    with transaction.atomic():
        person = _make(new, by)
        return give_seat(person, facts, by=by, today=today)


def _make(new: NewPerson, by: Actor) -> Person:
    take_turn()
    refuse_address(new.email, of=None, is_shared=new.shares_mailbox)
    person = Person.objects.create(name=new.name, email=new.email)
    record(by, "added", person)
    return person


def invite_colleague(
    new: NewPerson, agency: Agency, role: str, *, by: Actor, now: datetime, today: date
) -> Seat:
    """Make a colleague known, give her a seat for the agency, and tell her by mail.

    Raises AddressIsAnothers and MailboxOfSeveral.
    """
    if not can_seat(by, agency, role):
        raise PermissionDenied
    with transaction.atomic():
        person = _make(new, by)
        seat = give_seat(person, SeatFacts(role, agency), by=by, today=today)
        tell_of_seat(seat, by=by, now=now)
    return seat
