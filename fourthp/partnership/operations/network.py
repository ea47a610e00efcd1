"""The network itself: its settings, agencies, people, groups and seats."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from fourthp.accounts.operations.sessions import close_accounts
from fourthp.audit.operations import record
from fourthp.foundation.actors import Actor
from fourthp.foundation.inventory import AFTER_KNOWN
from fourthp.partnership.models import (
    Agency,
    AgencyKind,
    Group,
    HelpLine,
    Membership,
    Network,
    Person,
    Seat,
)
from fourthp.partnership.permissions import (
    can_add_agency,
    can_edit_agency,
    can_run_network,
    can_seat,
)
from fourthp.partnership.rules import can_be_rung
from fourthp.partnership.signals import agency_changed
from fourthp.post.operations.forgetting import forget_reader


class AlreadyMember(Exception):
    """The agency's membership already holds on that day."""


class AlreadySeated(Exception):
    """The person already holds this very seat."""


class NotANumber(Exception):
    """Nobody can ring what was given as a telephone number."""


class LastEmergencyNumber(Exception):
    """Without it no page could say whom to ring in danger."""


class HidingIsAnotherAct(Exception):
    """An agency's place is hidden with all its services, never by an edit."""


class AlreadySetUp(Exception):
    """This network is already set up."""


@dataclass(frozen=True)
class NetworkFacts:
    """What a network says of itself: country is ISO 3166-1 alpha-2, zone IANA."""

    name: str
    country: str
    time_zone: str


def set_up_network(facts: NetworkFacts, *, by: Actor, is_demo: bool = False) -> Network:
    """Make the one network of this home and the group that is the network itself.

    Raises AlreadySetUp on a home that has one.
    """
    if not can_run_network(by):
        raise PermissionDenied
    with transaction.atomic():
        if Network.objects.exists():
            raise AlreadySetUp(_("This network is already set up."))
        network = Network.objects.create(
            name=facts.name,
            country=facts.country,
            time_zone=facts.time_zone,
            is_demo=is_demo,
        )
        Group.objects.create(name=facts.name, is_network=True)
        record(by, "set-up", network)
    return network


def set_help_line(line: HelpLine, *, by: Actor, today: date) -> HelpLine:
    """Add or replace an emergency or national number, checked today by a human.

    Raises NotANumber.
    """
    if not can_run_network(by):
        raise PermissionDenied
    if not can_be_rung(line.number):
        raise NotANumber(_("%s is not a telephone number.") % line.number)
    line.checked_on = today
    with transaction.atomic():
        line.save()
        record(by, "checked", line)
    return line


def remove_help_line(line: HelpLine, *, by: Actor) -> None:
    """Show a number no longer; raise LastEmergencyNumber if nothing else is left."""
    if not can_run_network(by):
        raise PermissionDenied
    with transaction.atomic():
        kind = HelpLine.Kind.EMERGENCY
        lines = HelpLine.objects.select_for_update().filter(kind=kind)
        if line.kind == kind and not lines.exclude(pk=line.pk).exists():
            raise LastEmergencyNumber(
                _("%s is the only emergency number: set another first.") % line.number
            )
        record(by, "removed", line)
        line.delete()


def add_agency(
    name: str, *, by: Actor, kind: str = AgencyKind.UNKNOWN, **facts: Any
) -> Agency:
    """Make an agency known to the network. Known is not member."""
    if not can_add_agency(by):
        raise PermissionDenied
    with transaction.atomic():
        agency = Agency.objects.create(name=name.strip(), kind=kind, **facts)
        record(by, "added", agency)
    return agency


def edit_agency(agency: Agency, facts: dict[str, Any], *, by: Actor) -> Agency:
    """Change what is said of an agency; the fields become its own over imports.

    Raises HidingIsAnotherAct.
    """
    if not can_edit_agency(by, agency):
        raise PermissionDenied
    hidden = facts.get("place_is_confidential", agency.place_is_confidential)
    if hidden != agency.place_is_confidential:
        raise HidingIsAnotherAct(
            _("Hide an agency with all its services, from the page of one of these.")
        )
    with transaction.atomic():
        agency = Agency.objects.select_for_update().get(pk=agency.pk)
        changed = [name for name in facts if getattr(agency, name) != facts[name]]
        for name in changed:
            setattr(agency, name, facts[name])
        agency.local_fields = sorted({*agency.local_fields, *changed})
        agency.save(update_fields=[*changed, "local_fields"])
        record(by, "edited", agency, fields=changed)
        agency_changed.send(sender=Agency, agency=agency, changed=changed)
    return agency


def admit_agency(agency: Agency, *, by: Actor, today: date) -> Membership:
    """Make an agency a member from today; raise AlreadyMember if it is one."""
    if not can_run_network(by):
        raise PermissionDenied
    with transaction.atomic():
        agency = Agency.objects.select_for_update().get(pk=agency.pk)
        if agency.memberships.holding(today).exists():
            raise AlreadyMember(_("%s is a member already.") % agency)
        membership = Membership.objects.create(agency=agency, from_on=today)
        record(by, "admitted", agency)
    return membership


def add_group(name: str, *, by: Actor) -> Group:
    """Make a group of the network."""
    if not can_run_network(by):
        raise PermissionDenied
    with transaction.atomic():
        group = Group.objects.create(name=name)
        record(by, "added", group)
    return group


def add_person(name: str, *, by: Actor, email: str = "", user: Any = None) -> Person:
    """Make a person known to the network."""
    if not can_run_network(by):
        raise PermissionDenied
    with transaction.atomic():
        person = Person.objects.create(name=name, email=email, user=user)
        record(by, "added", person)
    return person


def seat_person(
    person: Person,
    role: str,
    *,
    by: Actor,
    today: date,
    agency: Agency | None = None,
    group: Group | None = None,
) -> Seat:
    """Give a person a seat from today, in the network unless a group is named.

    Without an agency it is a seat in her own right. Raises AlreadySeated if she
    holds the very same one.
    """
    if not can_seat(by, agency, role, group):
        raise PermissionDenied
    with transaction.atomic():
        person = Person.objects.select_for_update().get(pk=person.pk)
        group = group or Group.objects.get(is_network=True)
        same = {"agency": agency, "group": group, "role": role}
        if person.seats.holding(today).filter(**same).exists():
            raise AlreadySeated(_("%s holds this seat already.") % person)
        seat = Seat.objects.create(person=person, from_on=today, **same)
        record(by, "seated", seat)
    return seat


def forget_people(*, by: Actor, now: datetime) -> int:
    """Forget who has held no seat for 2 years, their seats and accounts; say how many.

    The record keeps that somebody was there, without a name.
    """
    day = localdate(now - AFTER_KNOWN)
    with transaction.atomic():
        gone = list(Person.objects.select_for_update().unknown_since(day))
        for person in gone:
            record(by, "forgot", person)
            forget_reader(Person.matter_kind, str(person.pk))
        close_accounts(person.user_id for person in gone if person.user_id)
        Person.objects.filter(pk__in=[person.pk for person in gone]).delete()
    return len(gone)


def end_seat(seat: Seat, *, by: Actor, today: date) -> Seat:
    """End a seat today: from tomorrow it shows nothing and reaches nobody."""
    if not can_seat(by, seat.agency, seat.role, seat.group):
        raise PermissionDenied
    with transaction.atomic():
        seat = Seat.objects.select_for_update().get(pk=seat.pk)
        seat.to_on = max(seat.from_on, min(today, seat.to_on or today))
        seat.save(update_fields=["to_on"])
        record(by, "ended", seat)
    return seat
