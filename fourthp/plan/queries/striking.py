"""Which rows of the plan hold words of its matters, for whoever strikes some."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import models

from fourthp.foundation.strikes import Words
from fourthp.partnership.models import Audience
from fourthp.plan.models import (
    Action,
    ActionStep,
    Aim,
    Contribution,
    Indicator,
    Reading,
)
from fourthp.plan.queries.concerns_words import CONCERNS

Rows = Iterable[tuple[type[models.Model], Iterable[Any]]]


def _of_action(pk: UUID) -> Rows:
    yield Action, [pk]
    own = Action.objects.filter(pk=pk).exclude(audience=None)
    yield Audience, list(own.values_list("audience", flat=True))
    steps = ActionStep.objects.filter(action=pk)
    yield ActionStep, list(steps.values_list("pk", flat=True))


def _of_aim(pk: UUID) -> Rows:
    yield Aim, [pk]
    found = Aim.objects.filter(pk=pk).exclude(audience=None)
    yield Audience, list(found.values_list("audience", flat=True))
    for model, path in (
        (Contribution, "aim"),
        (Indicator, "aim"),
        (Reading, "indicator__aim"),
    ):
        rows = model._default_manager.filter(**{path: pk})
        yield model, list(rows.values_list("pk", flat=True))


WORDS = (
    *CONCERNS,
    Words(
        "action",
        ("plan.Action", "plan.ActionStep", "partnership.Audience"),
        _of_action,
    ),
    Words(
        "aim",
        (
            *("plan.Aim", "plan.Contribution", "plan.Indicator", "plan.Reading"),
            "partnership.Audience",
        ),
        _of_aim,
    ),
)
