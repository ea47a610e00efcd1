"""What changed of concerns meanwhile, and what agencies are still asked."""

from datetime import datetime

from django.db.models import QuerySet

from fourthp.partnership.models import Person
from fourthp.plan.models import Concern, ConcernStep, State, Voice
from fourthp.plan.permissions.concerns import speaking_roles
from fourthp.plan.rules.concerns import OPEN

TOLD = (State.RAISED, State.HEARD, State.AGAIN, State.ANSWERED)


def steps_since(
    reader: Person, since: datetime, until: datetime
) -> QuerySet[ConcernStep]:
    """Return what others raised, heard or answered meanwhile that a reader may see.

    What somebody without an account raised is new when it is heard.
    """
    seen = Concern.objects.visible_to(reader).order_by().values("pk")
    rows = ConcernStep.objects.filter(
        at__gte=since, at__lt=until, kind__in=TOLD, concern__in=seen
    )
    unheard = {State.HELD, State.DECLINED, State.WITHDRAWN}
    rows = rows.exclude(concern__state__in=unheard)
    rows = rows.exclude(kind=State.RAISED, seat=None)
    return rows.exclude(seat__person=reader.pk).select_related("concern")


def asked_of(reader: Person, most: int) -> list[Voice]:
    """Return the questions to agencies that a reader looks after, the oldest first."""
    own = speaking_roles(reader)
    if not own:
        return []
    asked = Voice.objects.filter(
        agency__in=own, sees=None, asked_at__isnull=False, concern__state__in=OPEN
    )
    seen = Concern.objects.visible_to(reader).order_by().values("pk")
    rows = asked.filter(concern__in=seen).select_related("agency", "concern")
    return list(rows.order_by("asked_at", "pk")[:most])
