"""What the clockwork does for gatherings."""

from datetime import datetime, time, timedelta

from django.utils.translation import gettext_lazy as _

from fourthp.foundation.duties import daily, duty
from fourthp.gatherings.operations.ahead import plan_ahead, set_moments_anew
from fourthp.gatherings.operations.changes_told import KEEP, keep_invited
from fourthp.gatherings.operations.inviting import forget_who_came
from fourthp.gatherings.operations.venues import forget_hidden_places


@daily(
    "gatherings.plan_ahead",
    title=_("Plan the next dozen gatherings of each series"),
    if_late=_("The list is shorter until then; what is missing is planned later."),
    at=time(2),
)
def plan(now: datetime) -> int:
    """Bring every series up to its next dozen, and every moment up to its clock."""
    return plan_ahead(now=now) + set_moments_anew(now=now)


@daily(
    "gatherings.forget_hidden_places",
    title=_("Forget venues that name an agency whose place is confidential"),
    if_late=_("They stay until this is done; nobody is shown them."),
)
def forget_places(now: datetime) -> int:  # noqa: ARG001 -- the clock gives it to each duty
    """Forget venues that may tell a place which nobody is to know."""
    return forget_hidden_places()


@daily(
    "gatherings.forget_who_came",
    title=_("Forget guests and answers a year after their gathering"),
    if_late=_("They stay until this is done; who may see them stays the same."),
)
def forget_answers(now: datetime) -> int:
    """Forget guests, and what people answered, a year after it was held."""
    return forget_who_came(now=now)


@duty(
    KEEP,
    title=_("Tell who is invited to gatherings what changed, and invite who is new"),
    if_late=_("It stands on the page meanwhile; what changed since goes as one mail."),
    every=timedelta(minutes=5),
)
def keep(now: datetime) -> int:
    """Invite who is new, tell who left, and tell what changed and stands still."""
    return keep_invited(now=now)
