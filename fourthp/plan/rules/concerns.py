"""The way of a concern: from being raised to its answer, and what may follow what."""

from datetime import datetime, timedelta

HELD, RAISED, AGAIN, HEARD = "held", "raised", "again", "heard"
AGENDA, DECIDED, BEGUN, ANSWERED = "agenda", "decided", "begun", "answered"
WITHDRAWN, DECLINED = "withdrawn", "declined"

# What is drawn of it, in this order.
STATIONS = (RAISED, HEARD, AGENDA, DECIDED, BEGUN, ANSWERED)
# For an answer it waits in each of these.
OPEN = frozenset({RAISED, AGAIN, HEARD, AGENDA, DECIDED, BEGUN})
# Nobody has heard it yet: who raised it may still put its words right.
UNHEARD = frozenset({RAISED, AGAIN})
# It is not there for members: not yet, or not any more.
UNSEEN = frozenset({HELD, WITHDRAWN, DECLINED})
# It goes for good some days later.
GOES = frozenset({WITHDRAWN, DECLINED})

# From where each step may be taken. What was skipped was not needed.
FROM: dict[str, frozenset[str]] = {
    HEARD: frozenset({HELD, DECLINED, RAISED, AGAIN}),
    AGENDA: OPEN,
    DECIDED: OPEN,
    BEGUN: OPEN - {BEGUN},
    ANSWERED: OPEN,
    AGAIN: frozenset({ANSWERED, WITHDRAWN}),
    WITHDRAWN: OPEN,
    DECLINED: frozenset({HELD}),
}

# After so long without an answer it shows where it hurts; a mail says so each time.
UNANSWERED_AFTER = timedelta(days=60)
# What was withdrawn or declined stays so long, to be brought back.
GONE_AFTER = timedelta(days=30)


def may_follow(step: str, state: str) -> bool:
    """Tell whether a step may be taken from a state."""
    return state in FROM[step]


def next_of(state: str) -> str:
    """Return the station that a concern waits for; nothing where it waits for none."""
    if state == HELD:
        return HEARD
    if state not in OPEN:
        return ""
    here = STATIONS.index(RAISED if state == AGAIN else state)
    return STATIONS[here + 1]


def days_between(before: datetime, after: datetime) -> int:
    """Return how many whole days lie between two moments."""
    return max(0, (after - before).days)


def period_of(open_since: datetime, now: datetime) -> int:
    """Return how many times a concern has waited as long as an answer may take."""
    return max(0, (now - open_since) // UNANSWERED_AFTER)
