"""What the clockwork does for signing in: forget, and seal with the newest key."""

from datetime import datetime, timedelta

from django.utils import timezone

from fourthp.accounts.operations.factors import reseal_factors
from fourthp.accounts.operations.sessions import forget_what_ended
from fourthp.foundation.duties import duty


@duty("accounts.forget", every=timedelta(hours=1))
def forget(_now: datetime) -> None:
    """Let ended sessions and spent rate buckets go."""
    # Sessions end by the real clock, in the demo too.
    forget_what_ended(now=timezone.now())


@duty("accounts.reseal", every=timedelta(days=1))
def reseal(_now: datetime) -> None:
    """Seal second factors with the newest key, so that an older one may go."""
    reseal_factors()
