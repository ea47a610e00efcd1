"""What is said to be wrong with listings: heard, and taken back."""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from fourthp.audit.operations import record
from fourthp.directory.models import Problem, Service
from fourthp.directory.operations.problem_mails import tell_of_problem
from fourthp.directory.permissions import can_verify_service
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


def withdraw_problems(
    service: Service, *, by: Actor, said_at: datetime, now: datetime
) -> None:
    """Take back what was said at a moment by a link that asks whether all is right."""
    if not can_verify_service(by, service):
        raise PermissionDenied
    with transaction.atomic():
        said = service.problems.filter(at=said_at, settled_at=None)
        said.update(settled_at=now)
        record(by, "withdrew", service)
