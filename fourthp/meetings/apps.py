from django.apps import AppConfig

from fourthp.foundation.strikes import register_words
from fourthp.foundation.subjects import register_holdings


class MeetingsConfig(AppConfig):
    name = "fourthp.meetings"

    def ready(self) -> None:
        register_holdings("fourthp.meetings.queries.subjects.HOLDINGS")
        register_words("fourthp.meetings.queries.striking.WORDS")
