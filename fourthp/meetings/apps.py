from django.apps import AppConfig

from fourthp.foundation.matters import register_matter
from fourthp.foundation.strikes import register_words
from fourthp.foundation.subjects import register_holdings
from fourthp.partnership.rules.shared_kinds import register_shared


class MeetingsConfig(AppConfig):
    name = "fourthp.meetings"

    def ready(self) -> None:
        register_holdings("fourthp.meetings.queries.subjects.HOLDINGS")
        register_matter("meeting-series", "fourthp.meetings.views.matters.SERIES")
        register_matter("meeting", "fourthp.meetings.views.matters.MEETING")
        register_matter("agenda-item", "fourthp.meetings.views.matters.ITEM")
        register_shared("agenda-item", "fourthp.meetings.views.matters.SHARED_ITEM")
        register_words("fourthp.meetings.queries.striking.WORDS")
