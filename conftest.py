"""What every test stands on."""

import pytest
from django.db import connection
from django.utils import translation

from fourthp.directory.queries.index import visible_to_all
from fourthp.partnership.models.shared import SharedQuerySet
from fourthp.partnership.tests.papers import Paper


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Make the table of shared rows that stands for any room's, with the database."""
    with django_db_blocker.unblock(), connection.schema_editor() as editor:
        editor.create_model(Paper)


@pytest.fixture(autouse=True)
def _own_language():
    """Begin every test in the usual language: a page of another leaves its own."""
    translation.deactivate()
    yield
    translation.deactivate()


@pytest.fixture
def nothing_is_hidden(monkeypatch):
    """Switch the one question off, for a control; what it was is not kept."""
    visible_to_all.cache_clear()
    monkeypatch.setattr(SharedQuerySet, "visible_to", lambda self, _reader: self.all())
    yield
    visible_to_all.cache_clear()
