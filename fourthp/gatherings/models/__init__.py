"""The nouns of coming together."""

from fourthp.gatherings.models.feeds import Feed
from fourthp.gatherings.models.gatherings import Gathering, Rhythm
from fourthp.gatherings.models.series import Series
from fourthp.gatherings.models.venues import Venue

__all__ = ["Feed", "Gathering", "Rhythm", "Series", "Venue"]
