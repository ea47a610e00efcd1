"""The database's own files forget what rows said that were changed or removed."""

from collections.abc import Iterable
from time import monotonic, sleep

from django.db import connection

# So long a table is waited for that somebody reads: then it is tried again later.
LOCK_SECONDS = 10
_LOOK_AGAIN = 0.2  # seconds
# Whatever began before may see the rows that went, and keeps them in the file: in any
# database of the server where it writes, in this one where it only reads.
_IS_OVER = """
    SELECT pg_snapshot_xmin(pg_current_snapshot()) >= %(now)s::xid8
    AND NOT EXISTS (
        SELECT FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()
        AND age(backend_xmin) > age(%(now)s::xid8::xid)
    )
"""


class FileIsInUse(Exception):
    """Somebody reads from the database at this moment: tried again it is free."""


def scrub_database(tables: Iterable[str]) -> None:
    """Write the database's files anew, so that they hold what its rows say and no more.

    SQLite writes the whole file and empties its log; PostgreSQL some tables, once all
    is over that could see the rows as they were. Call it outside a transaction. Raises
    FileIsInUse, or OperationalError.
    """
    if connection.vendor == "sqlite":
        _scrub_file()
    else:
        _scrub_tables(tables)


def _scrub_file() -> None:
    with connection.cursor() as cursor:
        # A copy of the whole file in memory may be more than there is.
        cursor.execute("PRAGMA temp_store=FILE")
        try:
            cursor.execute("VACUUM")
        finally:
            cursor.execute("PRAGMA temp_store=MEMORY")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        [is_busy, *_pages] = cursor.fetchone()
    if is_busy:
        raise FileIsInUse


def _scrub_tables(tables: Iterable[str]) -> None:
    _wait_for_what_began_before()
    quoted = [connection.ops.quote_name(table) for table in tables]
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = '{LOCK_SECONDS}s'")
        try:
            for table in quoted:
                # With ANALYZE: the planner keeps the commonest values of each column.
                cursor.execute(f"VACUUM (FULL, ANALYZE) {table}")
            cursor.execute("VACUUM (FULL) pg_catalog.pg_statistic")
        finally:
            cursor.execute("RESET lock_timeout")


def _wait_for_what_began_before() -> None:
    """Wait until no older transaction is left; raise FileIsInUse if one stays."""
    last = monotonic() + LOCK_SECONDS
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text")
        [now] = cursor.fetchone()
        while True:
            cursor.execute(_IS_OVER, {"now": now})
            [is_over] = cursor.fetchone()
            if is_over:
                return
            if monotonic() > last:
                raise FileIsInUse
            sleep(_LOOK_AGAIN)
