"""The next eight weeks of opening hours stand as rows, and are true."""

from datetime import UTC, date, datetime, time, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection, transaction

from fourthp.directory.models import OpenInterval, Schedule, Service
from fourthp.directory.operations.hours import AHEAD, refresh_open_hours
from fourthp.directory.operations.imports.applying import apply_import
from fourthp.directory.operations.imports.planning import plan_import
from fourthp.directory.queries.hours import Said, Times, next_hours, times_of
from fourthp.directory.queries.timetables import timetables, usual_here, words_may_close
from fourthp.directory.tasks import refresh
from fourthp.directory.tests.makers import make_location, make_service
from fourthp.directory.tests.packages import HOURS, make_package, plain
from fourthp.foundation.actors import Host
from fourthp.partnership.operations.network import NetworkFacts, set_up_network

MONDAY = datetime(2026, 3, 2, 8, tzinfo=UTC)
NINE_TO_FIVE = {"opens_at": time(9), "closes_at": time(17)}
NO_TIMES = {"opens_at": None, "closes_at": None}
WORKING = "MO,TU,WE,TH,FR"
CHRISTMAS_EVE = datetime(2026, 12, 24, 12, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def make_schedule(byday: str = "MO", **fields: object) -> Schedule:
    return Schedule.objects.create(byday=byday, **(NINE_TO_FIVE | fields))


def make_network(country: str = "GB", zone: str = "Europe/London") -> None:
    set_up_network(NetworkFacts("N", country, zone), by=Host())


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


class TestHsds3:
    def bring(self, path, **rule: object) -> None:
        tables = plain()
        del tables["regular_schedules"]
        row = {
            "id": "h1",
            "service_id": "s1",
            "opens_at": "09:00",
            "closes_at": "17:00",
        }
        tables["schedule"] = [row | rule]
        plan = plan_import(make_package(path, **tables), source="city")
        apply_import(plan, by=Host(), now=MONDAY)

    @pytest.mark.parametrize(
        ("rule", "days"),
        [
            ({"freq": "WEEKLY", "byday": "MO,WE"}, {2, 4}),
            ({"freq": "WEEKLY", "dtstart": "2026-02-24"}, {3}),
            ({"freq": "WEEKLY", "byday": "MO,WE", "until": "2026-03-03"}, {2}),
            (
                {
                    "freq": "WEEKLY",
                    "byday": "MO",
                    "interval": "2",
                    "dtstart": "2026-02-23",
                },
                set(),
            ),
            (
                {
                    "freq": "WEEKLY",
                    "byday": "TU,SU",
                    "interval": "2",
                    "dtstart": "2026-02-22",
                    "wkst": "SU",
                },
                {8},
            ),
            (
                {
                    "freq": "WEEKLY",
                    "byday": "MO,TU",
                    "count": "3",
                    "dtstart": "2026-02-23",
                },
                {2},
            ),
            ({"freq": "MONTHLY", "bymonthday": "5"}, {5}),
            ({"freq": "MONTHLY", "byday": "1TU"}, {3}),
            ({"freq": "YEARLY", "bymonthday": "5"}, set()),
            ({"dtstart": "2026-03-05"}, {5}),
        ],
    )
    def test_rules_of_every_kind_come_to_their_days(self, tmp_path, rule, days):
        self.bring(tmp_path, **rule)
        assert days_open() == days


class TestClosedForATime:
    def test_a_service_with_no_dates_is_closed(self):
        make_schedule(service=make_service(status=Service.Status.CLOSED))
        assert refresh_open_hours(now=MONDAY) == 0

    def test_dates_cut_the_hours_whatever_the_status(self):
        dates = {"closed_from": date(2026, 3, 3), "reopens_on": date(2026, 3, 5)}
        for status in Service.RUNNING:
            Service.objects.all().delete()
            make_schedule(WORKING, service=make_service(status=status, **dates))
            assert days_open() == {2, 5, 6}

    def test_it_says_so_while_it_holds_and_opens_by_itself(self):
        service = make_service(status=Service.Status.CLOSED, reopens_on="2026-03-09")
        make_schedule(WORKING, service=service)
        refresh_open_hours(now=MONDAY)
        noon = MONDAY + timedelta(hours=4)
        shut = times(service, now=noon)
        assert (shut.is_closed, shut.reopens_on) == (True, date(2026, 3, 9))
        again = times(service, now=noon + timedelta(days=7))
        assert not again.is_closed
        assert again.opens_at < noon + timedelta(days=7) < again.closes_at

    def test_its_status_on_a_day_follows_the_dates(self):
        service = make_service(closed_from=date(2026, 3, 3))
        assert service.status_on(date(2026, 3, 2)) == Service.Status.ACTIVE
        assert service.status_on(date(2026, 3, 3)) == Service.Status.CLOSED
        service.status = Service.Status.DEFUNCT
        assert service.status_on(date(2026, 3, 3)) == Service.Status.DEFUNCT


class TestPublicHolidays:
    def test_usual_hours_are_uncertain(self):
        make_network()
        service = make_service()
        make_schedule(WORKING, service=service)
        assert days_open(CHRISTMAS_EVE) == {24, 29, 30, 31}
        noon = CHRISTMAS_EVE + timedelta(days=1)
        said = times(service, now=noon)
        assert said.opens_at.day == 29
        assert [moment.hour for moment in said.usual] == [9, 17]
        assert times(service, now=CHRISTMAS_EVE).usual is None
        assert times(service, now=noon.replace(hour=20)).usual is None

    def test_a_line_that_never_closes_stays_open(self):
        make_network()
        line = make_service()
        whole = {"opens_at": time(0), "closes_at": time(0)}
        make_schedule(f"{WORKING},SA,SU", service=line, **whole)
        refresh_open_hours(now=CHRISTMAS_EVE)
        said = times(line, now=CHRISTMAS_EVE + timedelta(days=1))
        assert said.is_always
        assert said.usual is None

    def test_what_is_said_of_that_very_day_stands(self):
        make_network()
        service = make_service()
        make_schedule(WORKING, service=service)
        day = {"valid_from": date(2026, 12, 25), "valid_to": date(2026, 12, 25)}
        make_schedule("", service=service, opens_at=time(10), closes_at=time(14), **day)
        refresh_open_hours(now=CHRISTMAS_EVE)
        said = times(service, now=CHRISTMAS_EVE + timedelta(days=1))
        assert (said.opens_at.hour, said.closes_at.hour) == (10, 14)
        assert said.usual is None

    def test_hours_that_cannot_be_read_are_not_usual_either(self):
        make_network()
        service = make_service()
        make_schedule(WORKING, service=service, byweekno="1")
        said = times(service, now=CHRISTMAS_EVE + timedelta(days=1))
        assert said.usual is None

    def test_are_days_where_the_service_is(self):
        make_network()
        far = make_service(time_zone="Pacific/Auckland")
        make_schedule(WORKING, service=far)
        refresh_open_hours(now=CHRISTMAS_EVE)
        # In Auckland it is Christmas Day at noon of Christmas Eve in London.
        morning = datetime(2026, 12, 24, 20, 30, tzinfo=UTC)
        assert times(far, now=morning, zone="Pacific/Auckland").usual


class TestZones:
    def test_the_services_own_goes_before_its_rows_and_these_before_the_networks(self):
        make_network("US", "America/New_York")
        service = make_service()
        row = make_schedule(service=service)
        refresh_open_hours(now=MONDAY)
        assert rows()[0][0].hour == 14
        Schedule.objects.filter(pk=row.pk).update(timezone="Europe/Paris")
        refresh_open_hours(now=MONDAY)
        assert rows()[0][0].hour == 8
        Service.objects.update(time_zone="Europe/London")
        refresh_open_hours(now=MONDAY)
        assert rows()[0][0].hour == 9

    def test_rows_that_say_several_are_not_believed(self):
        service = make_service()
        for name in ("Europe/Paris", "Europe/London"):
            make_schedule(service=service, timezone=name)
        assert refresh_open_hours(now=MONDAY) == 0


class TestNextHours:
    def test_are_the_present_ones_or_the_next(self):
        service = make_service()
        assert next_hours([service.pk], now=MONDAY) == {}
        make_schedule(service=service)
        refresh_open_hours(now=MONDAY)
        for hours, day in ((2, 2), (12, 9)):
            moment = MONDAY + timedelta(hours=hours)
            assert next_hours([service.pk], now=moment)[service.pk][0].day == day


class TestTimetables:
    def test_ask_each_table_once_however_many_services(self, django_assert_num_queries):
        services = [make_service(f"S{n}") for n in range(3)]
        for service in services:
            make_schedule(location=make_location(service))
        with django_assert_num_queries(4):
            found = timetables([service.pk for service in services])
        assert all(len(one.rows()) == 1 for one in found.values())


@pytest.mark.django_db(transaction=True)
class TestTheDuty:
    """R7: run twice, late, or by two workers at once it ends in the same rows."""

    def make_city(self) -> None:
        for n in range(30):
            make_schedule(WORKING, service=make_service(f"S{n}"))

    def test_twice_or_late_ends_in_the_same_rows(self):
        self.make_city()
        late = MONDAY + timedelta(days=3)
        refresh(late)
        once = rows()
        refresh(MONDAY)
        refresh(late)
        refresh(late)
        assert rows() == once

    @pytest.mark.parametrize("waits", [True, False])
    def test_by_several_at_once_ends_in_the_same_rows(self, waits):
        self.make_city()
        refresh(MONDAY)
        once = rows()
        start = Barrier(4)

        def work() -> None:
            try:
                start.wait()
                for _ in range(3):
                    refresh_open_hours(now=MONDAY, waits=waits)
            finally:
                connection.close()

        threads = [Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert rows() == once

    def test_leaves_what_somebody_is_changing_to_them(self):
        service = make_service()
        make_schedule(service=service)
        refresh(MONDAY)
        if not connection.features.has_select_for_update_skip_locked:
            pytest.skip("one writer at a time here")
        made: list[int] = []

        def work() -> None:
            try:
                made.append(refresh_open_hours(now=MONDAY, waits=False))
            finally:
                connection.close()

        with transaction.atomic():
            Service.objects.select_for_update().get(pk=service.pk)
            thread = Thread(target=work)
            thread.start()
            thread.join()
        assert made == [0]
        assert len(rows()) == 8
