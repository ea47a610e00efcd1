"""Say what happens on its own: when last, how long, what came of it, when next."""

import sys
from argparse import Namespace
from collections.abc import Iterator
from datetime import datetime

from fourthp.config.commands import at_words as _at
from fourthp.config.commands.serve import refuse_old_database
from fourthp.foundation.clock import now
from fourthp.foundation.queries.clockwork import (
    DutyTold,
    by_rhythm,
    duties_told,
    verdict,
    worker_last_seen,
    workers_alive,
)


def run(_asked: Namespace) -> int:
    """Print each duty in words; return 3 when one fails or is late, or nobody works."""
    refuse_old_database()
    moment = now()
    told, workers = duties_told(moment), workers_alive(moment)
    wrong = [one for one in told if one.needs_a_look]
    there = _workers(workers, worker_last_seen(moment))
    lines = [f"{verdict(told)} {there}" if workers or wrong else there]
    if wrong:
        lines += ["Late or failing", *map(_duty, wrong)]
    for rhythm in by_rhythm(one for one in told if not one.needs_a_look):
        lines += [rhythm.title, *map(_duty, rhythm.duties)]
    sys.stdout.write("\n\n".join(lines) + "\n")
    return 3 if not workers or any(one.needs_a_look for one in told) else 0


def _workers(alive: int, seen: datetime | None) -> str:
    if alive:
        return f"{alive} {'worker is' if alive == 1 else 'workers are'} there."
    since = f"since {_at(seen)}" if seen else "at all yet"
    return (
        f"No background worker was seen {since}: serve has one, or run bin/fourthp"
        " work. Everything below is caught up with once, when it is there."
    )


def _duty(told: DutyTold) -> str:
    asked = ", asked for" if told.is_asked_for else ""
    title = f"- {told.duty.title}: {told.state_words}{asked} ({told.duty.name})"
    return "\n  ".join([title, *_facts(told), f"If late: {told.duty.if_late}"])


def _facts(told: DutyTold) -> Iterator[str]:
    run = told.run
    if told.last_at:
        took = f", took {told.took_words}" if told.took_words else ""
        yield f"last {_at(told.last_at)}{took}"
    if run and run.fault:
        done = f", last done {_at(run.last_done_at)}" if run.last_done_at else ""
        since = f" since {_at(run.fails_since)}" if run.fails_since else ""
        yield f"fails{since} ({run.fault}){done}"
    elif told.did_words:
        yield told.did_words
    if not told.is_being_done:
        yield f"next {_at(told.due_at)}" if told.due_at else "next when a worker comes"
