"""The one question to the index, beside the same question asked of every row."""

import random
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from bench.corpus import make_corpus
from fourthp.directory.models import OpenInterval, Posting, SearchRow, Service
from fourthp.directory.operations.indexing import index_services
from fourthp.directory.queries import candidates as asking
from fourthp.directory.queries import search
from fourthp.directory.queries.index import Row, Tokens, Wanted
from fourthp.directory.queries.places import agencies_in, known_places
from fourthp.directory.queries.questions import Question
from fourthp.directory.queries.search import find_services
from fourthp.directory.rules.lines import read_line
from fourthp.directory.tests.makers import make_location, make_service, make_town
from fourthp.directory.tests.test_search import ask
from fourthp.foundation.index import km_from
from fourthp.partnership.models import Label
from fourthp.partnership.tests.makers import make_agency, make_member

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
EVENING = NOON + timedelta(hours=5)
WORDS = """
    house harbour river night advice garden bridge Zoe fine shelter legal food doctor
    free women men children Romanian Vietnamese Polish Town1 Town2 Town17 north region
"""


class Everything:
    """Every row of the index that a reader may see, looked through one by one."""

    def __init__(self, reader) -> None:
        seen = set(Service.objects.visible_to(reader).values_list("pk", flat=True))
        rows = SearchRow.objects.filter(service__in=seen)
        self.rows = {row.number: row for row in rows}
        self.having = defaultdict(set)
        for token, number in Posting.objects.values_list("token", "number"):
            self.having[token].add(number)
        self.open = {
            moment: set(
                OpenInterval.objects.filter(
                    opens_at__lte=moment, closes_at__gt=moment
                ).values_list("service", flat=True)
            )
            for moment in (NOON, EVENING)
        }

    def has(self, number: int, tokens: Tokens) -> bool:
        return all(any(number in self.having[t] for t in some) for some in tokens)

    def answers(self, wanted: Wanted) -> list[int]:
        measure = km_from(wanted.point) if wanted.point else None
        return [
            number
            for number, row in sorted(self.rows.items())
            if self.has(number, wanted.tokens)
            and (not wanted.open_at or row.service_id in self.open[wanted.open_at])
            and (not measure or self.is_near(row, measure, wanted.km))
        ]

    @staticmethod
    def is_near(row: SearchRow, measure, km: float) -> bool:
        return row.latitude is not None and measure(row.latitude, row.longitude) <= km

    def best_first(self, wanted: Wanted) -> list[int]:
        found, answers = {}, self.answers(wanted)
        for way in wanted.narrowed():
            found |= dict.fromkeys(n for n in answers if self.has(n, way.tokens))
        return list(found | dict.fromkeys(answers))

    def check(self, wanted: Wanted, near: list[Row]) -> None:
        """Compare what was found, up to one more than is wanted."""
        numbers, enough = [row[0] for row in near], wanted.most + 1
        assert len(numbers) == len(set(numbers))
        if wanted.point:
            answers = set(self.answers(wanted))
            within = [number for number in numbers if number in answers]
            assert min(len(within), enough) == min(len(answers), enough)
        elif len(numbers) > wanted.most:
            assert numbers[:enough] == self.best_first(wanted)[:enough]
        else:
            assert sorted(numbers) == self.answers(wanted)
        for row in near:
            service = self.rows[row[0]].service_id
            assert bool(row[6]) == (service in self.open[NOON])
            noted = zip(wanted.noted, row[8:], strict=True)
            assert all(bool(has) == (row[0] in self.having[t]) for t, has in noted)


def questions(dice: random.Random, count: int) -> Iterator[tuple[Question, int]]:
    """Yield questions, and how many are wanted."""
    places = known_places()
    agencies = list(Service.objects.values_list("organization__name", flat=True)[:50])
    for _ in range(count):
        line = " ".join(dice.sample(WORDS.split(), dice.randint(1, 3)))
        line += f" {dice.choice(agencies)}" if dice.random() < 0.15 else ""
        asked = read_line(line, places.names, agencies_in(line))
        yield (
            Question(
                now=NOON,
                words=asked.words,
                codes=asked.codes,
                place=asked.place,
                open_at=dice.choice((None, None, None, NOON, EVENING)),
                km=dice.choice((30.0, 60.0, 0.0, 0.0)),
                agencies=asked.agencies,
                places=places,
            ),
            dice.choice((1, 2, 5, 13, 20, 24, 37, 50)),
        )


