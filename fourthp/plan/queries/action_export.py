"""Actions that somebody takes along as a table."""

from collections.abc import Iterator
from datetime import date

from fourthp.partnership.models import Person
from fourthp.plan.models import Action
from fourthp.plan.queries.action_board import SORTS, Asked, asked_for, shown


def actions_to_take(reader: Person, asked: Asked, day: date) -> Iterator[Action]:
    """Yield what is asked for, as far as a reader may see it."""
    rows = shown(asked_for(reader, asked), asked.show, day)
    beside = rows.select_related("group", "agency", "seat")
    return beside.order_by(*SORTS[asked.sort]).iterator(chunk_size=500)
