"""Markers in concerns and their answers, and who may see them."""

from fourthp.foundation.clock import now
from fourthp.partnership.models import Agency, AudienceRule, Group, Label
from fourthp.partnership.tests.makers import make_audience
from fourthp.plan.models import (
    Answer,
    Concern,
    PublicAnswer,
    State,
    Voice,
)
from tests.safety.markers import Canaries

COORDINATOR = frozenset({"coordinator"})


def mark_concerns(
    found: Canaries, *, seated: frozenset[str], everyone: frozenset[str]
) -> None:
    """Mark a concern of the network, one of a closed group, and one that is held."""
    agency = Agency.objects.get(name="Agency B")
    told = _concern(found, "all", seated, originator=agency)
    _answered(found, told, everyone)
    group = Group.objects.get(name="zqclosedgroupqz")
    audience = make_audience({"group": group}, {"role": "coordinator"})
    closed = _concern(found, "closed", COORDINATOR, group=group, audience=audience)
    _answered(found, closed, None)
    assert AudienceRule.objects.filter(audience=audience).count() == 2
    _concern(found, "held", COORDINATOR, state=State.HELD)
    _concern(found, "withdrawn", COORDINATOR, state=State.WITHDRAWN)
    _concern(found, "declined", COORDINATOR, state=State.DECLINED)
    gone = _concern(found, "recalled", COORDINATOR, originator=None)
    Concern.objects.filter(pk=gone.pk).update(recalled_at=now())
    Voice.objects.create(concern=told, agency=Agency.objects.get(name="Agency A"))


def _concern(found: Canaries, of: str, who: frozenset[str], **said: object) -> Concern:
    words = {name: found.mark(f"{of}concern{name}", who) for name in ("title", "words")}
    dates = dict.fromkeys(("raised_at", "open_since", "state_at"), now())
    facts = {"state": State.ANSWERED, "label": Label.GREEN} | dates | words
    concern = Concern.objects.create(**facts | said)
    step = found.mark(f"{of}concernstep", who)
    concern.steps.create(kind=State.HEARD, at=now(), words=step)
    found.keep("concern", concern, who)
    return concern


def _answered(
    found: Canaries, concern: Concern, everyone: frozenset[str] | None
) -> None:
    """Answer a concern, for everyone in other words where anybody is named."""
    who = found.readers[concern.pk]
    names = ("you_said", "we_did")
    of = "all" if everyone else "closed"
    words = {name: found.mark(f"{of}answer{name}", who) for name in names}
    answer = Answer.objects.create(concern=concern, is_done=True, at=now(), **words)
    if everyone is None:
        return
    public = {name: found.mark(f"publicanswer{name}", everyone) for name in names}
    opened = PublicAnswer.objects.create(
        answer=answer, is_done=True, opened_at=now(), label=Label.CLEAR, **public
    )
    found.keep("public-answer", opened)
