"""Follow-through: what became of the actions that were due, month by month."""

from datetime import date

from django.utils.timezone import localdate

from fourthp.partnership.models import Person
from fourthp.plan.queries.action_board import Asked, asked_for
from fourthp.plan.rules.actions import Kept, counted_by_month, months_until

MONTHS = 12


def follow_through(reader: Person, asked: Asked, day: date) -> list[Kept]:
    """Return what became of what a reader may see and was due, for twelve months.

    What is due later than on the day is not due yet, and counts in no month.
    """
    months = list(months_until(day, MONTHS))
    first, _next = months[0]
    rows = asked_for(reader, asked).filter(due_on__gte=first, due_on__lte=day)
    said = rows.order_by().values_list("due_on", "state", "done_at")
    told = (
        (due, state, localdate(done) if done else None) for due, state, done in said
    )
    return counted_by_month(months, told)
