"""R6: time is right, whatever clocks do."""

from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourthp.gatherings.rules.repeating import (
    By,
    Rule,
    RuleRefused,
    Wrong,
    ending_before,
    last_of_month,
    next_walls,
    read_rrule,
    rrule_of,
    walls,
)
from fourthp.gatherings.rules.walls import (
    NoSuchZone,
    ends_at,
    is_shown,
    is_shown_twice,
    key_of,
    moment_of,
    wall_at,
    wall_of,
    zone_called,
)
from fourthp.gatherings.tests.makers import wall

LONDON = ZoneInfo("Europe/London")
TUESDAY = wall(2026, 3, 10, 10, 0)  # the second of its month
NOT_AUGUST = Rule(By.WEEKDAY, not_in=frozenset({8}))


def refused(rule: Rule, first: date) -> Wrong:
    with pytest.raises(RuleRefused) as problem:
        rrule_of(rule, first)
    return problem.value.wrong


class TestTheSecondTuesday:
    def test_is_at_ten_on_the_wall_across_both_changes_of_the_clock(self):
        found = next_walls(NOT_AUGUST, TUESDAY, after=None, most=12)
        assert {one.time() for one in found} == {TUESDAY.time()}
        assert {one.weekday() for one in found} == {1}
        assert all(8 <= one.day <= 14 for one in found)
        moments = [moment_of(one, LONDON) for one in found]
        assert [one.hour for one in moments] == [10, *[9] * 6, *[10] * 5]

    def test_leaves_august_out(self):
        found = next_walls(NOT_AUGUST, TUESDAY, after=None, most=12)
        assert [one.month for one in found] == [3, 4, 5, 6, 7, 9, 10, 11, 12, 1, 2, 3]

    def test_goes_on_after_one_of_them(self):
        july = wall(2026, 7, 14, 10, 0)
        [found] = next_walls(NOT_AUGUST, TUESDAY, after=july, most=1)
        assert found == wall(2026, 9, 8, 10, 0)

    def test_is_said_as_calendars_say_it(self):
        said = "FREQ=MONTHLY;BYDAY=2TU;BYMONTH=1,2,3,4,5,6,7,9,10,11,12"
        assert rrule_of(NOT_AUGUST, TUESDAY.date()) == said
        assert read_rrule(said, TUESDAY.date()) == NOT_AUGUST


class TestOddTimes:
    def test_half_past_one_that_no_clock_shows_is_counted_from_before(self):
        missing = wall(2026, 3, 29, 1, 30)
        assert not is_shown(missing, LONDON)
        assert moment_of(missing, LONDON) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
        assert wall_at(moment_of(missing, LONDON), LONDON).hour == 2

    def test_half_past_one_that_is_shown_twice_is_the_first(self):
        doubled = wall(2026, 10, 25, 1, 30)
        assert is_shown_twice(doubled, LONDON)
        assert not is_shown_twice(TUESDAY, LONDON)
        assert not is_shown_twice(wall(2026, 3, 29, 1, 30), LONDON)
        assert moment_of(doubled, LONDON) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)

    def test_lasts_as_long_as_people_sit_there(self):
        before = wall(2026, 3, 29, 0, 30)
        lasts = ends_at(before, 120, LONDON) - moment_of(before, LONDON)
        assert lasts == timedelta(hours=2)

    def test_the_29th_of_february_is_in_leap_years_alone(self):
        first = wall(2028, 2, 29, 10, 0)
        found = next_walls(Rule(By.DATE, each=12), first, after=None, most=3)
        assert [one.year for one in found] == [2028, 2032, 2036]
        every_month = next_walls(Rule(By.DATE), first, after=None, most=13)
        assert {one.day for one in every_month} == {29}
        assert (2029, 2) not in {(one.year, one.month) for one in every_month}

    def test_a_zone_that_changes_its_rules_changes_the_moment_and_not_the_wall(self):
        summer = wall(2027, 7, 13, 10, 0)
        abolished: tzinfo = timezone(timedelta(0))
        assert moment_of(summer, LONDON).hour == 9
        assert moment_of(summer, abolished).hour == 10

    def test_a_zone_that_skipped_a_day_is_known(self):
        apia = zone_called("Pacific/Apia")
        assert not is_shown(wall(2011, 12, 30, 10, 0), apia)

    @pytest.mark.parametrize(
        "name", ["Europe/Atlantis", "", "../etc/passwd", "Factory"]
    )
    def test_a_zone_that_there_is_not_is_refused(self, name):
        with pytest.raises(NoSuchZone):
            zone_called(name)

    def test_a_wall_time_has_a_key(self):
        assert key_of(TUESDAY) == "20260310T100000"
        assert wall_of("20260310T100000") == TUESDAY


