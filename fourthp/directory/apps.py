from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import (  # noqa: TID251 -- of migrations, not of rows
    post_migrate,
    pre_migrate,
)
from django.utils.module_loading import import_string

from fourthp.foundation.matters import register_matter


class DirectoryConfig(AppConfig):
    name = "fourthp.directory"

    def ready(self) -> None:
        pre_migrate.connect(free_tables)
        post_migrate.connect(guard_places, sender=self)
        register_matter("service", "fourthp.directory.views.matters.SERVICE")


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
