"""Actions: given, and changed by whoever gives them."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from fourthp.audit.operations import record
from fourthp.foundation.actors import Actor
from fourthp.foundation.operations.revisions import last_revision, refuse_if_changed
from fourthp.foundation.text import one_line
from fourthp.partnership.models import Agency, Audience, Group, Label, Seat
from fourthp.partnership.operations.audiences import make_audience, refuse_open_groups
from fourthp.partnership.queries.sharing import Sharing
from fourthp.plan.models import Action, ActionStep, Aim, Concern
from fourthp.plan.operations.action_mails import tell_given, tell_owner
from fourthp.plan.operations.action_owners import judge_owner, owned_by
from fourthp.plan.operations.action_steps import (
    CHANGED,
    change_row,
    locked_going_on,
    note_step,
)
from fourthp.plan.operations.audiences import ways_into
from fourthp.plan.operations.concerns_steps import begin_if_it_waits
from fourthp.plan.permissions.actions import (
    can_change_action,
    can_give_actions,
    can_give_for,
)


class DayIsPast(Exception):
    """An action was to be due on a day that is over."""


class ForItsGroupAlone(Exception):
    """A label above TLP:GREEN for all of the network: it would have no readers."""


@dataclass(frozen=True)
class Goal:
    """What an action is for: a concern, an aim, or nothing in particular."""

    concern: Concern | None = None
    aim: Aim | None = None


@dataclass(frozen=True)
class ActionFacts:
    """What an action is: its title, who has it, until when; words is Markdown.

    owner: a seat in its group, or an agency. No group: the network.
    """

    title: str
    owner: Seat | Agency
    due_on: date
    group: Group | None = None
    words: str = ""
    label: str = Label.GREEN
    goal: Goal = Goal()


def give_action(facts: ActionFacts, *, by: Actor, now: datetime) -> Action:
    """Give somebody an action; whoever has it is told by mail.

    What is decided of the concern it is for is being done from then on. Raises
    DayIsPast, ForItsGroupAlone, MoreThanOneLine, AnyoneMayJoin, and NotTheirs where the
    owner's seat is over or is elsewhere, or nobody is there for the agency.
    """
    group = facts.group or Group.objects.get(is_network=True)
    if not (can_give_actions(by, group) and _may_be_for(facts.goal, by)):
        raise PermissionDenied
    refuse_past(facts.due_on, localdate(now))
    with transaction.atomic():
        action = _made(facts, group, by, now)
        given = {"to_seat": action.seat, "to_agency": action.agency}
        step = ActionStep(kind=ActionStep.Kind.GIVEN, to_due=action.due_on, **given)
        note_step(action, step, by=by, now=now)
        tell_given(action, by=by, now=now)
        if action.concern:
            begin_if_it_waits(action.concern, by=by, now=now)
    return action


def _made(facts: ActionFacts, group: Group, by: Actor, now: datetime) -> Action:
    action = Action(
        title=one_line(facts.title),
        words=facts.words.strip(),
        group=group,
        label=facts.label,
        due_on=facts.due_on,
        given_at=now,
        changed_at=now,
        concern=facts.goal.concern,
        aim=facts.goal.aim,
        **owned_by(facts.owner),
    )
    judge_owner(action, localdate(now))
    action.audience = _audience_of(action, by)
    action.save()
    return action


def _may_be_for(goal: Goal, by: Actor) -> bool:
    return all(can_give_for(by, one) for one in (goal.concern, goal.aim) if one)


def refuse_past(due: date, day: date) -> None:
    """Raise DayIsPast for a due day before a day."""
    if due < day:
        raise DayIsPast(_("That day is over: choose today or a later one."))


def _audience_of(action: Action, by: Actor) -> Audience | None:
    """Return who sees an action that keeps to its group; None where all members do."""
    if not action.keeps_to_group:
        return None
    if action.group.is_network:
        raise ForItsGroupAlone(
            _("TLP:AMBER is for a group’s own people: choose the group, or TLP:GREEN.")
        )
    ways = ways_into(action.group)
    refuse_open_groups(Sharing(action.label, ways))
    return make_audience(ways, by=by)


@dataclass(frozen=True)
class ActionWords:
    """What an action says from now on; goal None leaves what it is for."""

    title: str
    words: str = ""
    goal: Goal | None = None


def change_action(
    action: Action,
    said: ActionWords,
    *,
    by: Actor,
    now: datetime,
    seen: str | None = None,
) -> None:
    """Change what an action says, and what it is for; the same again is no change.

    seen is what stood for it as its page was opened. Raises SomebodyWasFaster,
    ActionIsOver and MoreThanOneLine.
    """
    if not can_change_action(by, action):
        raise PermissionDenied
    with transaction.atomic():
        action = locked_going_on(action)
        refuse_if_changed(seen, is_now=last_revision(action))
        values = _values(action, said, by)
        changed = {n: v for n, v in values.items() if getattr(action, n) != v}
        if changed:
            change_row(action, changed, act=CHANGED, by=by, now=now)
            record(by, CHANGED, action, fields=sorted(changed))
        if {"title", "words"} & set(changed):
            title = _("An action of yours says something else")
            tell_owner(action, title, (), by=by, now=now)
        if action.concern and "concern" in changed:
            begin_if_it_waits(action.concern, by=by, now=now)


def _values(action: Action, said: ActionWords, by: Actor) -> dict[str, object]:
    """Return what an action is to hold; what it is for already may stay unseen."""
    values: dict[str, object] = {
        "title": one_line(said.title),
        "words": said.words.strip(),
    }
    goals = vars(said.goal) if said.goal else {}
    for name, goal in goals.items():
        if goal and goal != getattr(action, name) and not can_give_for(by, goal):
            raise PermissionDenied
    return values | goals
