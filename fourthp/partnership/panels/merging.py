"""For coordinators: bring people in from a sheet, and make two records one."""

from django.template.loader import render_to_string

from fourthp.foundation.shell import fills
from fourthp.partnership.models import Agency, Merge, Person
from fourthp.partnership.permissions import can_import_people, can_merge
from fourthp.partnership.queries.merging.done import gone_of, merges_into


def _may(reader: object) -> bool:
    """Tell whether somebody coordinates and came with a second factor (S6)."""
    return isinstance(reader, Person) and reader.is_strong and can_merge(reader)


def _named(merges: list[Merge]) -> list[tuple[Merge, str]]:
    return [(one, gone_of(one)[1]) for one in merges]


@fills("agency")
def merge_an_agency(reader: object, *, agency: Agency) -> str:
    """Offer to let another record of an agency go into it; tell which ones did."""
    if not _may(reader):
        return ""
    merges = _named(merges_into(Merge.Kind.AGENCY, agency.pk))
    context = {"route": "agency-merging", "record": agency, "merges": merges}
    return render_to_string("partnership/_merging.html", context)


@fills("person")
def merge_a_person(reader: object, *, person: Person) -> str:
    """Offer to let another record of somebody go into hers; tell which ones did."""
    if not _may(reader):
        return ""
    merges = _named(merges_into(Merge.Kind.PERSON, person.pk))
    context = {"route": "person-merging", "record": person, "merges": merges}
    return render_to_string("partnership/_merging.html", context)


@fills("agencies")
@fills("people")
def bring_in_a_sheet(reader: object) -> str:
    """Offer to bring agencies and people in from a sheet, above their lists."""
    may = isinstance(reader, Person) and reader.is_strong and can_import_people(reader)
    return render_to_string("partnership/_from_a_sheet.html") if may else ""
