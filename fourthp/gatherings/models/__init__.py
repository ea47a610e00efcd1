"""The nouns of coming together."""

from fourthp.gatherings.models.answers import Answer, Says, Way
from fourthp.gatherings.models.feeds import Feed
from fourthp.gatherings.models.gatherings import Gathering, Rhythm
from fourthp.gatherings.models.guests import Guest
from fourthp.gatherings.models.invites import InvitedGroup, Invites
from fourthp.gatherings.models.series import Series
from fourthp.gatherings.models.told import Invitation, Told
from fourthp.gatherings.models.venues import Venue

__all__ = [
    "Answer",
    "Feed",
    "Gathering",
    "Guest",
    "Invitation",
    "InvitedGroup",
    "Invites",
    "Rhythm",
    "Says",
    "Series",
    "Told",
    "Venue",
    "Way",
]
