"""Whoever has an action is reminded of it; then whoever looks after its group hears.

Run twice, late, or by two at once it ends in the same state: what was missed meanwhile
is not told any more, and a mail says what holds today.
"""

from datetime import date, datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from fourthp.foundation.actors import Actor
from fourthp.partnership.models import Person, lasting
from fourthp.partnership.queries.readership import readers_for
from fourthp.plan.models import Action, holder_of
from fourthp.plan.operations.action_mails import OWNS, asking, looking
from fourthp.plan.operations.action_steps import locked
from fourthp.plan.queries.action_readers import (
    is_with,
    who_looks_after,
    written_to,
)
from fourthp.plan.rules.actions import SOON, TO_CHAIR, stage_on
from fourthp.post.operations.telling import News, Writing, tell
from fourthp.post.rules.kinds import Kind, Stream, declare_kind
from fourthp.post.rules.letters import Letter, Paragraph
from fourthp.post.rules.readers import Reader

DUE = declare_kind(
    Kind(
        "plan.action-due",
        Stream.DUTY,
        subject=gettext_lazy("Something to do"),
        title=gettext_lazy("An action of yours is due"),
        reason=OWNS,
        waits=True,
        is_for=is_with,
    )
)
LATE = declare_kind(
    Kind(
        "plan.action-late",
        Stream.DUTY,
        subject=gettext_lazy("Something to look at"),
        title=gettext_lazy("An action is two weeks late"),
        reason=gettext_lazy("you look after the actions of a group"),
        waits=True,
    )
)


def remind_of_actions(*, by: Actor, now: datetime) -> int:
    """Write to whoever has actions that are due or late; return of how many."""
    day = localdate(now)
    soon = Q(due_on__lte=day - timedelta(SOON))
    untold = Q(reminded=None) | Q(reminded__lt=TO_CHAIR)
    rows = Action.objects.going_on().filter(soon, untold, lasting(day))
    return sum(_remind(one, by, now) for one in rows.order_by("due_on", "pk"))


def _remind(action: Action, by: Actor, now: datetime) -> bool:
    """Write about one action, unless another has done so meanwhile."""
    day = localdate(now)
    if _stage(action, day) is None:
        return False
    with transaction.atomic():
        action = locked(action)
        stage = _stage(action, day) if action.goes_on else None
        if stage is None:
            return False
        action.reminded = stage
        action.save(update_fields=["reminded"])
        people, kind, write = _what(action, stage, now)
        once = f"{kind.name}:{action.pk}:{action.due_on}:{stage}:{_since(action)}"
        if people:
            news = News(kind, write, about=action, once=once)
            tell(readers_for(people), news, by=by, now=now)
    return True


def _stage(action: Action, day: date) -> int | None:
    since = _since(action)
    return stage_on(action.due_on, day, since=since, reminded=action.reminded)


def _since(action: Action) -> date:
    return localdate(action.changed_at)


def _what(
    action: Action, stage: int, now: datetime
) -> tuple[list[Person], Kind, Writing]:
    """Return who is written to, by which kind of mail, and what writes it.

    Where nobody has it in person, whoever looks after the group hears at once.
    """
    day = localdate(now)
    people = written_to(action, holder_of(action, day))
    if stage == TO_CHAIR or not people:
        over = who_looks_after(action.group, day)
        return over, LATE, partial(late_letter, action, bool(people), now)
    return people, DUE, partial(due_letter, action, now)


def due_letter(action: Action, now: datetime, reader: Reader) -> Letter:
    """Return the letter to whoever has an action that is due."""
    return asking(_how_late(action, localdate(now)), action, reader, now=now)


def late_letter(action: Action, is_had: bool, now: datetime, _reader: Reader) -> Letter:
    """Return the letter to who looks after an action; is_had: somebody has it."""
    said = _("Whoever has it was reminded and has not said how it stands.")
    if not is_had:
        said = _("Nobody has it in person: find out who follows, or hand it over.")
    title = _how_late(action, localdate(now))
    return looking(title, action, (Paragraph(said),), now=now)


def _how_late(action: Action, day: date) -> str:
    """Return how an action stands to its due day, as the first line of a letter."""
    late = action.days_late(day)
    if late == 0:
        return _("An action is due today")
    said = ngettext("An action is %d day late", "An action is %d days late", abs(late))
    if late < 0:
        said = ngettext(
            "An action is due in %d day", "An action is due in %d days", abs(late)
        )
    return said % abs(late)
