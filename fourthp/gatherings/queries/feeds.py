"""A person's own calendar link."""

from datetime import datetime, timedelta
from hashlib import sha256

from django.urls import reverse
from django.utils.translation import gettext as _

from fourthp.foundation.links import SignedLink
from fourthp.gatherings.formats.calendars import Method, calendar_text
from fourthp.gatherings.models import Feed
from fourthp.gatherings.permissions import CALENDAR, opens_feed
from fourthp.gatherings.queries.calendars import feed_events, organiser
from fourthp.partnership.models import Person
from fourthp.post.queries.links import full

# A calendar program asks for as long as it stands on somebody's telephone.
LASTS = timedelta(days=3652)


def feed_of(person: Person) -> Feed | None:
    """Return somebody's own calendar link, if she has one."""
    return Feed.objects.filter(person=person).first()


def link_of(feed: Feed) -> SignedLink:
    """Return the link by which a calendar program fetches a feed: always the same."""
    of = (Person.matter_kind, feed.person_id, feed.matter_kind, feed.pk)
    return SignedLink(CALENDAR, *of, feed.made_at + LASTS)


def address_of(feed: Feed) -> str:
    """Return the whole address of a feed."""
    return full(reverse("calendar-feed", args=[link_of(feed).token()]))


def person_by(link: SignedLink) -> Person | None:
    """Return whose calendar a link opens today; nobody's without a seat, at once.

    She comes by a link, and so as by a password alone.
    """
    feed = Feed.objects.filter(pk=link.matter_id).select_related("person").first()
    if feed is None or not opens_feed(link, feed):
        return None
    person = feed.person
    person.held_then = person.held
    return person if person.held else None


def feed_text(person: Person, *, now: datetime) -> str:
    """Return somebody's calendar; the same all day unless something changed."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return calendar_text(
        Method.PUBLISH,
        feed_events(person, now=now),
        who=organiser(),
        stamp=midnight,
        name=_("Network calendar"),
    )


def tag_of(said: str) -> str:
    """Return what stands for a calendar as it is (ETag)."""
    return f'"{sha256(said.encode()).hexdigest()[:32]}"'
