"""Changes of groups."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.test import Client

from fourthp.foundation.clock import now, today
from fourthp.foundation.operations.revisions import last_revision
from fourthp.partnership.models import Group, Interest, Person, Role, Seat
from fourthp.partnership.tests.makers import (
    make_group,
    make_member,
    make_member_agency,
    make_seat,
)
from tests.safety.acts.sending import Act, act, at, keeping, keyed, new_user, strong

FACTS = {"name": "Night work", "purpose": "Who is there at night.", "joining": "open"}
FACTS |= {"begins_on": "2026-01-05", "ends_on": ""}


def _member() -> tuple[Client, Person]:
    user = new_user()
    person = make_member(agency=f"Agency of {user.pk}")
    Person.objects.filter(pk=person.pk).update(user=user)
    return strong(user), person


def _proposed(by: Person | None = None, *, is_proposer: bool = True) -> Group:
    group = make_group("Night work", begins_on=None)
    if by is not None:
        agency = by.seats.get().agency
        made = {"agency": agency, "is_proposer": is_proposer, "at": now()}
        Interest.objects.create(group=group, person=by, **made)
    return group


@act("group-new")
def _make() -> Act:
    return Act(keeping(), at("group-new"), keyed(**FACTS))


@act("group-facts")
def _change() -> Act:
    group = make_group("Nights")
    said = keyed(**FACTS, seen=last_revision(group))
    return Act(keeping(), at("group-facts", group.pk), said)


@act("group-terms")
def _write() -> Act:
    said = keyed(words="We meet every month.", seen="0")
    return Act(keeping(), at("group-terms", make_group().pk), said)


@act("group-seats")
def _seat() -> Act:
    group, agency = make_group(), make_member_agency("Seated there")
    whom = make_member(f"zq{uuid4().hex}qz")  # the only one of that name
    Seat.objects.filter(person=whom).update(agency=agency)
    said = keyed(name=whom.name, role=Role.REPRESENTATIVE.value)
    return Act(keeping(), at("group-seats", group.pk), said)


@act("group-joining")
def _join() -> Act:
    client, _person = _member()
    return Act(client, at("group-joining", make_group(joining="open").pk), keyed())


@act("group-leaving")
def _leave() -> Act:
    client, person = _member()
    group = make_group()
    make_seat(person, group=group, from_on=today())
    return Act(client, at("group-leaving", group.pk), keyed())


def _button(name: str, **facts: Any) -> Callable[[], Act]:
    def make() -> Act:
        return Act(keeping(), at(name, make_group(**facts).pk), keyed())

    return make


act("group-ending")(_button("group-ending"))
act("group-closing")(_button("group-closing"))
act("group-opening")(_button("group-opening", is_closed=True))


@act("group-proposal")
def _propose() -> Act:
    client, _person = _member()
    said = {"name": "Night work", "purpose": "Who is there at night."}
    return Act(client, at("group-proposal"), keyed(**said))


@act("group-interest")
def _want() -> Act:
    client, _person = _member()
    return Act(client, at("group-interest", _proposed().pk), keyed())


@act("group-interest-withdrawal")
def _want_no_more() -> Act:
    client, person = _member()
    group = _proposed(person, is_proposer=False)
    return Act(client, at("group-interest-withdrawal", group.pk), keyed())


@act("group-beginning")
def _begin() -> Act:
    group = _proposed(make_member(agency="Wants it"))
    said = keyed(joining="open", ends_on="")
    return Act(keeping(), at("group-beginning", group.pk), said)


@act("group-declining")
def _decline() -> Act:
    said = keyed(because="There is one already.")
    return Act(keeping(), at("group-declining", _proposed().pk), said)


@act("group-withdrawal")
def _withdraw() -> Act:
    client, person = _member()
    return Act(client, at("group-withdrawal", _proposed(person).pk), keyed())
