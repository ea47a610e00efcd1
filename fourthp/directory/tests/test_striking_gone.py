"""Words of rows that are gone: no undo brings them back after a strike."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db.models import Model

from fourthp.directory.models import (
    Import,
    Phone,
    Schedule,
    Service,
    ServiceAtLocation,
)
from fourthp.directory.operations.imports.applying import apply_import, undo_import
from fourthp.directory.operations.imports.planning import plan_import
from fourthp.directory.tests.packages import make_package, plain
from fourthp.foundation.actors import Host
from fourthp.foundation.gaps import gap_of
from fourthp.foundation.models import RevisionPart
from fourthp.foundation.operations import striking
from fourthp.foundation.operations.revisions import begin_revision
from fourthp.foundation.operations.striking import (
    Asked,
    NothingToStrike,
    strike_from_record,
)
from fourthp.foundation.operations.undoing import undo_revision
from fourthp.partnership.models import Agency, Person, Role
from fourthp.partnership.tests.makers import make_agency, make_member, make_network

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
GAP = gap_of(NOW.date())
WORDS = "Marta Wisniewska"


@pytest.fixture
def by() -> Person:
    make_network()
    person = make_member("Maya Lind", role=Role.COORDINATOR)
    person.is_strong = True
    return person


@pytest.fixture
def bring(tmp_path):
    """Import tables; each call is a minute later."""
    times = iter(NOW + timedelta(minutes=n) for n in range(60))

    def do(**tables) -> Import:
        plan = plan_import(make_package(tmp_path, **tables), source="city")
        return apply_import(plan, by=Host(), now=next(times))

    return do


def with_number(description: str) -> dict:
    number = {"id": "p1", "number": "0121 496 0123", "service_id": "s1"}
    return plain() | {"phones": [number | {"description": description}]}


def strike(matter, by: Person, **more) -> None:
    asked = Asked(matter.matter_kind, matter.pk, WORDS, **more)
    strike_from_record(asked, by=by, now=NOW)


def versions() -> str:
    return str([one.rows for one in RevisionPart.objects.all()])


@pytest.mark.parametrize("is_everywhere", [True, False])
def test_a_number_that_an_import_took_away_comes_back_with_a_gap(
    bring, by, is_everywhere
):
    bring(**with_number(f"Ask {WORDS}"))
    gone = bring(**plain() | {"phones": []})
    assert not Phone.objects.exists()
    strike(Service.objects.get(), by, is_everywhere=is_everywhere)
    assert WORDS not in versions()
    undo_import(gone, by=Host(), now=LATER)
    assert Phone.objects.get().description == f"Ask {GAP}"


def test_what_an_older_import_said_of_it_goes_too(bring, by):
    bring(**with_number("Nobody"))
    changed = bring(**with_number(f"Ask {WORDS}"))
    gone = bring(**plain() | {"phones": []})
    strike(Service.objects.get(), by, is_everywhere=False)
    assert WORDS not in versions()
    undo_import(gone, by=Host(), now=LATER)
    undo_import(changed, by=Host(), now=LATER)
    assert Phone.objects.get().description == "Nobody"


def test_a_listing_that_is_gone_with_all_of_it_is_struck_at_its_agency(bring, by):
    bring(**with_number(f"Ask {WORDS}"))
    Service.objects.update(description=f"By {WORDS}")
    revising = begin_revision(Host(), "imported", Import.objects.get())
    for model in (Schedule, Phone, ServiceAtLocation, Service):
        revising.remove(model.objects.all())
    strike(Agency.objects.get(), by, is_everywhere=False)
    assert WORDS not in versions()
    undo_revision(revising.revision, by=Host(), now=LATER)
    assert Service.objects.get().description == f"By {GAP}"
    assert Phone.objects.get().description == f"Ask {GAP}"


def test_what_hung_on_another_stays_unless_it_goes_everywhere(bring, by):
    bring(**with_number(f"Ask {WORDS}"))
    bring(**plain() | {"phones": []})
    other = make_agency("Other", description=WORDS)
    strike(other, by, is_everywhere=False)
    assert f"Ask {WORDS}" in versions()
    Agency.objects.filter(pk=other.pk).update(description=WORDS)
    strike(other, by)
    assert WORDS not in versions()


def test_what_is_there_and_is_anothers_stays_everywhere(bring, by):
    bring(**with_number(f"Ask {WORDS}"))
    bring(**with_number("Ask us"))
    strike(make_agency("Other", description=WORDS), by)
    assert f"Ask {WORDS}" in versions()


def test_without_what_is_gone_an_undo_brings_the_words_back(bring, by, monkeypatch):
    """The control."""
    monkeypatch.setattr(striking, "note_gone", lambda _strike: None)
    bring(**with_number(f"Ask {WORDS}"))
    gone = bring(**plain() | {"phones": []})
    with pytest.raises(NothingToStrike):
        strike(Service.objects.get(), by, is_everywhere=False)
    undo_import(gone, by=Host(), now=LATER)
    assert Phone.objects.get().description == f"Ask {WORDS}"


def test_only_tables_that_said_the_words_are_written_anew(bring, by, monkeypatch):
    seen = list[set[type[Model]]]()
    monkeypatch.setattr(striking, "scrub_later", seen.append)
    bring(**with_number(f"Ask {WORDS}"))
    strike(Service.objects.get(), by)
    [touched] = seen
    names = {model._meta.label for model in touched}
    assert names == {
        "directory.Phone",
        "directory.Posting",
        "directory.SearchRow",
        "directory.Word",
        "directory.Wording",
    }
