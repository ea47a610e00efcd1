"""What changed in the network, quietly told to whoever comes back."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from fourthp.foundation.offers import Change, changes
from fourthp.partnership.models import (
    Circular,
    Group,
    GroupTerms,
    Membership,
    Person,
    Seat,
)
from fourthp.partnership.permissions import is_coordinator
from fourthp.partnership.queries.changed import (
    groups_of,
    groups_since,
    letters_since,
    made_at,
    members_since,
    newest,
    seats_since,
    terms_since,
)
from fourthp.partnership.queries.left_open import leavings_since
from fourthp.partnership.queries.seat_mails import MISTAKE, seats_answered

Row = TypeVar("Row", bound=Model)


@changes
def changed_in_the_network(
    reader: Any, since: datetime, until: datetime, most: int
) -> Iterator[Change]:
    """Tell of new members and groups, and of seats and terms where somebody sits."""
    if not isinstance(reader, Person) or not reader.held:
        return
    yield from _told(members_since(reader, since, until), _member, most)
    given, ended = seats_since(reader, groups_of(reader), since, until)
    yield from _told(given, _seat_given, most)
    yield from _told(ended, _seat_ended, most, by="ended_at")
    yield from _told(groups_since(reader, since, until), _group, most)
    yield from _told(terms_since(reader, since, until), _terms, most)
    letters = letters_since(reader, since, until)
    yield from _told(letters, _letter, most, by="mailing__released_at")


@changes
def changed_for_coordinators(
    reader: Any, since: datetime, until: datetime, _most: int
) -> Iterator[Change]:
    """Tell who has left, and who answered from the mail about a seat (S6: strongly)."""
    if not isinstance(reader, Person) or not reader.is_strong:
        return
    if not is_coordinator(reader):
        return
    for one in leavings_since(reader, since, until):
        path = reverse("leaving", args=[one.leaving.pk])
        at = one.leaving.at
        yield Change(at, _("Somebody has left"), one.names, path, one.agencies)
    for seat, answer in seats_answered(since, until):
        said = _("%s says: the seat is mine")
        if answer.choice == MISTAKE:
            said = _("%s says: the seat is a mistake")
        path = reverse("person", args=[seat.person_id])
        where = str(seat.agency or "")
        what = _("Answered from the mail")
        yield Change(answer.at, what, said % seat.person.name, path, where)


def _told(
    rows: QuerySet[Row], tell: Callable[[Row], Change], most: int, by: str = "pk"
) -> Iterator[Change]:
    """Tell the newest of some rows by name, and how many there were before these."""
    named, more = newest(rows, most, by)
    told = [tell(one) for one in named]
    yield from told
    if more:
        yield Change(told[-1].at, told[-1].what, count=more)


def _made(pk: UUID) -> datetime:
    return datetime.fromtimestamp(made_at(pk), tz=UTC)


def _member(one: Membership) -> Change:
    path = reverse("agency", args=[one.agency_id])
    return Change(_made(one.pk), _("A new member"), one.agency.name, path)


def _seat_given(seat: Seat) -> Change:
    return _seat(seat, _made(seat.pk), _("Sits with you now"))


def _seat_ended(seat: Seat) -> Change:
    at = seat.ended_at or _made(seat.pk)
    return _seat(seat, at, _("No longer sits with you"))


def _seat(seat: Seat, at: datetime, what: str) -> Change:
    agency = f", {seat.agency}" if seat.agency else ""
    who = f"{seat.person}, {seat.get_role_display()}{agency}"
    path = reverse("group", args=[seat.group_id])
    return Change(at, what, who, path, seat.group.name)


def _group(group: Group) -> Change:
    what = _("A group is proposed") if group.is_proposed else _("A new group")
    path = reverse("group", args=[group.pk])
    return Change(_made(group.pk), what, group.name, path)


def _terms(terms: GroupTerms) -> Change:
    path = reverse("group-terms-version", args=[terms.group_id, terms.number])
    what = _("New terms of reference")
    return Change(_made(terms.pk), what, terms.group.name, path)


def _letter(letter: Circular) -> Change:
    at = letter.mailing.released_at if letter.mailing else None
    path = reverse("circular", args=[letter.pk])
    return Change(at or letter.made_at, _("A letter to members"), letter.title, path)
