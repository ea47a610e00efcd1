"""The settings stand as they are, on both engines."""

from django.db import connection


def test_every_write_transaction_on_sqlite_begins_immediate(db):
    if connection.vendor == "sqlite":
        assert connection.settings_dict["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    else:
        assert connection.pg_version >= 150000
