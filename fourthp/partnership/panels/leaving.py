"""Who leaves, and how that is said."""

from uuid import UUID

from django.template.loader import render_to_string
from django.urls import reverse

from fourthp.foundation.clock import now, today
from fourthp.foundation.shell import fills
from fourthp.partnership.models import Person
from fourthp.partnership.operations.own_leaving import own_leaving_link
from fourthp.partnership.queries.departures import may_leave, seats_of
from fourthp.post.operations.wishes import Who


@fills("person")
def say_who_left(reader: object, *, person: Person) -> str:
    """Offer to say that somebody has left, to whoever may."""
    if not isinstance(reader, Person) or not may_leave(person, reader, today()):
        return ""
    context = {"person": person, "is_own": person.pk == reader.pk}
    return render_to_string("partnership/_leaves.html", context)


@fills("reader")
def end_seats_of_a_reader(reader: object, *, kind: str, pk: UUID) -> str:
    """Offer to end somebody's seats where it is seen what was said of her."""
    if kind != Person.matter_kind or not isinstance(reader, Person):
        return ""
    person = Person.objects.visible_to(reader).filter(pk=pk).first()
    if person is None:
        return ""
    may_end = bool(may_leave(person, reader, today()))
    context = {"person": person, "may_end": may_end}
    return render_to_string("partnership/_reader_left.html", context)


@fills("wishes")
def leave_by_mail(_reader: object, *, who: Who, is_own: bool) -> str:
    """Offer to say that one leaves, beside what one wants to get by mail."""
    if who.kind != Person.matter_kind:
        return ""
    person = Person.objects.filter(pk=who.id).select_related("user").first()
    if person is None or not seats_of(person, today()).exists():
        return ""
    path = reverse("person-leaving", args=[person.pk])
    if not is_own:
        path = reverse("act", args=[own_leaving_link(person, now=now()).token()])
    return render_to_string("partnership/_leave_by_mail.html", {"path": path})
