"""What whoever has an action says of it by a link in a mail."""

from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fourthp.foundation.clock import today
from fourthp.foundation.links import SignedLink
from fourthp.foundation.matters import CannotUndo
from fourthp.foundation.models import Revision
from fourthp.partnership.models import Seat
from fourthp.plan.models import Action, ActionStep
from fourthp.plan.operations.action_owners import NotTheirs
from fourthp.plan.operations.action_said import (
    NothingChanges,
    block_action,
    finish_action,
    hand_over_action,
    move_action,
)
from fourthp.plan.operations.action_steps import ActionIsOver, take_step_back
from fourthp.plan.permissions.actions import MINE, owns_action
from fourthp.plan.queries.action_colleagues import colleagues_of
from fourthp.plan.queries.action_readers import may_be_told, told_in_mail
from fourthp.plan.rules.actions import MOVES, moved_to
from fourthp.post.queries.links import button_to, full
from fourthp.post.rules.acts import (
    ActIsOver,
    Choice,
    Reason,
    Said,
    SignedAct,
    declare_act,
)
from fourthp.post.rules.letters import Block, Button, Items, Paragraph

DONE, MOVE, BLOCKED, HAND_OVER, NOT_MINE = (
    "done",
    "move",
    "blocked",
    "other",
    "not-ours",
)
_REASON = ActionStep.Reason


def _action(link: SignedLink) -> Action | None:
    rows = Action.objects.select_related(
        "group", "seat__group", "seat__agency", "agency"
    )
    return rows.filter(pk=link.matter_id).first()


def _says(link: SignedLink) -> tuple[Block, ...]:
    """Return what the mail said: what is to be done, until when, and who else could."""
    action = _action(link)
    if action is None:
        return ()
    names = tuple(one.person.name for one in _colleagues(link, action))
    others = (Paragraph(_("You can hand it over to:")), Items(names)) if names else ()
    return (*told_in_mail(action), *others)


def _colleagues(link: SignedLink, action: Action) -> list[Seat]:
    """Return whom the mail of a link named, as far as they sit there still."""
    return colleagues_of(action, link.holder_id, since=ACTION_MINE.asked_at(link))


def _offered(link: SignedLink) -> tuple[Reason, ...]:
    action = _action(link)
    seats = _colleagues(link, action) if action else []
    return tuple(Reason(str(one.pk), one.person.name) for one in seats)


def _called(link: SignedLink) -> str:
    """Return an action's title, where a mail may say it, as the link's own mail did."""
    action = _action(link)
    if action is None or not may_be_told(action, today()):
        return ""
    return action.title if _is_as_mailed(action, link) else ""


def _is_as_mailed(action: Action, link: SignedLink) -> bool:
    """Tell whether nothing was said of an action since a link was mailed."""
    return action.changed_at.replace(microsecond=0) <= ACTION_MINE.asked_at(link)


def _is_open(link: SignedLink, now: datetime) -> bool:
    """Tell whether an action goes on, is hers still, and says what was mailed."""
    action = _action(link)
    if action is None or not action.goes_on:
        return False
    is_told = may_be_told(action, localdate(now)) and _is_as_mailed(action, link)
    return is_told and owns_action(link, action)


def _answer(link: SignedLink, said: Said, now: datetime) -> str:
    """Say what was chosen, in the name of whom the link is for; return the change."""
    action = _action(link)
    if action is None:
        raise ActIsOver
    try:
        return str(_say(action, link, said, now).revision_id)
    except (ActionIsOver, NothingChanges, NotTheirs, PermissionDenied) as problem:
        raise ActIsOver from problem


def _say(action: Action, link: SignedLink, said: Said, now: datetime) -> ActionStep:
    if said.choice == DONE:
        return finish_action(action, by=link, now=now)
    if said.choice == MOVE:
        to = moved_to(action.due_on, localdate(now), said.reasons[0])
        return move_action(action, to, by=link, now=now)
    if said.choice == HAND_OVER:
        to_seat = Seat.objects.select_related("agency", "group").get(pk=said.reasons[0])
        return hand_over_action(action, to_seat, by=link, now=now)
    reasons = said.reasons or (_REASON.NOT_OURS.value,)
    return block_action(action, reasons, by=link, now=now)


