"""Fields that go as a whole, with all that they said before."""

from datetime import UTC, datetime

import pytest

from fourthp.foundation.gaps import gap_of
from fourthp.foundation.models import RevisionPart
from fourthp.foundation.operations.striking import (
    Asked,
    NothingToStrike,
    strike_from_record,
)
from fourthp.foundation.queries.striking import whole_fields
from fourthp.partnership.models import Agency, Group, Person, Role, Sheet
from fourthp.partnership.operations.groups import edit_group
from fourthp.partnership.tests.makers import (
    make_agency,
    make_group,
    make_member,
    make_network,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
GAP = gap_of(NOW.date())
OLD = gap_of(datetime(2026, 1, 2, tzinfo=UTC).date())


@pytest.fixture
def by() -> Person:
    make_network()
    person = make_member("Rosa Hale", role=Role.COORDINATOR)
    person.is_strong = True
    return person


def strike_whole(row, by: Person, *names: str, words: str = "") -> dict[str, int]:
    label = row._meta.label
    whole = frozenset((label, str(row.pk), name) for name in names)
    asked = Asked(row.matter_kind, row.pk, words, whole)
    return {one.title: one.count for one in strike_from_record(asked, by=by, now=NOW)}


def offered(row) -> list[str]:
    return [name for _key, name in whole_fields(row.matter_kind, row.pk)]


def test_what_is_left_beside_a_gap_can_go_as_well(by):
    group = make_group("Housing", purpose=f"For {OLD}, who lives by the harbour.")
    assert "Purpose" in offered(group)
    strike_whole(group, by, "purpose")
    group.refresh_from_db()
    assert group.purpose == GAP


def test_a_gap_alone_is_not_offered_and_says_nothing_to_strike(by):
    group = make_group("Housing", purpose=OLD)
    assert "Purpose" not in offered(group)
    with pytest.raises(NothingToStrike):
        strike_whole(group, by, "purpose")
    group.refresh_from_db()
    assert group.purpose == OLD


def test_what_a_source_said_besides_goes_whole_too(by):
    agency = make_agency("Harbour Aid")
    Agency.objects.filter(pk=agency.pk).update(extra={"note": "Marta Wisniewska"})
    found = strike_whole(agency, by, "extra")
    agency.refresh_from_db()
    assert agency.extra == {}
    assert found["In what it says now"] == 1


def test_too_few_letters_go_whole_and_are_looked_for_nowhere_else(by):
    group = make_group("Housing", purpose="No")
    edit_group(group, {"purpose": "Nobody"}, by=by, today=NOW.date())
    edit_group(group, {"purpose": "No"}, by=by, today=NOW.date())
    strike_whole(group, by, "purpose")
    assert Group.objects.get(pk=group.pk).purpose == GAP
    assert "No" not in str([one.rows for one in RevisionPart.objects.all()])


def test_a_word_in_a_full_field_leaves_as_much_of_a_gap_as_fits(by):
    sheet = Sheet.objects.create(file_name=f"{'x ' * 126}Ana", made_at=NOW)
    group = make_group("Housing", purpose="Ana")
    asked = Asked("group", group.pk, "Ana")
    strike_from_record(asked, by=by, now=NOW)
    sheet.refresh_from_db()
    assert sheet.file_name == f"{'x ' * 126}███"
