"""Every concern ends at an answer: you said, we did; for everyone in other words."""

import json
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from fourthp.audit.operations import record
from fourthp.foundation.actors import Actor
from fourthp.foundation.operations.revisions import begin_revision, refuse_if_changed
from fourthp.foundation.text import fold
from fourthp.partnership.models import Label, Term
from fourthp.plan.models import Answer, Concern, PublicAnswer, State
from fourthp.plan.operations.concerns_mails import tell_of_answer
from fourthp.plan.operations.concerns_steps import (
    NotLikeThisNow,
    Step,
    locked,
    take_step,
)
from fourthp.plan.permissions.concerns import can_move_on
from fourthp.plan.queries.concerns_answers import names_not_for_everyone
from fourthp.plan.queries.concerns_people import seat_acting

REWORDED, OPENED = "changed-answer", "opened-answer"


class NamesWhoRaisedIt(Exception):
    """Words for everyone name a group or an agency that not everyone may know of."""


@dataclass(frozen=True)
class AnswerFacts:
    """What is answered: is_done says whether something was done, or cannot be."""

    is_done: bool
    you_said: str
    we_did: str


@dataclass(frozen=True)
class ForEveryone:
    """What everyone reads of an answer, in words of its own, and where it is met."""

    facts: AnswerFacts
    setting: Term | None = None
    area: Term | None = None


def answer_concern(
    concern: Concern, facts: AnswerFacts, *, by: Actor, now: datetime
) -> Answer:
    """Answer a concern; who raised it and who sees it too is told.

    Raises NotLikeThisNow.
    """
    if not can_move_on(by, concern):
        raise PermissionDenied
    with transaction.atomic():
        concern = take_step(concern, Step(State.ANSWERED), by=by, now=now)
        answer = Answer.objects.create(
            concern=concern,
            is_done=facts.is_done,
            you_said=facts.you_said.strip(),
            we_did=facts.we_did.strip(),
            at=now,
            seat=seat_acting(by, concern),
        )
        tell_of_answer(answer, by=by, now=now)
    return answer


def change_answer(
    answer: Answer, facts: AnswerFacts, *, by: Actor, seen: str | None = None
) -> Answer:
    """Say an answer in other words; what everyone reads of it stays as it is.

    seen is what `version_of` told when they looked. Raises SomebodyWasFaster, and
    NotLikeThisNow where the concern was raised again since.
    """
    if not can_move_on(by, answer.concern):
        raise PermissionDenied
    with transaction.atomic():
        concern = locked(answer.concern)
        answer = _newest(concern)
        refuse_if_changed(seen, is_now=version_of(answer))
        said = {
            "is_done": facts.is_done,
            "you_said": facts.you_said.strip(),
            "we_did": facts.we_did.strip(),
        }
        before = {n: getattr(answer, n) for n in said if getattr(answer, n) != said[n]}
        for name in before:
            setattr(answer, name, said[name])
        if before:
            begin_revision(by, REWORDED, concern).change([(answer, before)])
        record(by, REWORDED, concern)
    return answer


def version_of(answer: Answer) -> str:
    """Return what stands for all that an answer says: a form hands it back."""
    says = answer.is_done, answer.you_said, answer.we_did
    return sha256(json.dumps(says).encode()).hexdigest()


def _newest(concern: Concern) -> Answer:
    """Return the answer that holds; raise NotLikeThisNow where none does."""
    answer = concern.answers.first()
    if answer is None or concern.state != State.ANSWERED:
        raise NotLikeThisNow(_("It is not answered now: it was raised again."))
    return answer


def open_answer(
    answer: Answer, said: ForEveryone, *, by: Actor, now: datetime
) -> PublicAnswer:
    """Show an answer to everyone, in words that were read for it.

    Raises NamesWhoRaisedIt, and NotLikeThisNow where another answer holds by now.
    """
    if not can_move_on(by, answer.concern):
        raise PermissionDenied
    with transaction.atomic():
        concern = locked(answer.concern)
        answer = _newest(concern)
        _refuse_names(concern, said.facts)
        opened, _is_new = PublicAnswer.objects.update_or_create(
            answer=answer,
            defaults={
                "label": Label.CLEAR,
                "is_done": said.facts.is_done,
                "you_said": said.facts.you_said.strip(),
                "we_did": said.facts.we_did.strip(),
                "setting": said.setting,
                "area": said.area,
                "opened_at": now,
                "recalled_at": None,
                "expires_on": None,
            },
        )
        record(by, OPENED, concern)
    return opened


def _refuse_names(concern: Concern, facts: AnswerFacts) -> None:
    """Raise NamesWhoRaisedIt where words for everyone name who must not be named."""
    said = fold(f"{facts.you_said} {facts.we_did}")
    for name in names_not_for_everyone(concern):
        if fold(name) in said:
            raise NamesWhoRaisedIt(
                _("Everyone would read “%s”. Say it without that name.") % name
            )
