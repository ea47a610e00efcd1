"""What the clockwork does for actions."""

from datetime import datetime, time

from django.utils.translation import gettext_lazy

from fourthp.foundation.actors import Clockwork
from fourthp.foundation.duties import daily
from fourthp.plan.operations import (
    action_acts,  # noqa: F401 -- declares what is asked by a link
)
from fourthp.plan.operations.action_forgetting import forget_actions, forget_who_said
from fourthp.plan.operations.action_reminders import remind_of_actions

REMIND = "plan.remind_of_actions"


@daily(
    REMIND,
    title=gettext_lazy("Remind of actions that are due or late"),
    if_late=gettext_lazy(
        "The reminder goes later; what was missed meanwhile is not told any more."
    ),
    at=time(5),
)
def remind(now: datetime) -> int:
    """Write to whoever has actions that are due, and of late ones to chairs."""
    return remind_of_actions(by=Clockwork(REMIND), now=now)


@daily(
    "plan.forget_actions",
    title=gettext_lazy("Forget actions that were over long ago, and who said what"),
    if_late=gettext_lazy("They stay until this is done."),
)
def forget(now: datetime) -> int:
    """Let go what is past its time."""
    return forget_actions(now=now) + forget_who_said(now=now)
