"""Two agencies with their people, and a browser for each of these."""

from uuid import uuid4

from django.test import Client

from fourthp.partnership.models import Agency, Person, Role
from fourthp.partnership.tests.makers import (
    make_member,
    make_member_agency,
    make_person,
    make_seat,
    make_user,
)
from tests.safety.actors import sign_in


def seated(name: str, agency: Agency, role: str = Role.REPRESENTATIVE) -> Person:
    person = make_person(name, email=f"{name.replace(' ', '.').lower()}@clinic.example")
    make_seat(person, agency=agency, role=role)
    return person


def coordinator(name: str = "Maya Lind") -> Person:
    return make_member(name, role=Role.COORDINATOR)


def by_password(person: Person) -> Person:
    person.is_strong = False
    return person


def browser(person: Person, *, factor: bool = True) -> Client:
    """A browser in which somebody is signed in, with a second factor or without."""
    user = person.user or make_user(person, f"{uuid4()}@clinic.example")
    client = Client(headers={"Sec-Fetch-Site": "same-origin"})
    sign_in(client, user, factor=factor)
    return client


def keyed(**said: object) -> dict[str, object]:
    return {"form_key": str(uuid4()), **said}


__all__ = [
    "browser",
    "by_password",
    "coordinator",
    "keyed",
    "make_member_agency",
    "seated",
]
