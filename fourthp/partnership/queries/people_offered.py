"""What a list of people can be narrowed to, and what somebody takes an interest in."""

from fourthp.foundation.clock import today
from fourthp.partnership.models import Group, Person, Term, Vocabulary


def groups_offered(reader: Person) -> list[tuple[str, str]]:
    """Return the groups by which a reader may narrow a list, by id and name."""
    seats = Group.objects.visible_to(reader).with_seats(today())
    seen = seats.order_by("-is_network", "name", "id")
    return [(str(pk), name) for pk, name in seen.values_list("pk", "name")]


def topics_offered() -> list[tuple[str, str]]:
    """Return the topics and areas that somebody may take an interest in."""
    terms = [
        term
        for list_of in (Vocabulary.TOPIC, Vocabulary.AREA)
        for term in Term.objects.offered(list_of, today()).values_list("pk", "name")
    ]
    return [(str(pk), name) for pk, name in terms]


def interests_offered(person: Person, list_of: str) -> list[tuple[str, str]]:
    """Return what of a list somebody may take an interest in, and what she does."""
    offered = {str(one.pk): one.name for one in Term.objects.offered(list_of, today())}
    own = Term.objects.of(list_of).filter(people_interested=person)
    return list((offered | {str(one.pk): one.name for one in own}).items())
