"""Answer in the browser, on this machine's loopback address."""

import sys
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from fourthp import __version__
from fourthp.config import env
from fourthp.config.commands import CannotBeDone
from fourthp.config.languages import prepare_languages
from fourthp.config.server import Server, WorkerBeside, port_is_used
from fourthp.directory.models.triggers import missing_triggers
from fourthp.foundation.clock import now
from fourthp.partnership.queries.network import this_network

WORK = (sys.executable, "-m", "fourthp.config.cli", "work")


def run(asked: Namespace) -> int:
    """Serve a real network until Ctrl-C."""
    refuse_old_database()
    if missing_triggers(connections[DEFAULT_DB_ALIAS]):
        raise CannotBeDone(
            "The database lacks rules of the program: run migrate first."
        )
    if settings.DEMO:
        raise CannotBeDone(
            "FOURTHP_DEMO is yes: anybody could become anybody of this network. Unset"
            " it; the demo is started by bin/demo."
        )
    network = this_network()
    if network is not None and network.is_demo:
        raise CannotBeDone("This is a demo's database: a real network needs its own.")
    serve(with_work=not asked.without_work, ready=_say_address)
    return 0


def refuse_old_database() -> None:
    """Raise CannotBeDone where the database is not of this version, or is not there."""
    if not pending_migrations():
        return
    if not has_database():
        raise CannotBeDone("There is no database yet: run bin/fourthp setup first.")
    raise CannotBeDone("The database is older than the program: run migrate first.")


def has_database() -> bool:
    """Tell whether a database was ever made here."""
    return MigrationRecorder(connections[DEFAULT_DB_ALIAS]).has_table()


def pending_migrations() -> list[str]:
    """Return the migrations that the database has not had yet."""
    executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def prepare_static() -> None:
    """Collect the style sheets and scripts, once a version."""
    stamp = settings.STATIC_ROOT / "version.txt"
    newest = max((file.stat().st_mtime_ns for file in _static_files()), default=0)
    state = f"{__version__} {newest}"
    if not stamp.exists() or stamp.read_text() != state:
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        stamp.write_text(state)


def _static_files() -> list[Path]:
    return [
        file
        for room in settings.PACKAGE.iterdir()
        for file in (room / "static").rglob("*")
        if file.is_file()
    ]


def serve(*, with_work: bool, ready: Callable[[], None]) -> None:
    """Serve until a signal ends it, with a worker beside it unless told otherwise."""
    port = settings.PORT
    if port_is_used(port):
        raise CannotBeDone(f"Port {port} is used already: set FOURTHP_PORT to another.")
    prepare_static()
    prepare_languages(settings.PACKAGE, settings.LOCALE_PATHS[0], pseudo=settings.DEMO)
    application = get_wsgi_application()
    worker = WorkerBeside(WORK, same_clock) if with_work else None
    try:
        Server(
            application,
            port=port,
            workers=env.whole_number("FOURTHP_WORKERS", 2),
            ready=ready,
        ).run()
    finally:
        if worker:
            worker.end()


def same_clock() -> dict[str, str]:
    """Return what a worker needs to live at this moment too, however late it starts."""
    return {"FOURTHP_CLOCK": now().isoformat()} if settings.CLOCK_SHIFT else {}


def _say_address() -> None:
    sys.stdout.write(f"Answering on {settings.URL} (Ctrl-C ends it)\n")
    sys.stdout.flush()
