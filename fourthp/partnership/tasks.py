"""What the clockwork does for the network: forget."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from fourthp.foundation.actors import Clockwork
from fourthp.foundation.duties import daily
from fourthp.partnership.operations import forget_people

FORGET = "partnership.forget_people"


@daily(
    FORGET,
    title=_("Forget people who left long ago, with their accounts"),
    if_late=_("Late, who is past their time is forgotten then, once."),
)
def forget(now: datetime) -> int:
    """Forget people who left long ago."""
    return forget_people(by=Clockwork(FORGET), now=now)
