from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import (  # noqa: TID251 -- of migrations, not of rows
    post_migrate,
    pre_migrate,
)
from django.utils.module_loading import import_string

from fourthp.foundation.matters import register_matter
from fourthp.foundation.strikes import register_store, register_words
from fourthp.foundation.subjects import register_holdings
from fourthp.partnership.rules.guard.lists import register_known_numbers
from fourthp.partnership.rules.shared_kinds import register_shared


class DirectoryConfig(AppConfig):
    name = "fourthp.directory"

    def ready(self) -> None:
        register_holdings("fourthp.directory.queries.subjects.HOLDINGS")
        pre_migrate.connect(free_tables)
        post_migrate.connect(guard_places, sender=self)
        register_matter("service", "fourthp.directory.views.matters.SERVICE")
        register_words("fourthp.directory.operations.striking.WORDS")
        register_store("fourthp.directory.operations.striking.COMES_IN")
        register_store("fourthp.directory.operations.striking.INDEX")
        register_shared("service", "fourthp.directory.views.matters.SHARED_SERVICE")
        register_known_numbers("fourthp.directory.queries.numbers.listed_tokens")


def free_tables(*, using: str, **_: Any) -> None:
    """Take SQLite's triggers away while tables are rebuilt, whichever room's."""
    if connections[using].vendor == "sqlite":
        import_string("fourthp.directory.models.triggers.drop_triggers")(
            connections[using]
        )


def guard_places(*, using: str, **_: Any) -> None:
    """Make the triggers anew after every migration: SQLite drops them silently."""
    install = import_string("fourthp.directory.models.triggers.install_triggers")
    install(connections[using])
