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
    with transaction.atomic():
        bucket, _made = RateBucket.objects.select_for_update().get_or_create(
            key=_key(rate, caller), defaults={"tokens": rate.burst, "at": now}
        )
        a_second = rate.per_hour / 3600
        passed = max(0.0, (now - bucket.at).total_seconds())
        tokens = min(float(rate.burst), bucket.tokens + passed * a_second)
        let_in = tokens >= 1
        bucket.tokens, bucket.at = tokens - let_in, now
        bucket.save(update_fields=["tokens", "at"])
    return 0 if let_in else int((1 - tokens) / a_second) + 1


def _key(rate: Rate, caller: str) -> str:
    told = f"{rate.bucket}:{caller}"
    return salted_hmac("fourthp.rates", told, algorithm="sha256").hexdigest()


def sweep_buckets(*, now: datetime) -> int:
    """Forget the buckets that are full again; return how many."""
    gone, _each = RateBucket.objects.filter(at__lt=now - BUCKETS_STAY).delete()
    return gone
