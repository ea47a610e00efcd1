"""Search over everything that a member may see: each room is asked for its own."""

from collections.abc import Iterable
from dataclasses import dataclass

from fourthp.foundation.offers import Found, Kind, kinds_found
from fourthp.foundation.typed import Typed, read_typed
from fourthp.partnership.models import Person

FEW, MANY = 6, 200


@dataclass(frozen=True)
class Group:
    """What was found of one kind; more is how many are not shown."""

    kind: Kind
    found: Found

    @property
    def more(self) -> int:
        """Return how many of these are not shown."""
        return self.found.count - len(self.found.hits)


@dataclass(frozen=True)
class Results:
    """What was found, by kind. are_near: nothing is called so, but these nearly are."""

    typed: Typed
    groups: list[Group]
    are_near: bool = False

    @property
    def count(self) -> int:
        """Return how many things were found."""
        return sum(one.found.count for one in self.groups)

    @property
    def is_more(self) -> bool:
        """Tell whether there are more than were counted."""
        return any(one.found.is_more for one in self.groups)


def search(text: str, *, reader: Person, only: str = "") -> Results:
    """Return what a reader may see of what is called, or says, what was typed.

    only: the name of one kind, of which many are shown. Whether something is there
    that she may not see makes no difference: every kind is asked again for what is
    nearly called so whenever nothing that she may see is.
    """
    typed = read_typed(text)
    if not typed.words:
        return Results(typed, [])
    kinds = [one for one in kinds_found() if only in {"", one.name}]
    most = MANY if only else FEW
    groups = _asked(kinds, reader, typed, most)
    if groups:
        return Results(typed, groups)
    return Results(typed, _asked(kinds, reader, typed.loosely(), most), are_near=True)


def _asked(
    kinds: Iterable[Kind], reader: Person, typed: Typed, most: int
) -> list[Group]:
    found = [Group(kind, kind.find(reader, typed, most)) for kind in kinds]
    return [one for one in found if one.found.count]
