"""What meetings offer to pages of gatherings, and to first pages."""

import pytest

from fourthp.foundation.offers import waiting_for
from fourthp.foundation.shell import fill
from fourthp.gatherings.tests.makers import make_series
from fourthp.meetings.tests.makers import (
    NOW,
    make_coordinator,
    make_item,
    make_kept,
    meetings_of,
    sits,
)

pytestmark = pytest.mark.django_db


def waiting(person) -> list[str]:
    found = waiting_for(person, NOW)
    return [one.title for one in found if "/meetings/" in one.path]


class TestSlots:
    def test_lead_from_a_gathering_to_its_agenda(self):
        kept = make_kept()
        one = meetings_of(kept)[0]
        assert "Its agenda" in fill("gathering", None, gathering=one)
        kept.delete()
        assert fill("gathering", None, gathering=one) == ""

    def test_lead_whoever_keeps_a_series_to_what_its_meetings_need(self):
        series, maya = make_series(), make_coordinator()
        maya.is_strong = True
        assert "Give its gatherings agendas" in fill("series", maya, series=series)
        make_kept(series)
        assert "What its meetings need" in fill("series", maya, series=series)
        other = sits(series.group)
        other.is_strong = True
        assert fill("series", other, series=series) == ""
        assert fill("series", None, series=series) == ""


class TestItemsToAnswer:
    def test_wait_for_whoever_makes_the_agenda_alone(self):
        kept, maya = make_kept(), make_coordinator()
        asha = sits(kept.series.group)
        make_item(meetings_of(kept)[0], by=asha)
        maya.is_strong = asha.is_strong = True

        assert waiting(maya) == ["Somebody proposed an item"]
        assert waiting(asha) == []
        maya.is_strong = False
        assert waiting(maya) == []
