"""How far the work is that somebody asked for."""

from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

from fourthp.foundation.actors import Actor
from fourthp.foundation.models import Job, Work


class WorkState(StrEnum):
    """How a work stands."""

    WAITING = "waiting"
    DOING = "doing"
    DONE = "done"
    REFUSED = "refused"
    STUMBLED = "stumbled"
    FAILED = "failed"


@dataclass(frozen=True)
class Shown:
    """A work as its page shows it; total 0 means that nobody knows how much it is."""

    work: Work
    state: WorkState
    done: int = 0
    total: int = 0
    doing: str = ""

    @property
    def is_begun(self) -> bool:
        """Tell whether somebody is at it."""
        return self.state is WorkState.DOING

    @property
    def is_over(self) -> bool:
        """Tell whether looking again would show nothing else."""
        return self.state in {WorkState.DONE, WorkState.REFUSED, WorkState.FAILED}


def work_of(actor: Actor) -> list[Work]:
    """Return what an actor asked for in the last days, newest first."""
    mine = Work.objects.filter(actor_kind=actor.actor_kind, actor_id=actor.actor_id)
    return list(mine.select_related("job").order_by("-made_at"))


def unfinished_of(actor: Actor) -> list[Shown]:
    """Return what an actor asked for that goes on, newest first."""
    every = (shown(work) for work in work_of(actor) if not work.ended_at)
    return [one for one in every if not one.is_over]


def shown(work: Work) -> Shown:
    """Return how a work stands now."""
    if work.ended_at:
        return Shown(work, WorkState.REFUSED if work.said else WorkState.DONE)
    if work.job is None or work.job.state == Job.State.FAILED:
        return Shown(work, WorkState.FAILED)
    if work.job.state == Job.State.DONE:
        return Shown(work, WorkState.DONE)
    with suppress(OSError, ValueError):
        done, total, doing = work.progress_file.read_text().split(" ", 2)
        said = _(doing) if doing else ""
        return Shown(work, WorkState.DOING, int(done), int(total), said)
    if work.job.fault:
        return Shown(work, WorkState.STUMBLED)
    return Shown(work, WorkState.DOING if work.job.attempts else WorkState.WAITING)
