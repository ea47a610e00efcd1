"""Which rows hold words of series of meetings and of items, to strike some."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import models

from fourthp.foundation.strikes import Words
from fourthp.meetings.models import Item, MeetingSeries, StandingItem
from fourthp.partnership.models import Audience

Rows = Iterable[tuple[type[models.Model], Iterable[Any]]]


def _of_series(pk: UUID) -> Rows:
    yield MeetingSeries, [pk]
    standing = StandingItem.objects.filter(series=pk)
    yield StandingItem, list(standing.values_list("pk", flat=True))


def _of_item(pk: UUID) -> Rows:
    yield Item, [pk]
    shared = Item.objects.filter(pk=pk).exclude(audience=None)
    yield Audience, list(shared.values_list("audience", flat=True))


WORDS = (
    Words(
        MeetingSeries.matter_kind,
        ("meetings.MeetingSeries", "meetings.StandingItem"),
        _of_series,
    ),
    Words(
        Item.matter_kind,
        ("meetings.Item", "partnership.Audience"),
        _of_item,
    ),
)
