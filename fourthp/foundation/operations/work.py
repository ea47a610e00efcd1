"""Long work: begun by a button, told as it goes on, left and come back to.

How far it is stands in a small file of the home, because the work's own transaction
hides its rows until it ends, and on SQLite lets nobody else write.
"""

import time
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from django.db import transaction
from django.utils.module_loading import import_string
from django_tasks.base import Task

from fourthp.foundation.actors import Actor
from fourthp.foundation.clock import now as clock_now
from fourthp.foundation.models import Work

TELL_EVERY_SECONDS = 0.2


class Progress(Protocol):
    """What long work calls to tell how far it is.

    done and total are in the same unit; doing says in words, not yet translated, what
    is being done.
    """

    def __call__(self, done: int, total: int, doing: str = "", /) -> None: ...


def begin_work(path: str, *given: str, title: str, leads_to: str, by: Actor) -> Work:
    """Enqueue a task as work that its asker can follow; leads_to is a URL.

    path names the task as the worker finds it; it is called with the work's id and
    with what is given.
    """
    task: Task[..., Any] = import_string(path)
    work = Work(
        title=title,
        actor_kind=by.actor_kind,
        actor_id=by.actor_id,
        leads_to=leads_to,
        made_at=clock_now(),
    )
    with transaction.atomic():
        work.job_id = UUID(task.enqueue(str(work.pk), *given).id)
        work.save()
    return work


def telling(work_id: str) -> Progress:
    """Return what a task calls to say how far it is."""
    told, said = 0.0, ""

    def tell(done: int, total: int, doing: str = "", /) -> None:
        nonlocal told, said
        moment = time.monotonic()
        is_new = doing != said or done == total
        if moment - told < TELL_EVERY_SECONDS and not is_new:
            return
        told, said = moment, doing
        path = Work(pk=UUID(work_id)).progress_file
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        new = path.with_suffix(".new")
        new.write_text(f"{done} {total} {doing}")
        new.replace(path)

    return tell


def end_work(
    work_id: str, *, now: datetime, said: str = "", leads_to: str = ""
) -> None:
    """Note that a work has ended, and what is to be said of it, if anything.

    said is a sentence for whoever asked, when the work could not be done.
    """
    change = {"ended_at": now, "said": said[:500]}
    if leads_to:
        change["leads_to"] = leads_to
    Work.objects.filter(pk=work_id, ended_at=None).update(**change)
    Work(pk=UUID(work_id)).progress_file.unlink(missing_ok=True)
