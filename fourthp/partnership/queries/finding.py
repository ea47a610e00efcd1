"""Agencies, people, groups, their terms and letters, by what somebody typed."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from fourthp.foundation.clock import today
from fourthp.foundation.typed import Typed
from fourthp.partnership.models import (
    NOT_NAMED,
    Agency,
    AgencyName,
    Circular,
    Group,
    GroupTerms,
    Person,
    Seat,
)
from fourthp.partnership.queries.people import seats_known_to

Names = dict[UUID, list[str]]


def agencies_typed(typed: Typed, reader: Person) -> list[UUID]:
    """Return the agencies that have or had a name like what was typed, nearest first.

    The words may be in one name, or each in another. Everything that the database
    lets through is compared: whatever were cut might have been the nearest.
    """
    seen = Agency.objects.visible_to(reader).exclude(name=NOT_NAMED)
    for word in typed.words:
        seen = seen.filter(_is_called(Typed((word,), typed.is_loose)))
    said = ("pk", "name", "alternate_name", "called__name")
    names: Names = {}
    for pk, name, other, called in seen.order_by().values_list(*said):
        names.setdefault(pk, [name, other]).append(called or "")
    return _nearest(typed, names)


def _is_called(word: Typed) -> Q:
    """Return the condition that an agency has or had a name that may say a word."""
    called = AgencyName.objects.filter(word.may_say("name"), agency=OuterRef("pk"))
    return word.may_say("name", "alternate_name") | Q(Exists(called))


def people_typed(typed: Typed, reader: Person) -> list[UUID]:
    """Return of whom a reader may know, of those called like what was typed."""
    seen = Person.objects.visible_to(reader)
    rows = seen.filter(typed.may_say("name")).order_by()
    return _nearest(typed, {pk: [name] for pk, name in rows.values_list("pk", "name")})


def groups_typed(typed: Typed, reader: Person) -> list[UUID]:
    """Return the groups that a reader may see, by name or by what they are for."""
    rows = Group.objects.visible_to(reader).order_by()
    found = rows.values_list("pk", "name", "purpose")
    if typed.is_loose:
        return _nearest(typed, {pk: [name] for pk, name, _purpose in found})
    return _nearest(typed, {pk: [name, purpose] for pk, name, purpose in found})


def terms_typed(typed: Typed, reader: Person) -> list[GroupTerms]:
    """Return the terms of reference that hold and say what was typed."""
    if typed.is_loose:
        return []
    newer = GroupTerms.objects.filter(group=OuterRef("group"))
    hold = GroupTerms.objects.exclude(
        Exists(newer.filter(number__gt=OuterRef("number")))
    )
    seen = hold.filter(group__in=Group.objects.visible_to(reader))
    rows = seen.select_related("group").order_by("group__name", "group")
    return [one for one in rows if typed.says(one.group.name, one.words)]


def letters_typed(typed: Typed, reader: Person) -> list[Circular]:
    """Return the letters to members that a reader may see and say what was typed."""
    if typed.is_loose:
        return []
    seen = Circular.objects.visible_to(reader).filter(typed.may_say("title", "words"))
    rows = seen.order_by("-made_at", "pk").iterator()
    return [one for one in rows if typed.says(one.title, one.words)]


def in_this_order(rows: QuerySet[Model], ids: list[UUID]) -> list[Model]:
    """Return the rows of some ids, in the order of these."""
    found = rows.in_bulk(ids)
    return [found[pk] for pk in ids if pk in found]


def seats_shown(people: Iterable[UUID], reader: Person) -> dict[UUID, list[Seat]]:
    """Return the seats of today of some people that a reader may know of."""
    seats = seats_known_to(reader).holding(today()).filter(person__in=list(people))
    found: dict[UUID, list[Seat]] = {}
    rows = seats.select_related("agency", "group")
    for seat in rows.order_by("-group__is_network", "from_on", "pk"):
        found.setdefault(seat.person_id, []).append(seat)
    return found


def _nearest(typed: Typed, names: Names) -> list[UUID]:
    """Return whose names say what was typed, what is called most like it first."""
    found = [
        (typed.nearness(texts[0]), pk)
        for pk, texts in names.items()
        if typed.says(*texts)
    ]
    return [pk for _place, pk in sorted(found)]
