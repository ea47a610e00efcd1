"""Makers of the record's rows."""

from django.db import transaction

from fourthp.audit.models import Entry
from fourthp.audit.operations import record
from fourthp.foundation.actors import Host
from fourthp.foundation.tests.makers import make_thing


def make_entries(count: int) -> list[Entry]:
    for _ in range(count):
        with transaction.atomic():
            record(Host(), "changed", make_thing(), fields=["name"])
    return list(Entry.objects.order_by("at", "id"))
