"""Concerns in lists: narrowed, counted, sorted, and those that wait too long."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.timezone import localdate

from fourthp.foundation.clock import today
from fourthp.foundation.keyset import Page, page_of
from fourthp.foundation.typed import Typed
from fourthp.partnership.models import Group, Person, Role
from fourthp.plan.models import Concern, ConcernPart, State
from fourthp.plan.models.concerns import ConcernQuerySet
from fourthp.plan.queries.action_goals import all_is_done
from fourthp.plan.rules.concerns import OPEN, UNANSWERED_AFTER, UNSEEN

PAGE = 30
MOST_LATE = 5
AT_ONCE = 500


class Show(StrEnum):
    """Which concerns a list shows, as its tabs have them."""

    OPEN = "open"
    LATE = "late"
    ANSWERED = "answered"
    ALL = "all"
    HELD = "held"
    GOES = "goes"


class Sort(StrEnum):
    """In which order: each names fields of which the last is unique."""

    NEWEST = "newest"
    LONGEST = "longest"
    MOST = "most"


class Whose(StrEnum):
    """Whose concerns: everyone's, one's own, or those of one's agencies."""

    EVERYONE = ""
    MINE = "mine"
    AGENCY = "agency"


ORDERS: dict[Sort, Sequence[str]] = {
    Sort.NEWEST: ("-raised_at", "-id"),
    Sort.LONGEST: ("open_since", "id"),
    Sort.MOST: ("-seen_by", "-raised_at", "-id"),
}


@dataclass(frozen=True)
class Asked:
    """What a list of concerns is narrowed to, as its address says it."""

    show: Show = Show.OPEN
    state: str = ""
    setting: UUID | None = None
    area: UUID | None = None
    part: UUID | None = None
    group: UUID | None = None
    whose: Whose = Whose.EVERYONE
    sort: Sort = Sort.NEWEST

    def said(self) -> dict[str, str]:
        """Return what is asked for beyond what a list shows anyway."""
        plain = vars(Asked())
        return {n: str(v) for n, v in vars(self).items() if v != plain[n]}


def concerns_query(asked: Asked, after: str = "") -> str:
    """Return what stands behind a list's address for what it is narrowed to."""
    said = asked.said() | ({"after": after} if after else {})
    return "?" + urlencode(said)


def shown_as(show: Show, now: datetime) -> Q:
    """Return the condition that a concern stands under a tab."""
    late = now - UNANSWERED_AFTER
    return {
        Show.OPEN: Q(state__in=OPEN),
        Show.LATE: Q(state__in=OPEN, open_since__lte=late),
        Show.ANSWERED: Q(state=State.ANSWERED),
        Show.ALL: ~Q(state__in=UNSEEN),
        Show.HELD: Q(state=State.HELD),
        Show.GOES: Q(state__in={State.DECLINED, State.WITHDRAWN}),
    }[show]


def concerns_asked_for(
    asked: Asked, *, reader: Person, now: datetime
) -> ConcernQuerySet:
    """Return the concerns that a reader sees which are like what was asked for."""
    found = Concern.objects.visible_to(reader).filter(shown_as(asked.show, now))
    if asked.state:
        found = found.filter(state=asked.state)
    for name in ("setting", "area", "group"):
        if wanted := getattr(asked, name):
            found = found.filter(**{name: wanted})
    if asked.part:
        found = found.filter(parts__term=asked.part)
    if asked.whose == Whose.MINE:
        return found.filter(raised_by__person=reader.pk)
    if asked.whose == Whose.AGENCY:
        ours = {one.agency for one in reader.held if one.agency}
        own = Q(originator__in=ours) | Q(raised_by__agency__in=ours)
        return found.filter(own)
    return found


def concerns_page(
    asked: Asked, *, reader: Person, now: datetime, after: str = ""
) -> Page[Concern]:
    """Return a page of the concerns that a reader sees, narrowed and sorted."""
    rows = concerns_asked_for(asked, reader=reader, now=now)
    rows = rows.select_related("setting", "area", "originator")
    return page_of(rows, by=ORDERS[asked.sort], after=after, size=PAGE)


