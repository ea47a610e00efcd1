"""The room above, as far as the post asks it anything."""

import pytest

from fourthp.foundation import matters, policies
from fourthp.post.queries import readership
from fourthp.post.tests import makers


@pytest.fixture(autouse=True)
def _room_above(monkeypatch):
    monkeypatch.setattr(readership, "_paths", [f"{makers.__name__}.READERSHIP"])
    roles = {"roles": f"{makers.__name__}.roles_of"}
    monkeypatch.setattr(policies, "_resolvers", policies._resolvers | roles)
    kinds = {"test-paper": f"{makers.__name__}.PAPER"}
    monkeypatch.setattr(matters, "_kinds", matters._kinds | kinds)
    makers.READERS.clear()
