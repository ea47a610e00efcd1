"""R6 and part D: opening hours become moments, and time is right."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourthp.directory.rules.hours import (
    DAYS,
    Hours,
    HoursCannotBeRead,
    intervals,
    read_day,
    read_time,
)

LONDON = ZoneInfo("Europe/London")


NINE, FIVE = time(9), time(17)


TUESDAY = date(2026, 3, 3)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


def expand(*rules: Hours, start=None, days=7, zone=LONDON, holidays=()):
    start = start or utc(2026, 3, 2)
    end = start + timedelta(days=days)
    return intervals(rules, zone=zone, start=start, end=end, holidays=holidays)


class TestReadTime:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("9:00am", NINE),
            ("09:00", NINE),
            ("9.00 AM", NINE),
            ("9am", NINE),
            ("5:00 p.m.", FIVE),
            ("17:00:00", FIVE),
            ("09:00Z", NINE),
            ("12:00am", time(0)),
            ("12:00 PM", time(12)),
            ("24:00", time(0)),
        ],
    )
    def test_reads_what_people_write(self, text, expected):
        assert read_time(text) == expected

    @pytest.mark.parametrize(
        "text", ["", "9", "dusk", "25:00", "13:00pm", "9:60", "0am", "9-5", "9:00am x"]
    )
    def test_never_guesses(self, text):
        assert read_time(text) is None


class TestReadDay:
    def test_reads_names_codes_and_short_forms(self):
        names = ["Monday", "tues", "WE", "thu.", " fri ", "6", "Sunday"]
        assert [read_day(name) for name in names] == list(DAYS)
        assert read_day("weekdays") is None


class TestIntervals:
    def test_follow_the_wall_clock_over_both_changes(self):
        rule = Hours(time(10), time(12), byday="TU")
        spring = expand(rule, start=utc(2026, 3, 23), days=14)
        autumn = expand(rule, start=utc(2026, 10, 19), days=14)
        assert [opens.hour for opens, _ in spring] == [10, 9]
        assert [opens.hour for opens, _ in autumn] == [9, 10]

    def test_find_the_second_tuesday(self):
        rule = Hours(time(10), time(12), freq="MONTHLY", byday="2TU")
        found = expand(rule, start=utc(2026, 1, 1), days=90)
        assert [opens.date() for opens, _ in found] == [
            date(2026, 1, 13),
            date(2026, 2, 10),
            date(2026, 3, 10),
        ]

    def test_open_at_a_missing_time_when_the_clock_has_jumped(self):
        rule = Hours(time(1, 30), time(4), byday="SU")
        assert expand(rule, start=utc(2026, 3, 29), days=1) == [
            (utc(2026, 3, 29, 1, 30), utc(2026, 3, 29, 3))
        ]

    def test_cover_a_doubled_time_whole(self):
        rule = Hours(time(1), time(1, 30), byday="SU")
        assert expand(rule, start=utc(2026, 10, 25), days=1) == [
            (utc(2026, 10, 25), utc(2026, 10, 25, 1, 30))
        ]

    def test_run_over_midnight_and_begin_before_the_window(self):
        rule = Hours(time(22), time(2), byday="SU")
        assert expand(rule)[0] == (utc(2026, 3, 1, 22), utc(2026, 3, 2, 2))

    def test_take_midnight_to_midnight_and_23_59_as_the_whole_day(self):
        week = ",".join(DAYS)
        whole = expand(Hours(time(0), time(0), byday=week))
        assert len(whole) == 1
        assert expand(Hours(time(0), time(23, 59), byday=week)) == whole

    def test_keep_to_the_dates_on_which_a_rule_is_valid(self):
        rule = Hours(
            NINE,
            FIVE,
            byday="MO,TU,WE",
            valid_from=date(2026, 3, 3),
            valid_to=date(2026, 3, 3),
        )
        assert [opens.day for opens, _ in expand(rule)] == [3]
        assert expand(Hours(NINE, FIVE, byday="MO", until=date(2026, 2, 1))) == []

    def test_count_every_second_week_from_its_start(self):
        rule = Hours(NINE, FIVE, byday="MO", interval=2, dtstart=date(2026, 2, 23))
        assert [opens.day for opens, _ in expand(rule, days=14)] == [9]

    def test_end_after_their_count(self):
        rule = Hours(NINE, FIVE, byday="MO", count=2, dtstart=date(2026, 3, 2))
        assert len(expand(rule, days=40)) == 2

    def test_hold_on_days_of_the_month(self):
        rule = Hours(NINE, FIVE, freq="MONTHLY", bymonthday="1,15")
        found = expand(rule, days=31)
        assert [opens.day for opens, _ in found] == [15, 1]

    def test_hold_on_29_february_only_when_there_is_one(self):
        rule = Hours(NINE, FIVE, freq="MONTHLY", bymonthday="29")
        assert expand(rule, start=utc(2026, 2, 1), days=28) == []
        assert len(expand(rule, start=utc(2028, 2, 1), days=29)) == 1

    def test_take_the_first_days_weekday_when_no_day_is_named(self):
        rule = Hours(NINE, FIVE, dtstart=date(2026, 2, 25))
        assert [opens.day for opens, _ in expand(rule)] == [4]

    def test_cut_closures_out(self):
        open_all = Hours(NINE, FIVE, byday="MO")
        lunch = Hours(time(12), time(13), byday="MO", is_closure=True)
        assert expand(open_all, lunch) == [
            (utc(2026, 3, 2, 9), utc(2026, 3, 2, 12)),
            (utc(2026, 3, 2, 13), utc(2026, 3, 2, 17)),
        ]

    @pytest.mark.parametrize(
        "rule",
        [
            Hours(NINE, FIVE, freq="DAILY"),
            Hours(NINE, FIVE, byday="weekdays"),
            Hours(NINE, FIVE, byday="2TU"),
            Hours(NINE, FIVE, freq="MONTHLY", byday="9TU"),
            Hours(NINE, FIVE),
            Hours(NINE, FIVE, byday="MO", interval=2),
            Hours(NINE, FIVE, freq="MONTHLY", bymonthday="first"),
            Hours(NINE, FIVE, freq="MONTHLY", bymonthday="99"),
            Hours(NINE, FIVE, byday="MO", wkst="XX"),
            Hours(NINE, FIVE, byday="MO", byweekno="20"),
            Hours(NINE, FIVE, freq="MONTHLY", byday="MO", byyearday="100"),
            Hours(NINE, FIVE, freq="YEARLY", bymonthday="25"),
            Hours(NINE, FIVE, byday="MO", bymonthday="25"),
            Hours(NINE, FIVE, byday="MO", interval=0, dtstart=TUESDAY),
            Hours(NINE, FIVE, byday="MO", count=0, dtstart=TUESDAY),
            Hours(NINE, FIVE, byday="MO", interval=2, valid_from=TUESDAY),
            Hours(NINE, FIVE, valid_from=date(2026, 2, 25)),
            Hours(NINE, FIVE, freq=""),
            Hours(NINE, FIVE, freq="", valid_from=TUESDAY),
            Hours(NINE, FIVE, freq="", valid_to=TUESDAY),
            Hours(NINE, FIVE, freq="", dtstart=TUESDAY, valid_to=date(2026, 3, 9)),
            Hours(NINE, FIVE, freq="", dtstart=TUESDAY, count=3),
            Hours(NINE, FIVE, freq="", dtstart=TUESDAY, until=date(2026, 3, 9)),
            Hours(NINE, FIVE, freq="", dtstart=TUESDAY, byyearday="62"),
            Hours(
                NINE,
                FIVE,
                freq="",
                valid_from=date(2026, 3, 9),
                valid_to=TUESDAY,
                is_closure=True,
            ),
            Hours(NINE, FIVE, freq="", valid_from=TUESDAY, valid_to=date(2026, 3, 17)),
        ],
    )
    def test_of_what_cannot_be_read_are_refused(self, rule):
        with pytest.raises(HoursCannotBeRead):
            expand(rule)

    def test_leave_out_a_rule_that_is_over_or_has_not_begun(self):
        over = Hours(NINE, FIVE, freq="YEARLY", valid_to=date(2026, 1, 1))
        assert expand(over, Hours(NINE, FIVE, byday="MO"))

    @given(
        opens=st.times().map(lambda t: t.replace(second=0, microsecond=0)),
        closes=st.times().map(lambda t: t.replace(second=0, microsecond=0)),
        days=st.sets(st.sampled_from(DAYS), min_size=1),
        zone=st.sampled_from(["Europe/London", "America/New_York", "Asia/Kolkata"]),
        start=st.datetimes(
            datetime(2026, 1, 1),  # noqa: DTZ001 -- hypothesis adds the zone
            datetime(2026, 12, 31),  # noqa: DTZ001 -- as above
            timezones=st.just(UTC),
        ),
    )
    def test_agree_with_a_clock_that_is_asked_every_half_hour(
        self, opens, closes, days, zone, start
    ):
        place = ZoneInfo(zone)
        found = intervals(
            [Hours(opens, closes, byday=",".join(days))],
            zone=place,
            start=start,
            end=start + timedelta(days=3),
        )
        assert all(a < b for a, b in found)
        assert all(b < c for (_, b), (c, _) in pairwise(found))
        for step in range(144):
            moment = start + timedelta(minutes=30 * step)
            # Both sides of a clock change may be read either way: leave that day out.
            offsets = {
                (moment + timedelta(hours=h)).astimezone(place).utcoffset()
                for h in (-26, 0, 26)
            }
            if len(offsets) == 1:
                open_now = any(a <= moment < b for a, b in found)
                assert open_now == asked(moment.astimezone(place), opens, closes, days)


def asked(wall: datetime, opens: time, closes: time, days: set[str]) -> bool:
    """Answer by looking at the wall clock alone: the independent oracle."""
    if closes == time(23, 59):
        closes = time(0)
    now, today = wall.time(), DAYS[wall.weekday()]
    yesterday = DAYS[wall.weekday() - 1]
    if opens < closes:
        return today in days and opens <= now < closes
    return (today in days and now >= opens) or (yesterday in days and now < closes)
