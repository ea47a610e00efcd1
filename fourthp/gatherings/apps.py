from django.apps import AppConfig

from fourthp.foundation.matters import register_matter
from fourthp.foundation.strikes import register_words
from fourthp.foundation.subjects import register_holdings
from fourthp.partnership.rules.shared_kinds import register_shared
from fourthp.post.queries.calendars import register_calendars


class GatheringsConfig(AppConfig):
    name = "fourthp.gatherings"

    def ready(self) -> None:
        register_holdings("fourthp.gatherings.queries.subjects.HOLDINGS")
        register_matter("series", "fourthp.gatherings.views.matters.SERIES")
        register_matter("gathering", "fourthp.gatherings.views.matters.GATHERING")
        register_calendars("fourthp.gatherings.operations.replies.take_by_sender")
        register_words("fourthp.gatherings.queries.striking.WORDS")
        register_shared("series", "fourthp.gatherings.views.matters.SHARED_SERIES")
