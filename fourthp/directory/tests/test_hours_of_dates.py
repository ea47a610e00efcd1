"""Opening hours on dates: clock changes, counted days, holidays, closures."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourthp.directory.rules.hours import (
    DAYS,
    Hours,
    closure,
    may_close,
)
from fourthp.directory.rules.spans import covers, joined, without
from fourthp.directory.tests.test_hours import (
    FIVE,
    LONDON,
    NINE,
    TUESDAY,
    expand,
    utc,
)

NEW_YORK = ZoneInfo("America/New_York")


ALWAYS = {"opens_at": time(0), "closes_at": time(0), "byday": ",".join(DAYS)}


def on(day: date, opens: time = NINE, closes: time = FIVE, **parts: object) -> Hours:
    """Return what holds on one day instead of the usual hours."""
    return Hours(opens, closes, freq="", valid_from=day, valid_to=day, **parts)


class TestClockChanges:
    """London goes on at 1:00 UTC on 29 March 2026, and back on 25 October."""

    def test_a_skipped_time_is_read_as_if_the_clock_had_not_jumped(self):
        late = Hours(time(22), time(1, 30), byday="SA")
        night = expand(late, start=utc(2026, 3, 28), days=2)
        assert night == [(utc(2026, 3, 28, 22), utc(2026, 3, 29, 1, 30))]
        early = Hours(time(1, 30), time(1, 45), byday="SU")
        assert expand(early, start=utc(2026, 3, 29), days=1) == [
            (utc(2026, 3, 29, 1, 30), utc(2026, 3, 29, 1, 45))
        ]

    def test_what_ends_before_it_begins_because_of_the_jump_is_nothing(self):
        rule = Hours(time(1, 45), time(2, 15), byday="SU")
        assert expand(rule, start=utc(2026, 3, 29), days=1) == []

    def test_a_doubled_closing_time_is_its_second(self):
        late = Hours(time(22), time(1, 30), byday="SA")
        night = expand(late, start=utc(2026, 10, 24), days=2)
        assert night == [(utc(2026, 10, 24, 21), utc(2026, 10, 25, 1, 30))]

    def test_a_doubled_opening_time_is_its_first(self):
        early = Hours(time(1, 30), time(9), byday="SU")
        found = expand(early, start=utc(2026, 10, 25), days=1)
        assert found == [(utc(2026, 10, 25, 0, 30), utc(2026, 10, 25, 9))]

    @pytest.mark.parametrize(
        ("day", "hours"), [(date(2026, 3, 8), 10), (date(2026, 11, 1), 12)]
    )
    def test_a_night_over_a_change_is_an_hour_shorter_or_longer(self, day, hours):
        rule = Hours(time(20), time(7), byday="SA")
        start = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(days=1)
        (opens, closes), *_ = expand(rule, start=start, days=3, zone=NEW_YORK)
        assert closes - opens == timedelta(hours=hours)

    @pytest.mark.parametrize(
        "zone", ["America/Santiago", "Africa/Cairo", "Asia/Beirut"]
    )
    def test_what_never_ends_has_no_gap_where_midnight_itself_is_skipped(self, zone):
        found = expand(Hours(**ALWAYS), days=300, zone=ZoneInfo(zone))
        assert len(found) == 1

    def test_a_whole_day_has_as_many_hours_as_the_clock_gives_it(self):
        rule = Hours(time(0), time(0), byday="SU")
        for day, hours in ((29, 23), (22, 24)):
            (opens, closes), *_ = expand(rule, start=utc(2026, 3, day), days=1)
            assert closes - opens == timedelta(hours=hours)


class TestCounting:
    def test_every_second_week_goes_on_over_the_end_of_a_year(self):
        rule = Hours(NINE, FIVE, byday="MO", interval=2, dtstart=date(2026, 12, 7))
        found = expand(rule, start=utc(2026, 12, 14), days=30)
        assert [opens.date() for opens, _ in found] == [
            date(2026, 12, 21),
            date(2027, 1, 4),
        ]

    def test_the_first_day_of_the_week_decides_which_week_is_the_second(self):
        """RFC 5545, 3.8.5.3: the example of WKST."""
        rule = {"byday": "TU,SU", "interval": 2, "dtstart": date(1997, 8, 5)}
        for wkst, days in (("MO", [5, 10, 19, 24]), ("SU", [5, 17, 19, 31])):
            held = Hours(NINE, FIVE, wkst=wkst, count=4, **rule)
            found = held.days(date(1997, 8, 1), date(1997, 9, 30))
            assert [day.day for day in found] == days

    def test_every_second_month_from_the_day_it_begins_on(self):
        rule = Hours(NINE, FIVE, freq="MONTHLY", interval=2, dtstart=date(2026, 1, 31))
        found = rule.days(date(2026, 2, 1), date(2026, 12, 31))
        assert found == [date(2026, month, 31) for month in (3, 5, 7)]

    def test_a_month_names_no_day_holds_on_the_day_it_began_on(self):
        rule = Hours(NINE, FIVE, freq="MONTHLY", dtstart=date(2025, 1, 15))
        assert rule.days(date(2026, 3, 2), date(2026, 3, 31)) == [date(2026, 3, 15)]

    def test_the_last_day_of_each_month_and_its_last_friday(self):
        last = Hours(NINE, FIVE, freq="MONTHLY", bymonthday="-1")
        assert last.days(date(2028, 2, 1), date(2028, 2, 29)) == [date(2028, 2, 29)]
        friday = Hours(NINE, FIVE, freq="MONTHLY", byday="-1FR")
        assert friday.days(date(2026, 2, 1), date(2026, 2, 28)) == [date(2026, 2, 27)]

    def test_nothing_before_it_begins_or_after_it_ends(self):
        rule = Hours(NINE, FIVE, byday="MO", dtstart=TUESDAY, until=date(2026, 3, 16))
        found = rule.days(date(2026, 3, 1), date(2026, 4, 1))
        assert found == [date(2026, 3, 9), date(2026, 3, 16)]


class TestDates:
    """What holds on dates takes the place of the usual hours of those days."""

    week = Hours(NINE, FIVE, byday="MO,TU,WE")

    def test_other_hours_take_the_place_of_the_usual_ones(self):
        short = on(TUESDAY, time(10), time(12))
        assert expand(self.week, short)[1] == (utc(2026, 3, 3, 10), utc(2026, 3, 3, 12))
        assert len(expand(self.week, short)) == 3

    def test_two_on_one_day_both_hold(self):
        day = [on(TUESDAY, time(h), time(h + 1)) for h in (10, 14)]
        assert [a.hour for a, _ in expand(self.week, *day)] == [9, 10, 14, 9]

    def test_one_day_may_be_said_by_the_day_it_begins_on(self):
        short = Hours(time(10), time(12), freq="", dtstart=TUESDAY)
        assert expand(self.week, short)[1][1] == utc(2026, 3, 3, 12)

    def test_a_closing_is_cut_out_of_everything(self):
        shut = on(TUESDAY, time(0), time(0), is_closure=True)
        assert [a.day for a, _ in expand(self.week, shut)] == [2, 4]
        assert [a.day for a, _ in expand(self.week, on(TUESDAY), shut)] == [2, 4]

    def test_a_night_that_began_the_day_before_goes_on(self):
        nights = Hours(time(22), time(4), byday="MO,TU")
        found = expand(nights, on(TUESDAY, time(20), time(21)))
        assert found[0] == (utc(2026, 3, 2, 22), utc(2026, 3, 3, 4))
        assert found[1] == (utc(2026, 3, 3, 20), utc(2026, 3, 3, 21))


class TestHolidays:
    week = Hours(NINE, FIVE, byday="MO,TU,WE")

    def test_leave_the_usual_hours_out(self):
        assert [a.day for a, _ in expand(self.week, holidays={TUESDAY})] == [2, 4]

    def test_leave_what_is_said_of_that_very_day(self):
        short = on(TUESDAY, time(10), time(12))
        found = expand(self.week, short, holidays={TUESDAY})
        assert [a.hour for a, _ in found] == [9, 10, 9]

    def test_leave_what_never_ends(self):
        assert len(expand(Hours(**ALWAYS), days=56, holidays={TUESDAY})) == 1

    def test_do_not_take_five_days_and_nights_for_what_never_ends(self):
        working = Hours(time(0), time(0), byday="MO,TU,WE,TH,FR")
        found = expand(working, days=2, holidays={TUESDAY})
        assert found == [(utc(2026, 3, 2), utc(2026, 3, 3))]


class TestClosure:
    def test_holds_from_its_first_day_until_it_opens_again(self):
        rule = closure(TUESDAY, date(2026, 3, 5), is_closed=False)
        assert rule.days(date(2026, 3, 1), date(2026, 3, 9)) == [
            TUESDAY,
            date(2026, 3, 4),
        ]

    def test_without_dates_holds_until_somebody_says_otherwise(self):
        assert closure(None, None, is_closed=False) is None
        ever = closure(None, None, is_closed=True)
        assert ever.days(TUESDAY, TUESDAY)
        assert ever.days(date(2090, 1, 1), date(2090, 1, 1))

    def test_believes_no_opening_before_the_closing(self):
        rule = closure(TUESDAY, date(2025, 5, 1), is_closed=True)
        assert rule.days(TUESDAY, TUESDAY)
        assert not rule.days(date(2026, 3, 2), date(2026, 3, 2))

    @given(
        closed_from=st.none() | st.dates(date(2026, 1, 1), date(2026, 12, 31)),
        reopens_on=st.none() | st.dates(date(2026, 1, 1), date(2026, 12, 31)),
        days=st.sets(st.sampled_from(DAYS), min_size=1),
    )
    def test_cuts_exactly_its_days_and_nothing_else(
        self, closed_from, reopens_on, days
    ):
        start = utc(2026, 2, 1)
        usual = Hours(time(20), time(4), byday=",".join(days))
        shut = closure(closed_from, reopens_on, is_closed=True)
        cut = expand(usual, shut, start=start, days=56)
        whole = expand(usual, start=start, days=56)
        lost = without(whole, cut)
        assert joined([*cut, *lost]) == whole
        for opens, closes in cut:
            assert not _shut_at(opens, shut)
            assert not _shut_at(closes - timedelta(minutes=1), shut)
        for opens, closes in (one for one in lost if one[1] > start):
            # What was open before the first moment that is asked for is not told.
            assert _shut_at(max(opens, start), shut)
            assert _shut_at(closes - timedelta(minutes=1), shut)


def _shut_at(moment: datetime, shut: Hours) -> bool:
    day = moment.astimezone(LONDON).date()
    return shut.valid_from <= day <= shut.valid_to


class TestMayClose:
    @pytest.mark.parametrize(
        "text",
        [
            "Closed every 2nd Friday",
            "not on public holidays",
            "Geschlossen",
            "FERMÉ",
            "Closed on public holidays and 24 December",
            "Closed on bank holidays and on Good Friday",
            "Closed on public holidays, 24 December and 31 December",
            "Closed for holidays 1-14 August",
            "Closed for holidays",
            "Closed in August except public holidays",
            "Closed on bank holidays; closed in August",
        ],
    )
    def test_knows_words_that_take_hours_away(self, text):
        assert may_close(text)

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "By appointment",
            "Evenings on request",
            "Closed on public holidays",
            "9-5 except federal holidays",
        ],
    )
    def test_lets_other_words_be(self, text):
        assert not may_close(text)


MINUTES = st.integers(0, 600)


SPANS = st.lists(
    st.tuples(MINUTES, MINUTES).map(
        lambda pair: tuple(utc(2026, 3, 2) + timedelta(minutes=m) for m in pair)
    )
)


class TestWithout:
    @given(opened=SPANS, closed=SPANS)
    def test_is_the_difference_of_the_minutes(self, opened, closed):
        opened, closed = joined(opened), joined(closed)
        found = without(opened, closed)
        assert all(b <= c for (_, b), (c, _) in pairwise(found))
        assert _minutes(found) == _minutes(opened) - _minutes(closed)


def _minutes(spans) -> set[int]:
    start = utc(2026, 3, 2)
    return {
        minute for a, b in spans for minute in range((a - start) // M, (b - start) // M)
    }


M = timedelta(minutes=1)


class TestCovers:
    def test_asks_for_one_span_that_holds_all_of_it(self):
        a, b, c, d = (utc(2026, 3, 2, hour) for hour in (1, 2, 3, 4))
        assert covers([(a, d)], b, c)
        assert not covers([(a, b), (c, d)], a, d)


class TestJoined:
    def test_makes_touching_and_overlapping_spans_one_and_drops_empty_ones(self):
        a, b, c, d = (utc(2026, 3, 2, hour) for hour in (1, 2, 3, 4))
        assert joined([(b, c), (a, b), (d, d), (a, a)]) == [(a, c)]
