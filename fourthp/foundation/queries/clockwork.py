"""How the clockwork goes: each timed duty, and the workers that do them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from fourthp.foundation.duties import Duty, Text, all_duties
from fourthp.foundation.leases import is_free
from fourthp.foundation.models import DutyRun, WorkerBeat

WORKER_IS_GONE_AFTER = timedelta(minutes=2)
# So long a page says that what somebody asked for was done.
JUST_NOW = timedelta(minutes=10)


class DutyState(StrEnum):
    """How a duty stands."""

    FAILING = "failing"
    LATE = "late"
    DOING = "doing"
    NEVER = "never"
    FINE = "fine"


STATES: dict[DutyState, Text] = {
    DutyState.FAILING: gettext_lazy("fails"),
    DutyState.LATE: gettext_lazy("late"),
    DutyState.DOING: gettext_lazy("being done"),
    DutyState.NEVER: gettext_lazy("not done yet"),
    DutyState.FINE: gettext_lazy("in time"),
}
LOOKED_AT = (DutyState.FAILING, DutyState.LATE)


@dataclass(frozen=True)
class DutyTold:
    """A duty, how it stands, and its row: None before a worker ever saw it."""

    duty: Duty
    state: DutyState
    run: DutyRun | None
    is_being_done: bool = False

    @property
    def state_words(self) -> str:
        """Return how it stands, in words."""
        return str(STATES[self.state])

    @property
    def needs_a_look(self) -> bool:
        """Tell whether somebody should look: it fails, or is late."""
        return self.state in LOOKED_AT

    @property
    def is_asked_for(self) -> bool:
        """Tell whether somebody asked for it, and it was not begun since."""
        if self.run is None or self.run.asked_at is None:
            return False
        began = self.run.began_at
        return began is None or began < self.run.asked_at

    def is_awaited(self, now: datetime) -> bool:
        """Tell whether somebody asked for it, and it is not done yet."""
        return self.is_asked_for or (self.is_being_done and self._was_asked(now))

    def is_done_just_now(self, now: datetime) -> bool:
        """Tell whether somebody asked for it lately, and it was done since."""
        if self.run is None or self.is_being_done or not self._was_asked(now):
            return False
        asked_at, done = self.run.asked_at, self.run.last_done_at
        return asked_at is not None and done is not None and asked_at <= done

    def _was_asked(self, now: datetime) -> bool:
        asked_at = self.run.asked_at if self.run else None
        return asked_at is not None and now - JUST_NOW < asked_at <= now

    @property
    def last_at(self) -> datetime | None:
        """Return when it last began, or what is known of that."""
        return self.run.began_at or self.run.last_done_at if self.run else None

    @property
    def due_at(self) -> datetime | None:
        """Return when it is due next."""
        return self.run.due_at if self.run else None

    @property
    def took_words(self) -> str:
        """Return how long its last run took, in words."""
        return _long(self.run.took) if self.run and self.run.took is not None else ""

    @property
    def did_words(self) -> str:
        """Return what it did when it last succeeded, in words, where it says so."""
        if self.run is None or self.run.did is None:
            return ""
        if not self.run.did:
            return _("there was nothing to do")
        done = ngettext("%(count)s thing done", "%(count)s things done", self.run.did)
        return done % {"count": number_format(self.run.did, force_grouping=True)}


@dataclass(frozen=True)
class Rhythm:
    """Duties that are done about equally often, and how often in words."""

    title: str
    duties: list[DutyTold]


# What is done at least so often, the most often first.
_RHYTHMS: tuple[tuple[timedelta, Text], ...] = (
    (timedelta(minutes=15), gettext_lazy("Several times an hour")),
    (timedelta(hours=6), gettext_lazy("Several times a day")),
    (timedelta.max, gettext_lazy("Once a day")),
)


def verdict(told: Iterable[DutyTold]) -> str:
    """Return in one sentence whether anything is wrong with some duties."""
    states = Counter(one.state for one in told)
    fail, late = states[DutyState.FAILING], states[DutyState.LATE]
    fails = ngettext("%(n)d duty fails", "%(n)d duties fail", fail) % {"n": fail}
    are_late = ngettext("%(n)d duty is late", "%(n)d duties are late", late)
    are_late %= {"n": late}
    if fail and late:
        return _("%(fails)s, and %(late)s.") % {"fails": fails, "late": are_late}
    if fail or late:
        return _("%s.") % (fails if fail else are_late)
    return _("Everything is in time.")


def by_rhythm(told: Iterable[DutyTold]) -> list[Rhythm]:
    """Return duties by how often they are done; a rhythm without one is left out."""
    found: dict[Text, list[DutyTold]] = {title: [] for _most, title in _RHYTHMS}
    for one in told:
        title = next(title for most, title in _RHYTHMS if one.duty.every <= most)
        found[title].append(one)
    return [Rhythm(str(title), duties) for title, duties in found.items() if duties]


def duties_told(now: datetime) -> list[DutyTold]:
    """Return every declared duty and how it stands, what is to be looked at first."""
    found = each_duty_told(now)
    return sorted(found, key=lambda one: (_place(one), str(one.duty.title)))


def each_duty_told(now: datetime) -> list[DutyTold]:
    """Return every declared duty and how it stands, in no order that anybody reads."""
    runs = DutyRun.objects.in_bulk()
    return [_told(one, runs.get(one.name), now) for one in all_duties()]


def _told(duty: Duty, run: DutyRun | None, now: datetime) -> DutyTold:
    if run is None:
        return DutyTold(duty, DutyState.NEVER, run)
    is_being_done = not is_free(run, now)
    return DutyTold(duty, _state(duty, run, now, is_being_done), run, is_being_done)


def _place(told: DutyTold) -> int:
    return LOOKED_AT.index(told.state) if told.needs_a_look else len(LOOKED_AT)


def _state(duty: Duty, run: DutyRun, now: datetime, is_being_done: bool) -> DutyState:
    if run.fault:
        return DutyState.FAILING
    if is_being_done:
        return DutyState.DOING
    if now - run.due_at > duty.grace:
        return DutyState.LATE
    is_done = run.began_at or run.last_done_at
    return DutyState.FINE if is_done else DutyState.NEVER


def _long(took: timedelta) -> str:
    seconds = round(took.total_seconds())
    if not seconds:
        return _("less than a second")
    if seconds < 120:
        told = ngettext("%(count)d second", "%(count)d seconds", seconds)
        return told % {"count": seconds}
    minutes = round(seconds / 60)
    return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {
        "count": minutes
    }


def workers_alive(now: datetime) -> int:
    """Return how many workers gave a sign of life within two minutes.

    A sign of later than now is of a clock that went back.
    """
    lately = (now - WORKER_IS_GONE_AFTER, now + WORKER_IS_GONE_AFTER)
    return WorkerBeat.objects.filter(at__range=lately).count()


def worker_last_seen(now: datetime) -> datetime | None:
    """Return when a worker gave its last sign of life, or None."""
    until = now + WORKER_IS_GONE_AFTER
    beat = WorkerBeat.objects.filter(at__lte=until).order_by("-at").first()
    return beat.at if beat else None
