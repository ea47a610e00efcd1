"""The last day on which something is seen: said, left as it is, and over meanwhile."""

from datetime import timedelta

import pytest
import time_machine

from fourthp.foundation.clock import now, today
from fourthp.partnership.models import Label, Role
from fourthp.partnership.operations import sharing as operations
from fourthp.partnership.operations.sharing import share_otherwise
from fourthp.partnership.operations.widening import ChangedSinceAsked, confirm_widening
from fourthp.partnership.queries.widening import Wanted
from fourthp.partnership.tests.makers import (
    make_member_agency,
    make_person,
    make_seat,
    make_user,
)
from fourthp.partnership.tests.papers import Paper
from fourthp.partnership.tests.test_sharing import coordinator, papers

__all__ = ["papers"]
pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def ours(papers):
    """An agency's lead and a colleague, and a paper that ends today."""
    agency = make_member_agency("Quay Housing")
    lead, colleague = make_person("Lead"), make_person("Colleague")
    for person, role in ((lead, Role.LEAD), (colleague, Role.DEPUTY)):
        make_seat(person, agency=agency, role=role)
        make_user(person, f"{person.pk}@days.example")
    facts = {"label": Label.AMBER, "originator": agency, "expires_on": today()}
    return Paper.objects.create(**facts), lead, colleague


class TestALastDay:
    def test_that_is_over_and_stays_stands_in_no_way(self, papers):
        paper = Paper.objects.create(label=Label.CLEAR, expires_on=today() - DAY)
        said = Wanted(label=Label.GREEN, expires_on=paper.expires_on)
        assert share_otherwise(paper, said, by=coordinator(), now=now()) is None
        paper.refresh_from_db()
        assert (paper.label, paper.expires_on) == (Label.GREEN, today() - DAY)

    def test_that_is_over_when_the_second_answers_is_asked_anew(
        self, ours, monkeypatch
    ):
        paper, lead, colleague = ours
        longer = Wanted(has_day=True, expires_on=today() + DAY)
        asked = share_otherwise(paper, longer, by=lead, now=now())
        with time_machine.travel(now() + 2 * DAY):
            with pytest.raises(ChangedSinceAsked, match="is over"):
                confirm_widening(asked, by=colleague, now=now())
            # The control: without the question it is done, of a day that is past.
            monkeypatch.setattr(operations, "_is_past", lambda *_all: False)
            confirm_widening(asked, by=colleague, now=now())
        paper.refresh_from_db()
        assert paper.expires_on == longer.expires_on
