"""Bringing a filled database to this version of the program."""

import re
from argparse import Namespace

import pytest
from django.core.management import call_command

from fourthp.config.commands.migrate import bring_up_to_date, run
from fourthp.directory.models import Posting
from fourthp.directory.operations.indexing import index_services
from fourthp.directory.tests.makers import make_service

SAID = "Making the search index anew"
# All after this one is taken back, so that no later one lacks what it stands on.
BEFORE_IT = "0004_agency_of_a_table"
DONE = re.compile(
    r"Changing the database, in \d+ steps …\n"
    r"Done: the database is of this version of the program\.\n"
)


def unapply() -> None:
    call_command("migrate", "directory", BEFORE_IT, verbosity=0)


@pytest.mark.django_db(transaction=True)
def test_it_says_in_words_what_it_did_and_that_nothing_was_to_do(capsys):
    assert run(Namespace()) == 0
    said = capsys.readouterr().out
    assert said == "The database is of this version already.\n"
    unapply()
    assert run(Namespace()) == 0
    assert DONE.fullmatch(capsys.readouterr().out)


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
