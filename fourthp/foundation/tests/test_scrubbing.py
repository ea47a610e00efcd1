"""Files are written anew only when nobody can see the rows that went any more."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection

from fourthp.foundation.clock import now
from fourthp.foundation.models import FormKey, Revision
from fourthp.foundation.models.scrubbing import FileIsInUse, scrub_database

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="another engine waits otherwise"
    ),
]


@contextmanager
def another(*, reads: bool) -> Iterator[None]:
    """Somebody whose transaction is open, and began before the rows went."""
    other = connection.copy()
    other.set_autocommit(False)
    with other.cursor() as cursor:
        if reads:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            cursor.execute("SELECT count(*) FROM foundation_formkey")
        else:
            cursor.execute("SELECT pg_current_xact_id()")
    try:
        yield
    finally:
        other.rollback()
        other.close()


def bytes_of_revisions() -> bytes:
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        cursor.execute(
            "SELECT pg_read_binary_file(pg_relation_filepath('foundation_revision'))"
        )
        [said] = cursor.fetchone()
    return bytes(said)


@pytest.mark.parametrize("reads", [True, False])
def test_waits_for_whoever_began_before_and_says_that_it_is_in_use(reads, monkeypatch):
    monkeypatch.setattr("fourthp.foundation.models.scrubbing.LOCK_SECONDS", 0)
    FormKey.objects.count()
    row = Revision.objects.create(at=now(), act="zqwordqz", matter_kind="x")
    with another(reads=reads):
        row.delete()
        with pytest.raises(FileIsInUse):
            scrub_database([Revision._meta.db_table])
        assert b"zqwordqz" in bytes_of_revisions()


def test_once_that_is_over_no_byte_is_left(monkeypatch):
    row = Revision.objects.create(at=now(), act="zqwordqz", matter_kind="x")
    with another(reads=True):
        row.delete()
    scrub_database([Revision._meta.db_table])
    assert b"zqwordqz" not in bytes_of_revisions()


def test_without_the_wait_the_bytes_stay(monkeypatch):
    """The control."""
    monkeypatch.setattr(
        "fourthp.foundation.models.scrubbing._wait_for_what_began_before",
        lambda: None,
    )
    row = Revision.objects.create(at=now(), act="zqwordqz", matter_kind="x")
    with another(reads=False):
        row.delete()
        scrub_database([Revision._meta.db_table])
        assert b"zqwordqz" in bytes_of_revisions()
