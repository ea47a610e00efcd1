"""Who sits for an agency."""

from django.template.loader import render_to_string

from fourthp.foundation.shell import fills
from fourthp.partnership.models import Agency, Person
from fourthp.partnership.permissions import (
    can_manage_people,
)
from fourthp.partnership.queries.people import shown_publicly
from fourthp.partnership.queries.vacancies import vacancies


@fills("agency")
def people_of_agency(reader: object, *, agency: Agency) -> str:
    """Say who sits for an agency, as far as the reader may know, and what is vacant.

    Everyone sees whom its people themselves show to everyone.
    """
    person = reader if isinstance(reader, Person) else None
    context = {"agency": agency, "public": shown_publicly(agency.pk)}
    if person is not None:
        context |= {
            "vacancies": vacancies(person, agency=agency),
            "may_manage": can_manage_people(person, agency),
        }
    return render_to_string("partnership/_agency_people.html", context)
