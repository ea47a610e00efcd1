"""Actions as lists draw them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

from fourthp.partnership.models import Person
from fourthp.plan.models import Action, Aim, Concern, Has, Holder
from fourthp.plan.queries.action_goals import actions_for, value_of
from fourthp.plan.queries.action_own import groups_to_give_in
from fourthp.plan.queries.action_told import known_names, lateness, owner_told


@dataclass(frozen=True)
class Row:
    """One action in a list."""

    action: Action
    owner: str
    late: str
    has: str  # nobody, the agency, you, or who follows


def rows_of(
    found: Iterable[tuple[Action, Holder]], reader: Person, day: date
) -> list[Row]:
    """Return some actions as a list shows them."""
    pairs = list(found)
    people = [one.seat.person for one, _holder in pairs if one.seat]
    known = known_names(people, reader)
    return [
        Row(one, owner_told(one, known), lateness(one, day), _has(one, holder, reader))
        for one, holder in pairs
    ]


def _has(action: Action, holder: Holder, reader: Person) -> str:
    """Return how it is had where that is not by whoever it was given to."""
    is_plain = holder.has is Has.IN_PERSON or action.owned_by == Action.Owned.AGENCY
    if not action.goes_on or (is_plain and holder.seats):
        return ""
    is_hers = holder.has is Has.FOLLOWS and holder.is_with(reader.pk)
    return "you" if is_hers else holder.has.value


def rows_for(goal: Concern | Aim, reader: Person, day: date) -> list[Row]:
    """Return the actions for a concern or an aim that a reader may see."""
    return rows_of(actions_for(goal, reader, day), reader, day)


def give_href(goal: Concern | Aim, reader: Person, day: date) -> str:
    """Return where a reader gives an action for a concern or an aim, or nothing.

    In the group of it, where she gives actions there.
    """
    groups = groups_to_give_in(reader, day)
    own = groups.filter(pk=goal.group_id).first() if goal.group_id else None
    group = own or groups.first()
    if group is None:
        return ""
    asked = {"group": str(group.pk), "goal": value_of(goal)}
    return f"{reverse('action-new')}?{urlencode(asked)}"
