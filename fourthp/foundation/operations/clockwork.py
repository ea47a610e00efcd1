"""A timed duty is made due before its time."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from fourthp.foundation.actors import Actor
from fourthp.foundation.duties import Duty
from fourthp.foundation.leases import is_free
from fourthp.foundation.models import DutyRun
from fourthp.foundation.signals import happened


class DutyIsBeingDone(Exception):
    """A duty need not be asked for: somebody is at it."""


def ask_for_duty(duty: Duty, *, by: Actor, now: datetime) -> None:
    """Make a duty due now, so that the next free worker does it.

    Raises DutyIsBeingDone.
    """
    with transaction.atomic():
        runs = DutyRun.objects.select_for_update()
        run, _made = runs.get_or_create(name=duty.name, defaults={"due_at": now})
        if not is_free(run, now):
            raise DutyIsBeingDone(_("It is being done at this moment."))
        run.due_at, run.asked_at = min(run.due_at, now), now
        run.save(update_fields=["due_at", "asked_at"])
        happened.send(DutyRun, act="asked", by=by, matter=run, detail={})
