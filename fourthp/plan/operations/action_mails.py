"""What is told by mail of an action: that somebody has it, and that it is blocked.

What is above TLP:GREEN is told by no mail: it says only where to sign in.
"""

from dataclasses import replace
from datetime import date, datetime
from functools import partial

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fourthp.foundation.actors import Actor
from fourthp.foundation.links import SignedLink
from fourthp.partnership.models import Person
from fourthp.partnership.queries.readership import readers_for
from fourthp.plan.models import Action, ActionStep, holder_of
from fourthp.plan.permissions.actions import MINE, owns_action
from fourthp.plan.queries.action_readers import (
    is_with,
    may_be_told,
    told_in_mail,
    was_with,
    who_looks_after,
    written_to,
)
from fourthp.post.operations.telling import News, tell
from fourthp.post.queries.acts import asked, for_whom, link_to
from fourthp.post.queries.links import button_to, full
from fourthp.post.rules.acts import act_of
from fourthp.post.rules.kinds import Kind, Stream, declare_kind
from fourthp.post.rules.letters import Block, Button, Items, Letter, Paragraph, Words
from fourthp.post.rules.readers import Reader

OWNS = gettext_lazy("you, your seat or your agency has an action in the network")
GIVEN = declare_kind(
    Kind(
        "plan.action-given",
        Stream.DUTY,
        subject=gettext_lazy("Something to do"),
        title=gettext_lazy("An action of yours"),
        reason=OWNS,
        waits=True,
        is_for=is_with,
    )
)
SAID = declare_kind(
    Kind(
        "plan.action-said",
        Stream.DUTY,
        subject=gettext_lazy("Something to do"),
        title=gettext_lazy("What others said of an action of yours"),
        reason=OWNS,
        waits=True,
        is_for=was_with,
    )
)
BLOCKED = declare_kind(
    Kind(
        "plan.action-blocked",
        Stream.DUTY,
        subject=gettext_lazy("Something to look at"),
        title=gettext_lazy("An action cannot go on"),
        reason=gettext_lazy("you look after the actions of a group"),
        waits=True,
    )
)


def action_page(action: Action, label: str, *, is_quiet: bool = True) -> Button:
    """Return the button by which a mail leads to an action's page."""
    url = full(reverse("action", args=[action.pk]))
    return button_to(label, url, is_quiet=is_quiet)


def tell_given(action: Action, *, by: Actor, now: datetime) -> None:
    """Tell whoever has an action now, but for whoever says so herself."""
    people = written_to(action, holder_of(action, localdate(now)))
    others = [one for one in people if not is_actor(by, one)]
    if others:
        news = News(GIVEN, partial(given_letter, action, now), about=action)
        tell(readers_for(others), news, by=by, now=now)


_TITLES = {
    ActionStep.Kind.MOVED: gettext_lazy("An action of yours is due on another day"),
    ActionStep.Kind.DONE: gettext_lazy("An action of yours is noted as done"),
    ActionStep.Kind.DROPPED: gettext_lazy("An action of yours was dropped"),
    ActionStep.Kind.REOPENED: gettext_lazy("An action of yours is open again"),
    ActionStep.Kind.TAKEN_UP: gettext_lazy("An action of yours goes on again"),
}


def tell_said(action: Action, step: ActionStep, *, by: Actor, now: datetime) -> None:
    """Tell whoever has an action what somebody else said of it."""
    words = (Words(step.words),) if step.words else ()
    if step.from_due and step.to_due:
        days = {"before": _day(step.from_due), "after": _day(step.to_due)}
        words = (Paragraph(_("Until now: %(before)s. Now: %(after)s.") % days), *words)
    tell_owner(action, str(_TITLES[ActionStep.Kind(step.kind)]), words, by=by, now=now)


def tell_owner(
    action: Action, title: str, said: tuple[Block, ...], *, by: Actor, now: datetime
) -> None:
    """Write to whoever has an action, unless it is she who says so, or a colleague."""
    if owns_action(by, action):
        return

    def write(reader: Reader) -> Letter:
        if action.goes_on:
            letter = asking(title, action, reader, now=now)
            shows = may_be_told(action, localdate(now))
            return replace(letter, blocks=(*(said if shows else ()), *letter.blocks))
        return looking(title, action, said, now=now)

    people = written_to(action, holder_of(action, localdate(now)))
    if people:
        tell(readers_for(people), News(SAID, write, about=action), by=by, now=now)


def _day(day: date) -> str:
    return date_format(day, "j F Y")


def is_actor(actor: Actor, person: Person) -> bool:
    """Tell whether somebody, or a link of hers, is who acts: she knows it already."""
    if isinstance(actor, SignedLink):
        return (actor.holder_kind, actor.holder_id) == (person.matter_kind, person.pk)
    return actor == person


def given_letter(action: Action, now: datetime, reader: Reader) -> Letter:
    """Return the letter to whoever has an action now."""
    return asking(_("An action is yours"), action, reader, now=now)


def asking(title: str, action: Action, reader: Reader, *, now: datetime) -> Letter:
    """Return a letter that says what is to be done, and asks how it stands."""
    page = action_page(action, _("See its page"))
    if not may_be_told(action, localdate(now)):
        words = _("Its label keeps it out of mails. Sign in to see what it is.")
        return Letter(title, (for_whom(reader), Paragraph(words), page))
    link = link_to(act_of(MINE), reader, action, now=now)
    return Letter(title, (for_whom(reader), *asked(act_of(MINE), link), page))


def tell_blocked(action: Action, step: ActionStep, *, by: Actor, now: datetime) -> None:
    """Tell who looks after a group's actions that one cannot go on, and why."""
    people = who_looks_after(action.group, localdate(now))
    others = [one for one in people if not is_actor(by, one)]
    if others:
        news = News(BLOCKED, partial(blocked_letter, action, step, now), about=action)
        tell(readers_for(others), news, by=by, now=now)


def blocked_letter(
    action: Action, step: ActionStep, now: datetime, _reader: Reader
) -> Letter:
    """Return the letter to who looks after an action that cannot go on."""
    because = (
        Paragraph(_("Why it cannot go on:")),
        Items(tuple(step.reasons_in_words)),
    )
    return looking(_("An action cannot go on"), action, because, now=now)


def looking(
    title: str, action: Action, said: tuple[Block, ...], *, now: datetime
) -> Letter:
    """Return a letter to who looks after an action, with a button to its page."""
    page = action_page(action, _("Look at it"), is_quiet=False)
    if not may_be_told(action, localdate(now)):
        words = _("Its label keeps it out of mails. Sign in to see what it is.")
        return Letter(title, (Paragraph(words), page))
    return Letter(title, (*told_in_mail(action), *said, page))
