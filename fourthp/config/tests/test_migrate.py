"""Bringing a filled database to this version of the program."""

from argparse import Namespace

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from fourthp.config.commands.migrate import bring_up_to_date, run
from fourthp.directory.models import Posting
from fourthp.directory.operations.indexing import index_services
from fourthp.directory.tests.makers import make_service

SAID = "Making the search index anew"
# What changes no table can be applied twice.
APPLIED_AGAIN = ("0005_posted_anew", "0006_keepers_say_more")


def unapply() -> None:
    for name in APPLIED_AGAIN:
        MigrationRecorder(connection).record_unapplied("directory", name)


@pytest.mark.django_db(transaction=True)
def test_it_says_in_words_what_it_did_and_that_nothing_was_to_do(capsys):
    assert run(Namespace()) == 0
    said = capsys.readouterr().out
    assert said == "The database is of this version already.\n"
    unapply()
    assert run(Namespace()) == 0
    assert capsys.readouterr().out == (
        "Changing the database, in 2 steps …\n"
        "Done: the database is of this version of the program.\n"
    )


@pytest.mark.django_db(transaction=True)
def test_the_index_is_made_anew_where_a_migration_was_missing_and_it_says_so(capsys):
    make_service("Garden")
    index_services()
    Posting.objects.all().delete()
    bring_up_to_date(verbosity=1)
    assert SAID not in capsys.readouterr().out
    assert not Posting.objects.exists()
    unapply()
    bring_up_to_date(verbosity=1)
    assert SAID in capsys.readouterr().out
    assert Posting.objects.filter(token="garden").exists()
