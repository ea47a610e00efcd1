"""Bringing a filled database to this version of the program."""

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from fourthp.config.commands.migrate import bring_up_to_date
from fourthp.directory.models import Posting
from fourthp.directory.operations.indexing import index_services
from fourthp.directory.tests.makers import make_service

SAID = "Making the search index anew"


@pytest.mark.django_db(transaction=True)
def test_the_index_is_made_anew_where_a_migration_was_missing_and_it_says_so(capsys):
    make_service("Garden")
    index_services()
    Posting.objects.all().delete()
    bring_up_to_date(verbosity=1)
    assert SAID not in capsys.readouterr().out
    assert not Posting.objects.exists()
    for name in ("0006_keepers_say_more", "0005_posted_anew"):
        MigrationRecorder(connection).record_unapplied("directory", name)
    bring_up_to_date(verbosity=1)
    assert SAID in capsys.readouterr().out
    assert Posting.objects.filter(token="garden").exists()
