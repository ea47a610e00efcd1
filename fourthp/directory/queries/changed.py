"""Listings that others changed, for whoever comes back."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from fourthp.audit.models import Entry
from fourthp.audit.queries import last_touched
from fourthp.directory.models import Service
from fourthp.partnership.models import (
    Agency,
    AgencyTerm,
    Person,
    PersonTerm,
    Term,
    Vocabulary,
)

LISTED, EDITED, ENDED, UNDONE = "listed", "edited", "ended", "undone"
ACTS = (LISTED, EDITED, ENDED, UNDONE)


def areas_of(person: Person) -> set[UUID]:
    """Return the areas of somebody's agencies, and those she takes an interest in."""
    own = {one.agency for one in person.held if one.agency}
    said = AgencyTerm.objects.filter(agency__in=own, term__vocabulary=Vocabulary.AREA)
    likes = PersonTerm.objects.filter(person=person, term__vocabulary=Vocabulary.AREA)
    return {
        *said.values_list("term", flat=True),
        *likes.values_list("term", flat=True),
    }


def listings_changed(
    reader: Person, since: datetime, until: datetime
) -> list[tuple[Service, Entry]]:
    """Return the listings that others listed, changed or ended meanwhile, newest first.

    Those of agencies in the reader's areas; all, where she has none.
    """
    kind, own = reader.actor_kind, reader.actor_id
    besides = {(kind, own), ("link", f"{kind}:{own}")}
    found = last_touched(
        Service.matter_kind, ACTS, since=since, until=until, besides=besides
    )
    if not found:
        return []
    seen = Service.objects.visible_to(reader).select_related("organization")
    seen = seen.filter(pk__in=[one.matter_id for one in found])
    areas = areas_of(reader)
    rows = (seen.filter(_near(areas)) if areas else seen).in_bulk()
    by_id = {str(pk): row for pk, row in rows.items()}
    return [(by_id[one.matter_id], one) for one in found if one.matter_id in by_id]


def _near(areas: set[UUID]) -> Q:
    """Return the condition that the agency of a service works in one of some areas.

    Nothing finer than a region is said of one whose place is confidential.
    """
    said = AgencyTerm.objects.filter(term__in=areas)
    coarse = said.exclude(term__in=Term.objects.fine())
    hidden = Agency.objects.filter(place_is_confidential=True)
    plain = Q(organization__in=said.values("agency")) & ~Q(organization__in=hidden)
    return plain | Q(organization__in=coarse.values("agency"))
