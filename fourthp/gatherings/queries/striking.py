"""Which rows hold words of a series, for whoever strikes some."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Q

from fourthp.foundation.strikes import Words
from fourthp.gatherings.models import Answer, Gathering, Guest, Series, Told, Venue
from fourthp.partnership.models import Audience

Rows = Iterable[tuple[type[models.Model], Iterable[Any]]]


def _of_series(pk: UUID) -> Rows:
    yield Series, [pk]
    own = Gathering.objects.filter(rhythm__series=pk)
    yield Gathering, list(own.values_list("pk", flat=True))
    venues = Venue.objects.filter(Q(series=pk) | Q(gathering__in=own))
    yield Venue, list(venues.values_list("pk", flat=True))
    for model in (Guest, Answer, Told):
        rows = model.objects.filter(gathering__in=own)
        yield model, list(rows.values_list("pk", flat=True))
    shared = Series.objects.filter(pk=pk).exclude(audience=None)
    yield Audience, list(shared.values_list("audience", flat=True))


_MODELS = (Series, Gathering, Venue, Guest, Answer, Told, Audience)
_LABELS = tuple(one._meta.label for one in _MODELS)
WORDS = (Words(Series.matter_kind, _LABELS, _of_series),)
