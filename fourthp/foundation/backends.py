"""Background tasks through the django-tasks API, kept in our own table.

A task enqueued inside a transaction exists only if that transaction does.
"""

from typing import Any

from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskResult, TaskResultStatus
from django_tasks.utils import normalize_json

from fourthp.foundation.clock import now
from fourthp.foundation.models import Job


class LeasedBackend(BaseTaskBackend):
    """Writes a Job; `worker.py` leases and runs it."""

    supports_defer = True

    def enqueue(self, task: Task[Any, Any], args: Any, kwargs: Any) -> TaskResult[Any]:
        self.validate_task(task)
        made = now()
        job = Job.objects.create(
            path=task.module_path,
            arguments=normalize_json({"args": args, "kwargs": kwargs}),
            due_at=task.run_after or made,
            made_at=made,
        )
        return TaskResult(
            task=task,
            id=str(job.pk),
            status=TaskResultStatus.READY,
            enqueued_at=made,
            started_at=None,
            finished_at=None,
            last_attempted_at=None,
            args=args,
            kwargs=kwargs,
            backend=self.alias,
            errors=[],
            worker_ids=[],
        )
