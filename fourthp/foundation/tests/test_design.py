"""The design page shows every component, and a long list has fast pages."""

from pathlib import Path

import pytest
from django.urls import reverse

from fourthp import foundation
from fourthp.foundation.clock import now
from fourthp.foundation.components import Bars, Cell, Column, Table
from fourthp.foundation.keyset import page_of
from fourthp.foundation.models import WorkerBeat

TEMPLATES = Path(foundation.__file__).parent / "templates" / "foundation"
# Drawn by Django's forms, and by the shell.
BY_OTHERS = {"field.html", "form.html", "error_summary.html"}


def unshown(pages: str) -> set[str]:
    """Return the components that no page of the design includes."""
    files = {f.name for f in (TEMPLATES / "components").glob("[!_]*.html")}
    return {name for name in files - BY_OTHERS if f"components/{name}" not in pages}


def written() -> str:
    return "".join(f.read_text() for f in TEMPLATES.glob("design*.html"))


class TestDesignPage:
    def test_shows_every_component(self):
        assert unshown(written()) == set()

    def test_a_component_without_an_example_is_found(self):
        pages = written().replace("components/tabs.html", "")
        assert unshown(pages) == {"tabs.html"}

    def test_says_at_the_top_of_each_component_what_it_takes(self):
        for file in (TEMPLATES / "components").glob("[!_]*.html"):
            said = file.name in BY_OTHERS or file.read_text().startswith("{#")
            assert said, file.name

    def test_shows_fields_with_and_without_faults(self, client, db):
        page = client.get(reverse("design")).content.decode()
        assert "data-error-summary" in page
        assert page.count("<input") > 20

    def test_is_open_in_the_demo_only(self, client, db, settings):
        settings.DEMO = False
        assert client.get(reverse("design")).status_code == 404


class TestPageOf:
    def fill(self, number: int) -> None:
        WorkerBeat.objects.bulk_create(
            WorkerBeat(worker=f"{n:05}", at=now().replace(microsecond=n // 7))
            for n in range(number)
        )

    def walk(self, **asked) -> list[str]:
        seen, after = [], ""
        while True:
            page = page_of(WorkerBeat.objects.all(), after=after, **asked)
            seen += [row.worker for row in page.rows]
            if not page.after:
                return seen
            after = page.after

    @pytest.mark.parametrize("number", [0, 1, 10, 11, 95])
    def test_goes_through_every_row_once_also_over_ties(self, db, number):
        self.fill(number)
        seen = self.walk(by=("at", "worker"), size=10)
        assert seen == sorted(seen)
        assert len(set(seen)) == len(seen) == number

    def test_asks_one_question_however_far_it_is(self, db, django_assert_num_queries):
        self.fill(50)
        first = page_of(WorkerBeat.objects.all(), by=("at", "worker"), size=40)
        with django_assert_num_queries(1):
            page_of(WorkerBeat.objects.all(), by=("at", "worker"), after=first.after)

    @pytest.mark.parametrize("after", ["x", "bm90aGluZw==", "WzEsMl0=", "é", "e30="])
    def test_takes_a_place_that_nobody_told_for_the_beginning(self, db, after):
        self.fill(3)
        page = page_of(WorkerBeat.objects.all(), by=("at", "worker"), after=after)
        assert len(page.rows) == 3


class TestDrawings:
    def test_a_bar_is_as_long_as_its_count_and_never_nothing(self):
        bars = Bars("Agencies", {"a": 0, "b": 5, "c": 10}).drawn()
        assert [bar.width for bar in bars] == [1, 131, 262]
        assert bars[2].end > bars[1].end

    def test_a_long_name_is_cut_in_the_drawing_alone(self):
        bar = Bars("Agencies", {"x" * 80: 1}).drawn()[0]
        assert len(bar.short) == 31
        assert bar.name == "x" * 80

    def test_cells_know_their_column(self):
        columns = (Column("Name"), Column("Seats", is_number=True))
        table = Table("T", columns, [(Cell("a", href="/"), 3)])
        first, second = table.shown()[0]
        assert first.href == "/"
        assert second.is_number
        assert (first.column, second.column) == ("Name", "Seats")
