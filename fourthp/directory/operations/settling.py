"""What is said to be wrong with listings, as it is settled, and opened again."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from fourthp.audit.operations import record
from fourthp.directory.models import Problem, Service
from fourthp.directory.permissions import can_settle_problems
from fourthp.foundation.actors import Actor


def settle_problem(problem: Problem, *, by: Actor, now: datetime) -> None:
    """Note that somebody looked at what was said to be wrong, and mended it."""
    settle_problems(problem.service, problem.kind, by=by, now=now)


def settle_problems(
    service: Service,
    kind: str,
    *,
    by: Actor,
    now: datetime,
    before: datetime | None = None,
) -> None:
    """Settle all of a kind that is said of a listing; before: what was said by then."""
    if not can_settle_problems(by, service, kind):
        raise PermissionDenied
    with transaction.atomic():
        open_ones = service.problems.filter(kind=kind, settled_at=None)
        if before:
            open_ones = open_ones.filter(at__lt=before)
        open_ones.update(settled_at=now)
        record(by, "settled", service, kind=kind)


def reopen_problems(
    service: Service, kind: str, *, by: Actor, settled_at: datetime
) -> None:
    """Take back that a kind of problem was settled at a moment."""
    if not can_settle_problems(by, service, kind):
        raise PermissionDenied
    with transaction.atomic():
        settled = service.problems.filter(kind=kind, settled_at=settled_at)
        settled.update(settled_at=None)
        record(by, "reopened", service, kind=kind)
