"""Who may strike words of what belongs to the whole network."""

from uuid import UUID

from fourthp.partnership.models import Person
from fourthp.partnership.permissions import can_strike


def runs_the_record(reader: object | None, _pk: UUID) -> bool:
    """Tell whether a reader may strike words of what is no group's own."""
    return isinstance(reader, Person) and can_strike(reader)
