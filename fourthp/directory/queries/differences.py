"""What an import would make, change and end, by name, as one reader may see it."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fourthp.directory.models import Draft, Service
from fourthp.directory.queries.imports import table_name
from fourthp.partnership.models import Agency, Person

MOST_ON_A_PAGE = 20
KINDS = ("new", "changed", "gone")
_MODELS: dict[str, Any] = {"service": Service, "organization": Agency}
_OTHER = gettext_lazy("other details")
# What hangs on a service, where its table goes by another name than people's.
_DETAILS = {
    "service_at_location": gettext_lazy("place"),
    "attribute": gettext_lazy("kinds of help"),
    "metadata": _OTHER,
    "contact": _OTHER,
}


@dataclass(frozen=True)
class Told:
    """One service or agency: its kind, its name, its agency's, and what changes.

    listing: the id of a service that is on record, and has a page here.
    """

    kind: str
    name: str
    agency: str = ""
    changes: tuple[str, ...] = ()
    listing: str = ""


@dataclass(frozen=True)
class Difference:
    """What is new, or changes, or goes: the first of them, and how many more."""

    kind: str
    told: list[Told]
    more: int


def differences(
    draft: Draft, *, reader: Person, most: int | None = None
) -> list[Difference]:
    """Return what a draft makes, changes and ends, so many of each; none is empty."""
    found = []
    for kind in KINDS:
        entries = draft.named.get(kind, [])
        told = _told(kind, entries[:most], reader)
        if told:
            found.append(Difference(kind, told, len(entries) - len(entries[:most])))
    return found


def services_named(told: Iterable[Difference]) -> list[UUID]:
    """Return the services on record whose names are told."""
    return [UUID(one.listing) for kind in told for one in kind.told if one.listing]


def not_named(draft: Draft) -> int:
    """Return how many are not named, because their place is confidential."""
    return sum(draft.named.get("unnamed", {}).values())


def differences_list(told: Iterable[Difference]) -> list[tuple[str, ...]]:
    """Return lines: what happens, kind, name, agency, what changes, in words."""
    words = {"new": _("new"), "changed": _("changes"), "gone": _("goes")}
    return [
        (words[kind.kind], one.kind, one.name, one.agency, ", ".join(one.changes))
        for kind in told
        for one in kind.told
    ]


def _told(kind: str, entries: list[list[Any]], reader: Person) -> list[Told]:
    if kind == "new":
        return [Told(table_name(t), name, agency) for t, name, agency in entries]
    names = _names(entries, reader)
    return [
        Told(
            table_name(table),
            *names[table, pk],
            _changes(table, *parts),
            listing=pk if table == "service" else "",
        )
        for table, pk, *parts in entries
        if (table, pk) in names
    ]


def _names(
    entries: list[list[Any]], reader: Person
) -> dict[tuple[str, str], tuple[str, str]]:
    """Return the name and agency of what is here now, and not hidden meanwhile."""
    ids: dict[str, list[str]] = {table: [] for table in _MODELS}
    for table, pk, *_parts in entries:
        ids[table].append(pk)
    found: dict[tuple[str, str], tuple[str, str]] = {}
    services = Service.objects.visible_to(reader).filter(place_is_confidential=False)
    services = services.select_related("organization")
    for some in _by_hundreds(ids["service"]):
        for one in services.filter(pk__in=some):
            found["service", str(one.pk)] = (one.name, str(one.organization))
    agencies = Agency.objects.filter(place_is_confidential=False)
    for some in _by_hundreds(ids["organization"]):
        for agency in agencies.filter(pk__in=some):
            found["organization", str(agency.pk)] = (str(agency), "")
    return found


def _by_hundreds(ids: Iterable[str]) -> Iterable[list[str]]:
    waiting = iter(ids)
    while some := list(islice(waiting, 500)):
        yield some


def _changes(
    table: str, own: Iterable[str] = (), details: Iterable[str] = ()
) -> tuple[str, ...]:
    """Return the fields and kinds of details that differ, as people call them."""
    words = [_field_name(table, name) for name in own]
    words += [_DETAILS.get(one) or table_name(one) for one in details]
    said = dict.fromkeys(map(str, words))
    if said.pop(str(_OTHER), 1) is None:
        said[str(_OTHER)] = None
    return tuple(said)


def _field_name(table: str, name: str) -> str | Promise:
    """Return what people call a field; one that no page shows is a detail."""
    words = _MODELS[table]._meta.get_field(name).verbose_name
    return words if isinstance(words, Promise) else _OTHER
