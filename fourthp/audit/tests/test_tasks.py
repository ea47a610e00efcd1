"""The clockwork keeps what proves a change, and never writes over it."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from fourthp.audit import tasks
from fourthp.audit.models import Anchor, Entry, Seal
from fourthp.audit.queries import faults_of_record, noted_outside
from fourthp.audit.tests.makers import make_entries

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
LATER = NOON + timedelta(days=2)

pytestmark = pytest.mark.django_db


@pytest.fixture
def notes(settings, tmp_path):
    settings.HOME = tmp_path
    return tasks.notes_folder()


def record_and_seal(count: int, *, now: datetime = NOON) -> None:
    with time_machine.travel(now, tick=False):
        make_entries(count)
    tasks.seal(now)


def faults(notes) -> list[str]:
    found = faults_of_record(now=NOON, outside=noted_outside(notes))
    return [fault.reason for fault in found]


class TestSeal:
    def test_notes_the_end_of_the_chain_each_time(self, notes):
        record_and_seal(3)
        assert noted_outside(notes).head.startswith("3 ")
        record_and_seal(1)
        assert noted_outside(notes).head.startswith("4 ")
        assert faults(notes) == []

    def test_never_writes_over_a_note_that_a_cut_chain_breaks(self, notes):
        record_and_seal(6)
        noted = noted_outside(notes).head
        for seal in Seal.objects.filter(sequence__gt=3):
            Entry.objects.filter(pk=seal.entry_id).delete()
            seal.delete()
        with pytest.raises(tasks.RecordWasChanged):
            record_and_seal(1)
        assert noted_outside(notes).head == noted
        assert Seal.objects.count() == 4
        assert faults(notes) == ["the end of the chain is not what was noted outside"]

    def test_makes_no_new_note_where_somebody_took_the_old_one(self, notes):
        record_and_seal(2)
        (notes / "head.txt").unlink()
        with pytest.raises(tasks.RecordWasChanged):
            record_and_seal(1)
        assert faults(notes)

    def test_a_worker_killed_before_its_first_note_leaves_no_fault(
        self, notes, monkeypatch
    ):
        with monkeypatch.context() as killed:
            killed.setattr(tasks, "seal_entries", lambda **_: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                record_and_seal(1)
        record_and_seal(1)
        assert faults(notes) == []


class TestNoteAnew:
    def test_begins_again_after_a_backup_and_keeps_the_old_notes(self, notes):
        record_and_seal(6)
        tasks.anchor(LATER)
        Seal.objects.filter(sequence__gt=3).delete()
        Anchor.objects.all().delete()
        assert faults(notes)
        tasks.note_anew(now=LATER)
        assert faults(notes) == []
        assert len(list(notes.glob("*-head.txt"))) == 1
        record_and_seal(1)


class TestAnchor:
    def test_notes_also_what_a_killed_worker_anchored(self, notes):
        record_and_seal(2)
        tasks.anchor(LATER)
        (notes / "anchors.txt").unlink()
        tasks.anchor(LATER)
        assert len(noted_outside(notes).anchors) == Anchor.objects.count() == 2
        assert faults(notes) == []

    def test_run_twice_notes_each_day_once(self, notes):
        record_and_seal(2)
        tasks.anchor(LATER)
        tasks.anchor(LATER)
        assert len(noted_outside(notes).anchors) == 2
