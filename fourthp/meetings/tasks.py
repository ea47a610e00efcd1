"""What the clockwork does for meetings."""

from datetime import datetime, time

from django.utils.translation import gettext_lazy as _

from fourthp.foundation.actors import Clockwork
from fourthp.foundation.duties import daily
from fourthp.meetings.operations.circulating import call_for_items

CALL = "meetings.call_for_items"


@daily(
    CALL,
    title=_("Ask groups for items of their next meeting"),
    if_late=_("They are asked later; once items are due they are asked no more."),
    at=time(6),
)
def call(now: datetime) -> int:
    """Ask for items of each meeting whose time for that has come."""
    return call_for_items(by=Clockwork(CALL), now=now)
