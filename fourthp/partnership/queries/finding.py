"""Agencies, people, groups, their terms and letters, by what somebody typed."""

from collections.abc import Collection, Sequence
from typing import NamedTuple
from uuid import UUID

from fourthp.foundation.clock import today
from fourthp.foundation.typed import MaySay, Typed
from fourthp.partnership.models import (
    NOT_NAMED,
    Agency,
    Circular,
    Group,
    GroupTerms,
    Person,
)
from fourthp.partnership.models.conditions import IS_MEMBER, Written
from fourthp.partnership.models.groups import group_seen
from fourthp.partnership.queries.people import in_words, seats_known_to

Names = dict[UUID, list[str]]


class _IsCalled(MaySay):
    """Whether names that an agency has or had may say words between them."""

    def __init__(self, words: Sequence[tuple[str, ...]]) -> None:
        super().__init__(words, "name", "alternate_name", "pk")

    def has_one(self, columns: Sequence[str], condition: str) -> str:
        """Return that one of its names meets a condition."""
        *own, pk = columns
        named = condition.format(column="called.name")
        called = (
            f"{pk} IN (SELECT called.agency_id FROM partnership_agencyname called"  # noqa: S608 -- of words that stand here
            f" WHERE {named})"
        )
        return f"({super().has_one(own, condition)} OR {called})"


def agencies_typed(typed: Typed, reader: Person) -> list[UUID]:
    """Return the agencies that have or had a name like what was typed, nearest first.

    The words may be in one name, or each in another. Everything that the database
    lets through is compared: whatever were cut might have been the nearest.
    """
    seen = Agency.objects.visible_to(reader).exclude(name=NOT_NAMED)
    said = ("pk", "name", "alternate_name", "called__name")
    rows = seen.filter(_IsCalled(typed.parts)).order_by().values_list(*said)
    names: Names = {}
    for pk, name, other, called in rows:
        names.setdefault(pk, [name, other]).append(called or "")
    return _nearest(typed, names)


def people_typed(typed: Typed, reader: Person) -> list[tuple[UUID, str]]:
    """Return whom a reader may know, of those called like what was typed: her name."""
    seen = Person.objects.visible_to(reader)
    rows = seen.filter(typed.may_say("name")).order_by().values_list("pk", "name")
    called = dict(rows)
    near = _nearest(typed, {pk: [name] for pk, name in called.items()})
    return [(pk, called[pk]) for pk in near]


def groups_typed(typed: Typed, reader: Person) -> list[tuple[UUID, str, str]]:
    """Return the groups that a reader may see, by name or by what they are for.

    Of each its key, its name and what it is for.
    """
    rows = Group.objects.visible_to(reader).order_by()
    found = rows.values_list("pk", "name", "purpose")
    said = {pk: (name, purpose) for pk, name, purpose in found}
    upto = 1 if typed.is_loose else 2
    near = _nearest(typed, {pk: list(texts[:upto]) for pk, texts in said.items()})
    return [(pk, *said[pk]) for pk in near]


# The highest number of a group's terms holds.
_HOLD = (
    "NOT EXISTS (SELECT 1 FROM partnership_groupterms newer"
    " WHERE newer.group_id = {group} AND newer.number > {number})"
)


def terms_typed(typed: Typed, reader: Person) -> list[GroupTerms]:
    """Return the terms of reference that hold and say what was typed."""
    if typed.is_loose:
        return []
    seen = GroupTerms.objects.filter(
        Written(_HOLD, "group", "number"),
        group_seen(reader, "group__"),
        typed.may_say("group__name", "words"),
    )
    rows = seen.select_related("group").order_by("group__name", "group")
    return [one for one in rows if typed.says(one.group.name, one.words)]


def letters_typed(typed: Typed, reader: Person) -> list[Circular]:
    """Return the letters to members that a reader may see and say what was typed."""
    if typed.is_loose:
        return []
    seen = Circular.objects.visible_to(reader).filter(typed.may_say("title", "words"))
    rows = seen.order_by("-made_at", "pk").iterator()
    return [one for one in rows if typed.says(one.title, one.words)]


class Shown(NamedTuple):
    """An agency as what was found says it."""

    pk: UUID
    name: str
    kind: str
    is_over: bool
    is_member: bool


def agencies_shown(ids: list[UUID]) -> list[Shown]:
    """Return what is said of some agencies, in the order of their ids."""
    if not ids:
        return []
    is_member = Written(IS_MEMBER, day=today(), others={"agency": "pk"})
    said = ("pk", "name", "kind__name", "ended_on", is_member)
    rows = Agency.objects.filter(pk__in=ids).values_list(*said)
    found = {
        pk: Shown(pk, name, kind or "", ended is not None, member)
        for pk, name, kind, ended, member in rows
    }
    return [found[pk] for pk in ids if pk in found]


def seats_shown(people: Collection[UUID], reader: Person) -> dict[UUID, list[str]]:
    """Return the seats of today of some people that a reader may know of, in words."""
    found: dict[UUID, list[str]] = {}
    if not people:
        return found
    seats = seats_known_to(reader).holding(today()).filter(person__in=people)
    rows = seats.order_by("-group__is_network", "from_on", "pk")
    said = ("role", "agency__name", "group__name", "group__is_network")
    for pk, *seat in rows.values_list("person", *said):
        found.setdefault(pk, []).append(in_words(*seat))
    return found


def _nearest(typed: Typed, names: Names) -> list[UUID]:
    """Return whose names say what was typed, what is called most like it first."""
    found = [
        (typed.nearness(texts[0]), pk)
        for pk, texts in names.items()
        if typed.says(*texts)
    ]
    return [pk for _place, pk in sorted(found)]
