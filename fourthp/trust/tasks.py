"""What the clockwork does for the proofs: it tells witnesses, and forgets."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from fourthp.foundation.duties import daily, duty
from fourthp.trust.operations import FORGET, TELL, forget_unanswered, tell_witnesses


@duty(
    TELL,
    title=_("Send the note of each day to the witnesses outside"),
    if_late=_("All the days that were missed go in one mail; each goes once."),
    every=timedelta(hours=1),
)
def tell_them(now: datetime) -> int:
    """Send each witness the notes that they lack."""
    return tell_witnesses(now=now)


@daily(
    FORGET,
    title=_("Forget who was asked to be a witness a month ago and said nothing"),
    if_late=_("Their address stays until this is done; nothing goes there."),
)
def forget(now: datetime) -> int:
    """Forget whoever did not answer."""
    return forget_unanswered(now=now)
