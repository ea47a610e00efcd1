"""Answers: what everyone reads, and what it must not name."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import QuerySet

from fourthp.foundation.keyset import Page, page_of
from fourthp.partnership.models import Agency, Person
from fourthp.plan.models import Concern, PublicAnswer

PAGE = 20


@dataclass(frozen=True)
class AnswersAsked:
    """What the answers for everyone are narrowed to: keys of words."""

    setting: UUID | None = None
    area: UUID | None = None
    part: UUID | None = None


def answers_query(asked: AnswersAsked, after: str = "") -> str:
    """Return what stands behind the address of the answers, for what they show."""
    said = {
        "setting": asked.setting,
        "area": asked.area,
        "part": asked.part,
        "after": after,
    }
    return "?" + urlencode({name: value for name, value in said.items() if value})


def answers_page(
    asked: AnswersAsked, *, reader: Person | None, after: str = ""
) -> Page[PublicAnswer]:
    """Return a page of the answers that a reader sees, newest first."""
    rows: QuerySet[PublicAnswer] = PublicAnswer.objects.visible_to(reader)
    if asked.setting:
        rows = rows.filter(setting=asked.setting)
    if asked.area:
        rows = rows.filter(area=asked.area)
    if asked.part:
        rows = rows.filter(answer__concern__parts__term=asked.part)
    rows = rows.select_related("setting", "area")
    return page_of(rows, by=("-opened_at", "-id"), after=after, size=PAGE)


def names_not_for_everyone(concern: Concern) -> Iterator[str]:
    """Yield the names that words for everyone must not have.

    Of a closed group, and of the agencies that raised the concern there or see it too;
    of any such agency whose place is confidential.
    """
    group = concern.group
    is_closed = group is not None and group.is_closed
    if group is not None and is_closed:
        yield group.name
    agencies = Agency.objects.filter(pk__in=_agencies_of(concern))
    if not is_closed:
        agencies = agencies.filter(place_is_confidential=True)
    for agency in agencies.prefetch_related("called").order_by("pk"):
        yield from filter(None, agency.known_as)


def _agencies_of(concern: Concern) -> set[UUID]:
    found = set(concern.voices.values_list("agency", flat=True))
    raised = concern.raised_by.agency_id if concern.raised_by else None
    return found | set(filter(None, (raised, concern.originator_id)))
