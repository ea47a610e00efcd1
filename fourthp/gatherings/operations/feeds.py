"""Somebody takes a calendar link, takes another, or ends it."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from fourthp.audit.operations import record
from fourthp.foundation.actors import Actor
from fourthp.gatherings.models import Feed
from fourthp.gatherings.permissions import can_have_feed
from fourthp.partnership.models import Person

MADE, ENDED = "made", "ended"


def make_feed(person: Person, *, by: Actor, now: datetime) -> Feed:
    """Give somebody a calendar link; the one that she had leads nowhere from now on."""
    if not can_have_feed(by, person):
        raise PermissionDenied
    with transaction.atomic():
        Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
        Feed.objects.filter(person=person).delete()
        feed = Feed.objects.create(person=person, made_at=now)
        record(by, MADE, feed)
    return feed


def end_feed(person: Person, *, by: Actor) -> None:
    """End somebody's calendar link: from this minute it leads nowhere."""
    if not can_have_feed(by, person):
        raise PermissionDenied
    with transaction.atomic():
        feed = (
            Feed.objects.select_for_update(of=("self",)).filter(person=person).first()
        )
        if feed is not None:
            record(by, ENDED, feed)
            feed.delete()


def forget_feed(person: Person) -> None:
    """Forget the calendar link of somebody who is erased, or went into another."""
    Feed.objects.filter(person=person).delete()
