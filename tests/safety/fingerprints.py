"""What stands in the database: a digest of every table, to see what an act changed."""

import hashlib
from collections import Counter
from collections.abc import Iterable

from django.apps import apps
from django.db import connection, transaction

# The written exceptions of "nothing changes on GET": session touch, read log, last
# seen. A session row may also be dropped when its user was deactivated.
TOUCHED_BY_READING = {"sessions.session", "usersessions.usersession", "audit.read"}


def tables(*, without: Iterable[str] = ()) -> dict[str, tuple[str, str]]:
    """Return every model's table and key in SQL, but for some, by the model's label."""
    left_out = TOUCHED_BY_READING | set(without)
    return {label: one for label, one in _all_tables().items() if label not in left_out}


def _all_tables() -> dict[str, tuple[str, str]]:
    quoted = connection.ops.quote_name
    return {
        model._meta.label_lower: (
            quoted(model._meta.db_table),
            quoted(model._meta.pk.column),
        )
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed
    }


def fingerprint(*, without: Iterable[str] = ()) -> dict[str, str]:
    """Return a digest of every row of every table, but those reading may touch."""
    found = {}
    with connection.cursor() as cursor:
        for label, (table, key) in tables(without=without).items():
            cursor.execute(f"SELECT * FROM {table} ORDER BY {key}")
            found[label] = hashlib.sha256(repr(cursor.fetchall()).encode()).hexdigest()
    return found


def sizes(*, without: Iterable[str] = ()) -> Counter[str]:
    """Return how many rows every table has, but those reading may touch."""
    return _sizes(tables(without=without))


def empty_database() -> None:
    """Delete every row, and no more: to make every table anew takes PostgreSQL long."""
    every = _all_tables()
    filled = [label for label, count in _sizes(every).items() if count]
    with transaction.atomic(), connection.cursor() as cursor:
        for label in filled:
            cursor.execute(f"DELETE FROM {every[label][0]}")


def _sizes(some: dict[str, tuple[str, str]]) -> Counter[str]:
    asked = [
        f"SELECT '{label}', COUNT(*) FROM {table}"
        for label, (table, _key) in some.items()
    ]
    found: Counter[str] = Counter()
    with connection.cursor() as cursor:
        for at in range(0, len(asked), 100):  # SQLite joins no more than 500
            cursor.execute(" UNION ALL ".join(asked[at : at + 100]))
            found.update(dict(cursor.fetchall()))
    return found
