"""Somebody is given all that is held of her: who may, and that it is noted."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from fourthp.audit.models import Read
from fourthp.audit.operations import log_read, record
from fourthp.partnership.models import Person, Role
from fourthp.partnership.operations.turns import locked_person
from fourthp.partnership.permissions import can_take_package, is_herself
from fourthp.partnership.rules.subjects import Asked, Shown


def note_package(person: Person, *, by: Person, asked: Asked, shown: Shown) -> None:
    """Note that all that is held of somebody is given out, how it was asked for, and
    by what it was clear that it is she.

    That she took it herself is said by nobody else.
    """
    if not can_take_package(by, person):
        raise PermissionDenied
    if (asked is Asked.HERSELF) != is_herself(by, person):
        raise PermissionDenied
    role = "" if is_herself(by, person) else Role.COORDINATOR
    with transaction.atomic():
        person = locked_person(person.pk)
        log_read(by, person, act=Read.Act.EXPORTED, seat=("", role))
        record(by, "gave-package", person, asked=str(asked), shown=str(shown))
