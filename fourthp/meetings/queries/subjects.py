"""What this room holds of one person."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fourthp.foundation.queries.subjects import BY_YOU
from fourthp.foundation.subjects import Holding, Section, Subject
from fourthp.meetings.models import Item, Meeting, Turn


def _people(who: Subject) -> list[UUID]:
    return [UUID(pk) for pk in who.ids("person")]


def _you(_row: object, _who: Subject) -> object:
    return BY_YOU


def _hers(name: str) -> Callable[[Any, Subject], object]:
    """Return what says whether a seat of a row is hers, and never whose else."""

    def says(row: Any, who: Subject) -> object:
        seat = getattr(row, name)
        return BY_YOU if seat and seat.person_id in _people(who) else ""

    return says


def _written(name: str) -> Callable[[Any, Subject], object]:
    """Return what says words that she wrote: what she only brings is others' to say."""

    def says(row: Any, who: Subject) -> object:
        return getattr(row, name) if _hers("proposed_by")(row, who) else ""

    return says


def _in(name: str, who: Subject) -> Q:
    return Q(**{f"{name}__person__in": _people(who)})


HOLDINGS = (
    Holding(
        "meetings.Item",
        Section.WROTE,
        _("Items of agendas that you proposed or bring"),
        lambda who: Item.objects.filter(
            _in("proposed_by", who) | _in("owner", who)
        ).order_by("-proposed_at"),
        shown={
            "proposed_at": _("when"),
            "title": _("title"),
            "words": _("what it is about"),
            "purpose": _("purpose"),
            "minutes": _("minutes"),
            "number": _("number"),
            "word": _("what the chair said"),
            "owner": _("who brings it"),
            "proposed_by": _("who proposed it"),
        },
        says={
            "title": _written("title"),
            "words": _written("words"),
            "word": _written("word"),
            "owner": _hers("owner"),
            "proposed_by": _hers("proposed_by"),
        },
        since="proposed_at",
    ),
    Holding(
        "meetings.Meeting",
        Section.RECORD,
        _("Meetings that you chair or take the minutes of"),
        lambda who: Meeting.objects.filter(
            _in("chair", who) | _in("minute_taker", who)
        ).order_by("-gathering__starts_at"),
        shown={
            "gathering": _("meeting"),
            "circulated_at": _("agenda out since"),
            "chair": _("who chairs"),
            "minute_taker": _("who takes the minutes"),
        },
        says={"chair": _hers("chair"), "minute_taker": _hers("minute_taker")},
    ),
    Holding(
        "meetings.Turn",
        Section.RECORD,
        _("Turns that you have in a rota"),
        lambda who: Turn.objects.filter(_in("seat", who)),
        shown={"duty": _("duty"), "seat": _("who")},
        says={"seat": _you},
    ),
)
