"""The database's files are written anew after rows forgot somebody."""

from collections.abc import Iterable

from django.db import models
from django.utils.module_loading import import_string

_SCRUB = "fourthp.foundation.tasks.scrub"


def scrub_later(changed: Iterable[type[models.Model]]) -> None:
    """Let a worker write the files of some tables anew, once the act stands."""
    tables = sorted({model._meta.db_table for model in changed})
    import_string(_SCRUB).enqueue(tables)
