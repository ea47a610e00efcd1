"""Follow-through: what became of the actions that were due, month by month."""

from datetime import date

from django.utils.timezone import localdate

from fourthp.partnership.models import Person
from fourthp.plan.queries.action_board import Asked, asked_for
from fourthp.plan.rules.actions import Kept, counted_by_month, months_until

MONTHS = 12


def follow_through(reader: Person, asked: Asked, day: date) -> list[Kept]:
    """Return what became of what a reader may see, for twelve months up to a day."""
    months = list(months_until(day, MONTHS))
    rows = asked_for(reader, asked).filter(
        due_on__gte=months[0][0], due_on__lt=months[-1][1]
    )
    said = rows.order_by().values_list("due_on", "state", "done_at")
    told = (
        (due, state, localdate(done) if done else None) for due, state, done in said
    )
    return counted_by_month(months, told)
