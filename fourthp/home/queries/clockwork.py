"""Whether what happens on its own needs somebody."""

from datetime import datetime

from fourthp.foundation.queries.clockwork import (
    DutyTold,
    duties_told,
    each_duty_told,
    workers_alive,
)


def duties_late(moment: datetime) -> list[DutyTold]:
    """Return the duties that fail or are late, worst first."""
    return [one for one in duties_told(moment) if one.needs_a_look]


def clockwork_is_late(moment: datetime) -> bool:
    """Tell whether somebody should look at what happens on its own."""
    is_late = any(one.needs_a_look for one in each_duty_told(moment))
    return is_late or not workers_alive(moment)
