"""Where the words of concerns stand, for whoever strikes some (S15)."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import models

from fourthp.foundation.strikes import Words
from fourthp.partnership.models import Audience
from fourthp.plan.models import Answer, Concern, ConcernStep, PublicAnswer

Rows = Iterable[tuple[type[models.Model], Iterable[Any]]]


def _of_concern(pk: UUID) -> Rows:
    rows = Concern.objects.filter(pk=pk)
    yield Concern, [pk]
    yield ConcernStep, _pks(ConcernStep.objects.filter(concern=pk))
    yield Answer, _pks(Answer.objects.filter(concern=pk))
    yield PublicAnswer, _pks(PublicAnswer.objects.filter(answer__concern=pk))
    shared = rows.exclude(audience=None)
    yield Audience, list(shared.values_list("audience", flat=True))


def _of_answer(pk: UUID) -> Rows:
    """Yield an answer for everyone; what its concern says is struck there."""
    yield PublicAnswer, [pk]


def _pks(rows: models.QuerySet[Any]) -> list[Any]:
    return list(rows.values_list("pk", flat=True))


def _labels(*some: type[models.Model]) -> tuple[str, ...]:
    return tuple(one._meta.label for one in some)


CONCERNS = (
    Words(
        "concern",
        _labels(Concern, ConcernStep, Answer, PublicAnswer, Audience),
        _of_concern,
    ),
    Words("public-answer", _labels(PublicAnswer), _of_answer),
)
