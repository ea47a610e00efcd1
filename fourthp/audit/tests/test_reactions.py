"""The record of signing in."""

import pytest

from fourthp.accounts.operations.sessions import announce
from fourthp.accounts.tests.makers import make_user
from fourthp.audit.models import Entry

pytestmark = pytest.mark.django_db


class TestRecordAccountAct:
    def test_records_what_a_user_did_without_a_value(self):
        user = make_user()
        announce("changed", user, fields=["password"])
        entry = Entry.objects.get()
        assert (entry.act, entry.actor_kind) == ("changed", "user")
        assert entry.actor_id == entry.matter_id == str(user.pk)
        assert entry.detail == {"fields": ["password"]}
        assert "clinic" not in str(entry.content())
