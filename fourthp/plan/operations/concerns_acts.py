"""Do you see this too? An agency says it by a link, and nobody signs in."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fourthp.foundation.links import SignedLink
from fourthp.foundation.matters import CannotUndo
from fourthp.plan.formats.concerns_letters import concern_blocks
from fourthp.plan.models import Voice
from fourthp.plan.operations.concerns_steps import NotLikeThisNow
from fourthp.plan.operations.concerns_voices import (
    SaidAlready,
    say_for_agency,
    take_back_voice,
)
from fourthp.plan.permissions.concerns import SEES_TOO, can_say_for
from fourthp.post.rules.acts import ActIsOver, Choice, Said, SignedAct, declare_act
from fourthp.post.rules.letters import Block, Facts, Paragraph

YES, NO = "yes", "no"


def _voice(link: SignedLink) -> Voice | None:
    found = Voice.objects.filter(pk=link.matter_id)
    return found.select_related("concern__raised_by", "agency").first()


def _says(link: SignedLink) -> tuple[Block, ...]:
    voice = _voice(link)
    if voice is None:
        return ()
    agency = _("your agency")
    if not voice.agency.place_is_confidential:
        agency = voice.agency.name
    rule = _(
        "It is counted by agency, once. Say nothing of a case: nobody asks which, nor"
        " how many."
    )
    asked = Facts(((_("Asked of"), agency),))
    return (*concern_blocks(voice.concern), asked, Paragraph(rule))


def _is_open(link: SignedLink, _now: datetime) -> bool:
    """Tell whether it is still to be said, by somebody who may say it."""
    voice = _voice(link)
    if voice is None or voice.sees is not None or not voice.concern.is_open:
        return False
    return can_say_for(link, voice.agency, voice.concern)


def _answer(link: SignedLink, said: Said, now: datetime) -> str:
    voice = _voice(link)
    if voice is None:
        raise ActIsOver
    sees = said.choice == YES
    try:
        say_for_agency(voice.concern, voice.agency, sees=sees, by=link, now=now)
    except (SaidAlready, NotLikeThisNow) as problem:
        raise ActIsOver from problem
    return now.isoformat()


def _take_back(link: SignedLink, trace: str, _now: datetime) -> None:
    """Take back what was said by a link, unless somebody said it anew meanwhile."""
    voice = _voice(link)
    if voice is None or voice.said_at is None:
        return  # somebody did it already
    if voice.said_at.isoformat() != trace:
        raise CannotUndo(_("Somebody of your agency has said it anew since."))
    try:
        take_back_voice(voice.concern, voice.agency, by=link)
    except PermissionDenied as problem:
        raise CannotUndo(
            _("This cannot be taken back by a link any more.")
        ) from problem


SEE_THIS_TOO = declare_act(
    SignedAct(
        SEES_TOO,
        Voice.matter_kind,
        title=gettext_lazy("Does your agency see this too?"),
        choices=(
            Choice(
                YES,
                gettext_lazy("Yes, we see this too"),
                gettext_lazy("Noted: your agency sees this too."),
            ),
            Choice(
                NO,
                gettext_lazy("No, we do not see this"),
                gettext_lazy("Noted: your agency does not see this."),
            ),
        ),
        says=_says,
        is_open=_is_open,
        act=_answer,
        undo=_take_back,
        in_mail=gettext_lazy("Yes, we see this too"),
        otherwise=gettext_lazy("No, we do not see this"),
    )
)
