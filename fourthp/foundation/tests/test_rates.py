"""S13: abuse is slowed, nobody is shut out; it stands over a restart."""

from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest
from django.db import connections
from django.test import RequestFactory

from fourthp.foundation import middleware
from fourthp.foundation.middleware import caller_of
from fourthp.foundation.models import RateBucket
from fourthp.foundation.operations.rates import (
    BUCKETS_STAY,
    sweep_buckets,
    take_token,
    take_tokens,
)
from fourthp.foundation.policies import Rate

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SLOW = Rate("note", burst=3, per_hour=60)


class TestTakeToken:
    def test_lets_a_burst_in_then_says_how_long_to_wait(self, db):
        waits = [take_token(SLOW, "192.0.2.1", now=NOON) for _ in range(5)]
        assert waits[:3] == [0, 0, 0]
        assert all(50 < wait <= 61 for wait in waits[3:])

    def test_fills_again_and_never_shuts_out(self, db):
        for _ in range(50):
            take_token(SLOW, "192.0.2.1", now=NOON)
        assert take_token(SLOW, "192.0.2.1", now=NOON + timedelta(seconds=61)) == 0

    def test_keeps_callers_and_kinds_apart(self, db):
        for _ in range(4):
            take_token(SLOW, "192.0.2.1", now=NOON)
        assert take_token(SLOW, "192.0.2.2", now=NOON) == 0
        assert take_token(Rate("other", 3, 60), "192.0.2.1", now=NOON) == 0

    def test_keeps_no_address(self, db):
        take_token(SLOW, "192.0.2.1", now=NOON)
        assert "192.0.2.1" not in str(RateBucket.objects.values().get())

    def test_takes_a_clock_that_went_back_for_no_time(self, db):
        take_token(SLOW, "a", now=NOON)
        assert take_token(SLOW, "a", now=NOON - timedelta(hours=1)) == 0
        assert RateBucket.objects.get().tokens == 1

    def test_of_two_buckets_takes_both_or_neither(self, db):
        full, empty = (SLOW, "a"), (Rate("scarce", burst=1, per_hour=60), "b")
        assert take_tokens(full, empty, now=NOON) == [0, 0]
        for _ in range(5):
            first, second = take_tokens(full, empty, now=NOON)
            assert first == 0
            assert 50 < second <= 61
        assert [take_token(*full, now=NOON) for _ in range(2)] == [0, 0]


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_count_as_one():
    waits: list[int] = []

    def call() -> None:
        waits.append(take_token(SLOW, "a", now=NOON))
        connections.close_all()

    take_token(SLOW, "a", now=NOON)
    threads = [Thread(target=call) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len([wait for wait in waits if wait == 0]) == 2


def test_a_full_bucket_is_forgotten(db):
    take_token(SLOW, "a", now=NOON)
    assert sweep_buckets(now=NOON + BUCKETS_STAY / 2) == 0
    assert sweep_buckets(now=NOON + BUCKETS_STAY * 2) == 1


class TestDoor:
    @pytest.fixture(autouse=True)
    def _pages(self, settings, db):
        settings.ROOT_URLCONF = "fourthp.foundation.tests.pages"

    def test_answers_429_with_when_to_come_back(self, client):
        answers = [client.post("/slow/") for _ in range(4)]
        assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
        assert int(answers[3].headers["Retry-After"]) > 0
        assert "Nobody has been locked out" in answers[3].content.decode()

    def test_never_slows_reading(self, client):
        assert {client.get("/slow/").status_code for _ in range(9)} == {200}

    def test_control_without_the_guard_nobody_is_slowed(self, client, monkeypatch):
        monkeypatch.setattr(middleware, "take_token", lambda *_, **__: 0)
        assert {client.post("/slow/").status_code for _ in range(9)} == {200}


class TestCallerOf:
    def ask(self, settings, hops, told="", remote="192.0.2.9"):
        settings.TRUSTED_PROXIES = hops
        headers = {"X-Forwarded-For": told} if told else {}
        return caller_of(RequestFactory(headers=headers).get("/", REMOTE_ADDR=remote))

    def test_believes_only_as_many_proxies_as_are_trusted(self, settings):
        told = "198.51.100.1, 203.0.113.5, 203.0.113.6"
        assert self.ask(settings, 0, told) == "192.0.2.9"
        assert self.ask(settings, 1, told) == "203.0.113.6"
        assert self.ask(settings, 2, told) == "203.0.113.5"
        assert self.ask(settings, 9, told) == "192.0.2.9"

    def test_takes_a_network_of_ipv6_for_one(self, settings):
        assert self.ask(settings, 0, remote="2001:db8:1:2:3::4") == "2001:db8:1:2::"

    def test_takes_an_address_written_in_ipv6_for_itself(self, settings):
        assert self.ask(settings, 0, remote="::ffff:192.0.2.9") == "192.0.2.9"

    def test_takes_nonsense_for_nobody(self, settings):
        assert self.ask(settings, 1, "not an address") == ""
