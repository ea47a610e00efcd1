"""Which rows of the network hold words of its matters, for whoever strikes some."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import models

from fourthp.foundation.strikes import Words
from fourthp.partnership.models import (
    Agency,
    AgencyName,
    Audience,
    Circular,
    ContactPoint,
    Group,
    GroupTerms,
    Handover,
    HelpLine,
    LetIn,
    NamesAsked,
    Network,
    Person,
    Seat,
    Term,
    Widening,
)
from fourthp.partnership.queries.known_as import with_taken_up
from fourthp.post.models import Incoming

Rows = Iterable[tuple[type[models.Model], Iterable[Any]]]


def _pks(found: Any) -> list[UUID]:
    return list(found.values_list("pk", flat=True))


def _of_circular(pk: UUID) -> Rows:
    yield Circular, [pk]
    own = Circular.objects.filter(pk=pk).exclude(audience=None)
    yield Audience, list(own.values_list("audience", flat=True))


def _of_group(pk: UUID) -> Rows:
    yield Group, [pk]
    yield GroupTerms, _pks(GroupTerms.objects.filter(group=pk))


def _of_agency(pk: UUID) -> Rows:
    pks = with_taken_up(pk)
    yield Agency, pks
    yield AgencyName, _pks(AgencyName.objects.filter(agency__in=pks))


def _of_person(pk: UUID) -> Rows:
    pks = with_taken_up(pk)
    yield Person, pks
    yield ContactPoint, _pks(ContactPoint.objects.filter(person__in=pks))
    yield LetIn, _pks(LetIn.objects.filter(person__in=pks))


def _of_network(pk: UUID) -> Rows:
    yield Network, [pk]
    # What is asked of a second person, or why names were asked for, may be about any
    # matter, and about none.
    for model in (HelpLine, Term, Widening, NamesAsked):
        yield model, _pks(model._default_manager.all())


def _of_handover(pk: UUID) -> Rows:
    # Who writes it locks its seat.
    yield Seat, _pks(Seat.objects.filter(handover=pk))
    yield Handover, [pk]


def _labels(*some: type[models.Model]) -> tuple[str, ...]:
    return tuple(one._meta.label for one in some)


WORDS = (
    Words("circular", _labels(Circular, Audience), _of_circular),
    Words("group", _labels(Group, GroupTerms), _of_group),
    Words("agency", _labels(Agency, AgencyName), _of_agency),
    Words("person", _labels(Person, ContactPoint, LetIn), _of_person),
    Words(
        "network", _labels(Network, HelpLine, Term, Widening, NamesAsked), _of_network
    ),
    Words("handover", _labels(Seat, Handover), _of_handover),
    Words("incoming", ("post.Incoming",), lambda pk: [(Incoming, [pk])]),
)
