"""What the clockwork does for the network: forget, and ask who is still there."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from fourthp.foundation.actors import Clockwork
from fourthp.foundation.duties import daily, duty
from fourthp.partnership.operations.circulars import forget_circulars
from fourthp.partnership.operations.leavers import (
    ASK_WHO_LEFT,
    LOOK_FOR_SILENCE,
    ask_who_left,
    look_for_silence,
)
from fourthp.partnership.operations.network import forget_people

FORGET = "partnership.forget_people"


@daily(
    FORGET,
    title=_("Forget people who left long ago, with their accounts"),
    if_late=_("They stay until this is done."),
)
def forget(now: datetime) -> int:
    """Forget people who left long ago."""
    return forget_people(by=Clockwork(FORGET), now=now)


@daily(
    "partnership.forget_circulars",
    title=_("Forget letters to members that are two years old"),
    if_late=_("They stay until this is done."),
)
def forget_letters(now: datetime) -> int:
    """Forget letters to members that are two years old."""
    return forget_circulars(now=now)


@duty(
    ASK_WHO_LEFT,
    title=_("Ask an agency whether somebody has left to whom mail came back"),
    if_late=_("The question goes later; it is asked once of each address."),
    every=timedelta(hours=1),
)
def ask(now: datetime) -> int:
    """Ask colleagues and coordinators about every address stopped an hour ago."""
    return ask_who_left(now=now)


@daily(
    LOOK_FOR_SILENCE,
    title=_("Ask whoever was not heard of for a year, and stop after a month more"),
    if_late=_("The question goes later; each person is asked once."),
)
def look(now: datetime) -> int:
    """Ask the silent whether they are there; stop the address of who says nothing."""
    return look_for_silence(now=now)
