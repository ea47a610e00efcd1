"""The nouns of meetings."""

from fourthp.meetings.models.items import Item
from fourthp.meetings.models.meetings import Meeting
from fourthp.meetings.models.purposes import Purpose
from fourthp.meetings.models.series import MeetingSeries, StandingItem, Turn

__all__ = ["Item", "Meeting", "MeetingSeries", "Purpose", "StandingItem", "Turn"]
