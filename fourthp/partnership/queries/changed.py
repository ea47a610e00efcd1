"""What changed among agencies, seats, groups and letters between two moments.

Rows carry in their keys when they were made: a membership that began long ago and was
noted yesterday is new since yesterday.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.utils.timezone import localdate

from fourthp.foundation.ids import made_before
from fourthp.partnership.models import (
    Circular,
    Group,
    GroupTerms,
    Membership,
    Person,
    Seat,
)
from fourthp.partnership.models.agencies import agency_seen
from fourthp.partnership.models.groups import group_seen
from fourthp.partnership.queries.people import seats_known_to

Row = TypeVar("Row", bound=Model)
# What is said of a seat; of the rows beside it nothing but what they are called.
_OF = ("person", "agency", "group")
_NAMED = ("role", "ended_at", *_OF, *(f"{one}__name" for one in _OF))


def _made(since: datetime, until: datetime) -> Q:
    return Q(pk__gte=made_before(since), pk__lt=made_before(until))


def made_at(pk: UUID) -> float:
    """Return when a row was made by its key, in seconds since 1970."""
    return (pk.int >> 80) / 1000


def newest(rows: QuerySet[Row], most: int, by: str = "pk") -> tuple[list[Row], int]:
    """Return the newest of some rows, and how many more there are."""
    ordered: QuerySet[Any] = rows.order_by(f"-{by}", "-pk")
    named = list(ordered[:most])
    return named, rows.count() - most if len(named) == most else 0


def members_since(
    reader: Person, since: datetime, until: datetime
) -> QuerySet[Membership]:
    """Return the memberships that were noted meanwhile and hold."""
    seen = agency_seen(reader, "agency__")
    holding = Membership.objects.holding(localdate(until))
    rows = holding.filter(_made(since, until), seen, agency__ended_on=None)
    return rows.select_related("agency").only("agency", "agency__name")


def groups_of(reader: Person) -> frozenset[UUID]:
    """Return the groups that somebody sits in, but for the network itself."""
    return frozenset(one.group for one in reader.held if not one.in_network)


def seats_since(
    reader: Person, groups: Collection[UUID], since: datetime, until: datetime
) -> tuple[QuerySet[Seat], QuerySet[Seat]]:
    """Return the seats of others that were given in some groups and hold, and that were
    ended where she sits no more.

    None of which the reader may not know who sits there.
    """
    if not groups:
        return Seat.objects.none(), Seat.objects.none()
    known = seats_known_to(reader).filter(group__in=list(groups))
    others = known.exclude(person=reader).select_related("person", "agency", "group")
    others, holding = others.only(*_NAMED), Seat.objects.holding(localdate(until))
    given = others.holding(localdate(until)).filter(_made(since, until))
    still = holding.filter(person=OuterRef("person"), group=OuterRef("group"))
    ended = others.filter(ended_at__gte=since, ended_at__lt=until)
    return given, ended.exclude(Exists(still))


def groups_since(reader: Person, since: datetime, until: datetime) -> QuerySet[Group]:
    """Return the groups that were made or proposed meanwhile, as a reader may see."""
    rows = Group.objects.visible_to(reader).filter(_made(since, until), ends_on=None)
    return rows.exclude(is_network=True)


def terms_since(
    reader: Person, since: datetime, until: datetime
) -> QuerySet[GroupTerms]:
    """Return the terms that the groups a reader sits in gave themselves meanwhile.

    The network's own are everyone's.
    """
    held = {one.group for one in reader.held}
    own = Q(group__in=held) | Q(group__is_network=True)
    seen = group_seen(reader, "group__")
    rows = GroupTerms.objects.filter(_made(since, until), own, seen)
    return rows.select_related("group").only("number", "group", "group__name")


def letters_since(
    reader: Person, since: datetime, until: datetime
) -> QuerySet[Circular]:
    """Return the letters that were let go meanwhile and a reader may see."""
    rows = Circular.objects.visible_to(reader).filter(
        mailing__released_at__gte=since, mailing__released_at__lt=until
    )
    named = rows.select_related("mailing")
    return named.only("title", "made_at", "mailing", "mailing__released_at")
