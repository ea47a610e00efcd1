"""How long a session lasts, by arithmetic alone."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from fourthp.accounts.rules.spans import SLACK, Limits, Span, factor_counts

MORNING = datetime(2026, 3, 2, 8, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
LIMITS = Limits(10 * MINUTE, 12 * HOUR, noted_every=MINUTE)
minutes = st.integers(0, 24 * 60).map(lambda n: n * MINUTE)


class TestSpan:
    def test_ends_unused_or_with_its_whole_time_whichever_is_first(self):
        begun = Span(MORNING, MORNING)
        assert begun.ends_at(LIMITS) == MORNING + 10 * MINUTE
        used = Span(MORNING, MORNING + 12 * HOUR - MINUTE)
        assert used.ends_at(LIMITS) == MORNING + 12 * HOUR

    def test_is_over_in_the_moment_it_ends(self):
        span = Span(MORNING, MORNING)
        end = span.ends_at(LIMITS)
        assert not span.is_over(LIMITS, now=end - timedelta(microseconds=1))
        assert span.is_over(LIMITS, now=end)

    def test_is_over_when_the_clock_was_set_back_by_much(self):
        span = Span(MORNING, MORNING)
        assert not span.is_over(LIMITS, now=MORNING - SLACK)
        assert span.is_over(LIMITS, now=MORNING - SLACK - MINUTE)

    @given(minutes, minutes)
    def test_what_is_over_stays_over(self, used, later):
        span = Span(MORNING, MORNING + used)
        end = span.ends_at(LIMITS)
        assert span.is_over(LIMITS, now=end + later)


class TestFactorCounts:
    def count(self, now: datetime, since: datetime | None = None) -> bool:
        return factor_counts(MORNING, since=since, lasts=12 * HOUR, now=now)

    def test_counts_for_its_hours(self):
        assert self.count(MORNING)
        assert self.count(MORNING + 12 * HOUR - MINUTE)
        assert not self.count(MORNING + 12 * HOUR)

    def test_counts_no_more_once_nobody_was_there(self):
        later = MORNING + 3 * HOUR
        assert not self.count(later, since=later)
        assert self.count(later, since=MORNING - MINUTE)

    def test_does_not_count_from_the_future(self):
        assert self.count(MORNING - SLACK)
        assert not self.count(MORNING - SLACK - MINUTE)
