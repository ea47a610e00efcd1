"""Who seems to have left, and who would know."""

from datetime import datetime, timedelta

from django.db.models import Q

from fourthp.foundation.clock import today
from fourthp.partnership.models import FOR_AN_AGENCY, Person, Seat
from fourthp.partnership.permissions import HAS_LEFT
from fourthp.partnership.queries.departures import who_may_know
from fourthp.post.models import Answer, Suppression

# As long as a whole domain may still turn out to be at fault, nobody is asked.
ASKED_AFTER = timedelta(hours=1)


ASKED_WITHIN = timedelta(days=7)


_OF_A_READER = (
    Suppression.Because.HARD,
    Suppression.Because.SOFT,
    Suppression.Because.SILENCE,
)


# What a colleague answers by a link.
GONE, HERE = "gone", "here"


def addresses_in_doubt(*, now: datetime) -> list[Suppression]:
    """Return the addresses stopped lately because nobody seems to be there."""
    since = (now - ASKED_WITHIN, now - ASKED_AFTER)
    found = Suppression.objects.filter(because__in=_OF_A_READER, since__range=since)
    return list(found.order_by("since", "pk"))


def seated_by_address(address: str) -> list[Person]:
    """Return the people with a seat today whose mail goes to an address."""
    own = Q(email__iexact=address) | Q(email="", user__email__iexact=address)
    seats = Seat.objects.holding(today())
    people = Person.objects.filter(own, pk__in=seats.values("person"))
    return list(people.select_related("user").order_by("pk"))


def who_knows(person: Person) -> list[Person]:
    """Return whom to ask whether somebody has left: coordinators, and the colleagues
    who may know that she sits for their agency.
    """
    day = today()
    seats = person.seats.holding(day).exclude(agency=None)
    return [one for one in who_may_know(seats, day, *FOR_AN_AGENCY) if one != person]


def is_asked_about(person: Person, asked_id: str) -> bool:
    """Tell whether somebody is still to say whether a person has left.

    She is a colleague, nothing is sent to the person, and nobody else has said it.
    """
    address = person.email or (person.user.email if person.user else "")
    in_doubt = Suppression.objects.filter(
        address=address.lower(), because__in=_OF_A_READER
    )
    stopped = in_doubt.first()
    if stopped is None or asked_id not in {str(one.pk) for one in who_knows(person)}:
        return False
    said = Answer.objects.filter(
        purpose=HAS_LEFT,
        about_kind=person.matter_kind,
        about_id=person.pk,
        choice__in=(GONE, HERE),
        undone_at=None,
        at__gte=stopped.since,
    )
    return not said.exclude(holder_id=asked_id).exists()
