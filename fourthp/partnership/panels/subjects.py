"""What is held of somebody: given to her, or erased."""

from django.template.loader import render_to_string

from fourthp.foundation.shell import fills
from fourthp.partnership.models import Person
from fourthp.partnership.permissions import (
    can_edit_person,
    can_erase,
    can_run_network,
)


@fills("person")
def what_is_held(reader: object, *, person: Person) -> str:
    """Offer to take along what is held of oneself; to a coordinator also to erase."""
    if not isinstance(reader, Person) or not can_edit_person(reader, person):
        return ""
    is_own = reader.pk == person.pk
    context = {"person": person, "is_own": is_own}
    context["may_erase"] = reader.is_strong and can_erase(reader, person)
    return render_to_string("partnership/_held_of.html", context)


@fills("account")
def what_is_held_of_me(reader: object) -> str:
    """Offer to take along what is held of oneself, beside one's way to sign in."""
    if not isinstance(reader, Person):
        return ""
    return render_to_string("partnership/_held_of_account.html", {"person": reader})


@fills("people")
def who_was_erased(reader: object) -> str:
    """Lead to who was erased, above the list of people."""
    may = isinstance(reader, Person) and reader.is_strong and can_run_network(reader)
    return render_to_string("partnership/_erased.html") if may else ""
