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
    """Apply every migration that is missing."""
    bring_up_to_date(verbosity=1)
    return 0


def bring_up_to_date(*, verbosity: int) -> None:
    """Apply every migration; compute and seal anew what lags behind."""
    executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    call_command("migrate", interactive=False, verbosity=verbosity)
    if any(migration.app_label == "directory" for migration, _ in missing):
        if verbosity and Service.objects.exists():
            # A country's directory takes a minute.
            sys.stdout.write("Making the search index anew …\n")
            sys.stdout.flush()
        index_services()
    reseal_factors()
