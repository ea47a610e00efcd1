"""How something is to be shared otherwise than it is, and what widens it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fourthp.partnership.models import (
    Agency,
    Group,
    Person,
    Shared,
    Term,
    Widening,
)
from fourthp.partnership.models.shared import NETWORK_WIDE
from fourthp.partnership.models.widening import STANDS
from fourthp.partnership.queries.audiences import Way
from fourthp.partnership.queries.shared_kinds import SharedKind, kept_row
from fourthp.partnership.queries.sharing import (
    Sharing,
    is_no_wider,
    sharing_of,
    told_ways,
    with_its_own,
)

# What is told of a widening: a name, a value, and where it leads, with its words.
Line = tuple[Any, Any, str, Any]


@dataclass(frozen=True)
class Wanted:
    """How something is to be shared from now on; what is not said stays as it is.

    has_day and has_readers tell that the last day and the ways in are said: None is no
    last day, and no audience.
    """

    label: str = ""
    has_day: bool = False
    expires_on: date | None = None
    has_readers: bool = False
    ways: tuple[Way, ...] | None = None
    bring_back: bool = False

    def of(self, now: Sharing, *, own: UUID | None = None) -> Sharing:
        """Return how something is shared then, that is shared so now; own: whose."""
        ways = self.ways if self.has_readers else now.ways
        then = Sharing(self.label or now.label, ways)
        return with_its_own(then, was=now, own=own)

    def json(self) -> dict[str, Any]:
        """Return it as it is kept, by ids."""
        said: dict[str, Any] = {"label": self.label} if self.label else {}
        if self.has_day:
            said["expires_on"] = self.expires_on and self.expires_on.isoformat()
        if self.has_readers:
            ways = self.ways
            said["ways"] = None if ways is None else [_way_json(one) for one in ways]
        return said | ({"bring_back": True} if self.bring_back else {})


_NAMED: Mapping[str, Any] = {
    "group": Group,
    "kind": Term,
    "agency": Agency,
    "person": Person,
}


def _way_json(way: Way) -> dict[str, str]:
    rows = {name: getattr(way, name) for name in _NAMED}
    said = {name: str(row.pk) for name, row in rows.items() if row is not None}
    return said | ({"role": way.role} if way.role else {})


def wanted_of(said: Mapping[str, Any]) -> Wanted:
    """Return what was kept by ids; a way in that names a row which is gone is none."""
    ways = said.get("ways")
    day = said.get("expires_on")
    found = None if ways is None else tuple(filter(None, map(_way_of, ways)))
    return Wanted(
        label=said.get("label", ""),
        has_day="expires_on" in said,
        expires_on=date.fromisoformat(day) if day else None,
        has_readers="ways" in said,
        ways=found,
        bring_back=bool(said.get("bring_back")),
    )


def _way_of(said: Mapping[str, str]) -> Way | None:
    rows: dict[str, Any] = {}
    for name, model in _NAMED.items():
        if name in said:
            rows[name] = model.objects.filter(pk=said[name]).first()
            if rows[name] is None:
                return None
    return Way(role=said.get("role", ""), **rows)


def widens(row: Shared, wanted: Wanted) -> bool:
    """Tell whether more people could see a row, or for longer, than may now."""
    if wanted.bring_back and row.recalled_at is not None:
        return True
    if wanted.has_day and _is_later(wanted.expires_on, row.expires_on):
        return True
    now = sharing_of(row)
    return not is_no_wider(wanted.of(now), than=now)


def _is_later(day: date | None, than: date | None) -> bool:
    return than is not None and (day is None or day > than)


def sharing_then(kind: SharedKind, row: Shared, wanted: Wanted) -> Sharing:
    """Return how a row of a kind would be shared as wanted."""
    own = kind.own(row)
    return wanted.of(sharing_of(row), own=own.pk if own else None)


def is_restricted(row: Shared) -> bool:
    """Tell whether it takes a second person to let more people see a row."""
    return row.strictest_label not in NETWORK_WIDE


def state_of(row: Shared) -> str:
    """Return what stands for how a row is shared now."""
    rules = row.audience.rules.order_by("pk") if row.audience else ()
    ways = [
        (one.group_id, one.agency_id, one.person_id, one.role, one.kind_id)
        for one in rules
    ]
    said = (str(row.label), ways, row.audience is None, str(row.originator_id))
    ends = (row.expires_on, row.recalled_at)
    return sha256(repr((said, ends)).encode()).hexdigest()


def widenings_asked(now: datetime) -> list[Widening]:
    """Return all that somebody may answer still, the oldest first."""
    found = Widening.objects.filter(done_at=None, dropped_at=None)
    found = found.filter(asked_at__gt=now - STANDS).order_by("asked_at", "pk")
    # The first page asks, and mostly there is none: who asked is fetched where one is.
    return list(found.prefetch_related("asked_by__user"))


def open_widenings(row: Shared, now: datetime) -> list[Widening]:
    """Return what is asked about a row and may be answered still, the oldest first."""
    found = Widening.objects.filter(about_id=row.pk, done_at=None, dropped_at=None)
    return [one for one in found.order_by("asked_at") if one.is_open(now)]


def lines_of(
    kind: SharedKind, row: Any, wanted: Wanted, *, reader: Person
) -> list[Line]:
    """Return what is asked about a row, in words, as far as a reader may know of it."""
    now, then = sharing_of(row), sharing_then(kind, row, wanted)
    lines = [_which(kind, row, reader), *_otherwise(row, wanted)]
    lines.append((_("For whom"), _for_whom(then, reader), "", ""))
    if now != then:
        lines.append((_("Who sees it now"), _counted(now, reader), "", ""))
    lines.append((_("Who would see it"), _counted(then, reader), "", ""))
    return lines


def _which(kind: SharedKind, row: Any, reader: Person) -> Line:
    """Return what it is, with its title and page for whoever may see it herself."""
    if kept_row(kind, row.pk, reader) is None:
        said = _("%s that you may not see. Ask what it is before you say yes.")
        return (_("What"), capfirst(said % kind.what), "", "")
    said = capfirst(f"{kind.what}: {row}")
    return (_("What"), said, kind.url(row.pk), _("Look at it"))


def _otherwise(row: Shared, wanted: Wanted) -> list[Line]:
    lines: list[Line] = []
    if wanted.label:
        said = wanted.label
        if said != row.label:
            said = f"{row.label} → {said}"
        lines.append((_("Label"), said, "", ""))
    if wanted.bring_back:
        lines.append((_("Recalled"), _("It is there again."), "", ""))
    if wanted.has_day:
        day = wanted.expires_on
        said = date_format(day, "j F Y") if day else _("until somebody takes it back")
        lines.append((_("Seen until"), said, "", ""))
    return lines


def _for_whom(then: Sharing, reader: Person) -> str:
    """Return the ways in, in words; one that a reader may not know of has no name."""
    if then.is_for_everyone:
        return _("everyone, also without an account")
    own = _("the agency it came from") if then.originator else ""
    if then.ways is None:
        return _("all members of the network") if then.is_network_wide else own
    hidden = _("somebody whom you may not know of")
    told = told_ways(then.ways, asks=reader)
    said = (" + ".join(one.words) or hidden for one in told)
    return "; ".join(dict.fromkeys(filter(None, (own, *said))))


def _counted(sharing: Sharing, reader: Person) -> str:
    """Return how many see what is shared so, as far as a reader may know."""
    exact = sharing.exact_readers(asks=reader)
    said = ngettext("%d person", "%d people", exact.people) % exact.people
    return said if exact.is_all else _("%s, and others whom you may not know of") % said
