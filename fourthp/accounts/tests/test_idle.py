"""S6: a desktop that somebody left does not stay open."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from fourthp.accounts.middleware import IDLE, TOUCH_EVERY, WHOLE
from fourthp.accounts.tests.makers import make_user
from tests.safety.actors import sign_in

MORNING = datetime(2026, 3, 2, 8, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Client:
    client = Client()
    with time_machine.travel(MORNING, tick=False):
        sign_in(client, make_user())
        assert is_in(client)
    return client


def seen() -> str:
    return Session.objects.get().get_decoded()["seen_at"]


def is_in(client: Client) -> bool:
    return client.get(reverse("account")).status_code == 200


def at(moment: timedelta, client: Client) -> bool:
    with time_machine.travel(MORNING + moment, tick=False):
        return is_in(client)


def test_an_unused_session_ends(desk):
    assert not at(IDLE + timedelta(seconds=1), desk)
    assert not at(IDLE + timedelta(seconds=2), desk)


def test_a_used_one_stays_and_still_ends_with_the_day(desk):
    step = IDLE - timedelta(minutes=1)
    moment = step
    while moment < WHOLE:
        assert at(moment, desk)
        moment += step
    assert not at(WHOLE + timedelta(minutes=1), desk)


def test_a_clock_that_was_set_back_keeps_none_open(desk):
    assert at(-TOUCH_EVERY, desk)
    assert not at(-TOUCH_EVERY - timedelta(days=300), desk)


def test_control_without_the_guard_it_stays(desk, settings):
    settings.MIDDLEWARE = [m for m in settings.MIDDLEWARE if "IdleMiddleware" not in m]
    desk.handler.load_middleware()
    assert at(IDLE + timedelta(hours=1), desk)


def test_is_written_no_oftener_than_it_must(desk):
    before = seen()
    assert at(TOUCH_EVERY - timedelta(seconds=1), desk)
    assert seen() == before
    assert at(TOUCH_EVERY + timedelta(seconds=1), desk)
    assert seen() != before
