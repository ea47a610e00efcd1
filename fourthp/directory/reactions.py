"""Answers to what the network announces."""

from collections.abc import Iterable
from typing import Any

from django.dispatch import receiver

from fourthp.directory.operations.indexing import index_services
from fourthp.partnership.models import Agency
from fourthp.partnership.signals import agency_changed

NAMES = frozenset({"name", "alternate_name"})


@receiver(agency_changed)
def find_by_its_name(agency: Agency, changed: Iterable[str], **_: Any) -> None:
    """Let the services of an agency be found by the name that it has now."""
    if NAMES & set(changed):
        index_services(agency.services.values_list("pk", flat=True))
