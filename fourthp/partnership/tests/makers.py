"""Makers of the network's rows."""

from datetime import date

from django.utils.text import slugify

from fourthp.accounts.models import User
from fourthp.foundation.clock import today
from fourthp.partnership.models import (
    Agency,
    Audience,
    AudienceRule,
    ContactPoint,
    Group,
    Membership,
    Network,
    Person,
    Role,
    Seat,
    Term,
    Vocabulary,
)

LONG_AGO = date(2020, 1, 1)


def make_network(**fields: object) -> Network:
    facts = {"name": "Network", "country": "GB", "time_zone": "Europe/London"}
    return Network.objects.create(**(facts | fields))


def make_agency(name: str = "Harbour Street Clinic", **fields: object) -> Agency:
    return Agency.objects.create(name=name, **fields)


def make_member_agency(name: str = "Harbour Street Clinic") -> Agency:
    agency = make_agency(name)
    Membership.objects.create(agency=agency, from_on=LONG_AGO)
    return agency


def make_network_group() -> Group:
    return Group.objects.get_or_create(is_network=True, defaults={"name": "Network"})[0]


def make_group(name: str = "Housing group", **fields: object) -> Group:
    """A group that has begun."""
    return Group.objects.create(name=name, **{"begins_on": LONG_AGO} | fields)


def make_term(name: str, vocabulary: str = Vocabulary.KIND, **fields: object) -> Term:
    """A word of one of the network's lists; its code is its name."""
    facts = {"code": slugify(name), "vocabulary": vocabulary} | fields
    return Term.objects.create(name=name, **facts)


def make_contact(person: Person, value: str = "0121 496 0911", **fields: object):
    """A way to reach somebody, for her own agency unless said."""
    facts = {"kind": ContactPoint.Kind.PHONE} | fields
    return ContactPoint.objects.create(person=person, value=value, **facts)


def make_person(name: str = "Asha Bell", *, email: str = "") -> Person:
    """Somebody who came with a second factor, as long as this very object is asked."""
    person = Person.objects.create(name=name, email=email)
    person.is_strong = True
    return person


def make_seat(
    person: Person | None = None,
    *,
    agency: Agency | None = None,
    group: Group | None = None,
    role: str = Role.REPRESENTATIVE,
    from_on: date = LONG_AGO,
    to_on: date | None = None,
) -> Seat:
    return Seat.objects.create(
        person=person or make_person(),
        agency=agency,
        group=group or make_network_group(),
        role=role,
        from_on=from_on,
        to_on=to_on,
    )


def make_member(
    name: str = "Asha Bell", *, role: str = Role.REPRESENTATIVE, agency: str = ""
) -> Person:
    """A person with a current seat, for a member agency unless in own right."""
    person = make_person(name)
    body = make_member_agency(agency) if agency else None
    make_seat(person, agency=body, role=role)
    return person


def make_user(person: Person, email: str = "asha.bell@clinic.example") -> User:
    """A user for a person; its password is `correct horse`."""
    user = User.objects.create_user(email, "correct horse")
    person.user = user
    person.save(update_fields=["user"])
    return user


def make_audience(*rules: dict[str, object]) -> Audience:
    audience = Audience.objects.create(name="named readers")
    for rule in rules:
        AudienceRule.objects.create(audience=audience, **rule)
    return audience


__all__ = [name for name in dir() if name.startswith("make_")] + ["LONG_AGO", "today"]
