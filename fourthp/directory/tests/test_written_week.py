"""A week as people write it in a list."""

from datetime import time

import pytest

from fourthp.directory.rules.written_week import LONGEST_WEEK, read_week

WEEKDAYS = "MO,TU,WE,TH,FR"
DAILY = f"{WEEKDAYS},SA,SU"


def spans(text: str) -> list[str]:
    return [f"{a:%H:%M}-{b:%H:%M}" for _days, a, b in read_week(text)]


def days(text: str) -> list[str]:
    return [byday for byday, _opens, _closes in read_week(text)]


class TestReadWeek:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("Mon-Fri 9-5", [(WEEKDAYS, time(9), time(17))]),
            ("Mon - Fri 9am-5pm", [(WEEKDAYS, time(9), time(17))]),
            ("Monday-Friday 9.00-17.00", [(WEEKDAYS, time(9), time(17))]),
            (
                "Mon to Thu 10:00-16:00, Fri 10-2",
                [
                    ("MO,TU,WE,TH", time(10), time(16)),
                    ("FR", time(10), time(14)),
                ],
            ),
            ("daily 9-21", [(DAILY, time(9), time(21))]),
            ("24/7", [(DAILY, time(0), time(0))]),
            ("24 hours", [(DAILY, time(0), time(0))]),
            ("weekdays 9-5", [(WEEKDAYS, time(9), time(17))]),
            (
                "Monday to Wednesday: 09:00 - 12:30",
                [("MO,TU,WE", time(9), time(12, 30))],
            ),
            (
                "Mon-Fri 9am-5pm; Sat 10:00 to 12:00",
                [(WEEKDAYS, time(9), time(17)), ("SA", time(10), time(12))],
            ),
        ],
    )
    def test_reads_what_people_write(self, text, expected):
        assert read_week(text) == expected

    @pytest.mark.parametrize(
        "text",
        [
            "Mon-Fri 9-5, Sat closed",
            "Mon-Fri 9-5; closed Sat & Sun",
            "Mon-Fri 9-5 Sat-Sun: CLOSED",
            "9-5 Mon-Fri, shut weekends",
        ],
    )
    def test_a_day_that_is_closed_has_no_hours(self, text):
        assert read_week(text) == [(WEEKDAYS, time(9), time(17))]

    @pytest.mark.parametrize(
        "text",
        [
            "closed",
            "Sunday closed",
            "Mon closed Tue",
            "9-5 closed",
            "closed 9-5",
            "Mon-Fri 9-5 closed",
            "Mon-Fri 9-5, Fri closed",
            "Mon-Fri closed 12-1, Sat",
            "Mon-Fri 9-5, closed",
            "Mon-Fri 9-5, closed on the last Friday",
            "Mon-Fri 9-5, closed for lunch",
        ],
    )
    def test_leaves_alone_what_may_close_more_than_a_day(self, text):
        assert read_week(text) == []

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("Mon & Thu 10am to 2pm", "MO,TH"),
            ("Mon, Wed and Fri 9-5", "MO,WE,FR"),
            ("Mondays, Thursdays. 9-5", "MO,TH"),
            ("Weds/Thurs 9-5", "WE,TH"),
            ("M-F 9-5", WEEKDAYS),
            ("Week days: 9-5", WEEKDAYS),
            ("Weekends 10-2", "SA,SU"),
            ("Every day from 9 to 5", DAILY),
            ("7 days a week 9-5", DAILY),
            ("Sun-Thu 9-5", "MO,TU,WE,TH,SU"),
            ("9am-5pm Monday to Friday", WEEKDAYS),
            ("We are open Mon through Fri (9-5)", WEEKDAYS),
            ("24 hours a day, 7 days a week", DAILY),
            ("24/7/365", DAILY),
            ("24hrs Sat", "SA"),
        ],
    )
    def test_knows_days_by_many_names(self, text, expected):
        assert days(text) == [expected]

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("9-9", "09:00-21:00"),
            ("9.30 - 4.30", "09:30-16:30"),
            ("12-4", "12:00-16:00"),
            ("9-12", "09:00-12:00"),
            ("9-17:30", "09:00-17:30"),
            ("0900-1700hrs", "09:00-17:00"),
            ("930-1630", "09:30-16:30"),
            ("9 a.m. until 5 p.m.", "09:00-17:00"),
            ("9-5pm", "09:00-17:00"),
            ("12-5pm", "12:00-17:00"),
            ("1-5pm", "13:00-17:00"),
            ("9-11am", "09:00-11:00"),
            ("9am-5", "09:00-17:00"),
            ("9am-11", "09:00-11:00"),
            ("1pm-5", "13:00-17:00"),
            ("9:30am to 12 noon", "09:30-12:00"),
            ("6pm - midnight", "18:00-00:00"),
            ("midnight to 06:00", "00:00-06:00"),
            ("22-6", "22:00-06:00"),
            ("22:00-4:30", "22:00-04:30"),
            ("08:30-1", "08:30-13:00"),
            ("10pm-6am", "22:00-06:00"),
        ],
    )
    def test_knows_times_by_many_names(self, text, expected):
        assert spans(f"Mon {text}") == [expected]

    @pytest.mark.parametrize("text", ["9-12 & 1-4", "9am-12pm, 1-4", "9-12, 13-4pm"])
    def test_takes_a_second_span_for_the_afternoon(self, text):
        assert spans(f"Mon-Fri {text}") == ["09:00-12:00", "13:00-16:00"]
        assert spans("Mon 9-5, 8-10") == []

    @pytest.mark.parametrize(
        "text",
        [
            "1-4",  # at night, or in the afternoon
            "5-4",
            "6:30-8:30",
            "7-9pm",
            "10-2am",
            "12-12",
            "9:00-9:00",
            "09:00-05:00",
            "9-05:00",
            "13-5",
            "9pm-6",
            "25-26",
            "9-24:30",
            "13pm-2pm",
            "9.75-5",
        ],
    )
    def test_guesses_no_time_that_may_be_another(self, text):
        assert read_week(f"Mon {text}") == []

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "by appointment",
            "Mon 9am",
            "9-5",
            "Mon-Fri",
            "Fri 9am-5pm; sometimes",
            "1st Mon 9-5",
            "Mon-Fri 9-5 except August",
            "Mon 9-5-2024",
            "Mon 0121 496 0001",
            "24/7 helpline",
            "Mon-Wed-Fri 9-5",
            "Mon 9-5, Tue",
        ],
    )
    def test_leaves_alone_what_says_more_or_less(self, text):
        assert read_week(text) == []

    @pytest.mark.parametrize(
        "text",
        [
            "daily 9-5, Sun 10-4",
            "Mon 10pm-6am, Tue 5-11am",
            "Mon 10pm-6am, Tue 05:00-11:00",
            "Mon 04:00-10:00, Sun 22:00-06:00",
            "24/7, Mon 9-5",
        ],
    )
    def test_leaves_alone_what_is_told_twice(self, text):
        assert read_week(text) == []

    def test_takes_a_day_of_two_spans_that_do_not_meet(self):
        text = "Mon-Fri 9-5, Fri 18:00-20:00"
        assert spans(text) == ["09:00-17:00", "18:00-20:00"]
        assert days(text) == [WEEKDAYS, "FR"]

    def test_takes_no_page_for_a_week(self):
        assert read_week("Mon 9am-5pm" + " " * 400) != []
        assert read_week("Mon 9am-5pm" + " " * LONGEST_WEEK) == []
