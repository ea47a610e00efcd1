"""The ground's own timed duties."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_tasks import task

from fourthp.foundation.duties import daily, duty
from fourthp.foundation.models.scrubbing import scrub_database
from fourthp.foundation.operations.form_keys import sweep_form_keys
from fourthp.foundation.operations.rates import sweep_buckets
from fourthp.foundation.operations.revisions import forget_revisions
from fourthp.foundation.operations.striking import end_strikes
from fourthp.foundation.seals import sweep_files
from fourthp.foundation.worker import sweep_work

FILES_STAY = timedelta(days=1)


@duty(
    "foundation.sweep_work",
    title=_("Forget background work that ended long ago"),
    if_late=_("It stays until this is done."),
    every=timedelta(hours=6),
)
def sweep(now: datetime) -> int:
    """Forget work that ended long ago."""
    return sweep_work(now=now)


@duty(
    "foundation.sweep_form_keys",
    title=_("Forget what was typed before signing in again, after four hours"),
    if_late=_("It stays for longer, and nobody is shown it."),
    every=timedelta(minutes=15),
)
def sweep_keys(now: datetime) -> int:
    """Forget the keys of forms sent long ago, and what was kept for hours."""
    return sweep_form_keys(now=now)


@duty(
    "foundation.sweep_files",
    title=_("Forget files that were handed in a day ago"),
    if_late=_("They stay for longer, sealed: nobody can read them."),
    every=timedelta(hours=1),
)
def sweep_kept_files(_now: datetime) -> int:
    """Forget what was handed in a day ago and never used."""
    # A disk tells the real time, in the demo too.
    return sweep_files(before=timezone.now() - FILES_STAY)


@duty(
    "foundation.end_strikes",
    title=_("Look once more for struck words, where a strike was cut off"),
    if_late=_("Words that were being saved at that moment stay until this is done."),
    every=timedelta(minutes=1),
)
def end_all_strikes(now: datetime) -> int:
    """Look once more for words whose strike was cut off."""
    return end_strikes(now=now)


@daily(
    "foundation.forget_revisions",
    title=_("Forget what was changed two years ago"),
    if_late=_("Histories reach further back until this is done."),
)
def forget_changes(now: datetime) -> int:
    """Forget what was changed long ago."""
    return forget_revisions(now=now)


@duty(
    "foundation.sweep_buckets",
    title=_("Forget old counts of who asked for pages how often"),
    if_late=_("Old counts stay for longer and slow nobody down."),
    every=timedelta(hours=1),
)
def sweep_rates(now: datetime) -> int:
    """Forget who did what lately."""
    return sweep_buckets(now=now)


@task()
def scrub(tables: list[str]) -> None:
    """Write the database's files anew after some tables forgot something for good."""
    scrub_database(tables)
