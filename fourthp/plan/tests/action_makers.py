"""Makers of actions."""

from datetime import date, timedelta
from typing import Any

from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now, today
from fourthp.partnership.models import Agency, Group, Person, Role, Seat
from fourthp.partnership.tests.makers import (
    make_member_agency,
    make_network_group,
    make_person,
    make_seat,
)
from fourthp.plan.models import Action
from fourthp.plan.operations.actions import ActionFacts, give_action


def make_owner(
    name: str = "Asha Bell",
    agency: Agency | None = None,
    *,
    group: Group | None = None,
    role: str = Role.REPRESENTATIVE,
) -> Seat:
    """A seat for an agency, of somebody who has an address."""
    body = agency or make_member_agency()
    address = f"{name.split(maxsplit=1)[0].lower()}@agency.example"
    return make_seat(
        make_person(name, email=address), agency=body, group=group, role=role
    )


def make_coordinator(name: str = "Maya Lind") -> Person:
    person = make_person(name, email="maya@network.example")
    make_seat(person, role=Role.COORDINATOR)
    return person


def make_chair(group: Group, name: str = "Tom Okoro") -> Person:
    person = make_person(
        name, email=f"{name.split(maxsplit=1)[0].lower()}@chair.example"
    )
    make_seat(person, group=group, role=Role.CHAIR)
    return person


def make_action(
    owner: Seat | Agency | None = None,
    *,
    due: date | None = None,
    title: str = "Print the card in Romanian",
    **facts: Any,
) -> Action:
    """An action that the host gave: to a seat of the network unless said."""
    make_network_group()
    owner = owner or make_owner()
    if isinstance(owner, Seat):
        facts.setdefault("group", owner.group)
    said = ActionFacts(title, owner, due or today() + timedelta(30), **facts)
    return give_action(said, by=Host(), now=now())
