"""Days at both ends of the calendar, as anybody may type them into a listing."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from fourthp.directory.operations.hours import refresh_open_hours
from fourthp.directory.operations.indexing import index_services
from fourthp.directory.rules.hours import closure
from fourthp.directory.tests.makers import make_service
from fourthp.foundation.clock import now
from fourthp.partnership.tests.makers import make_network

ENDS = (date.min, date.max, None)


@pytest.mark.django_db
@pytest.mark.parametrize("zone", ["Pacific/Auckland", "America/New_York"])
@pytest.mark.parametrize("begins", ENDS)
@pytest.mark.parametrize("reopens", ENDS)
def test_take_down_no_page(zone, begins, reopens):
    make_network(time_zone=zone)
    service = make_service(
        "Drop-in", closed_from=begins, reopens_on=reopens, status="temporarily closed"
    )
    refresh_open_hours(now=now(), services=[service.pk])
    index_services()
    client = Client(headers={"Sec-Fetch-Site": "same-origin"})
    assert client.get(reverse("service", args=[service.pk])).status_code == 200
    found = client.post(reverse("find"), {"q": "drop-in"})
    assert found.status_code == 200
    assert "Drop-in" in found.content.decode()


def test_a_closing_from_the_last_day_of_all_has_not_begun():
    closing = closure(date.max, None, is_closed=True)
    today = date(2026, 3, 10)
    assert closing.days(today, today) == []
