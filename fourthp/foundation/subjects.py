"""Subjects: what each room holds of one person, and how it tells her.

Each room describes the tables of its own in which somebody can stand; a table with a
personal field that no room describes fails the build (tests/safety/test_subjects.py).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet, TextChoices
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from fourthp.foundation.actors import BEARER


class Section(TextChoices):
    """The parts of what somebody is given, in their order."""

    WHO = "who", _("Who you are here")
    CONTACTS = "contacts", _("How you are reached, and who may see it")
    SEATS = "seats", _("Your seats and groups")
    WROTE = "wrote", _("What you wrote, shared and handed in")
    LETTERS = "letters", _("Mail to you and from you")
    WISHES = "wishes", _("What you want, and what you answered")
    DOORS = "doors", _("How you sign in")
    RECORD = "record", _("What was done: by you, and about you")
    READ = "read", _("Who looked")


@dataclass(frozen=True)
class Subject:
    """Whom it is about: every kind and id by which rows know her, and her addresses.

    addresses: in small letters, those that are hers alone; shared: hers, and read by
    others too. goes_on: the day on which what is kept while she is known goes; None
    while she holds a seat. of_two: changes in which facts of another stand who was
    taken for her.
    """

    names: frozenset[tuple[str, str]]
    addresses: frozenset[str] = frozenset()
    goes_on: date | None = None
    shared: frozenset[str] = frozenset()
    of_two: frozenset[str] = frozenset()

    def ids(self, *kinds: str) -> list[str]:
        """Return the ids by which rows of some kinds know her."""
        return sorted(pk for kind, pk in self.names if kind in kinds)

    def is_in(self, kind: str, pk: str) -> Q:
        """Return the condition that two columns of a row name her."""
        found = Q(pk__in=[])
        for one in sorted({kind for kind, _pk in self.names}):
            found |= Q(**{kind: one, f"{pk}__in": self.ids(one)})
        return found

    def is_at(self, column: str) -> Q:
        """Return the condition that an address of hers alone stands in a column.

        Of rows that know an address and nobody: whoever looks for them asks here.
        """
        found = Q(pk__in=[])
        for address in sorted(self.addresses):
            found |= Q(**{f"{column}__iexact": address})
        return found

    def had_her_mail(self, kind: str, pk: str) -> Q:
        """Return the condition that two columns name whoever had a mail to her.

        It is said of her, and done by nobody knows whom.
        """
        return Q(**{kind: BEARER, f"{pk}__in": self.ids("link")})

    def is_her(self, kind: str, pk: str) -> bool:
        """Tell whether a kind and an id name her."""
        return (kind, pk) in self.names


@dataclass(frozen=True)
class Holding:
    """What one table holds of somebody, and how she is told.

    find: her rows, newest first. shown: each name of a field, or of what `says`
    computes from a row and the subject, with what it is called. withheld: what is held
    and not given, with the reason. since: the field from whose moment a row's time is
    counted.
    """

    model: str
    section: Section
    title: Any
    find: Callable[[Subject], QuerySet[Any]]
    shown: Mapping[str, Any]
    withheld: Mapping[str, Any] = field(default_factory=dict)
    says: Mapping[str, Callable[[Any, Subject], object]] = field(default_factory=dict)
    since: str = ""


_registered: list[str] = []


def register_holdings(path: str) -> None:
    """Register by dotted path what a room holds of people; done in its `apps.py`."""
    if path not in _registered:
        _registered.append(path)


def all_holdings() -> list[Holding]:
    """Return what every room holds of people, by section."""
    found: list[Holding] = [one for path in _registered for one in _holdings_at(path)]
    order = list(Section)
    return sorted(found, key=lambda one: order.index(one.section))


def _holdings_at(path: str) -> Iterable[Holding]:
    holdings: Iterable[Holding] = import_string(path)
    return holdings
