"""Answers to what the post asks and announces: who its readers are."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from fourthp.foundation.links import SignedLink
from fourthp.partnership.operations.leavers import tell_of_domain
from fourthp.partnership.operations.wrong_readers import tell_of_wrong_reader
from fourthp.post.models import Answer, DomainPause
from fourthp.post.queries.readership import register_readership
from fourthp.post.signals import domain_paused, reached_another

register_readership("fourthp.partnership.queries.readership.READERSHIP")


@receiver(reached_another)
def look_after(answer: Answer, link: SignedLink, now: datetime, **_: Any) -> None:
    """Tell whoever looks after people's addresses and seats."""
    tell_of_wrong_reader(answer, link, now=now)


@receiver(domain_paused)
def tell_who_looks_after_mail(pause: DomainPause, **_: Any) -> None:
    """Tell the coordinators that a domain waits."""
    tell_of_domain(pause)
