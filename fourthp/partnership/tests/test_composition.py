"""How the network is made up, as counted, drawn and taken along."""

import csv
import io

import pytest
from django.urls import reverse

from fourthp.foundation.clock import today
from fourthp.partnership.models import Agency, Role, Vocabulary
from fourthp.partnership.queries.composition import composition
from fourthp.partnership.tests.makers import make_agency, make_member_agency, make_term
from fourthp.partnership.tests.test_agency_pages import browser, page

pytestmark = pytest.mark.django_db


def say(agency: Agency, *terms, kind=None) -> None:
    for term in terms:
        agency.said.create(term=term)
    Agency.objects.filter(pk=agency.pk).update(kind=kind)


@pytest.fixture
def _made_up():
    police = make_term("Police", is_statutory=True)
    charity = make_term("=Charity")
    make_term("Retired", retired_on="2020-01-01")
    prevention, protection, _nobody = (
        make_term(name, Vocabulary.FOUR_PS, position=n)
        for n, name in enumerate(("Prevention", "Protection", "Prosecution"))
    )
    west = make_term("West", Vocabulary.AREA)
    town = make_term("Leamore", Vocabulary.AREA, within=west)
    make_term("East", Vocabulary.AREA)
    say(make_member_agency("A"), prevention, protection, west, town, kind=police)
    say(make_member_agency("B"), protection, town, kind=charity)
    say(make_member_agency("C"))
    say(make_agency("Known"), prevention, west, kind=police)


@pytest.mark.usefixtures("_made_up")
class TestComposition:
    def test_counts_members_alone_by_kind_part_and_region(self):
        found = composition(day=today())
        names = {one.code: one.name for one in found.parts}

        def told(lines):
            return {
                line.term.name if line.term else "": (
                    line.total,
                    {names[code]: n for code, n in line.parts.items()},
                )
                for line in lines
            }

        assert told(found.kinds) == {
            "Police": (1, {"Prevention": 1, "Protection": 1}),
            "=Charity": (1, {"Protection": 1}),
            "": (1, {}),
        }
        assert told(found.areas) == {
            "West": (2, {"Prevention": 1, "Protection": 2}),
            "East": (0, {}),
        }
        assert (found.total, found.without_part, found.without_area) == (3, 1, 1)
        assert dict(found.statutory) == {True: 1, False: 2}

    def test_asks_the_same_for_any_number(self, django_assert_num_queries):
        with django_assert_num_queries(3):
            composition(day=today())


@pytest.mark.usefixtures("_made_up")
class TestPage:
    def test_says_gaps_in_words(self):
        shown = page(browser(), "composition")
        assert "Nobody plays this part yet: Prosecution." in shown
        assert "nobody yet" in shown
        assert "3 member agencies:" in shown
        assert "<svg" in shown
        assert "Leamore" not in shown

    def test_is_taken_along_quoted_and_by_the_stronger_door(self):
        path = reverse("composition-table")
        weak = browser(Role.REPRESENTATIVE, strong=False)
        assert weak.get(path).status_code == 302
        text = b"".join(browser().get(path).streaming_content).decode()
        rows = list(csv.reader(io.StringIO(text)))
        assert rows[0][2:] == ["Prevention", "Protection", "Prosecution", "Agencies"]
        assert ["Kind", "'=Charity", "0", "1", "0", "1"] in rows
        assert ["Area", "West", "1", "2", "0", "2"] in rows


class TestEmptyPage:
    def test_says_what_will_stand_there(self):
        assert "Once agencies are members" in page(browser(), "composition")

    def test_says_that_there_are_no_areas(self):
        make_member_agency()
        assert "no words for areas" in page(browser(), "composition")

    def test_says_once_that_nobody_has_said_a_part(self):
        say(make_member_agency(), kind=make_term("Police"))
        make_term("Prevention", Vocabulary.FOUR_PS)
        shown = page(browser(), "composition")
        assert "Nobody has said yet which part their agency plays." in shown
        assert "nobody yet" not in shown
        assert "Nobody plays this part yet" not in shown
