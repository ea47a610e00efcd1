"""What somebody outside noted shows what neither the database nor its files do."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from fourthp.audit import tasks
from fourthp.audit.models import Anchor, Entry, Read, Seal
from fourthp.audit.operations import (
    anchor_days,
    forget_old_rows,
    log_read,
    seal_entries,
)
from fourthp.audit.queries import (
    KEPT_ENTRIES,
    KEPT_READS,
    faults_against,
    faults_of_record,
    noted_outside,
)
from fourthp.audit.rules import Note, notes_in
from fourthp.audit.tests.makers import make_entries
from fourthp.foundation.actors import Host
from fourthp.foundation.tests.makers import make_thing

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
NEXT = NOON + timedelta(days=1)


def noted() -> Note:
    """Ten entries and two readings of a day, sealed; its note as a witness has it."""
    with time_machine.travel(NOON, tick=False):
        make_entries(10)
        for _ in range(2):
            log_read(Host(), make_thing(), seat=("quay", "chair"))
    tasks.seal(NOON)
    tasks.anchor(NEXT)
    return Anchor.objects.get().note()


def entry(sequence: int) -> Entry:
    return Entry.objects.get(pk=Seal.objects.get(sequence=sequence).entry_id)


def edit() -> None:
    Entry.objects.filter(pk=entry(4).pk).update(act="viewed")


def delete() -> None:
    entry(7).delete()


def delete_with_seal() -> None:
    entry(7).delete()
    Seal.objects.get(sequence=7).delete()


def reorder() -> None:
    one, two = (Seal.objects.get(sequence=n) for n in (2, 3))
    Seal.objects.filter(sequence__in=(2, 3)).delete()
    for seal, other in ((one, two), (two, one)):
        Seal.objects.create(
            sequence=seal.sequence,
            entry_id=other.entry_id,
            content=other.content,
            chain=seal.chain,
            sealed_at=NOON,
        )


def truncate() -> None:
    """Cut the end off, and seal other acts in its place."""
    for seal in Seal.objects.filter(sequence__gt=8):
        Entry.objects.filter(pk=seal.entry_id).delete()
        seal.delete()
    with time_machine.travel(NOON, tick=False):
        make_entries(5)
    seal_entries(now=NOON)


def make_anew() -> None:
    """Do what whoever has database, key and files can: seal and note all of it anew."""
    edit()
    Seal.objects.all().delete()
    Anchor.objects.all().delete()
    seal_entries(now=NOON)
    tasks.note_anew(now=NEXT)


def edit_reading() -> None:
    Read.objects.filter(pk=Read.objects.first().pk).update(role="coordinator")


ATTACKS = (edit, delete, delete_with_seal, reorder, truncate, make_anew, edit_reading)


@pytest.fixture(autouse=True)
def notes(settings, tmp_path):
    settings.HOME = tmp_path
    return tasks.notes_folder()


@pytest.mark.django_db
class TestFaultsAgainst:
    def test_finds_nothing_in_a_whole_record_however_it_grew(self):
        note = noted()
        assert (note.sequence, note.reads) == (10, 2)
        with time_machine.travel(NEXT, tick=False):
            make_entries(5)
        seal_entries(now=NEXT)
        assert faults_against(note, now=NEXT) == []

    @pytest.mark.parametrize("attack", ATTACKS)
    def test_finds_every_change(self, attack):
        note = noted()
        assert faults_against(note, now=NEXT) == []
        attack()
        assert faults_against(note, now=NEXT)

    def test_inside_and_beside_the_database_a_record_made_anew_looks_whole(self, notes):
        note = noted()
        make_anew()
        assert faults_of_record(now=NEXT, outside=noted_outside(notes)) == []
        assert [fault.reason for fault in faults_against(note, now=NEXT)] == [
            "the chain is not what was noted outside"
        ]

    def test_tells_nothing_of_what_was_changed_after_its_day(self):
        note = noted()
        with time_machine.travel(NEXT, tick=False):
            make_entries(2)
        seal_entries(now=NEXT)
        Entry.objects.filter(pk=entry(11).pk).update(act="viewed")
        assert faults_against(note, now=NEXT) == []
        assert faults_of_record(now=NEXT, outside=None)

    def test_of_a_record_cut_off_before_it_finds_the_chain_gone(self):
        note = noted()
        Seal.objects.all().delete()
        assert faults_against(note, now=NEXT)

    def test_a_note_of_a_day_before_the_first_act_holds(self):
        with time_machine.travel(NOON, tick=False):
            log_read(Host(), make_thing(), seat=("", ""))
        note = anchor_days(now=NEXT)[0].note()
        assert note.sequence == 0
        assert faults_against(note, now=NEXT) == []


@pytest.mark.django_db
class TestAfterItsTime:
    def test_what_was_forgotten_in_time_is_no_fault(self):
        note = noted()
        late = NEXT + KEPT_ENTRIES
        assert forget_old_rows(now=late) == 12
        assert Entry.objects.count() == Read.objects.count() == 0
        assert faults_against(note, now=late) == []

    def test_what_was_forgotten_too_early_is(self):
        note = noted()
        Entry.objects.filter(pk=entry(3).pk).delete()
        assert faults_against(note, now=NEXT + KEPT_ENTRIES - timedelta(days=3))

    def test_readings_are_compared_as_long_as_they_are_kept(self):
        note = noted()
        Read.objects.all().delete()
        assert faults_against(note, now=NEXT + KEPT_READS - timedelta(days=2))
        assert faults_against(note, now=NEXT + KEPT_READS) == []

    def test_a_chain_made_anew_over_forgotten_entries_is_found(self):
        note = noted()
        late = NEXT + KEPT_ENTRIES
        forget_old_rows(now=late)
        Seal.objects.all().delete()
        assert faults_against(note, now=late)


NOTE = Note(NOON.date(), 1204, "ab" * 32, 17, "0f" * 32)


class TestNotesIn:
    @pytest.mark.parametrize(
        "broken",
        [
            lambda text: text,
            lambda text: text.upper(),
            lambda text: f"Keep this mail.\n\n{text}\n\nI want no more notes",
            lambda text: "\n> ".join(text.split(" ")),
            lambda text: " \r\n".join(text.split(" ")),
            lambda text: "=\r\n".join(text[n : n + 40] for n in range(0, 200, 40)),
            lambda text: text.replace(" ", "\u00a0"),
            lambda text: f"> {text}",
        ],
    )
    def test_reads_what_mail_programs_make_of_it(self, broken):
        assert notes_in(broken(NOTE.spaced())) == [NOTE]

    def test_reads_the_line_of_the_file_beside_the_database(self):
        line = f"{NOTE.day} 1204 {NOTE.chain} 17 {NOTE.reads_digest}"
        assert notes_in(line) == [NOTE]

    def test_reads_each_once(self):
        assert notes_in(f"{NOTE.spaced()}\n\n{NOTE.spaced()}") == [NOTE]

    @pytest.mark.parametrize(
        "text", ["", "no note", NOTE.spaced()[:-2], f"2026-13-04{NOTE.spaced()[10:]}"]
    )
    def test_finds_none_in_anything_else(self, text):
        assert notes_in(text) == []