def concerns_counted(reader: Person, now: datetime) -> dict[Show, int]:
    """Return how many concerns stand under each tab for a reader, in one question."""
    counted = {one.name: Count("pk", filter=shown_as(one, now)) for one in Show}
    found = Concern.objects.visible_to(reader).aggregate(**counted)
    return {one: found[one.name] for one in Show}


def longest_unanswered(reader: Person, now: datetime) -> list[Concern]:
    """Return the concerns that have waited too long, the longest first; a few."""
    seen = Concern.objects.visible_to(reader).filter(shown_as(Show.LATE, now))
    return list(seen.order_by("open_since", "id")[:MOST_LATE])


def groups_of_concerns(reader: Person) -> QuerySet[Group]:
    """Return the groups that a reader may see, in whose concerns she may look."""
    seen = Group.objects.visible_to(reader).going_on(today())
    return seen.filter(is_network=False).order_by("name", "pk")


def parts_of(concerns: Iterable[Concern]) -> dict[UUID, list[str]]:
    """Return which of the four Ps some concerns are about, in words."""
    rows = ConcernPart.objects.filter(concern__in=[one.pk for one in concerns])
    found: dict[UUID, list[str]] = {}
    named = rows.order_by("term__position", "term").values_list("concern", "term__name")
    for pk, name in named:
        found.setdefault(pk, []).append(name)
    return found


def exported(asked: Asked, *, reader: Person, now: datetime) -> Iterator[list[object]]:
    """Yield what a reader may take along of concerns, a line each, in their order."""
    groups = dict(groups_of_concerns(reader).values_list("pk", "name"))
    after, is_first = "", True
    rows = concerns_asked_for(asked, reader=reader, now=now)
    rows = rows.select_related("setting", "area", "originator")
    while is_first or after:
        page = page_of(rows, by=ORDERS[asked.sort], after=after, size=AT_ONCE)
        parts = parts_of(page.rows)
        yield from (_line(one, parts, groups) for one in page.rows)
        after, is_first = page.after, False


def _line(
    one: Concern, parts: dict[UUID, list[str]], groups: dict[UUID, str]
) -> list[object]:
    return [
        one.pk,
        one.title,
        one.words,
        one.get_state_display(),
        localdate(one.raised_at),
        localdate(one.state_at),
        one.setting or "",
        one.area or "",
        "; ".join(parts.get(one.pk, [])),
        one.originator or "",
        one.seen_by,
        groups.get(one.group_id, "") if one.group_id else "",
        one.label,
    ]


def to_let_in(reader: Person) -> QuerySet[Concern]:
    """Return what nobody has let in yet: coordinators alone see any."""
    return Concern.objects.visible_to(reader).filter(state=State.HELD)


def to_move_on(reader: Person, now: datetime) -> dict[Show | State, list[Concern]]:
    """Return what waits for somebody who moves concerns on: the unheard, the late.

    And those for which all is done that was given (State.BEGUN). Of a chair those of
    her own groups; of a coordinator all.
    """
    seen = Concern.objects.visible_to(reader).waiting()
    if Role.COORDINATOR not in reader.roles_held:
        seen = seen.filter(_chaired_by(reader))
    late = seen.filter(shown_as(Show.LATE, now)).order_by("open_since", "id")
    unheard = seen.filter(state__in={State.RAISED, State.AGAIN})
    fresh = unheard.exclude(shown_as(Show.LATE, now)).order_by("open_since", "id")
    done = seen.filter(all_is_done(reader)).exclude(shown_as(Show.LATE, now))
    ready = done.order_by("open_since", "id")
    return {Show.LATE: list(late), State.RAISED: list(fresh), State.BEGUN: list(ready)}


def _chaired_by(reader: Person) -> Q:
    chaired = [one for one in reader.held if one.role == Role.CHAIR]
    own = Q(group__in={one.group for one in chaired if not one.in_network})
    if any(one.in_network for one in chaired):
        own |= Q(group=None)
    return own


def concerns_typed(typed: Typed, reader: Person) -> list[Concern]:
    """Return the concerns that a reader may see and that say what was typed."""
    if typed.is_loose:
        return []
    seen = Concern.objects.visible_to(reader).filter(typed.may_say("title", "words"))
    rows = seen.exclude(state__in=UNSEEN).order_by("-raised_at", "pk").iterator()
    return [one for one in rows if typed.says(one.title, one.words)]
