"""What a column of a flat table is guessed to be: never public what is private."""

import pytest

from fourthp.directory.formats.columns import (
    HIDES,
    LEFT_OUT,
    MEANINGS,
    cells_of,
    examples_of,
    suggested,
)
from fourthp.foundation.tables.reading import Numbered

PRIVATE = [
    "notes (internal)",
    "private notes",
    "private",
    "staff only",
    "staff contact",
    "do not publish",
    "don’t share: phone",
    "address - not for publication",
    "confidential address",
    "address (confidential)",
    "confidential phone",
    "home address",
    "manager mobile",
    "for office use",
    "door code",
    "not to be shown: e-mail",
    "interne notizen",
    "adresse confidentielle",
    "e-mail privé",
]
NUMBERS = ["0121 496 0001", "+44 121 496 0002 / 0121 496 0003", "(0121) 496 0004"]
MAILS = ["help@harbour.example", "mail@mill.example"]
POSTCODES = ["CV1 2AB", "B1 1AA", "ask"]
STREETS = ["1 Quay Street", "12 Mill Lane, Coventry"]
NAMES = ["Anna Example", "Ben Example"]


def empty(*heads: str) -> dict[str, list[str]]:
    return {head: [] for head in heads}


class TestSuggested:
    def test_knows_heads_as_people_write_them(self):
        heads = ("organisation", "name", "tel no", "postcode", "about us", "colour")
        assert suggested(empty(*heads)) == {
            "organisation": "organization.name",
            "name": "service.name",
            "tel no": "phone.number",
            "postcode": "address.postal_code",
            "about us": "service.description",
        }

    @pytest.mark.parametrize(
        ("head", "meaning"),
        [
            ("Org", "organization.name"),
            ("Organisation name", "organization.name"),
            ("Name of organisation", "organization.name"),
            ("Provider", "organization.name"),
            ("What they do", "service.description"),
            ("Summary", "service.description"),
            ("Tel", "phone.number"),
            ("Phone no", "phone.number"),
            ("Phone No.", "phone.number"),
            ("Web", "service.url"),
            ("Who for", "service.eligibility_description"),
            ("Who it’s for?", "service.eligibility_description"),
            ("Last updated", "service.last_modified"),
            ("Updated", "service.last_modified"),
            ("Last checked", "service.last_modified"),
        ],
    )
    def test_knows_what_people_write_above_their_own_lists(self, head, meaning):
        assert suggested(empty(head)) == {head: meaning}

    @pytest.mark.parametrize(
        ("cells", "meaning"),
        [
            (["2026-11-25", "2026-01-02 10:00", "soon"], "service.last_modified"),
            (["15/03/2024", "03/04/2024"], "service.last_modified"),
            (["2 January 2026", "2 Jan 2026"], "service.last_modified"),
            (["03/04/2024", "04/03/2024"], None),
            (["yes", "no", "2026-01-02"], None),
        ],
    )
    def test_takes_dates_alone_for_the_day_of_a_check(self, cells, meaning):
        assert suggested({"checked on": cells}).get("checked on") == meaning

    def test_knows_no_column_for_the_day_when_somebody_here_checked(self):
        assert "service.assured_date" not in MEANINGS

    def test_takes_no_name_of_a_person_for_a_date(self):
        assert suggested({"last updated by": NAMES}) == {}

    def test_gives_no_meaning_to_two_columns(self):
        found = suggested(empty("phone", "telephone"))
        assert list(found.values()) == ["phone.number"]

    @pytest.mark.parametrize("head", PRIVATE)
    @pytest.mark.parametrize("cells", [[], NUMBERS, MAILS, STREETS, ["yes", "soup"]])
    def test_leaves_out_what_is_not_for_everyone(self, head, cells):
        assert suggested({head: cells}) == {head: LEFT_OUT}

    def test_takes_every_meanings_own_name_for_public(self):
        """The control: nothing that has a meaning is taken for private by its head."""
        for meaning in MEANINGS.values():
            for head in (*meaning.heads.split(), *meaning.phrases):
                assert LEFT_OUT not in suggested({head: NUMBERS}).values()
        heads = empty("languages spoken by staff", "address", "contact e-mail")
        assert LEFT_OUT not in suggested(heads).values()

    def test_leaves_several_columns_out(self):
        heads = empty("staff only", "private", "service")
        assert suggested(heads) == {
            "staff only": LEFT_OUT,
            "private": LEFT_OUT,
            "service": "service.name",
        }

    def test_guesses_nothing_of_notes(self):
        assert suggested({"notes": ["Ring twice"], "comments": []}) == {}

    @pytest.mark.parametrize(
        ("head", "cells", "meaning"),
        [
            ("contact", NUMBERS, "phone.number"),
            ("contact", MAILS, "service.email"),
            ("contact", ["https://harbour.example"], "service.url"),
            ("contact", POSTCODES, "address.postal_code"),
            ("contact", STREETS, "address.address_1"),
            ("phone", MAILS, "service.email"),
            ("address", POSTCODES, "address.postal_code"),
            ("e-mail", ["see website"], "service.email"),
            ("service", MAILS, "service.name"),
        ],
    )
    def test_lets_the_cells_vote(self, head, cells, meaning):
        assert suggested({head: cells}) == {head: meaning}

    def test_takes_a_persons_name_for_nothing(self):
        assert suggested({"contact": NAMES}) == {}
        assert suggested({"contact": []}) == {}

    def test_makes_nothing_public_for_its_cells_alone(self):
        assert suggested({"colour": NUMBERS, "added by": MAILS}) == {}

    def test_knows_a_column_that_says_whether_a_place_is_hidden(self):
        assert suggested({"confidential?": ["yes", "No"]}) == {"confidential?": HIDES}
        assert suggested({"refuge": ["x"]}) == {"refuge": HIDES}
        assert suggested({"confidential": []}) == {"confidential": LEFT_OUT}


class TestCellsOf:
    def test_takes_no_word_of_a_row_that_is_confidential(self):
        rows = [
            Numbered(
                2, {"name": "Stay", "address": "12 Mill Lane", "note": "withheld"}
            ),
            Numbered(3, {"name": "Drop-in", "address": "", "": "x"}),
        ]
        assert cells_of(rows) == {"name": ["Drop-in"], "address": [], "note": []}

    def test_takes_none_of_a_row_whose_own_column_hides_it(self):
        rows = [
            Numbered(2, {"confidential?": "yes", "address": "12 Mill Lane"}),
            Numbered(3, {"confidential?": "no", "address": "1 Quay Street"}),
        ]
        found = cells_of(rows)
        assert found == {"confidential?": ["yes", "no"], "address": ["1 Quay Street"]}
        assert suggested(found)["confidential?"] == HIDES

    def test_of_an_empty_table_are_none(self):
        assert cells_of([]) == {}


class TestExamples:
    def test_are_three_that_differ(self):
        assert examples_of("name", ["a", "b", "a", "c", "d"]) == ["a", "b", "c"]

    def test_of_a_private_column_are_not_shown(self):
        assert examples_of("confidential address", STREETS) == []
