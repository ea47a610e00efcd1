"""The next eight weeks of opening hours stand as rows, and are true."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from fourthp.directory.models import OpenInterval, Schedule, Service
from fourthp.directory.operations.hours import AHEAD, refresh_open_hours
from fourthp.directory.operations.imports.applying import apply_import
from fourthp.directory.operations.imports.planning import plan_import
from fourthp.directory.queries.hours import Said, Times, times_of
from fourthp.directory.queries.timetables import timetables, usual_here, words_may_close
from fourthp.directory.tests.makers import make_location, make_service
from fourthp.directory.tests.packages import HOURS, make_package, plain
from fourthp.foundation.actors import Host

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 3, 2, 8, tzinfo=UTC)


NINE_TO_FIVE = {"opens_at": time(9), "closes_at": time(17)}


NO_TIMES = {"opens_at": None, "closes_at": None}


WORKING = "MO,TU,WE,TH,FR"


def make_schedule(byday: str = "MO", **fields: object) -> Schedule:
    return Schedule.objects.create(byday=byday, **(NINE_TO_FIVE | fields))


def rows() -> list[tuple[datetime, datetime]]:
    found = OpenInterval.objects.order_by("opens_at")
    return list(found.values_list("opens_at", "closes_at"))


def days_open(now: datetime = MONDAY) -> set[int]:
    """Return the days of this week on which something is open."""
    refresh_open_hours(now=now)
    week = (opens for opens, _ in rows() if opens < now + timedelta(days=7))
    return {opens.day for opens in week}


def times(service: Service, *, now: datetime, zone: str = "") -> Times:
    service.refresh_from_db()
    rows = timetables([service.pk])[service.pk].rows()
    said = Said(zone, service.closing, words_may_close(rows))
    return times_of({service.pk: said}, usual=usual_here(), now=now)[service.pk]


class TestRefreshOpenHours:
    def test_writes_eight_weeks_and_the_same_again(self):
        make_schedule(service=make_service())
        assert refresh_open_hours(now=MONDAY) == 8
        before = rows()
        assert refresh_open_hours(now=MONDAY) == 8
        assert rows() == before
        assert before[-1][0] < MONDAY + AHEAD

    def test_shows_no_hours_of_a_service_that_is_over(self):
        make_schedule(service=make_service(status=Service.Status.INACTIVE))
        make_schedule(service=make_service("B", status=Service.Status.DEFUNCT))
        assert refresh_open_hours(now=MONDAY) == 0

    def test_of_named_services_leaves_the_others_alone(self):
        one, two = make_service(), make_service("Other")
        make_schedule(service=one)
        make_schedule(service=two)
        refresh_open_hours(now=MONDAY)
        Schedule.objects.all().delete()
        refresh_open_hours(now=MONDAY, services=[one.pk])
        assert {row.service_id for row in OpenInterval.objects.all()} == {two.pk}


class TestPlaces:
    def test_say_the_hours_where_the_service_says_none_itself(self):
        service = make_service()
        location = make_location(service)
        make_schedule(location=location)
        assert days_open() == {2}
        make_schedule("TU", service_at_location=location.at_services.get())
        assert days_open() == {3}  # the house is open, the service is not
        make_schedule("FR", service=service)
        assert days_open() == {6}

    def test_that_are_closed_close_the_service_there(self):
        service = make_service()
        make_schedule(WORKING, service=service)
        shut, other = make_location(service), make_location()
        day = {"valid_from": date(2026, 3, 3), "valid_to": date(2026, 3, 3)}
        make_schedule("", location=shut, is_closure=True, **day, **NO_TIMES)
        make_schedule("", location=other, is_closure=True, **day, **NO_TIMES)
        assert days_open() == {2, 4, 5, 6}
        make_location(service)  # and there it is open
        assert days_open() == {2, 3, 4, 5, 6}


class TestRowsThatCannotBeRead:
    @pytest.mark.parametrize(
        "wrong",
        [
            {"opens_at": None},
            {"closes_at": None},
            {"timezone": "Mars/Base"},
            {"timezone": "+01:00"},
            {"freq": "YEARLY", "byday": "", "bymonthday": "25"},
            {"byweekno": "20"},
            {"byyearday": "100"},
            {"extra": {"freq": "YEARLY"}},
            {"extra": {"valid_to": "end of summer"}},
            {"extra": {"until": "soon"}},
            {"extra": {"closed": "perhaps"}},
            {"extra": {"exdate": "2026-03-09"}},
            {"byday": "", "valid_from": date(2026, 3, 9), **NO_TIMES},
            {"byday": "", "is_closure": True, **NO_TIMES},
        ],
    )
    def test_that_may_take_hours_away_take_all(self, wrong):
        service = make_service()
        make_schedule(service=service)
        make_schedule(service=service, **({"byday": "TU"} | wrong))
        assert refresh_open_hours(now=MONDAY) == 0

    def test_that_are_words_alone_leave_the_others(self):
        service = make_service()
        make_schedule(service=service)
        make_schedule(
            "", service=service, description="Evenings on request", **NO_TIMES
        )
        assert days_open() == {2}

    def test_that_close_on_public_holidays_alone_are_sure_on_other_days(self):
        service = make_service()
        make_schedule(service=service, notes="Closed on all bank holidays")
        assert days_open() == {2}

    def test_that_are_over_leave_the_others(self):
        service = make_service()
        make_schedule(service=service)
        over = {"valid_to": date(2025, 12, 31), "extra": {"freq": "YEARLY"}}
        make_schedule("", service=service, **over)
        assert days_open() == {2}

    def test_a_column_that_says_nothing_of_the_rule_is_no_matter(self):
        make_schedule(service=make_service(), extra={"colour": "blue"})
        assert days_open() == {2}


CLOSING_WORDS = [
    {"byday": "", "description": "Closed on school holidays", **NO_TIMES},
    {"description": "Closed in August"},
    {"notes": "Not 24 December: we are closed"},
]


class TestWordsThatMayClose:
    @pytest.mark.parametrize("words", CLOSING_WORDS)
    def test_leave_no_hour_sure_and_all_of_them_usual(self, words):
        service = make_service()
        make_schedule(service=service)
        make_schedule(service=service, **({"byday": "TU"} | words))
        assert refresh_open_hours(now=MONDAY) == 0
        said = times(service, now=MONDAY)
        assert (said.may_close, said.opens_at) == (True, None)
        assert [(m.day, m.hour) for m in said.usual] == [(2, 9), (2, 17)]

    def test_give_the_next_usual_hours_when_today_has_none(self):
        service = make_service()
        make_schedule("TH", service=service, notes="Closed in August")
        refresh_open_hours(now=MONDAY)
        assert times(service, now=MONDAY).usual[0].day == 5

    def test_doubt_even_what_never_ends(self):
        line = make_service()
        whole = {"opens_at": time(0), "closes_at": time(0)}
        make_schedule(
            f"{WORKING},SA,SU", service=line, notes="Closed at Christmas", **whole
        )
        assert refresh_open_hours(now=MONDAY) == 0
        said = times(line, now=MONDAY)
        assert said.is_usually_always
        assert not said.is_always

    def test_of_one_place_leave_the_other_sure(self):
        service = make_service()
        make_schedule("MO", location=make_location(service), notes="Closed in August")
        make_schedule("WE", location=make_location(service))
        assert days_open() == {4}
        said = times(service, now=MONDAY)
        assert (said.usual[0].day, said.opens_at.day) == (2, 4)
        assert times(service, now=MONDAY + timedelta(days=2, hours=2)).usual is None

    def test_of_a_place_doubt_other_hours_too_that_cannot_be_read(self):
        service = make_service()
        at = make_location(service)
        make_schedule("MO", location=at, notes="Closed in August", byweekno="20")
        make_schedule("WE", location=make_location(service))
        assert days_open() == set()
        assert times(service, now=MONDAY).usual is None

    def test_that_are_over_doubt_nothing(self):
        service = make_service()
        make_schedule(service=service)
        over = {"valid_to": date(2025, 12, 31), "notes": "Closed in August"}
        make_schedule("TU", service=service, **over)
        assert days_open() == {2}

    def test_of_a_closing_doubt_nothing(self):
        service = make_service()
        make_schedule(service=service)
        day = {"valid_from": date(2026, 3, 9), "valid_to": date(2026, 3, 9)}
        make_schedule(
            "", service=service, is_closure=True, notes="Closed", **day, **NO_TIMES
        )
        assert days_open() == {2}


class TestHolidaysOfAListing:
    """HSDS 1.1 says the usual hours and those of holidays in two files."""

    def bring(self, path, *holidays: dict[str, object]) -> None:
        tables = plain()
        names = ("Monday", "Tuesday", "Wednesday")
        tables["regular_schedules"] = [
            HOURS | {"id": name, "weekday": name} for name in names
        ]
        tables["holiday_schedules"] = [
            {"id": n, "service_id": "s1"} | row for n, row in enumerate(holidays)
        ]
        plan = plan_import(make_package(path, **tables), source="city")
        apply_import(plan, by=Host(), now=MONDAY)

    def test_a_closed_day_is_closed_and_the_others_stand(self, tmp_path):
        day = {"start_date": "2026-03-03", "end_date": "2026-03-03"}
        self.bring(tmp_path, day | {"closed": "True"})
        assert days_open() == {2, 4}

    def test_other_hours_take_the_place_of_the_usual_ones(self, tmp_path):
        day = {"start_date": "2026-03-03", "end_date": "2026-03-03", "closed": "False"}
        self.bring(tmp_path, day | {"opens_at": "10:00am", "closes_at": "12:00pm"})
        assert days_open() == {2, 3, 4}
        assert [(a.hour, b.hour) for a, b in rows()][:3] == [(9, 17), (10, 12), (9, 17)]

    def test_what_cannot_be_read_of_them_takes_all(self, tmp_path):
        self.bring(tmp_path, {"start_date": "Christmas", "closed": "True"})
        assert days_open() == set()
