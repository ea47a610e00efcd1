"""The ground's own timed duties."""

from datetime import datetime, timedelta

from django.utils import timezone

from fourthp.foundation.duties import duty
from fourthp.foundation.operations.form_keys import sweep_form_keys
from fourthp.foundation.operations.rates import sweep_buckets
from fourthp.foundation.operations.revisions import forget_revisions
from fourthp.foundation.seals import sweep_files
from fourthp.foundation.worker import sweep_work

FILES_STAY = timedelta(days=1)


@duty("foundation.sweep_work", every=timedelta(hours=6))
def sweep(now: datetime) -> None:
    """Forget work that ended long ago."""
    sweep_work(now=now)


@duty("foundation.sweep_form_keys", every=timedelta(minutes=15))
def sweep_keys(now: datetime) -> None:
    """Forget the keys of forms sent long ago, and what was kept for an hour."""
    sweep_form_keys(now=now)


@duty("foundation.sweep_files", every=timedelta(hours=1))
def sweep_kept_files(_now: datetime) -> None:
    """Forget what was handed in a day ago and never used."""
    # A disk tells the real time, in the demo too.
    sweep_files(before=timezone.now() - FILES_STAY)


@duty("foundation.forget_revisions", every=timedelta(days=1))
def forget_changes(now: datetime) -> None:
    """Forget what was changed long ago."""
    forget_revisions(now=now)


@duty("foundation.sweep_buckets", every=timedelta(hours=1))
def sweep_rates(now: datetime) -> None:
    """Forget who did what lately."""
    sweep_buckets(now=now)
