"""What the clockwork does for the network: forget."""

from datetime import datetime, timedelta

from fourthp.foundation.actors import Clockwork
from fourthp.foundation.duties import duty
from fourthp.partnership.operations import forget_people

FORGET = "partnership.forget_people"


@duty(FORGET, every=timedelta(days=1))
def forget(now: datetime) -> None:
    """Forget people who left long ago."""
    forget_people(by=Clockwork(FORGET), now=now)
