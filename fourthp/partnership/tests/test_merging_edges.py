"""Heads of sheets, names and spans; merges that meet what is gone or stands alone."""

from datetime import UTC, date, datetime, timedelta

import pytest

from fourthp.foundation.clock import now
from fourthp.partnership.models import PersonTerm, Vocabulary
from fourthp.partnership.operations.merging.people import merge_people
from fourthp.partnership.operations.merging.undoing import undo_merge
from fourthp.partnership.queries.merging.people import person_outlook
from fourthp.partnership.rules.heads import guess
from fourthp.partnership.rules.names import names_agree
from fourthp.partnership.rules.spans import Span, joined
from fourthp.partnership.tests.makers import (
    make_member_agency,
    make_person,
    make_seat,
    make_term,
)
from fourthp.partnership.tests.sheets import make_coordinator

DAY, NOON = date(2026, 3, 4), datetime(2026, 3, 4, 12, tzinfo=UTC)


class TestGuess:
    def test_name_beside_a_first_name_is_the_last_one(self):
        found = guess({"First name": ["Asha"], "Name": ["Bell"]})
        assert found == {"First name": "first", "Name": "last"}

    def test_name_in_a_list_that_says_nothing_of_people_is_the_agencys(self):
        assert guess({"Name": ["Harbour Aid"]}) == {"Name": "agency"}


class TestNamesAgree:
    def test_with_nothing_nobody_agrees(self):
        assert not names_agree("", "Asha Bell")
        assert not names_agree("Asha Bell", " – ")


class TestJoined:
    def longest(self, *ends: datetime | None) -> int:
        spans = [Span(n, DAY, DAY, ended) for n, ended in enumerate(ends)]
        [one] = joined(spans)
        return one.longest.row

    def test_of_two_that_end_on_one_day_the_one_that_nobody_ended_lasts_longer(self):
        assert self.longest(NOON, None) == 1
        assert self.longest(None, NOON) == 0

    def test_of_two_that_somebody_ended_the_later_lasts_longer(self):
        assert self.longest(NOON, NOON + timedelta(hours=1)) == 1
        assert self.longest(NOON + timedelta(hours=1), NOON) == 0


@pytest.mark.django_db
class TestMerge:
    def test_what_only_one_of_them_says_goes_along(self):
        gone, stays, cora = make_person("A"), make_person("B"), make_coordinator()
        for person, word in ((gone, "Night work"), (stays, "Ships")):
            topic = make_term(word, Vocabulary.TOPIC)
            PersonTerm.objects.create(person=person, term=topic)
        seen = person_outlook(gone, stays).digest()
        merge_people(gone, stays, by=cora, now=now(), seen=seen)
        names = set(stays.interests.values_list("name", flat=True))
        assert names == {"Night work", "Ships"}

    def test_a_seat_that_went_into_one_that_is_gone_since_does_not_come_back(self):
        gone, stays, cora = make_person("A"), make_person("B"), make_coordinator()
        agency = make_member_agency()
        for person in (gone, stays):
            make_seat(person, agency=agency)
        seen = person_outlook(gone, stays).digest()
        merge = merge_people(gone, stays, by=cora, now=now(), seen=seen)
        stays.seats.all().delete()
        undo_merge(merge, by=cora, now=now())
        assert not agency.seats.exists()
