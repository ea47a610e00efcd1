"""Who writes words down that she read before, and who strikes some, meet here."""

from django.db import connection, transaction

_KEY = 5_112_014  # of a lock of PostgreSQL that nothing else takes


def pass_fence() -> None:
    """Let whoever waits at the fence wait until this transaction ends.

    SQLite has one writer at a time.
    """
    _lock("pg_advisory_xact_lock_shared")


def wait_at_fence() -> None:
    """Wait until everybody has ended who passed the fence before.

    Call it outside a transaction: who holds anything might wait for itself.
    """
    with transaction.atomic():
        _lock("pg_advisory_xact_lock")


def _lock(name: str) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {name}(%s)", [_KEY])
