"""Say everything that is dangerous or missing, in words."""

import os
import shutil
import sys
from argparse import Namespace
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from stat import S_IMODE

from django.conf import settings
from django.db import connection
from django.db.models import Count

from fourthp.accounts.queries.factors import factors_by_older_keys
from fourthp.audit.queries import (
    entries_waiting_too_long,
    head_stands,
    noted_outside,
)
from fourthp.audit.tasks import notes_folder
from fourthp.config.commands import at_words
from fourthp.config.commands.mail_check import (
    NO_SENDER,
    NOTHING_FETCHED,
    is_at_localhost,
)
from fourthp.config.commands.serve import has_database, pending_migrations
from fourthp.config.home import PARTS, has_no_key, secret_keys_file
from fourthp.directory.models.triggers import missing_triggers
from fourthp.foundation.clock import now, today
from fourthp.foundation.models import Job
from fourthp.foundation.queries.clockwork import (
    DutyState,
    DutyTold,
    duties_told,
    worker_last_seen,
    workers_alive,
)
from fourthp.partnership.queries.network import help_lines, this_network
from fourthp.trust.queries.witnesses import ENOUGH, witnesses_missing

FREE_BYTES = 500 * 1024 * 1024
FAILED_LATELY = timedelta(days=8)  # a check every week says each once or twice
DEBIAN_FONTS = "/usr/share/fonts/truetype/noto"
LINE_IS_OLD_AFTER_DAYS = 180


def run(_asked: Namespace) -> int:
    """Print each finding on a line; return 3 when there is one."""
    found = list(findings())
    for line in found:
        sys.stdout.write(f"- {line}\n")
    if not found:
        sys.stdout.write("Nothing dangerous and nothing missing was found.\n")
    return 3 if found else 0


def findings() -> Iterator[str]:
    """Yield every finding as one sentence."""
    yield from _address()
    yield from _mail()
    yield from _folder()
    if not has_database():
        yield "There is no database yet: run bin/fourthp setup first."
        return
    pending = pending_migrations()
    if pending:
        yield f"The database lacks {len(pending)} changes: run bin/fourthp migrate."
        return
    yield from _factors()
    yield from _network()
    yield from _witnesses()
    yield from _engine()
    yield from _worker()
    yield from _duties()
    yield from _jobs()
    yield from _fonts()


def _address() -> Iterator[str]:
    local = settings.ALLOWED_HOSTS[0] in {"localhost", "127.0.0.1"}
    if not settings.HTTPS and not local:
        yield "FOURTHP_URL is not https: passwords would cross the net in clear."
    if settings.HTTPS and not settings.TRUSTED_PROXIES:
        yield (
            "FOURTHP_TRUSTED_PROXIES is 0 behind https: say how many proxies stand"
            " in front, or every caller looks like one."
        )
    if settings.DEMO:
        yield "FOURTHP_DEMO is yes: anybody can become any of its people."


def _mail() -> Iterator[str]:
    if settings.MAIL_SERVER is None:
        if not settings.DEMO:
            yield (
                "Mail goes into a folder and reaches nobody: FOURTHP_MAIL=smtp://…"
                " names a mail server."
            )
        return
    if is_at_localhost(settings.MAIL_FROM):
        yield NO_SENDER
    if not settings.MAIL_IN:
        yield NOTHING_FETCHED


def _folder() -> Iterator[str]:
    if os.geteuid() == 0:
        yield "It runs as root: give it a user of its own."
    for part in ("", *PARTS):
        folder = settings.HOME / part
        if S_IMODE(folder.stat().st_mode) & 0o077:
            yield f"{folder} can be read by others: chmod 700 it."
    keys = secret_keys_file(settings.HOME)
    if not keys.exists():
        yield f"{keys} is missing: nobody stays signed in over a restart."
    elif has_no_key(keys):
        yield (
            f"{keys} is empty, and nobody stays signed in over a restart: put your copy"
            " of it back. If you have none, delete it: the next start makes a new one."
        )
    elif S_IMODE(keys.stat().st_mode) & 0o077:
        yield f"{keys} can be read by others: chmod 600 it."
    if shutil.disk_usage(settings.HOME).free < FREE_BYTES:
        yield f"Less than 500 MB are free where {settings.HOME} stands."


