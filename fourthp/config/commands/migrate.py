"""Bring the database to this version of the program."""

import sys
from argparse import Namespace

from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor

from fourthp.accounts.operations.factors import reseal_factors
from fourthp.directory.models import Service
from fourthp.directory.operations.indexing import index_services


def run(_asked: Namespace) -> int:
    """Apply every migration that is missing, and say what was done."""
    steps = bring_up_to_date(verbosity=1)
    if steps:
        sys.stdout.write("Done: the database is of this version of the program.\n")
    else:
        sys.stdout.write("The database is of this version already.\n")
    return 0


def bring_up_to_date(*, verbosity: int) -> int:
    """Apply every migration; compute and seal anew what lags behind.

    Returns how many migrations were missing.
    """
    executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if verbosity and missing:
        steps = "1 step" if len(missing) == 1 else f"{len(missing)} steps"
        _say(f"Changing the database, in {steps} …")
    # Its own list of them is in a developer's words.
    call_command("migrate", interactive=False, verbosity=0)
    if any(migration.app_label == "directory" for migration, _ in missing):
        if verbosity and Service.objects.exists():
            # A country's directory takes a minute.
            _say("Making the search index anew …")
        index_services()
    reseal_factors()
    return len(missing)


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
