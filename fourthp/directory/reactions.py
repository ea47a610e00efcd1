"""Answers to what the network announces."""

from collections.abc import Iterable
from typing import Any

from django.dispatch import receiver
from django.utils.translation import gettext

from fourthp.directory.operations.indexing import index_services
from fourthp.directory.operations.merging import follow_agency
from fourthp.directory.queries.regions import guard_of
from fourthp.directory.rules.telling import may_tell_a_place
from fourthp.foundation.operations.revisions import Revising
from fourthp.partnership.models import Agency
from fourthp.partnership.operations.agencies import TellsItsPlace
from fourthp.partnership.signals import agencies_merged, agency_changed

NAMES = frozenset({"name", "alternate_name", "called"})


@receiver(agency_changed)
def tell_no_place(agency: Agency, changed: Iterable[str], **_: Any) -> None:
    """Refuse words of a confidential agency that may tell its place (S3)."""
    if not agency.place_is_confidential:
        return
    said, guard = set(changed), guard_of([agency])
    texts = [getattr(agency, n) for n in ("alternate_name", "description") if n in said]
    if "called" in said:
        texts += [one.name for one in agency.called.all()]
    telling = "name" in said and may_tell_a_place(agency.name)
    if telling or any(guard.tells(one) for one in texts):
        raise TellsItsPlace(
            gettext(
                "Its place is confidential, and this may tell it: name no street,"
                " building, town or map link."
            )
        )


@receiver(agency_changed)
def find_by_its_name(agency: Agency, changed: Iterable[str], **_: Any) -> None:
    """Let the services of an agency be found by the names that it has now."""
    if NAMES & set(changed):
        index_services(agency.services.values_list("pk", flat=True))


@receiver(agencies_merged)
def list_it_of_the_other(
    gone: Agency, stays: Agency, revising: Revising, **_: Any
) -> None:
    """Let what is listed of an agency be listed of the one that it went into."""
    follow_agency(gone, stays, revising)
