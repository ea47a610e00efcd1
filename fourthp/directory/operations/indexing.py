"""Keeping the search index true."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from fourthp.directory.models import (
    Address,
    Posting,
    SearchRow,
    Service,
    Word,
    Wording,
)
from fourthp.directory.operations.reading import Known, know
from fourthp.directory.operations.towns import learn_towns
from fourthp.directory.operations.vocabulary import (
    count_words,
    forget_words,
    note_words,
    telling_words,
)
from fourthp.directory.rules.codes import posted
from fourthp.directory.rules.words import (
    NAMED,
    OF_AGENCY,
    PUBLICLY,
    agency_token,
    text_tokens,
)
from fourthp.foundation.index import SHIFT, cell_of

AT_ONCE = 500
LONGEST = 40
_SHOWN = (Service.Status.ACTIVE, Service.Status.CLOSED)


def index_services(ids: Iterable[UUID] | None = None) -> int:
    """Index some services anew, or all; return how many can be found now.

    Towns, and the words that slips are forgiven to, follow. Run inside the
    transaction of the change that makes it needed.
    """
    wanted = Service.objects.values_list("pk", flat=True).order_by("pk")
    keys = list(wanted if ids is None else wanted.filter(pk__in=list(ids)))
    with transaction.atomic():
        if ids is None:
            for model in (SearchRow, Posting, Wording, Word):
                model.objects.all().delete()
            learn_towns()
            return _index_all(keys)
        before = _places_of(keys)
        found = _index_all(keys)
        if _places_of(keys) != before:
            _index_all(_standing_in(learn_towns()))
    return found


def _places_of(keys: list[UUID]) -> list[Any]:
    """Return what towns are learned from: where services are, and if it is public."""
    rows = SearchRow.objects.filter(service__in=keys).order_by("service")
    columns = ("latitude", "longitude", "card__towns", "service__wording")
    return list(rows.values_list("service", *columns))


def _standing_in(towns: set[str]) -> list[UUID]:
    """Return the services whose addresses name one of some towns."""
    cities = Address.objects.exclude(city="").values_list("city", flat=True).distinct()
    named = [c for c in cities if towns and " ".join(c.split()).title() in towns]
    at = Service.objects.filter(at_locations__location__addresses__city__in=named)
    return list(at.order_by("pk").values_list("pk", flat=True).distinct())


def _index_all(keys: list[UUID]) -> int:
    found, came, gone = 0, Counter[str](), Counter[str]()
    for first in range(0, len(keys), AT_ONCE):
        some = keys[first : first + AT_ONCE]
        gone.update(forget_words(some))
        shown, public, known = _index(some)
        came.update(note_words(_words_of_public(shown, public, known)))
        found += len(shown)
    count_words(came, gone)
    return found


def _words_of_public(
    shown: list[Service], public: set[UUID], known: Known
) -> dict[Any, set[str]]:
    return {
        service.pk: telling_words(
            [service.name, service.alternate_name, *known.words[service.pk]]
        )
        for service in shown
        if service.pk in public
    }


def _index(ids: list[UUID]) -> tuple[list[Service], set[UUID], Known]:
    old = list(SearchRow.objects.filter(service__in=ids).values_list("pk", flat=True))
    Posting.objects.filter(number__in=old).delete()
    SearchRow.objects.filter(pk__in=old).delete()
    # Who keeps what is over finds it among the listings, and nobody by a search.
    services = Service.objects.lasting().filter(pk__in=ids, status__in=_SHOWN)
    whole = services.select_related("organization", "region")
    shown = list(whole.prefetch_related("organization__called").order_by("pk"))
    seen = Service.objects.visible_to(None).filter(pk__in=ids)
    public = set(seen.values_list("pk", flat=True))
    known = know(shown)
    rows, postings = [], []
    for service, number in _numbered(shown, known):
        row = _row(service, number, known)
        tokens = _tokens(row, service, known, is_public=service.pk in public)
        rows.append(row)
        postings += [Posting(token=t[:LONGEST], number=number) for t in sorted(tokens)]
    # A row that was removed with its service may have left postings at its number.
    Posting.objects.filter(number__in=[row.number for row in rows]).delete()
    SearchRow.objects.bulk_create(rows, batch_size=1_000)
    Posting.objects.bulk_create(postings, batch_size=5_000, ignore_conflicts=True)
    return shown, public, known


def _tokens(
    row: SearchRow, service: Service, known: Known, *, is_public: bool
) -> set[str]:
    """Return all by which a service is found; its agency's name as a whole, too."""
    names = row.name_tokens.split()
    tokens = text_tokens(" ".join(known.words[service.pk]))
    tokens |= posted(row.codes.split()) | {*names, *(NAMED + name for name in names)}
    agency = service.organization
    for name in agency.known_as:
        tokens.add(agency_token(OF_AGENCY, name))
        tokens |= {agency_token(PUBLICLY, name)} if is_public else set()
    return (tokens | known.numbers[service.pk]) - {""}


def _row(service: Service, number: int, known: Known) -> SearchRow:
    point = known.points.get(service.pk)
    names = text_tokens(f"{service.name} {service.alternate_name}")
    return SearchRow(
        number=number,
        service=service,
        # Each between blanks, so that one is found without taking them apart.
        codes=f" {' '.join(sorted(known.codes[service.pk]))} ",
        name_tokens=" ".join(sorted(names)),
        latitude=point.latitude if point else None,
        longitude=point.longitude if point else None,
        assured_date=service.assured_date,
        card=known.cards[service.pk],
    )


def _numbered(shown: list[Service], known: Known) -> Iterator[tuple[Service, int]]:
    """Give each service the next free number in its cell."""
    next_in: dict[int, int] = {}
    for service in shown:
        cell = cell_of(known.points.get(service.pk))
        if cell not in next_in:
            span = SearchRow.objects.filter(
                number__gte=cell << SHIFT, number__lt=(cell + 1) << SHIFT
            )
            last = span.aggregate(last=Max("number"))["last"]
            next_in[cell] = (cell << SHIFT) if last is None else last + 1
        yield service, next_in[cell]
        next_in[cell] += 1