def _take_back(link: SignedLink, trace: str, now: datetime) -> None:
    action = _action(link)
    revision = Revision.objects.filter(pk=UUID(trace)).first()
    if action is None or revision is None:
        raise CannotUndo(_("It is too long ago to be taken back."))
    try:
        take_step_back(action, revision, by=link, now=now)
    except PermissionDenied as problem:
        raise CannotUndo(
            _("This cannot be taken back by a link any more.")
        ) from problem


def _step(trace: str) -> ActionStep | None:
    steps = ActionStep.objects.filter(revision_id=trace).select_related(
        "to_seat__person"
    )
    return steps.first()


def _reasons_told(_link: SignedLink, trace: str) -> tuple[str, ...]:
    step = _step(trace)
    return tuple(step.reasons_in_words) if step else ()


def _day_told(_link: SignedLink, trace: str) -> tuple[str, ...]:
    step = _step(trace)
    return (date_format(step.to_due, "j F Y"),) if step and step.to_due else ()


def _name_told(_link: SignedLink, trace: str) -> tuple[str, ...]:
    step = _step(trace)
    return (step.to_seat.person.name,) if step and step.to_seat else ()


def _page(link: SignedLink) -> Button:
    return button_to(_("See its page"), full(reverse("action", args=[link.matter_id])))


_BACK = gettext_lazy("You can take it back on the next page.")
_HEARS = gettext_lazy("Whoever looks after the actions of the group gets a mail.")
_MOVES = {
    "week": gettext_lazy("By one week"),
    "fortnight": gettext_lazy("By two weeks"),
    "month": gettext_lazy("By a month (30 days)"),
}
ACTION_DONE = Choice(
    DONE,
    gettext_lazy("It is done"),
    gettext_lazy("Noted: it is done. Thank you."),
)
ACTION_MOVED = Choice(
    MOVE,
    gettext_lazy("It takes longer"),
    gettext_lazy("Noted: it is due later."),
    asks=gettext_lazy("How much longer does it take?"),
    reasons=tuple(Reason(name, _MOVES[name]) for name in MOVES),
    ticks=gettext_lazy("By how much, from its due day or from today if that is over?"),
    takes_one=True,
    warns=(
        gettext_lazy("That it was moved, and how often, stands on its page."),
        _BACK,
    ),
    confirms=gettext_lazy("Move it"),
    ticked=_day_told,
    leads_to=_page,
)
ACTION_BLOCKED = Choice(
    BLOCKED,
    gettext_lazy("It cannot go on"),
    gettext_lazy("Noted: it cannot go on, and whoever can help was told."),
    asks=gettext_lazy("What is in the way?"),
    reasons=tuple(
        Reason(one.value, one.label) for one in _REASON if one is not _REASON.NOT_OURS
    ),
    warns=(_HEARS, _BACK),
    confirms=gettext_lazy("Note that it cannot go on"),
    ticked=_reasons_told,
    leads_to=_page,
)
ACTION_OTHER = Choice(
    HAND_OVER,
    gettext_lazy("A colleague does it"),
    gettext_lazy("Noted: your colleague has it now, and gets a mail."),
    asks=gettext_lazy("Who does it?"),
    reasons_from=_offered,
    ticks=gettext_lazy("Who has it from now on?"),
    takes_one=True,
    warns=(
        gettext_lazy("They have it from this minute, and get a mail about it."),
        _BACK,
    ),
    confirms=gettext_lazy("Hand it over"),
    ticked=_name_told,
)
ACTION_NOT_OURS = Choice(
    NOT_MINE,
    gettext_lazy("It is not ours to do"),
    gettext_lazy("Noted: whoever gives the actions was told, and finds somebody else."),
    asks=gettext_lazy("Is it not yours, nor your agency’s, to do?"),
    warns=(
        _HEARS,
        gettext_lazy("Until somebody else has it, it stays with you, as blocked."),
        _BACK,
    ),
    confirms=gettext_lazy("Yes, it is not ours"),
)
ACTION_MINE = declare_act(
    SignedAct(
        MINE,
        Action.matter_kind,
        title=gettext_lazy("How does this action stand?"),
        choices=(
            ACTION_DONE,
            ACTION_MOVED,
            ACTION_BLOCKED,
            ACTION_OTHER,
            ACTION_NOT_OURS,
        ),
        says=_says,
        is_open=_is_open,
        act=_answer,
        undo=_take_back,
        in_mail=ACTION_DONE.label,
        otherwise=gettext_lazy("It takes longer, is blocked, or somebody else does it"),
        names=_called,
    )
)
