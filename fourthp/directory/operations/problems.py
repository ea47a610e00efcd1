"""What is said to be wrong with listings: heard, and settled by whoever keeps them."""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from fourthp.audit.operations import record
from fourthp.directory.models import Problem, Service
from fourthp.directory.operations.mails import tell_of_problem
from fourthp.directory.permissions import can_edit_service
from fourthp.foundation.actors import Actor


def report_problem(service: Service, kind: str, *, by: Actor, now: datetime) -> Problem:
    """Say that something is wrong with a listing; nobody needs an account for it.

    Whoever keeps it is told.
    """
    with transaction.atomic():
        problem = Problem.objects.create(service=service, kind=kind, at=now)
        record(by, "reported", service, kind=kind)
        tell_of_problem(problem, by=by, now=now)
    return problem


def report_problems(
    service: Service, kinds: Iterable[str], *, by: Actor, now: datetime
) -> None:
    """Say all that is wrong with a listing at once, each kind once."""
    with transaction.atomic():
        for kind in sorted(set(kinds)):
            report_problem(service, kind, by=by, now=now)


def settle_problem(problem: Problem, *, by: Actor, now: datetime) -> None:
    """Note that somebody looked at what was said to be wrong, and mended it."""
    if not can_edit_service(by, problem.service):
        raise PermissionDenied
    with transaction.atomic():
        open_ones = Problem.objects.filter(
            service=problem.service, kind=problem.kind, settled_at=None
        )
        open_ones.update(settled_at=now)
        record(by, "settled", problem.service, kind=problem.kind)
