"""What the clockwork does for signing in: forget, and seal with the newest key."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fourthp.accounts.operations.factors import reseal_factors
from fourthp.accounts.operations.sessions import forget_what_ended
from fourthp.foundation.duties import daily, duty


@duty(
    "accounts.forget",
    title=_("Forget sessions and links for signing in that are over"),
    if_late=_("They stay in the list a while and open nothing."),
    every=timedelta(hours=1),
)
def forget(_now: datetime) -> int:
    """Let ended sessions and spent rate buckets go."""
    # Sessions end by the real clock, in the demo too.
    return forget_what_ended(now=timezone.now())


@daily(
    "accounts.reseal",
    title=_("Protect second factors with the server’s newest key"),
    if_late=_("The older key still opens them: do not take it away yet."),
)
def reseal(_now: datetime) -> int:
    """Seal second factors with the newest key, so that an older one may go."""
    return reseal_factors()
