"""What stands in the database: a digest of every table, to see what an act changed."""

import hashlib
from collections import Counter
from collections.abc import Iterable

from django.apps import apps
from django.db import connection

# The written exceptions of "nothing changes on GET": session touch, read log, last
# seen. A session row may also be dropped when its user was deactivated.
TOUCHED_BY_READING = {"sessions.session", "usersessions.usersession", "audit.read"}


def tables(*, without: Iterable[str] = ()) -> dict[str, tuple[str, str]]:
    """Return every model's table and key in SQL, but for some, by the model's label."""
    left_out, quoted = TOUCHED_BY_READING | set(without), connection.ops.quote_name
    return {
        model._meta.label_lower: (
            quoted(model._meta.db_table),
            quoted(model._meta.pk.column),
        )
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and model._meta.label_lower not in left_out
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
    asked = [
        f"SELECT '{label}', COUNT(*) FROM {table}"
        for label, (table, _key) in tables(without=without).items()
    ]
    found: Counter[str] = Counter()
    with connection.cursor() as cursor:
        for at in range(0, len(asked), 100):  # SQLite joins no more than 500
            cursor.execute(" UNION ALL ".join(asked[at : at + 100]))
            found.update(dict(cursor.fetchall()))
    return found
