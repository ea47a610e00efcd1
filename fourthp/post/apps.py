from django.apps import AppConfig

from fourthp.foundation.strikes import register_store
from fourthp.foundation.subjects import register_holdings


class PostConfig(AppConfig):
    name = "fourthp.post"

    def ready(self) -> None:
        register_holdings("fourthp.post.queries.subjects.HOLDINGS")
        register_store("fourthp.post.operations.striking.MAILS")
        register_store("fourthp.post.operations.striking.LETTERS_IN")
