"""Aims by when they were set, and by their words."""

from datetime import datetime

from django.db.models import QuerySet

from fourthp.foundation.ids import made_before
from fourthp.foundation.typed import Typed
from fourthp.partnership.models import Person
from fourthp.plan.models import Aim


def aims_since(reader: Person, since: datetime, until: datetime) -> QuerySet[Aim]:
    """Return the aims that were set meanwhile and that a reader may see."""
    seen = Aim.objects.visible_to(reader).select_related("group")
    return seen.filter(pk__gte=made_before(since), pk__lt=made_before(until))


def aims_typed(typed: Typed, reader: Person) -> list[Aim]:
    """Return the aims that a reader may see and that say what was typed."""
    if typed.is_loose or not reader.held:
        return []
    seen = Aim.objects.visible_to(reader).filter(typed.may_say("title", "words"))
    rows = seen.select_related("part").order_by("-pk").iterator()
    return [one for one in rows if typed.says(one.title, one.words)]
