"""Who looked at what is restricted: by agency and role for those who keep it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy

from fourthp.audit.queries import lately_read, looked_at, readings_of
from fourthp.foundation.matters import Matter, matter_kind
from fourthp.partnership.models import Agency, NamesAsked, Person, Role
from fourthp.partnership.models.looks import NAMES_STAND
from fourthp.partnership.permissions.sharing import can_see_names
from fourthp.partnership.queries.shared_kinds import shared_kind

MOST_READ = 100
_WORDS = {"people": gettext_lazy("a list of people")}


@dataclass(frozen=True)
class Look:
    """How often people of one agency and role looked at something on one day."""

    day: date
    agency: str
    role: str
    times: int


def who_looked(matter: Matter) -> list[Look]:
    """Return who looked at a restricted matter, the latest day first; never a name."""
    looks = looked_at(matter)
    agencies = _agencies(look.agency_id for look in looks)
    roles = {value: str(name) for value, name in Role.choices}
    return [
        Look(one.day, agencies.get(one.agency_id, ""), roles[one.role], one.times)
        for one in looks
        if one.role in roles
    ]


def _agencies(ids: Any) -> dict[str, str]:
    found = Agency.objects.in_bulk({pk for pk in ids if pk})
    return {str(pk): agency.name for pk, agency in found.items()}


@dataclass(frozen=True)
class NamedLook:
    """Who looked at something, when, and for which agency and role."""

    at: datetime
    name: str
    agency: str
    role: str
    act: Any


def named_looks(asked: NamesAsked) -> list[NamedLook]:
    """Return who looked at what an auditor asked of, the latest first, all of them.

    Who is forgotten by now has no name.
    """
    rows = list(readings_of(asked.about_kind, str(asked.about_id)))
    ids = {one.actor_id for one in rows if one.actor_kind == Person.actor_kind} - {""}
    names = dict(Person.objects.filter(pk__in=ids).values_list("pk", "name"))
    called = {str(pk): name for pk, name in names.items()}
    agencies = _agencies(one.agency_id for one in rows)
    roles = {value: str(name) for value, name in Role.choices}
    return [
        NamedLook(
            one.at,
            called.get(one.actor_id, ""),
            agencies.get(one.agency_id, ""),
            roles.get(one.role, ""),
            one.get_act_display(),
        )
        for one in rows
    ]


def names_asked(pk: UUID, *, by: Person, now: datetime) -> NamesAsked | None:
    """Return what an auditor asked for within the hour, who may see it still."""
    if not can_see_names(by):
        return None
    since = now - NAMES_STAND
    found = NamesAsked.objects.filter(pk=pk, asked_by=by, asked_at__gt=since)
    return found.first()


@dataclass(frozen=True)
class Seen:
    """A matter that was looked at: url is empty where the reader may not see it."""

    kind: str
    pk: UUID
    what: Any
    times: int
    last: datetime
    url: str = ""


def seen_lately(reader: Person) -> list[Seen]:
    """Return the matters that were looked at lately, the latest first, for an auditor.

    No title is told: of what is restricted that would be a look of its own.
    """
    found = []
    for kind, key, times, last in lately_read(MOST_READ):
        matter, pk = matter_kind(kind), _uuid(key)
        if pk is None:
            continue
        is_seen = matter is not None and matter.may_see(reader, pk)
        url = matter.url(pk) if matter and is_seen else ""
        found.append(Seen(kind, pk, matter_words(kind), times, last, url))
    return found


def matter_words(kind: str) -> Any:
    """Return what a kind of matter that was looked at is called."""
    shared = shared_kind(kind)
    if shared is not None:
        return shared.what
    return _WORDS.get(kind, gettext_lazy("something else"))


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def was_read(kind: str, pk: UUID) -> bool:
    """Tell whether anybody looked at a matter of which readings are kept."""
    return readings_of(kind, str(pk)).exists()
