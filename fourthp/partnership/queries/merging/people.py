"""Whether two people can become one, and what would happen."""

from django.utils.translation import gettext as _

from fourthp.foundation.actors import Actor
from fourthp.foundation.clock import today
from fourthp.partnership.models import Person, Seat
from fourthp.partnership.queries.merging.outlook import (
    Outlook,
    audiences_naming,
    what_names,
)

MOST_FOUND = 20


def why_not_people(gone: Person, stays: Person, *, by: Actor) -> str:
    """Return why somebody cannot go into another, or nothing."""
    if gone.pk == stays.pk:
        return _("A person cannot go into herself.")
    if by == gone:
        return _("You cannot let your own record go: ask another coordinator.")
    if gone.user_id and stays.user_id:
        return _(
            "Both have an account, and an account is never given to somebody else."
            " Keep the record with which she signs in, and end the seats of the other:"
            " the network forgets it with its account later, by itself."
        )
    for one, other in ((gone, stays), (stays, gone)):
        if other.user_id and not one.user_id and _is_officer(one):
            return _(
                "%(officer)s holds a seat for the network, and the account is that of"
                " %(other)s. Nobody gets such a seat by a merge: end it first."
            ) % {"officer": one, "other": other}
    return ""


def _is_officer(person: Person) -> bool:
    seats = Seat.objects.holding(today()).filter(person=person)
    return seats.of_officers().exists()


def person_outlook(gone: Person, stays: Person) -> Outlook:
    """Return what happens if one person goes into another."""
    named = audiences_naming("person", gone.pk)
    gains = bool(named) or _held(gone) - _held(stays)
    loses = audiences_naming("person", stays.pk) or _held(stays) - _held(gone)
    more = (stays.name,) if gains or loses else ()
    return Outlook(
        gone,
        stays,
        what_names(gone),
        more,
        (),
        named,
        tuple(_notes(gone, stays)),
        _state(gone, stays),
    )


def _held(person: Person) -> set[tuple[object, ...]]:
    seats = Seat.objects.holding(today()).filter(person=person)
    return set(seats.values_list("agency_id", "group_id", "role"))


def _notes(gone: Person, stays: Person) -> list[str]:
    notes = []
    if gone.user is not None:
        notes.append(
            _(
                "The account %(address)s becomes the account of %(name)s: whoever"
                " signs in with it sees what all these seats show. It has to sign in"
                " anew."
            )
            % {"address": gone.user.email, "name": stays}
        )
    if gone.email and stays.email and gone.email.casefold() != stays.email.casefold():
        notes.append(
            _(
                "Mails go to %(stays)s. %(gone)s is kept as another way to reach her,"
                " for coordinators to see."
            )
            % {"stays": stays.email, "gone": gone.email}
        )
    notes.append(
        _(
            "Links in mails to the record that goes stop working, and mails that wait"
            " for it are not sent. The next mails bring new links."
        )
    )
    return notes


def _state(gone: Person, stays: Person) -> str:
    """Return what else must be as it was when somebody looked."""
    facts = [(one.name, one.email, one.user_id) for one in (gone, stays)]
    return repr((facts, what_names(stays)))


def people_like(text: str, *, but: Person) -> list[tuple[Person, str]]:
    """Return people whose name has a text, each with the agencies of her seats."""
    if len(text.strip()) < 2:
        return []
    found = Person.objects.filter(name__icontains=text.strip()).exclude(pk=but.pk)
    people = list(found.order_by("name", "pk")[:MOST_FOUND])
    return [(one, ", ".join(agencies_of(one))) for one in people]


def agencies_of(person: Person) -> list[str]:
    """Return the names of the agencies somebody has or had seats for."""
    rows = person.seats.exclude(agency=None).order_by("agency__name")
    return list(rows.values_list("agency__name", flat=True).distinct())
