"""What the clockwork does for concerns."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from fourthp.foundation.actors import Clockwork
from fourthp.foundation.duties import daily
from fourthp.plan.operations.concerns_forgetting import forget_concerns
from fourthp.plan.operations.concerns_mails import TELL_UNANSWERED, tell_unanswered

FORGET = "plan.forget_concerns"


@daily(
    TELL_UNANSWERED,
    title=_("Tell who moves concerns on which have waited 60 days for an answer"),
    if_late=_("They stand on first pages and at the top of the list meanwhile."),
)
def tell_late(now: datetime) -> int:
    """Tell who moves concerns on which have waited 60 days, once for each 60 days."""
    return tell_unanswered(now=now)


@daily(
    FORGET,
    title=_("Forget concerns that were withdrawn or declined 30 days ago"),
    if_late=_("They stay until this is done; only coordinators see them."),
)
def forget(now: datetime) -> int:
    """Forget concerns that were withdrawn or declined 30 days ago."""
    return forget_concerns(by=Clockwork(FORGET), now=now)
