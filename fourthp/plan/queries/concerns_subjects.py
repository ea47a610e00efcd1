"""What concerns hold of somebody, as she is told it."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from fourthp.foundation.queries.subjects import BY_YOU
from fourthp.foundation.subjects import Holding, Section, Subject
from fourthp.plan.models import Answer, Concern, ConcernStep, Voice


def _people(who: Subject) -> list[UUID]:
    return [UUID(pk) for pk in who.ids("person")]


def _you(_row: object, _who: Subject) -> object:
    return BY_YOU


CONCERNS = (
    Holding(
        "plan.Concern",
        Section.WROTE,
        _("Concerns that you raised"),
        lambda who: Concern.objects.filter(raised_by__person__in=_people(who)).order_by(
            "-raised_at"
        ),
        shown={
            "raised_at": _("when"),
            "title": _("what worries you"),
            "words": _("words"),
            "raised_by": _("who"),
        },
        says={"raised_by": _you},
        since="raised_at",
    ),
    Holding(
        "plan.ConcernStep",
        Section.RECORD,
        _("Steps of concerns that you took"),
        lambda who: ConcernStep.objects.filter(seat__person__in=_people(who)).order_by(
            "-at"
        ),
        shown={
            "at": _("when"),
            "kind": _("step"),
            "day": _("day of the meeting"),
            "words": _("words"),
            "seat": _("who"),
        },
        says={"seat": _you},
        since="at",
    ),
    Holding(
        "plan.Answer",
        Section.WROTE,
        _("Answers to concerns that you wrote"),
        lambda who: Answer.objects.filter(seat__person__in=_people(who)),
        shown={
            "at": _("when"),
            "is_done": _("something was done"),
            "you_said": _("you said"),
            "we_did": _("we did, or we cannot because"),
            "seat": _("who"),
        },
        says={"seat": _you},
        since="at",
    ),
    Holding(
        "plan.Voice",
        Section.WISHES,
        _("Concerns of which you said for your agency whether it sees them too"),
        lambda who: Voice.objects.filter(seat__person__in=_people(who)).order_by(
            "-said_at"
        ),
        shown={
            "said_at": _("when"),
            "concern": _("concern"),
            "agency": _("agency"),
            "sees": _("sees it too"),
            "seat": _("who"),
        },
        says={"seat": _you},
        since="said_at",
    ),
)
