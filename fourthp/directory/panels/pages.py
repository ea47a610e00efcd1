"""What the directory tells on pages of the network: services, and who keeps them."""

from collections.abc import Iterable

from django.template.loader import render_to_string

from fourthp.directory.models import Service
from fourthp.directory.operations.looks import note_reading
from fourthp.directory.permissions import OWN_ROLES, can_list_service
from fourthp.directory.queries.listings import keepers_of, own_counts
from fourthp.foundation.clock import today
from fourthp.foundation.shell import fills
from fourthp.partnership.models import Agency, Person, Seat

MOST_SHOWN = 12


@fills("agency")
def services_of_agency(reader: object, *, agency: Agency) -> str:
    """Show the services of an agency that the reader may see, and how to hide it."""
    person = reader if isinstance(reader, Person) else None
    seen = Service.objects.visible_to(person)
    running = seen.filter(organization=agency, status__in=Service.RUNNING)
    shown = list(running.order_by("name", "pk")[: MOST_SHOWN + 1])
    more = running.count() - MOST_SHOWN if len(shown) > MOST_SHOWN else 0
    note_reading([one.pk for one in shown[:MOST_SHOWN]], by=person)
    keeps = person is not None and can_list_service(person, agency)
    context = {
        "agency": agency,
        "services": shown[:MOST_SHOWN],
        "more": more,
        "keeps": keeps,
        "may_hide": keeps and not agency.place_is_confidential,
    }
    return render_to_string("directory/_of_agency.html", context)


@fills("agency-leaves")
def listings_of_who_leaves(reader: object, *, agency: Agency) -> str:
    """Say what becomes of an agency's listings when it leaves the network."""
    person = reader if isinstance(reader, Person) else None
    seen = Service.objects.visible_to(person)
    count = seen.filter(organization=agency, status__in=Service.RUNNING).count()
    return render_to_string("directory/_stay.html", {"count": count})


@fills("leaving")
def listings_that_stay(
    reader: object, *, person: Person, agencies: Iterable[Agency]
) -> str:
    """Say what becomes of the listings that somebody keeps, if she leaves."""
    return _listings(reader, agencies, [person])


@fills("left")
def listings_that_stayed(
    reader: object, *, people: Iterable[Person], agencies: Iterable[Agency]
) -> str:
    """Say who keeps the listings of agencies that somebody left."""
    return _listings(reader, agencies, people)


def _listings(
    reader: object, agencies: Iterable[Agency], gone: Iterable[Person]
) -> str:
    if not isinstance(reader, Person):
        return ""
    without = {one.pk for one in gone}
    lines = []
    for agency in agencies:
        count = own_counts(agency, reader, today()).all
        keepers = keepers_of(agency, today(), known_to=reader)
        left = [one for one in keepers if one.pk not in without]
        if count:
            lines.append((agency, count, len(left)))
    return render_to_string("directory/_listings_stay.html", {"lines": lines})


@fills("handover")
def listings_that_wait(reader: object, *, seat: Seat) -> str:
    """Say which listings of an agency wait for whoever is new in its seat."""
    is_keeper = seat.role in OWN_ROLES and seat.agency is not None
    if not isinstance(reader, Person) or not is_keeper or seat.agency is None:
        return ""
    counts = own_counts(seat.agency, reader, today())
    if not counts.all:
        return ""
    context = {"counts": counts, "agency": seat.agency}
    return render_to_string("directory/_listings_wait.html", context)
