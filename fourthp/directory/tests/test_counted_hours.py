"""Rules that count from a day: the same days however long ago it was, and as soon."""

from datetime import date, time, timedelta

import pytest
from dateutil.rrule import MONTHLY, WEEKLY, rrule, weekday
from hypothesis import given
from hypothesis import strategies as st

from fourthp.directory.rules.hours import DAYS, Hours, HoursCannotBeRead

NINE, FIVE = time(9), time(17)
FIRST = date(2026, 3, 2)
FREQUENCIES = {"WEEKLY": WEEKLY, "MONTHLY": MONTHLY}


def counted(freq: str = "WEEKLY", **parts: object) -> Hours:
    return Hours(NINE, FIVE, freq=freq, **parts)


@given(
    freq=st.sampled_from(["WEEKLY", "MONTHLY"]),
    begins=st.dates(date(2019, 1, 1), date(2026, 4, 30)),
    interval=st.integers(2, 11),
    day=st.sampled_from(DAYS),
    wkst=st.sampled_from(DAYS),
)
def test_hold_on_the_days_that_counting_from_the_first_gives(
    freq, begins, interval, day, wkst
):
    last = FIRST + timedelta(days=400)
    rule = counted(freq, byday=day, interval=interval, dtstart=begins, wkst=wkst)
    whole = rrule(
        FREQUENCIES[freq],
        dtstart=begins,
        interval=interval,
        wkst=weekday(DAYS.index(wkst)),
        byweekday=weekday(DAYS.index(day)),
        until=last,
    )
    wanted = [m.date() for m in whole if m.date() >= FIRST]
    assert rule.days(FIRST, last) == wanted


@pytest.mark.parametrize("freq", ["WEEKLY", "MONTHLY"])
def test_of_the_first_year_are_not_counted_through(freq, monkeypatch):
    """A rule that began in the year 1 is asked of a few of its turns alone."""
    begun = []
    real = rrule.__init__

    def noted(self, frequency, **parts):
        begun.append(parts["dtstart"].date())
        real(self, frequency, **parts)

    monkeypatch.setattr(rrule, "__init__", noted)
    rule = counted(freq, byday="MO", interval=2, dtstart=date(1, 1, 1))
    assert len(rule.days(FIRST, FIRST + timedelta(days=27))) >= 1
    assert begun[0] > FIRST - timedelta(days=92)


@pytest.mark.parametrize(
    "rule",
    [
        counted(byday="MO", count=10**9, dtstart=date(1, 1, 1)),
        counted("MONTHLY", bymonthday="31", interval=12, dtstart=date(2020, 2, 1)),
        counted("MONTHLY", byday="5MO", bymonthday="1"),
    ],
)
def test_that_would_keep_us_busy_for_ever_are_refused(rule):
    with pytest.raises(HoursCannotBeRead):
        rule.days(FIRST, FIRST + timedelta(days=60))
