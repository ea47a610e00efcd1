"""The doors of people, their seats, and those of an agency."""

from fourthp.foundation.policies import (
    door,
    for_members,
    for_roles,
    for_signed_in,
    open_to,
)
from fourthp.partnership.views import (
    accounts,
    agency_people,
    people,
    person,
    seats,
    subjects,
)

runs = for_roles("coordinator")
# Whoever has left may still have what is held of her; by the stronger door (S6).
own_by_factor = open_to(for_signed_in, second_factor=True)

urlpatterns = [
    door("people/", people.index, for_members, name="people"),
    door("people/new/", people.new_person, runs, name="person-new"),
    door("people/vacancies/", people.vacant, runs, name="vacancies"),
    door("people/unconfirmed/", people.unconfirmed, runs, name="unconfirmed"),
    door("people/erased/", subjects.people_erased, runs, name="people-erased"),
    door("people.csv", people.export, runs, name="people-export"),
    door(
        "people/export/",
        people.export_asking,
        runs,
        name="people-export-asking",
    ),
    door("people/<uuid:pk>/", person.person, for_members, name="person"),
    door(
        "people/<uuid:pk>/account/",
        accounts.opening,
        for_members,
        name="person-account",
    ),
    door(
        "people/<uuid:pk>/account/closing/",
        accounts.closing,
        runs,
        name="person-account-closing",
    ),
    door(
        "people/<uuid:pk>/account/employers/parting/",
        accounts.parting,
        runs,
        name="person-employers-parting",
    ),
    door("people/<uuid:pk>/facts/", person.facts, for_members, name="person-facts"),
    door(
        "people/<uuid:pk>/contacts/",
        person.contacts,
        for_members,
        name="person-contacts",
    ),
    door(
        "people/<uuid:pk>/package/",
        subjects.person_package,
        own_by_factor,
        name="person-package",
    ),
    door(
        "people/<uuid:pk>/erasure/",
        subjects.person_erasure,
        runs,
        name="person-erasure",
    ),
    door("people/<uuid:pk>/seats/new/", seats.new_seat, runs, name="seat-new"),
    door("seats/<uuid:pk>/ending/", seats.ending, for_members, name="seat-ending"),
    door(
        "seats/<uuid:pk>/handing-on/",
        seats.handing_on,
        for_members,
        name="seat-handing-on",
    ),
    door("seats/<uuid:pk>/telling/", seats.telling, for_members, name="seat-telling"),
    door("seats/<uuid:pk>/moving/", seats.moving, for_members, name="seat-moving"),
    door(
        "agencies/<uuid:pk>/people/",
        agency_people.index,
        for_members,
        name="agency-people",
    ),
    door(
        "agencies/<uuid:pk>/people/new/",
        agency_people.invitation,
        for_members,
        name="agency-invitation",
    ),
    door(
        "agencies/<uuid:pk>/people/seats/",
        agency_people.seat,
        for_members,
        name="agency-seat",
    ),
    door(
        "agencies/<uuid:pk>/people/asking/",
        agency_people.asking,
        runs,
        name="agency-people-asking",
    ),
]
