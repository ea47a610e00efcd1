"""Opening hours as they were handed in: of HSDS, of holidays, of other zones."""

from datetime import UTC, date, datetime, time, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection, transaction

from fourthp.directory.models import Schedule, Service
from fourthp.directory.operations.hours import refresh_open_hours
from fourthp.directory.operations.imports.applying import apply_import
from fourthp.directory.operations.imports.planning import plan_import
from fourthp.directory.queries.hours import next_hours
from fourthp.directory.queries.timetables import timetables
from fourthp.directory.tasks import refresh
from fourthp.directory.tests.makers import make_location, make_service
from fourthp.directory.tests.packages import make_package, plain
from fourthp.directory.tests.test_open_hours import (
    MONDAY,
    WORKING,
    days_open,
    make_schedule,
    rows,
    times,
)
from fourthp.foundation.actors import Host
from fourthp.partnership.operations.network import NetworkFacts, set_up_network

pytestmark = pytest.mark.django_db

CHRISTMAS_EVE = datetime(2026, 12, 24, 12, tzinfo=UTC)


def make_network(country: str = "GB", zone: str = "Europe/London") -> None:
    set_up_network(NetworkFacts("N", country, zone), by=Host())


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
