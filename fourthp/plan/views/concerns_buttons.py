"""What somebody may do with a concern on its page, as buttons."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy

from fourthp.partnership.models import Person
from fourthp.plan.models import Concern, State
from fourthp.plan.permissions.concerns import (
    can_correct,
    can_let_in,
    can_move_on,
    can_raise_again,
    has_raised,
)
from fourthp.plan.rules.concerns import may_follow, next_of

STEPS = {
    State.HEARD: ("concern-hearing", gettext_lazy("Hear it")),
    State.AGENDA: ("concern-agenda", gettext_lazy("Put it on an agenda")),
    State.DECIDED: ("concern-decision", gettext_lazy("Note what was decided")),
    State.BEGUN: ("concern-beginning", gettext_lazy("Note that it is being done")),
    State.ANSWERED: ("concern-answer", gettext_lazy("Answer it")),
}


@dataclass(frozen=True)
class Press:
    """One button of a page: where it leads, and whether it comes first."""

    path: str
    words: Any
    is_first: bool = False


def buttons_for(concern: Concern, reader: Person) -> list[Press]:
    """Return the buttons of a concern's page for a reader, the next step first."""
    found = [*_steps(concern, reader), *_own(concern, reader)]
    return sorted(found, key=lambda one: not one.is_first)


def _steps(concern: Concern, reader: Person) -> list[Press]:
    """Return the steps that somebody who moves it on may take now."""
    if concern.state in {State.HELD, State.DECLINED}:
        return _to_let_in(concern) if can_let_in(reader) else []
    if not can_move_on(reader, concern):
        return []
    coming = next_of(concern.state)
    found = [
        Press(reverse(route, args=[concern.pk]), words, is_first=step == coming)
        for step, (route, words) in STEPS.items()
        if may_follow(step, concern.state)
    ]
    if concern.state == State.ANSWERED:
        path = reverse("concern-answer", args=[concern.pk])
        found.append(Press(path, gettext_lazy("Say the answer in other words")))
    return found


def _to_let_in(concern: Concern) -> list[Press]:
    hear = reverse("concern-hearing", args=[concern.pk])
    found = [Press(hear, gettext_lazy("Let it in: hear it"), is_first=True)]
    if may_follow(State.DECLINED, concern.state):
        path = reverse("concern-declining", args=[concern.pk])
        found.append(Press(path, gettext_lazy("Decline it")))
    return found


def _own(concern: Concern, reader: Person) -> list[Press]:
    """Return what whoever raised it may do, and what every later voice may."""
    found = []
    if can_correct(reader, concern):
        path = reverse("concern-words", args=[concern.pk])
        found.append(Press(path, gettext_lazy("Put its words right")))
    if has_raised(reader, concern) and may_follow(State.WITHDRAWN, concern.state):
        path = reverse("concern-withdrawal", args=[concern.pk])
        found.append(Press(path, gettext_lazy("Withdraw it")))
    is_own = has_raised(reader, concern) or concern.state == State.ANSWERED
    may = can_raise_again(reader, concern) and is_own
    if may and may_follow(State.AGAIN, concern.state):
        path = reverse("concern-again", args=[concern.pk])
        found.append(Press(path, gettext_lazy("Raise it again")))
    return found
