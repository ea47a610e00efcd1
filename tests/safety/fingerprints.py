"""What stands in the database: a digest of every table, to see what an act changed."""

import hashlib

from django.apps import apps
from django.core import serializers

# The written exceptions of "nothing changes on GET": session touch, read log, last
# seen. A session row may also be dropped when its user was deactivated.
TOUCHED_BY_READING = {"sessions.session", "usersessions.usersession", "audit.read"}


def fingerprint() -> dict[str, str]:
    """Return a digest of every row of every table, but those reading may touch."""
    found = {}
    for model in apps.get_models():
        label = model._meta.label_lower
        if label not in TOUCHED_BY_READING and model._meta.managed:
            rows = serializers.serialize(
                "json", model._base_manager.order_by("pk")
            ).encode()
            found[label] = hashlib.sha256(rows).hexdigest()
    return found
