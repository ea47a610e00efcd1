"""Timed duties: their words, and when they are due again."""

from collections import Counter
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from fourthp.foundation import clock, duties
from fourthp.foundation.duties import Duty, all_duties, duty
from fourthp.foundation.models import DutyRun
from fourthp.foundation.worker import Worker

LONDON = ZoneInfo("Europe/London")
MISSING, DOUBLED = datetime(2026, 3, 29, tzinfo=UTC), datetime(2026, 10, 25, tzinfo=UTC)
HALF_PAST_ONE = time(1, 30)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def make_duty(act=str, *, every=HOUR, at=None) -> Duty:
    return Duty("test.duty", "Test", "Nothing comes of it.", every, act, at)


def zone_of_london() -> str:
    return "Europe/London"


class TestDuty:
    def test_cannot_be_declared_without_its_words(self):
        with pytest.raises(TypeError, match="if_late"):
            duty("test.duty", title="Test", every=HOUR)
        with pytest.raises(TypeError, match="title"):
            duty("test.duty", if_late="Nothing comes of it.", every=HOUR)

    def test_of_every_room_says_in_words_what_it_is(self):
        assert len(all_duties()) > 10
        for one in all_duties():
            assert str(one.title).strip(), one.name
            assert str(one.if_late).endswith("."), one.name
        assert len({str(one.title) for one in all_duties()}) == len(all_duties())


class TestNextAfter:
    def test_keeps_the_beat_however_late_it_ran(self):
        one, start = make_duty(), datetime(2026, 3, 2, 10, tzinfo=UTC)
        late = start + timedelta(minutes=7)
        assert one.next_after(start, now=late, zone=UTC) == start + HOUR

    def test_makes_up_for_nothing_that_was_missed(self):
        one, start = make_duty(), datetime(2026, 3, 2, 10, tzinfo=UTC)
        late = start + timedelta(days=3, minutes=7)
        assert one.next_after(start, now=late, zone=UTC) == start + 3 * DAY + HOUR

    def test_is_never_now_or_before(self):
        one, start = make_duty(), datetime(2026, 3, 2, 10, tzinfo=UTC)
        assert one.next_after(start, now=start + HOUR, zone=UTC) == start + 2 * HOUR
        assert one.next_after(start, now=start - DAY, zone=UTC) == start + HOUR

    def test_is_the_hour_of_the_networks_own_clock(self):
        one = make_duty(every=DAY, at=time(3))
        now = datetime(2026, 7, 1, 2, 30, tzinfo=UTC)  # half past three in London
        found = one.next_after(now, now=now, zone=LONDON)
        assert found == datetime(2026, 7, 2, 2, tzinfo=UTC)

    def test_stands_where_the_clock_jumped_when_its_hour_is_missing(self):
        one = make_duty(every=DAY, at=HALF_PAST_ONE)
        found = one.next_after(MISSING, now=MISSING, zone=LONDON)
        assert found == MISSING + timedelta(hours=1, minutes=30)

    def test_is_the_first_of_an_hour_that_comes_twice(self):
        one = make_duty(every=DAY, at=HALF_PAST_ONE)
        first = DOUBLED + timedelta(minutes=30)
        assert one.next_after(DOUBLED, now=DOUBLED, zone=LONDON) == first
        after = one.next_after(first, now=first, zone=LONDON)
        assert after == first + timedelta(hours=25)


@pytest.mark.django_db(transaction=True)
class TestOverAClockChange:
    """A worker that comes by every ten minutes, for four days."""

    @pytest.fixture(autouse=True)
    def _in_london(self, monkeypatch):
        monkeypatch.setattr(clock, "_zones", [f"{__name__}.zone_of_london"])

    def runs(self, monkeypatch, change: datetime, **facts) -> list[datetime]:
        found: list[datetime] = []
        one = make_duty(found.append, **facts)
        monkeypatch.setattr(duties, "_duties", {one.name: one})
        worker, moment = Worker(), change - 2 * DAY + timedelta(minutes=55)
        DutyRun.objects.create(name=one.name, due_at=moment)
        while moment < change + 2 * DAY:
            worker.do_one(now=moment)
            moment += timedelta(minutes=10)
        return found

    @pytest.mark.parametrize("change", [MISSING, DOUBLED])
    def test_a_daily_duty_is_done_once_a_day(self, change, monkeypatch):
        found = self.runs(monkeypatch, change, every=DAY, at=HALF_PAST_ONE)
        days = Counter(one.astimezone(LONDON).date() for one in found[1:])
        assert set(days.values()) == {1}
        assert {change.date() + n * DAY for n in (-1, 0, 1)} <= set(days)

    @pytest.mark.parametrize("change", [MISSING, DOUBLED])
    def test_an_hourly_duty_is_done_every_hour_that_passes(self, change, monkeypatch):
        found = self.runs(monkeypatch, change)
        gaps = {b - a for a, b in pairwise(found)}
        assert gaps == {HOUR}


@pytest.mark.django_db(transaction=True)
class TestAClockThatWentBack:
    """The demo lives on one day, again after each start; and clocks are set wrong."""

    def test_lets_no_duty_wait_for_a_day_that_was_never_there(self, monkeypatch):
        ran: list[datetime] = []
        one = make_duty(ran.append)
        monkeypatch.setattr(duties, "_duties", {one.name: one})
        now = datetime(2026, 3, 10, 10, tzinfo=UTC)
        ahead = now + timedelta(days=5)
        held = {"leased_until": ahead, "leased_by": "another"}
        DutyRun.objects.create(name=one.name, due_at=ahead, **held)
        assert Worker().do_one(now=now)
        assert DutyRun.objects.get().due_at == now + HOUR
        assert not Worker().do_one(now=now)
        assert ran == [now]
