"""Two agencies become one: what is listed of the one is listed of the other."""

from django.utils.translation import gettext as _

from fourthp.directory.models import Location, Service
from fourthp.foundation.operations.revisions import Revising
from fourthp.partnership.models import Agency
from fourthp.partnership.operations.merging.moving import move_rows
from fourthp.partnership.rules.merging import MergeRefused


def follow_agency(gone: Agency, stays: Agency, revising: Revising) -> None:
    """Let every listing, program and number of one agency be another's.

    Call it inside the transaction of the merge. What is listed with a place never
    comes to an agency whose place is confidential: raises MergeRefused.
    """
    if stays.place_is_confidential and not gone.place_is_confidential:
        listed = Service.objects.filter(organization=gone).exists()
        if listed or Location.objects.filter(organization=gone).exists():
            raise MergeRefused(
                _("%s has listings with places. Hide it with all its services first.")
                % gone
            )
    _keep_from_source(gone, stays, revising)
    move_rows("directory", gone, stays, revising, but=frozenset())


def _keep_from_source(gone: Agency, stays: Agency, revising: Revising) -> None:
    """Let no import give services back to an agency that it makes anew."""
    if not (gone.source and stays.source):
        return  # the one that stays is called what the source calls the other
    rows = Service.objects.filter(organization=gone).exclude(source="")
    changed = []
    for row in rows:
        before = {"local_fields": row.local_fields}
        row.local_fields = sorted({*row.local_fields, "organization"})
        changed.append((row, before))
    revising.change(changed)