def _factors() -> Iterator[str]:
    older, lost = factors_by_older_keys()
    if older:
        yield (
            f"{len(older)} second factors need an older line of secret.keys: run"
            " bin/fourthp migrate before that line goes."
        )
    if lost:
        yield (
            f"No line of secret.keys opens {len(lost)} second factors: put the line"
            " back that was taken away, or these people need new ones."
        )


def _witnesses() -> Iterator[str]:
    missing = witnesses_missing()
    if missing and this_network() is not None:
        yield (
            f"{ENOUGH - missing} of {ENOUGH} witnesses outside get the note of each"
            " day: whoever has this server could change the record of acts unseen. A"
            " coordinator asks somebody under “The network”, Settings."
        )


def _network() -> Iterator[str]:
    network = this_network()
    if network is None:
        yield "The network is not set up yet: run bin/fourthp setup."
    elif network.is_demo and not settings.DEMO:
        yield "This is a demo's database: a real network needs its own."
    if network and not help_lines("emergency"):
        yield "No emergency number is set: bin/fourthp help-lines --set says one."
    for line in help_lines():
        if (today() - line.checked_on).days > LINE_IS_OLD_AFTER_DAYS:
            since = line.checked_on
            yield f"Nobody has checked the number of {line.name} since {since}."


def _engine() -> Iterator[str]:
    version = getattr(connection, "pg_version", None)
    if version and version < 150000:
        yield "PostgreSQL is older than 15."
    missing = missing_triggers(connection)
    if missing:
        yield (
            f"The database lacks {len(missing)} of the rules that keep refuge addresses"
            " out: run bin/fourthp migrate."
        )
    waiting = entries_waiting_too_long(now=now())
    if waiting:
        yield f"{waiting} acts wait for their seal: is bin/fourthp work running?"
    if not head_stands(noted_outside(notes_folder())):
        yield "The record of acts is not what was noted: run bin/fourthp verify-record."


def _worker() -> Iterator[str]:
    if workers_alive(now()):
        return
    seen = worker_last_seen(now())
    if seen is None:
        yield "No background worker was ever seen: serve has one, or run work."
    else:
        yield (
            f"No background worker was seen since {at_words(seen)}: serve has one, or"
            " run work. What is late is caught up with when it is there."
        )


def _duties() -> Iterator[str]:
    is_worked = workers_alive(now()) > 0
    for told in duties_told(now()):
        if told.state is DutyState.FAILING:
            yield _failing(told)
        # Where nobody works, everything is late, and that is said once.
        elif told.state is DutyState.LATE and told.due_at and is_worked:
            due = at_words(told.due_at)
            yield f"Late: {_named(told)} was due {due} and is not done."


def _failing(told: DutyTold) -> str:
    assert told.run is not None  # noqa: S101 -- what fails was tried
    done = told.run.last_done_at
    last = f"it was last done {at_words(done)}" if done else "it was never done"
    return f"It fails ({told.run.fault}): {_named(told)}; {last}."


def _named(told: DutyTold) -> str:
    return f"“{told.duty.title}” ({told.duty.name})"


def _jobs() -> Iterator[str]:
    failed = Job.objects.filter(
        state=Job.State.FAILED, ended_at__gt=now() - FAILED_LATELY
    )
    told = failed.values_list("path", "fault").annotate(times=Count("id"))
    for path, fault, times in told.order_by("path", "fault"):
        jobs = "job was" if times == 1 else "jobs were"
        yield f"{times} background {jobs} given up lately: {path} ({fault})."


def _fonts() -> Iterator[str]:
    folder = Path(settings.FONTS or DEBIAN_FONTS)
    if not any(folder.rglob("*.[to]tf")):
        yield (
            f"No fonts are in {folder}: install fonts-noto-core, or set FOURTHP_FONTS."
        )
