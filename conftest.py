"""What every test stands on."""

import pytest
from django.db import connection
from django.utils import translation
from hypothesis import settings

from fourthp.directory.queries.index import visible_to_all_on
from fourthp.partnership.models.shared import SharedQuerySet
from fourthp.partnership.tests.papers import Annex, Paper

# No test asserts a time: a busy machine is not a mistake.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

DATABASES = {"db", "transactional_db"}


def asks_a_database(item: pytest.Item) -> bool:
    """Tell whether a test may come out otherwise on another engine."""
    if item.path.parent.name == "safety":
        return True  # some make what they ask of themselves
    fixtures = set(getattr(item, "fixturenames", ()))
    return item.get_closest_marker("django_db") is not None or bool(
        fixtures & DATABASES
    )


def pytest_collection_modifyitems(config, items):
    """On PostgreSQL leave out what asks no database: it was run on SQLite."""
    if connection.vendor != "postgresql":
        return
    left_out = [item for item in items if not asks_a_database(item)]
    items[:] = [item for item in items if asks_a_database(item)]
    config.hook.pytest_deselected(items=left_out)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Make the table of shared rows that stands for any room's, with the database."""
    with django_db_blocker.unblock(), connection.schema_editor() as editor:
        editor.create_model(Paper)
        editor.create_model(Annex)


@pytest.fixture(autouse=True)
def _own_language():
    """Begin every test in the usual language: a page of another leaves its own."""
    translation.deactivate()
    yield
    translation.deactivate()


@pytest.fixture
def nothing_is_hidden(monkeypatch):
    """Switch the one question off, for a control; what it was is not kept."""
    visible_to_all_on.cache_clear()
    monkeypatch.setattr(SharedQuerySet, "visible_to", lambda self, _reader: self.all())
    yield
    visible_to_all_on.cache_clear()
