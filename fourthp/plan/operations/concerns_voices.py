"""Agencies say that they see a concern too: one voice an agency, and never by case."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from fourthp.audit.operations import record
from fourthp.foundation.actors import Actor
from fourthp.partnership.models import Agency
from fourthp.plan.models import Concern, Voice
from fourthp.plan.operations.concerns_steps import NotLikeThisNow, locked
from fourthp.plan.permissions.concerns import can_say_for
from fourthp.plan.queries.concerns_people import seat_acting

SAID, UNSAID = "said-sees-too", "took-back-sees-too"


class SaidAlready(Exception):
    """An agency has one voice, and somebody of it used it."""


def say_for_agency(
    concern: Concern, agency: Agency, *, sees: bool, by: Actor, now: datetime
) -> Voice:
    """Say whether an agency sees a concern too.

    Raises SaidAlready, and NotLikeThisNow where it waits for no answer any more.
    """
    if not can_say_for(by, agency, concern):
        raise PermissionDenied
    with transaction.atomic():
        concern = locked(concern)
        if not concern.is_open:
            raise NotLikeThisNow(_("It waits for no answer any more."))
        voice = concern.voices.filter(agency=agency).first()
        voice = voice or Voice(concern=concern, agency=agency)
        if voice.sees is not None:
            raise SaidAlready(_("Somebody of your agency has said so already."))
        voice.sees, voice.said_at, voice.seat = sees, now, seat_acting(by, concern)
        voice.save()
        count_voices(concern)
        record(by, SAID, concern, sees=sees)
    return voice


def take_back_voice(concern: Concern, agency: Agency, *, by: Actor) -> None:
    """Take back what an agency said; where it said nothing, nothing is done."""
    if not can_say_for(by, agency, concern):
        raise PermissionDenied
    with transaction.atomic():
        concern = locked(concern)
        voice = concern.voices.filter(agency=agency, sees__isnull=False).first()
        if voice is None:
            return
        if voice.asked_at is None:
            voice.delete()
        else:  # it may be said by the mail again
            voice.sees = voice.said_at = voice.seat = None
            voice.save()
        count_voices(concern)
        record(by, UNSAID, concern)


def count_voices(concern: Concern) -> None:
    """Keep how many agencies see a concern too, for lists that are sorted by it."""
    concern.seen_by = voices_of(concern)
    concern.save(update_fields=["seen_by"])


def voices_of(concern: Concern) -> int:
    """Return how many agencies see a concern too."""
    return concern.voices.filter(sees=True).count()
