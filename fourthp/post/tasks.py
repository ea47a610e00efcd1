"""What the clockwork does for the post: bundle, fetch and forget."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from fourthp.foundation.duties import daily, duty
from fourthp.foundation.queues import register_queue
from fourthp.post.operations.bundles import make_bundles
from fourthp.post.operations.fetching.taking import box_of, empty_mailbox, fetch_mail
from fourthp.post.operations.fetching.watching import FETCH
from fourthp.post.operations.forgetting import forget_mail

register_queue("fourthp.post.operations.sending.Postman")


@duty(
    "post.make_bundles",
    title=_("Gather what waited into one mail for each reader"),
    if_late=_("The mail goes later; nobody gets it twice."),
    every=timedelta(minutes=5),
)
def bundle(now: datetime) -> int:
    """Gather what waited into one mail for each reader whose time has come."""
    return make_bundles(now=now)


@duty(
    FETCH,
    title=_("Fetch the mails that came in"),
    if_late=_("They wait in the mailbox; each is taken once, whatever happens."),
    every=timedelta(minutes=1),
)
def fetch(_now: datetime) -> int:
    """Take in what lies in the mailbox."""
    box = box_of(settings)
    return fetch_mail(box) if box else 0


@daily(
    "post.empty_mailbox",
    title=_("Remove from the mailbox what was taken 30 days ago"),
    if_late=_("It stays there for longer."),
)
def empty(now: datetime) -> int:
    """Remove from the mailbox what was taken long ago."""
    box = box_of(settings)
    return empty_mailbox(box, now=now) if box else 0


@daily(
    "post.forget",
    title=_("Forget the words of old mails"),
    if_late=_("They stay until this is done."),
)
def forget(now: datetime) -> int:
    """Forget the words of old mails, and after two years that they were sent."""
    return forget_mail(now=now)
