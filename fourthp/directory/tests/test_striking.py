"""Words that are struck leave listings, what they stand on, and what comes in."""

from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.exceptions import PermissionDenied

from fourthp.directory.models import (
    Draft,
    OtherTable,
    Posting,
    Program,
    Service,
    TaxonomyTerm,
)
from fourthp.directory.operations.imports.drafts import hand_in
from fourthp.directory.operations.indexing import index_services
from fourthp.directory.tests.makers import (
    make_draft,
    make_location,
    make_phone,
    make_service,
)
from fourthp.foundation.actors import Host
from fourthp.foundation.gaps import gap_of
from fourthp.foundation.operations.striking import Asked, strike_from_record
from fourthp.partnership.models import Person, Role
from fourthp.partnership.tests.makers import make_agency, make_member, make_network

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
GAP = gap_of(NOW.date())
WORDS = "Marta Wisniewska"


@pytest.fixture
def by() -> Person:
    make_network()
    person = make_member("Maya Lind", role=Role.COORDINATOR)
    person.is_strong = True
    return person


def strike(matter, by: Person, words: str = WORDS, **more) -> dict[str, int]:
    asked = Asked(matter.matter_kind, matter.pk, words, **more)
    return {one.title: one.count for one in strike_from_record(asked, by=by, now=NOW)}


def test_the_rows_that_hang_on_a_listing_and_what_it_stands_on_are_struck(by):
    agency = make_agency()
    program = Program.objects.create(
        organization=agency, name="P", description=f"By {WORDS}."
    )
    service = make_service(organization=agency, program=program)
    location = make_location(service, description=f"Ask {WORDS}.")
    phone = make_phone(service)
    phone.description = WORDS
    phone.save()
    term = TaxonomyTerm.objects.create(code="x", name=f"For {WORDS}")
    service.attributes.create(taxonomy_term=term, link_id=service.pk)
    strike(service, by)
    for row in (program, location, phone, term):
        row.refresh_from_db()
    said = (program.description, location.description, phone.description, term.name)
    assert said == (f"By {GAP}.", f"Ask {GAP}.", GAP, f"For {GAP}")


def test_a_listing_is_no_longer_found_by_the_words(by):
    service = make_service(description=f"We met {WORDS}.")
    index_services()
    assert Posting.objects.filter(token__startswith="wisniewsk").exists()
    strike(service, by)
    assert not Posting.objects.filter(token__startswith="wisniewsk").exists()


def test_a_listing_of_another_at_the_same_place_is_indexed_anew(by):
    one, other = make_service(), make_service("Other")
    location = make_location(one, description=WORDS)
    other.at_locations.create(location=location)
    index_services()
    strike(one, by)
    assert not Posting.objects.filter(token__startswith="wisniewsk").exists()


def test_the_listings_of_an_agency_whose_name_is_struck_are_indexed_anew(by):
    agency = make_agency(f"House of {WORDS}")
    make_service(organization=agency)
    index_services()
    strike(agency, by)
    assert not Posting.objects.filter(token__contains="wisniewsk").exists()


def test_what_an_import_brought_is_the_networks_own_from_then_on(by):
    service = make_service(description=WORDS, source="city", source_id="1")
    strike(service, by)
    assert "description" in Service.objects.get().local_fields


def handed_in(by: Person, data: bytes, name: str = "a.csv") -> Draft:
    more = {"source": "city", "columns": None, "now": NOW}
    return hand_in([data], file_name=name, by=by, **more)


def zipped(text: str) -> bytes:
    package = BytesIO()
    with ZipFile(package, "w") as into:
        into.writestr("services.csv", text)
    return package.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        WORDS.encode(),
        WORDS.upper().encode("utf-16"),
        "name\nMartä Wisniéwska\n".encode("cp1252"),
        b'{"name": "\\u004darta Wisniewska"}',
        zipped(f"name\n{WORDS}"),
    ],
)
def test_a_file_that_waits_with_the_words_is_thrown_away(
    data, by, django_capture_on_commit_callbacks
):
    service = make_service(description=WORDS)
    draft = handed_in(by, data)
    kept = handed_in(by, b"name\nNobody")
    with django_capture_on_commit_callbacks(execute=True):
        found = strike(service, by)
    assert found["Files that wait to be imported: they are thrown away"] == 1
    assert list(Draft.objects.all()) == [kept]
    assert draft.pk != kept.pk


def test_a_package_without_the_words_stays(by):
    service = make_service(description=WORDS)
    kept = handed_in(by, zipped("name\nNobody"))
    strike(service, by)
    assert list(Draft.objects.all()) == [kept]


def test_what_was_read_of_a_file_counts_and_a_file_that_is_gone_does_not(by):
    service = make_service(description=WORDS)
    make_draft(headers=[{"head": WORDS, "example": ""}])
    kept = make_draft()
    strike(service, by)
    assert list(Draft.objects.all()) == [kept]


def test_copies_stay_where_the_tick_was_taken_out(by):
    service = make_service(description=WORDS)
    handed_in(by, WORDS.encode())
    OtherTable.objects.create(name="notes", header=["a"], rows=[[1, WORDS]])
    strike(service, by, is_everywhere=False)
    assert Draft.objects.exists()
    assert OtherTable.objects.get().rows == [[1, WORDS]]


def test_the_host_strikes_nothing_alone(by):
    service = make_service(description=WORDS)
    with pytest.raises(PermissionDenied):
        strike(service, Host())
