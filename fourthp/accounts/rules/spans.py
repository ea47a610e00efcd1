"""How long a session lasts, and how long a second factor counts: arithmetic of moments.

Sources: NIST SP 800-63B-4, sections 2.1.3 and 2.2.3 (times of reauthentication).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

SHARED, OWN = "shared", "own"
# A clock may be set right by so much without anybody being signed out.
SLACK = timedelta(minutes=5)
# Unused for so long, a session ends at a computer of one's own.
OWN_IDLE = timedelta(days=7)
# Opened by an employer's sign-in, it ends by then: she may have been dismissed since.
EMPLOYER_WHOLE = timedelta(hours=12)
# Without a press for so long, a second factor is asked again.
FACTOR_IDLE = timedelta(hours=2)


@dataclass(frozen=True)
class Limits:
    """How long a session lasts unused, and at all; how exactly its use is noted."""

    idle: timedelta
    whole: timedelta
    noted_every: timedelta


@dataclass(frozen=True)
class Span:
    """When a session began, and when somebody last pressed something in it."""

    began: datetime
    seen: datetime

    def ends_at(self, limits: Limits) -> datetime:
        """Return the moment at which it ends if nobody presses anything."""
        return min(self.seen + limits.idle, self.began + limits.whole)

    def is_over(self, limits: Limits, *, now: datetime) -> bool:
        """Tell whether it has ended.

        A clock that was set back would keep for long what was seen before that.
        """
        is_ahead = max(self.seen, self.began) - now > SLACK
        return is_ahead or now >= self.ends_at(limits)


def factor_counts(
    shown_at: datetime, *, since: datetime | None, lasts: timedelta, now: datetime
) -> bool:
    """Tell whether a second factor still counts that was shown at a moment.

    since: when the session was used again after nobody had for two hours.
    """
    is_asked_again = since is not None and shown_at < since
    return not is_asked_again and -SLACK <= now - shown_at < lasts