class TestRules:
    def test_every_second_week_is_on_the_same_weekday(self):
        rule = Rule(By.WEEK, each=2, times=3)
        assert rrule_of(rule, TUESDAY.date()) == (
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;COUNT=3"
        )
        assert [one.day for one in walls(rule, TUESDAY)] == [10, 24, 7]

    def test_the_last_friday_is_the_last_in_months_of_four_and_of_five(self):
        first = wall(2026, 1, 30, 9, 0)
        rule = Rule(By.LAST, until=date(2026, 4, 30))
        said = "FREQ=MONTHLY;BYDAY=-1FR;UNTIL=20260430"
        assert rrule_of(rule, first.date()) == said
        assert read_rrule(said, first.date()) == rule
        assert [one.day for one in walls(rule, first)] == [30, 27, 27, 24]

    def test_the_last_day_itself_is_one(self):
        rule = Rule(By.WEEK, until=date(2026, 3, 17))
        assert [one.day for one in walls(rule, TUESDAY)] == [10, 17]

    def test_without_a_rule_there_is_one(self):
        assert list(walls(None, TUESDAY)) == [TUESDAY]
        assert next_walls(None, TUESDAY, after=TUESDAY, most=12) == []
        assert read_rrule("", TUESDAY.date()) is None

    def test_that_cannot_be_says_why(self):
        first = TUESDAY.date()
        assert refused(Rule(By.WEEK, each=0), first) is Wrong.APART
        assert refused(Rule(By.WEEK, each=13), first) is Wrong.APART
        assert refused(Rule(By.WEEK, times=0), first) is Wrong.TIMES
        assert refused(Rule(By.WEEK, times=10**9), first) is Wrong.TIMES
        assert refused(Rule(By.WEEK, times=2, until=first), first) is Wrong.BOTH
        assert refused(Rule(By.LAST), first) is Wrong.NOT_LAST
        assert refused(Rule(By.WEEKDAY), date(2026, 3, 31)) is Wrong.FIFTH
        assert refused(Rule(By.DATE, not_in=frozenset({3})), first) is Wrong.LEFT_OUT
        ended = Rule(By.DATE, until=date(2026, 3, 9))
        assert refused(ended, first) is Wrong.ENDS_FIRST
        never = Rule(By.DATE, not_in=frozenset(range(1, 13)))
        assert refused(never, first) is Wrong.NO_MONTH

    @pytest.mark.parametrize(
        "said",
        [
            "FREQ=SECONDLY",
            "FREQ=MINUTELY;COUNT=1000000000",
            "FREQ=WEEKLY;BYDAY=TU;COUNT=1000000000",
            "FREQ=WEEKLY;BYDAY=TU;COUNT=900",
            "FREQ=WEEKLY;BYDAY=WE",
            "FREQ=MONTHLY;BYDAY=3TU",
            "FREQ=MONTHLY;BYMONTHDAY=10;BYHOUR=1,2,3,4",
            "FREQ=MONTHLY;BYDAY=2TU;UNTIL=20261399",
            "FREQ=MONTHLY;BYDAY=2TU;BYMONTH=13,14",
            "FREQ=YEARLY",
            "FREQ=WEEKLY;BYDAY=TU\r\nATTENDEE:mailto:x@example.org",
            "FREQ=WEEKLY;" * 100_000,
        ],
    )
    def test_refuses_what_could_be_a_million(self, said):
        with pytest.raises(RuleRefused):
            read_rrule(said, TUESDAY.date())

    def test_never_goes_further_than_thirty_years(self):
        found = list(walls(Rule(By.WEEK), TUESDAY))
        assert found[-1] < TUESDAY + timedelta(days=366 * 31)
        assert len(found) < 1_700

    def test_ends_before_a_day(self):
        first, rule = TUESDAY.date(), Rule(By.WEEK, times=9)
        before = ending_before(rule, first=first, day=date(2026, 3, 24))
        assert before == Rule(By.WEEK, until=date(2026, 3, 23))
        assert ending_before(rule, first=first, day=first) == Rule(By.WEEK, times=1)
        assert ending_before(None, first=first, day=first) is None

    @given(
        first=st.datetimes(wall(1990, 1, 1), wall(2090, 1, 1)),
        by=st.sampled_from(By),
        each=st.integers(1, 12),
        not_in=st.frozensets(st.integers(1, 12), max_size=11),
        times=st.none() | st.integers(1, 500),
    )
    def test_is_read_as_it_was_written_and_begins_on_its_first_day(
        self, first, by, each, not_in, times
    ):
        if by is By.LAST:
            first = datetime.combine(last_of_month(first.date()), first.time())
        rule = Rule(by, each, not_in - {first.month}, times=times)
        if by is By.WEEKDAY and first.day > 28:
            assert refused(rule, first.date()) is Wrong.FIFTH
            return
        said = rrule_of(rule, first.date())
        assert read_rrule(said, first.date()) == rule
        found = next_walls(rule, first, after=None, most=3)
        assert found[0] == first.replace(microsecond=0)
        assert found == sorted(set(found))