@pytest.mark.parametrize("asks", ["public", "member"])
def test_finds_what_every_row_tells_however_it_was_asked(monkeypatch, asks):
    make_corpus(400, at=NOON - timedelta(hours=6))
    reader = make_member() if asks == "member" else None
    everything, real, many = Everything(reader), asking.candidates, []
    dice = random.Random(7)  # noqa: S311 -- seeded on purpose

    def checked(wanted, counts, *, reader):
        near, placeless = real(wanted, counts, reader=reader)
        everything.check(wanted, near)
        many.append(len(near) > wanted.most)
        return near, placeless

    monkeypatch.setattr(search, "candidates", checked)
    # The engine's circle has room for a whole row more only where many are wanted.
    monkeypatch.setattr("fourthp.directory.queries.index._MARGIN", 2)
    for question, most in questions(dice, 150):
        monkeypatch.setattr(asking, "SAMPLE", dice.choice((1, 2, 3, 10, 100)))
        monkeypatch.setattr(asking, "MANY", dice.choice((0, 1, 2, 99)))
        monkeypatch.setattr(asking, "LOOKED_THROUGH", dice.choice((1, 2, 3)))
        find_services(question, reader=reader, most=most)
    assert 50 < sum(many) < len(many) - 50


class TestUnseenRows:
    def test_push_out_nothing_that_may_be_seen(self, monkeypatch):
        monkeypatch.setattr(asking, "SAMPLE", 3)
        agency = make_agency()
        for n in range(7):
            make_service(f"Garden {n}", organization=agency, label=Label.GREEN)
        make_service("House", description="A garden.", organization=agency)
        index_services()
        found = find_services(ask("garden"), reader=None, most=2)
        assert [found.total(), found.more] == [1, False]


class TestTheIndexWhileItIsMadeAnew:
    """Two statements: what the first found may be another's number at the second."""

    def test_tells_nothing_that_does_not_answer(self, monkeypatch):
        agency = make_agency()
        first = make_service("Garden 1", organization=agency)
        make_service("Garden 2", organization=agency)
        make_service("Other", organization=agency)
        index_services()
        real = asking.told

        def afterwards(*args):
            Service.objects.filter(pk=first.pk).update(status=Service.Status.DEFUNCT)
            index_services()
            return real(*args)

        monkeypatch.setattr(asking, "told", afterwards)
        [hit] = find_services(ask("garden"), reader=None).hits
        assert Service.objects.get(pk=hit.service_id).name == "Garden 2"

    def test_breaks_no_answer(self, monkeypatch):
        monkeypatch.setattr(asking, "SAMPLE", 3)
        agency = make_agency()
        some = [make_service(f"Garden {n}", organization=agency) for n in range(9)]
        make_service("Other", organization=agency)
        index_services()
        real = asking.numbers

        def before(*args):
            rows = real(*args)
            index_services([service.pk for service in some])
            return rows

        monkeypatch.setattr(asking, "numbers", before)
        assert find_services(ask("garden"), reader=None).total() <= 9


def test_what_is_just_too_far_does_not_count_as_found():
    town, agency = make_town(), make_agency()
    south, west = float(town.latitude), float(town.longitude)
    for n in range(21):
        north = south + (0.2699 if n < 2 else 0.1)
        there = make_service(f"Garden {n}", organization=agency)
        make_location(there, latitude=f"{north:.4f}", longitude=f"{west:.4f}")
    for n in range(20):
        there = make_service(f"House {n}", organization=agency, description="A garden.")
        make_location(there, latitude=f"{south + 0.1:.4f}", longitude=f"{west:.4f}")
    index_services()
    found = find_services(ask("garden coventry"), reader=None, most=20)
    assert (found.total(), found.more) == (20, True)
