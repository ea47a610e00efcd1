"""What an action is for, as it is chosen, and what is done for a concern or an aim."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from fourthp.partnership.models import Person
from fourthp.plan.models import (
    GOING_ON,
    Action,
    Aim,
    Concern,
    Holder,
    State,
    holders_of,
)

MOST = 200
_BESIDE = ("group", "agency", "seat__person", "seat__agency")
Offered = list[tuple[str, list[tuple[str, str]]]]


def value_of(goal: Concern | Aim | None) -> str:
    """Return what stands for a concern or an aim in a form; nothing for none."""
    return f"{goal.matter_kind}:{goal.pk}" if goal else ""


def goals_offered(reader: Person, *, beside: Concern | Aim | None = None) -> Offered:
    """Return what a reader may give an action for: what waits, and aims not over.

    beside: what is chosen already, offered whether or not it is over.
    """
    concerns = Concern.objects.visible_to(reader).waiting().order_by("-raised_at", "pk")
    aims = Aim.objects.visible_to(reader).filter(ended_on=None).order_by("title", "pk")
    found: dict[str, list[Concern | Aim]] = {
        _("A concern"): [*concerns[:MOST]],
        _("An aim"): [*aims[:MOST]],
    }
    if beside and not any(beside in rows for rows in found.values()):
        found = {_("As it is now"): [beside], **found}
    return [
        (title, [(value_of(one), str(one)) for one in rows])
        for title, rows in found.items()
        if rows
    ]


def goal_chosen(value: str, reader: Person) -> Concern | Aim | None:
    """Return the concern or aim that a value names, if a reader may see it."""
    kind, _colon, said = value.partition(":")
    try:
        pk = UUID(said)
    except ValueError:
        return None
    for model in (Concern, Aim):
        if kind == model.matter_kind:
            seen: QuerySet[Any] = model._default_manager.visible_to(reader)
            return seen.filter(pk=pk).first()
    return None


def goal_seen(action: Action, reader: Person) -> Concern | Aim | None:
    """Return what an action is for, where it is for anything that a reader may see."""
    if action.concern_id:
        return goal_chosen(f"{Concern.matter_kind}:{action.concern_id}", reader)
    return goal_chosen(f"{Aim.matter_kind}:{action.aim_id}", reader)


def goal_titles(reader: Person) -> dict[UUID, str]:
    """Return the titles of all that a reader sees for which actions are given."""
    given = Action.objects.visible_to(reader).order_by()
    concerns = Concern.objects.visible_to(reader).filter(pk__in=given.values("concern"))
    aims = Aim.objects.visible_to(reader).filter(pk__in=given.values("aim"))
    both = [*concerns.values_list("pk", "title"), *aims.values_list("pk", "title")]
    return dict(both)


def actions_for(
    goal: Concern | Aim, reader: Person, day: date
) -> list[tuple[Action, Holder]]:
    """Return the actions for a concern or an aim that a reader may see, with who has
    each on a day; those that go on first, by their due day.
    """
    own = {goal.matter_kind: goal.pk}
    rows = Action.objects.visible_to(reader).filter(**own).select_related(*_BESIDE)
    actions = sorted(rows, key=lambda one: (not one.goes_on, one.due_on, str(one.pk)))
    holders = holders_of(actions, day)
    return [(one, holders[one.pk]) for one in actions]


def all_is_done(reader: Person) -> Q:
    """Return the condition that all that was given for a concern is done or dropped.

    As far as a reader sees it.
    """
    given = Action.objects.visible_to(reader).filter(concern=OuterRef("pk")).order_by()
    going = given.filter(state__in=GOING_ON)
    return Q(Exists(given), ~Exists(going), state=State.BEGUN)
