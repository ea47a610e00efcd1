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
from fourthp.plan.models import Action, ActionStep
from fourthp.plan.operations.action_mails import tell_given
from fourthp.plan.operations.action_owners import judge_owner, owned_by
from fourthp.plan.operations.action_steps import (
    CHANGED,
    change_row,
    locked_going_on,
    note_step,
)
from fourthp.plan.operations.audiences import ways_into
from fourthp.plan.permissions.actions import can_change_action, can_give_actions


class DayIsPast(Exception):
    """An action was to be due on a day that is over."""


class ForItsGroupAlone(Exception):
    """A label above TLP:GREEN for all of the network: it would have no readers."""


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


def give_action(facts: ActionFacts, *, by: Actor, now: datetime) -> Action:
    """Give somebody an action; whoever has it is told by mail.

    Raises DayIsPast, ForItsGroupAlone, MoreThanOneLine, AnyoneMayJoin, and NotTheirs
    where the owner's seat is over or is elsewhere, or nobody is there for the agency.
    """
    group = facts.group or Group.objects.get(is_network=True)
    if not can_give_actions(by, group):
        raise PermissionDenied
    refuse_past(facts.due_on, localdate(now))
    with transaction.atomic():
        action = Action(
            title=one_line(facts.title),
            words=facts.words.strip(),
            group=group,
            label=facts.label,
            due_on=facts.due_on,
            given_at=now,
            changed_at=now,
            **owned_by(facts.owner),
        )
        judge_owner(action, localdate(now))
        action.audience = _audience_of(action, by)
        action.save()
        given = {"to_seat": action.seat, "to_agency": action.agency}
        step = ActionStep(kind=ActionStep.Kind.GIVEN, to_due=action.due_on, **given)
        note_step(action, step, by=by, now=now)
        tell_given(action, by=by, now=now)
    return action


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


def change_action(
    action: Action,
    title: str,
    words: str,
    *,
    by: Actor,
    now: datetime,
    seen: str | None = None,
) -> None:
    """Change what an action says; the same again is no change.

    seen is what stood for it as its page was opened. Raises SomebodyWasFaster,
    ActionIsOver and MoreThanOneLine.
    """
    if not can_change_action(by, action):
        raise PermissionDenied
    with transaction.atomic():
        action = locked_going_on(action)
        refuse_if_changed(seen, is_now=last_revision(action))
        said = {"title": one_line(title), "words": words.strip()}
        changed = {n: v for n, v in said.items() if getattr(action, n) != v}
        if changed:
            change_row(action, changed, act=CHANGED, by=by, now=now)
            record(by, CHANGED, action, fields=sorted(changed))
