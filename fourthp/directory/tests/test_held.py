"""What was held is told in words: whole rows apart from fields, and what is lacking."""

import pytest

from fourthp.directory.formats import reasons as why
from fourthp.directory.models import HeldRow
from fourthp.directory.operations.imports.planning import plan_import
from fourthp.directory.queries.held import held_back, held_list, hours_unread
from fourthp.directory.tests.makers import make_draft
from fourthp.directory.tests.packages import make_package, plain

pytestmark = pytest.mark.django_db

ROWS = [
    (("service", "name", why.MISSING), ("service", "name", "is missing")),
    (("eligibility", "service_id", why.MISSING), ("who it is for", "service", "")),
    (("language", "id", why.REPEATED), ("language", "", "is repeated")),
    (("address", "location_id", why.NOWHERE), ("address", "place", "")),
    (("attribute", "link_id", why.NOWHERE), ("term of a row", "what it is about", "")),
    (("phone", "id", why.HANGS_ON_NOTHING), ("telephone", "", "")),
    (("location", "id", why.HIDDEN), ("place", "", "the place is confidential")),
    (("phone", "number", why.TELLING), ("telephone", "number", "")),
    (("attribute", "taxonomy_term_id", why.TELLING), ("term of a row", "term", "")),
    (("rooms", "", why.TELLING), ("rooms", "", "may tell a confidential place")),
    (("rooms", "", why.UNKNOWN_TABLE), ("rooms", "", "")),
]
FIELDS = [
    (("phone", "contact_id", why.NOWHERE), ("telephone", "contact", "")),
    (("service", "organization_id", why.NO_ORGANISATION), ("service", "agency", "")),
    (("schedule", "opens_at", why.NOT_A_TIME), ("opening hours", "opens at", "")),
    (("schedule", "weekday", why.NOT_A_DAY), ("opening hours", "days of the week", "")),
    (("service", "description", why.TELLING), ("service", "what it does", "")),
    (("service", "name", why.TELLING), ("service", "name", "")),
    (("service", "name", why.HIDDEN_HERE), ("service", "place", "")),
    (("organization", "", why.HIDDEN), ("agency", "place", "")),
    (("location", "latitude", why.NOT_ON_EARTH), ("place", "point on a map", "")),
    (("service", "", why.NO_COLUMN), ("service", "column without a name", "")),
    (
        ("service", "last_modified", why.NOT_A_MOMENT),
        ("service", "When its source last changed or checked it", ""),
    ),
    (("service_capacity", "updated", why.NOT_A_MOMENT), ("free places", "updated", "")),
]


def hold(*kinds: tuple[str, str, str]):
    draft = make_draft()
    for row, (table, field, reason) in enumerate(kinds, start=2):
        HeldRow.objects.create(
            of_draft=draft, table=table, row=row, field=field, reason=reason
        )
    return draft.held_rows.all()


@pytest.mark.parametrize(("kind", "told"), ROWS)
def test_what_keeps_a_whole_row_out_is_told_of_rows(kind, told):
    rows = hold(kind)
    found = held_back(rows)
    assert (found.fields, found.perhaps) == ([], [])
    [((table, field, reason), count)] = found.rows
    assert (table, field, count) == (*told[:2], 1)
    assert told[2] in reason
    assert list(held_list(rows)) == [(table, 2, field, reason, "the whole row")]


@pytest.mark.parametrize(("kind", "told"), FIELDS)
def test_what_leaves_a_field_out_is_told_of_fields(kind, told):
    rows = hold(kind)
    found = held_back(rows)
    assert (found.rows, found.perhaps) == ([], [])
    [((table, field, reason), count)] = found.fields
    assert (table, field, count) == (*told[:2], 1)
    assert list(held_list(rows)) == [(table, 2, field, reason, "this field")]


def test_what_came_in_is_neither_and_stands_in_the_list():
    kinds = [
        ("service", "name", why.SAME_SERVICE),
        ("organization", "name", why.NEAR_AGENCY),
        ("schedule", "description", why.HOURS_UNREAD),
    ]
    rows = hold(*kinds)
    found = held_back(rows)
    assert found.counts() == (0, 0)
    assert len(found.perhaps) == 2
    assert hours_unread(rows) == 1
    assert {one[-1] for one in held_list(rows)} == {"nothing: it comes in"}


def test_the_most_stand_first_and_what_is_said_the_same_is_counted_together():
    few = ("service", "id", why.REPEATED)
    many = [("phone", "id", why.REPEATED)] * 2
    found = held_back(hold(few, *many))
    assert [count for _, count in found.rows] == [2, 1]
    assert found.counts() == (3, 0)
    assert found.is_listed


def test_hours_that_a_package_says_in_words_alone_are_counted(tmp_path):
    tables = plain()
    words = {"service_id": "s1", "original_text": "Ask us"}
    read = {"service_id": "s1", "weekday": "Monday", "opens_at": "9:00"}
    tables["regular_schedules"] = [
        {"id": "w", **words},
        {"id": "r", **read, "closes_at": "10:00", "original_text": "Mon 9-10"},
    ]
    made = plan_import(make_package(tmp_path, **tables), source="words")
    [held] = [one for one in made.held if one.reason == why.HOURS_UNREAD]
    assert (held.table, held.field) == ("schedule", "description")
    assert len(made.make["schedule"]) == 2
