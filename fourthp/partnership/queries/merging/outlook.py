"""What a page says before two records become one."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy

from fourthp.foundation.clock import today
from fourthp.partnership.models import AudienceRule, Person, Seat, Shared
from fourthp.partnership.models.shared import NETWORK_WIDE
from fourthp.partnership.queries.relations import relations_to, rows_naming

MOST_NAMED = 50
# What rows are called that have no name for people of their own.
_CALLED = {
    "Seat": gettext_lazy("seats"),
    "Membership": gettext_lazy("memberships"),
    "AgencyName": gettext_lazy("other names"),
    "AgencyTerm": gettext_lazy("sectors, parts and areas"),
    "AudienceRule": gettext_lazy("audiences that name it"),
    "ContactPoint": gettext_lazy("ways to reach her"),
    "PersonTerm": gettext_lazy("topics and areas of interest"),
    "Interest": gettext_lazy("groups she would take part in"),
}


@dataclass(frozen=True)
class Outlook:
    """What happens if one record goes into another.

    moved: what names the one that goes, in words, and how much of it. more: people who
    see more than now, by name. begin: those whose seats begin to hold by it. named:
    how many audiences and papers name the one that goes.
    """

    gone: Any
    stays: Any
    moved: tuple[tuple[str, int], ...]
    more: tuple[str, ...]
    begin: tuple[str, ...]
    named: int
    notes: tuple[str, ...] = ()
    state: str = ""

    def digest(self) -> str:
        """Return what stands for it: a page carries it and hands it back."""
        ids = (self.gone.pk, self.stays.pk)
        said = (ids, self.moved, self.more, self.begin, self.named, self.state)
        return sha256(repr(said).encode()).hexdigest()


def what_names(record: Model) -> tuple[tuple[str, int], ...]:
    """Return what names a record in any room, in words, and how much of it."""
    found = Counter[str]()
    for relation in relations_to(type(record)):
        if count := rows_naming(relation, record).count():
            theirs = relation.related_model
            said = _CALLED.get(theirs.__name__, theirs._meta.verbose_name_plural)
            found[str(said)] += count
    return tuple(sorted(found.items()))


def audiences_naming(name: str, pk: UUID) -> int:
    """Return how many audiences name an agency or a person."""
    rules = AudienceRule.objects.filter(**{name: pk})
    return rules.values("audience").distinct().count()


def papers_of(record: Model) -> int:
    """Return how many shared rows are seen by an agency’s people as its originator."""
    count = 0
    for relation in relations_to(type(record)):
        theirs: Any = relation.related_model
        if relation.field.name == "originator" and issubclass(theirs, Shared):
            # What everyone sees is nobody's more.
            narrow = ~Q(label__in=NETWORK_WIDE) | Q(audience__isnull=False)
            count += rows_naming(relation, record).filter(narrow).count()
    return count


def seated(seats: QuerySet[Seat]) -> set[UUID]:
    """Return who holds one of some seats today."""
    return set(
        seats.filter(pk__in=Seat.objects.holding(today())).values_list(
            "person_id", flat=True
        )
    )


def names_of(people: Iterable[UUID]) -> tuple[str, ...]:
    """Return the names of some people, in order."""
    found = Person.objects.filter(pk__in=list(people)).order_by("name", "pk")
    return tuple(found.values_list("name", flat=True))
