"""Slowing down whoever does too much, without ever shutting anybody out (S13)."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.crypto import salted_hmac

from fourthp.foundation.models import RateBucket
from fourthp.foundation.policies import Rate

# Every bucket is full again by then: forgetting it changes nothing.
BUCKETS_STAY = timedelta(hours=2)


def take_token(rate: Rate, caller: str, *, now: datetime) -> int:
    """Take one token of a caller's bucket; return the seconds to wait, 0 when let in.

    A bucket holds rate.burst tokens and fills by rate.per_hour an hour. It stands in
    the database, so that a restart empties nothing and two workers count as one.
    """
    return take_tokens((rate, caller), now=now)[0]


def take_tokens(*asked: tuple[Rate, str], now: datetime) -> list[int]:
    """Take one token of each bucket, or none where one has none; return all waits.

    Whoever asks for the same ones asks in the same order.
    """
    with transaction.atomic(savepoint=False):
        found = [(rate, _locked(_key(rate, name), rate, now)) for rate, name in asked]
        held = [_tokens(bucket, rate, now) for rate, bucket in found]
        is_let_in = all(tokens >= 1 for tokens in held)
        for (_rate, bucket), tokens in zip(found, held, strict=True):
            left = tokens - is_let_in
            RateBucket.objects.filter(pk=bucket.pk).update(tokens=left, at=now)
    rates = [rate for rate, _name in asked]
    return [_wait(tokens, rate) for tokens, rate in zip(held, rates, strict=True)]


def _tokens(bucket: RateBucket, rate: Rate, now: datetime) -> float:
    """Return how many tokens a bucket holds by now."""
    passed = max(0.0, (now - bucket.at).total_seconds())
    return min(float(rate.burst), bucket.tokens + passed * _a_second(rate))


def _wait(tokens: float, rate: Rate) -> int:
    return 0 if tokens >= 1 else int((1 - tokens) / _a_second(rate)) + 1


def _a_second(rate: Rate) -> float:
    return rate.per_hour / 3600


def _locked(key: str, rate: Rate, now: datetime) -> RateBucket:
    buckets = RateBucket.objects.select_for_update()
    if found := buckets.filter(key=key).first():
        return found
    full = {"tokens": rate.burst, "at": now}
    return buckets.get_or_create(key=key, defaults=full)[0]


def _key(rate: Rate, caller: str) -> str:
    told = f"{rate.bucket}:{caller}"
    return salted_hmac("fourthp.rates", told, algorithm="sha256").hexdigest()


def sweep_buckets(*, now: datetime) -> int:
    """Forget the buckets that are full again; return how many."""
    gone, _each = RateBucket.objects.filter(at__lt=now - BUCKETS_STAY).delete()
    return gone
