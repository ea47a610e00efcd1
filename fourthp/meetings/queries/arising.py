"""Matters arising: what a series has not finished. Nothing of it is stored.

Each function asks one sort of it, with the reader; another sort (minutes to approve,
decisions to look at again) is one more function in `ASKED`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from fourthp.gatherings.models import Gathering, Series
from fourthp.meetings.models import Item
from fourthp.partnership.models import Person
from fourthp.plan.models import Action, Concern, State
from fourthp.plan.models.concerns import ConcernQuerySet
from fourthp.plan.queries.action_told import known_names, owner_told

MOST = 60  # of one sort on a page


@dataclass(frozen=True)
class Matter:
    """One thing that may be taken onto an agenda; said: what stands beside it.

    of: what it stands under in its section. url_of: the name of its page's route.
    """

    kind: str
    pk: UUID
    title: str
    said: str = ""
    is_late: bool = False
    of: str = ""
    url_of: str = ""


@dataclass
class Section:
    """One sort of matters arising, the most pressing first."""

    title: str
    matters: list[Matter] = field(default_factory=list)


def deferred_items(series: Series, reader: Person, before: Gathering) -> QuerySet[Item]:
    """Return what was put off before a meeting and stands on no agenda since.

    What stood on the agenda of a meeting that was cancelled was put off too.
    """
    put_off = Q(state=Item.State.DEFERRED)
    put_off |= Q(state=Item.State.ON, meeting__gathering__state="cancelled")
    found = Item.objects.filter(
        put_off,
        ~Exists(Item.objects.filter(came_from=OuterRef("pk"))),
        series=series,
        meeting__gathering__starts_at__lt=before.starts_at,
    )
    keys = list(found.order_by().values_list("pk", flat=True))
    if not keys:  # to ask who sees it takes long, and mostly nothing was put off
        return Item.objects.none()
    rows = Item.objects.visible_to(reader).filter(pk__in=keys)
    beside = rows.select_related("meeting__gathering", "concern", "action")
    return beside.order_by("meeting__gathering__starts_at", "position", "pk")


def open_actions(series: Series, reader: Person, before: Gathering) -> QuerySet[Action]:
    """Return the actions of a series' group that go on, and stand not on the agenda."""
    rows = Action.objects.visible_to(reader).going_on().filter(group=series.group_id)
    here = rows.filter(~Exists(_here(before, action=OuterRef("pk"))))
    beside = here.select_related("agency", "seat__person", "seat__agency", "group")
    return beside.order_by("due_on", "pk")


def waiting_concerns(
    series: Series, reader: Person, before: Gathering
) -> ConcernQuerySet:
    """Return the concerns of a series' group that are heard and wait for an agenda."""
    group = None if series.group.is_network else series.group_id
    heard = Concern.objects.filter(group=group, state=State.HEARD)
    if not heard.exists():
        return Concern.objects.none()
    rows = Concern.objects.visible_to(reader).filter(group=group, state=State.HEARD)
    here = rows.filter(~Exists(_here(before, concern=OuterRef("pk"))))
    return here.order_by("open_since", "pk")


def _here(gathering: Gathering, **of: Any) -> QuerySet[Item]:
    """Return what stands on the agenda of a meeting, or is proposed for it."""
    stands = (Item.State.ON, Item.State.PROPOSED)
    return Item.objects.filter(meeting__gathering=gathering, state__in=stands, **of)


def _deferred(series: Series, reader: Person, of: Gathering, _day: date) -> Section:
    found = Section(_("Put off before"))
    for one in deferred_items(series, reader, of)[:MOST]:
        day = date_format(one.meeting.gathering.day, "j F Y")
        said = _("from %s") % day
        found.matters.append(
            Matter("item", one.pk, one.title, said, url_of="agenda-item")
        )
    return found


def _actions(series: Series, reader: Person, of: Gathering, day: date) -> Section:
    rows = list(open_actions(series, reader, of)[:MOST])
    known = known_names((one.seat.person for one in rows if one.seat), reader)
    by_owner: dict[str, list[Matter]] = {}
    # The owner of what is latest comes first, with all that she has.
    for one in rows:
        said = _("due on %s") % date_format(one.due_on, "j F Y")
        owner, is_late = owner_told(one, known), one.days_late(day) > 0
        by_owner.setdefault(owner, []).append(
            Matter("action", one.pk, one.title, said, is_late, owner, "action")
        )
    return Section(_("Open actions"), [m for some in by_owner.values() for m in some])


def _concerns(series: Series, reader: Person, of: Gathering, _day: date) -> Section:
    found = Section(_("Concerns that wait for an agenda"))
    for one in waiting_concerns(series, reader, of)[:MOST]:
        said = _("raised on %s") % date_format(localdate(one.raised_at), "j F Y")
        found.matters.append(
            Matter("concern", one.pk, one.title, said, url_of="concern")
        )
    return found


Asks = Callable[[Series, Person, Gathering, date], Section]
ASKED: tuple[Asks, ...] = (_deferred, _actions, _concerns)


def matters_arising(
    gathering: Gathering, reader: Person, *, day: date
) -> list[Section]:
    """Return what a series has not finished, as a reader may see it, by sort."""
    asked: Iterable[Section] = (
        asks(gathering.series, reader, gathering, day) for asks in ASKED
    )
    return [one for one in asked if one.matters]
