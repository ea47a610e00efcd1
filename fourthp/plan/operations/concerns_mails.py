"""What is told by mail of concerns: to who moves them on, and to whom they matter."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy

from fourthp.foundation.actors import Actor, Clockwork
from fourthp.partnership.models import Person, Role
from fourthp.partnership.queries.readership import readers_for
from fourthp.plan.formats.concerns_letters import (
    answered_letter,
    moved_letter,
    raised_letter,
    waiting_letter,
)
from fourthp.plan.models import Answer, Concern
from fourthp.plan.permissions.concerns import can_move_on
from fourthp.plan.queries.concerns_people import who_hears, who_moves_on
from fourthp.plan.rules.concerns import UNANSWERED_AFTER, days_between, period_of
from fourthp.post.operations.telling import News, tell
from fourthp.post.queries.links import full
from fourthp.post.rules.kinds import Kind, Stream, declare_kind

TELL_UNANSWERED = "plan.tell_unanswered"
_RUNS = gettext_lazy("you coordinate the network, or chair the group it was raised in")


def _concern(pk: UUID | None) -> Concern | None:
    rows = Concern.objects.select_related("raised_by")
    return None if pk is None else rows.filter(pk=pk).first()


def _moves_on(person: Person, pk: UUID | None) -> bool:
    concern = _concern(pk)
    return concern is not None and can_move_on(person, concern)


def _hears(person: Person, pk: UUID | None) -> bool:
    concern = _concern(pk)
    return concern is not None and who_hears(concern).filter(pk=person.pk).exists()


NEW = declare_kind(
    Kind(
        "plan.concern-raised",
        Stream.DUTY,
        subject=gettext_lazy("Something was raised"),
        title=gettext_lazy("A concern that is to be heard"),
        reason=_RUNS,
        waits=True,
        is_for_all=False,
        is_for=_moves_on,
        roles=(Role.COORDINATOR, Role.CHAIR),
    )
)
MOVED = declare_kind(
    Kind(
        "plan.concern-moved",
        Stream.DUTY,
        subject=gettext_lazy("What became of something"),
        title=gettext_lazy("What became of a concern"),
        reason=gettext_lazy("you raised it, or your agency sees it too"),
        waits=True,
        is_for=_hears,
    )
)
UNANSWERED = declare_kind(
    Kind(
        "plan.concern-waits",
        Stream.DUTY,
        subject=gettext_lazy("Something waits for an answer"),
        title=gettext_lazy("A concern that waits for an answer"),
        reason=_RUNS,
        waits=True,
        is_for_all=False,
        is_for=_moves_on,
        roles=(Role.COORDINATOR, Role.CHAIR),
    )
)


def concern_url(concern: Concern) -> str:
    """Return the page of a concern as it stands in a mail."""
    return full(reverse("concern", args=[concern.pk]))


def _but(people: Iterable[Person], by: Actor) -> list[Person]:
    """Return some people without whoever did it: she knows."""
    return [one for one in people if one != by]


def tell_of_new(concern: Concern, *, by: Actor, now: datetime) -> None:
    """Tell who moves a concern on that it was raised, or raised again."""
    readers = readers_for(_but(who_moves_on(concern), by))
    news = News(
        NEW,
        lambda _reader: raised_letter(concern, concern_url(concern)),
        about=concern,
    )
    tell(readers, news, by=by, now=now)


def tell_of_step(concern: Concern, *, by: Actor, now: datetime) -> None:
    """Tell who raised a concern, or sees it too, of the step that it just took."""
    step = concern.steps.order_by("-at", "-id")[0]
    readers = readers_for(_but(who_hears(concern), by))
    news = News(
        MOVED,
        lambda _reader: moved_letter(concern, step, concern_url(concern)),
        about=concern,
    )
    tell(readers, news, by=by, now=now)


def tell_of_answer(answer: Answer, *, by: Actor, now: datetime) -> None:
    """Tell who raised a concern, or sees it too, how it was answered."""
    concern = answer.concern
    readers = readers_for(_but(who_hears(concern), by))
    news = News(
        MOVED,
        lambda _reader: answered_letter(concern, answer, concern_url(concern)),
        about=concern,
    )
    tell(readers, news, by=by, now=now)


def tell_unanswered(*, now: datetime) -> int:
    """Tell of each concern that waits too long, once for each 60 days; return of how
    many.
    """
    late = Concern.objects.waiting().filter(open_since__lte=now - UNANSWERED_AFTER)
    late = late.filter(recalled_at=None).order_by("open_since", "pk")
    return sum(_tell_unanswered(one, now) for one in late)


def _tell_unanswered(concern: Concern, now: datetime) -> bool:
    readers = readers_for(who_moves_on(concern))
    if not readers:
        return False
    days = days_between(concern.open_since, now)
    since = f"{concern.open_since:%Y%m%d%H%M%S}"
    once = (
        f"{UNANSWERED.name}:{concern.pk}:{since}:{period_of(concern.open_since, now)}"
    )
    news = News(
        UNANSWERED,
        lambda _reader: waiting_letter(concern, days, concern_url(concern)),
        about=concern,
        once=once,
    )
    return tell(readers, news, by=Clockwork(TELL_UNANSWERED), now=now).made_at == now
