"""Somebody new: made known with her first seat, by a coordinator or by her agency."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy

from fourthp.audit.operations import record
from fourthp.foundation.actors import Actor
from fourthp.partnership.formats.invitations import invited_letter
from fourthp.partnership.models import Agency, Person, Seat
from fourthp.partnership.operations.people import refuse_address, take_turn
from fourthp.partnership.operations.seats import SeatFacts, give_seat
from fourthp.partnership.permissions import can_run_network, can_seat
from fourthp.partnership.queries.answering import how_to_tell
from fourthp.partnership.queries.network import network_name
from fourthp.partnership.queries.readership import readers_for
from fourthp.post.operations.telling import News, tell
from fourthp.post.rules.kinds import Kind, Stream, declare_kind
from fourthp.post.rules.letters import Letter
from fourthp.post.rules.readers import Reader

INVITED = declare_kind(
    Kind(
        "partnership.invited",
        Stream.DUTY,
        subject=gettext_lazy("You have a seat in a network"),
        title=gettext_lazy("A welcome to somebody who got a seat"),
        reason=gettext_lazy("you were given a seat in the network"),
    )
)


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


def tell_of_seat(seat: Seat, *, by: Actor, now: datetime) -> None:
    """Tell somebody by mail that she got a seat, what that is, and that she needs no
    account.
    """
    tell_of_seats([seat], by=by, now=now)


def tell_of_seats(
    seats: Sequence[Seat], *, by: Actor, now: datetime, once: str | None = None
) -> None:
    """Tell people of their seats, one each; once: a name, told a single time."""
    network = network_name()
    by_person = {str(seat.person_id): seat for seat in seats}

    def write(reader: Reader) -> Letter:
        seat = by_person[reader.id]
        hidden = seat.agency is None or seat.agency.place_is_confidential
        agency = "" if hidden else str(seat.agency)
        return invited_letter(network, agency, seat.role, how_to_tell=how_to_tell())

    readers = readers_for([seat.person for seat in by_person.values()])
    tell(readers, News(INVITED, write, once=once), by=by, now=now)
