"""Who may do what with an item: its proposer, who makes the agenda, by which door."""

import pytest

from fourthp.foundation.actors import Host
from fourthp.meetings.models import Item
from fourthp.meetings.permissions import can_change_item, has_proposed, may_narrow
from fourthp.meetings.tests.makers import (
    make_coordinator,
    make_item,
    make_kept,
    meetings_of,
    sits,
)
from fourthp.partnership.models import Label

pytestmark = pytest.mark.django_db


def test_its_proposer_alone_has_proposed_it():
    kept = make_kept()
    asha = sits(kept.series.group)
    other = sits(kept.series.group, "Quay Reed", "Quay Aid")
    item = make_item(meetings_of(kept)[0], by=asha)

    assert has_proposed(asha, item)
    assert not has_proposed(other, item)
    assert not has_proposed(Host(), item)
    assert not can_change_item(other, item)
    assert not has_proposed(asha, Item())
    asha.seats.update(to_on="2020-01-01")
    asha.held_then = None
    assert not has_proposed(asha, item)


def test_above_green_who_sees_an_item_is_said_by_the_strong_door():
    maya, kept = make_coordinator(), make_kept()
    item = make_item(meetings_of(kept)[0])
    other = sits(kept.series.group)
    maya.is_strong = False
    assert may_narrow(maya, item)
    assert not may_narrow(other, item)

    item.label = Label.AMBER
    assert not may_narrow(maya, item)
    maya.is_strong = True
    assert may_narrow(maya, item)
