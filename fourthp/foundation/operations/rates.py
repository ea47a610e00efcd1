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
    with transaction.atomic(savepoint=False):
        bucket = _locked(_key(rate, caller), rate, now)
        a_second = rate.per_hour / 3600
        passed = max(0.0, (now - bucket.at).total_seconds())
        tokens = min(float(rate.burst), bucket.tokens + passed * a_second)
        let_in = tokens >= 1
        left = tokens - let_in
        RateBucket.objects.filter(pk=bucket.pk).update(tokens=left, at=now)
    return 0 if let_in else int((1 - tokens) / a_second) + 1


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
