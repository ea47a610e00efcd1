"""The record tells when it was tampered with."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection

from fourthp.audit.models import Anchor, Entry, Seal
from fourthp.audit.operations import anchor_days, log_read, seal_entries
from fourthp.audit.queries import (
    Looked,
    Outside,
    chain_head,
    entries_waiting_too_long,
    faults_of_record,
    history_of,
    looked_at,
)
from fourthp.audit.tests.makers import make_entries
from fourthp.foundation.actors import Host
from fourthp.foundation.ids import new_id
from fourthp.foundation.tests.makers import make_thing

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
NEXT = NOON + timedelta(days=1)

pytestmark = pytest.mark.django_db


def sealed_record() -> Outside:
    """Ten entries, sealed, anchored, and noted outside."""
    with time_machine.travel(NOON, tick=False):
        make_entries(10)
    seal_entries(now=NOON)
    anchors = tuple(anchor.line() for anchor in anchor_days(now=NEXT))
    return Outside(anchors, chain_head().line())


def raw(sql: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


class TestFaultsOfRecord:
    def test_finds_nothing_in_a_whole_record(self):
        outside = sealed_record()
        assert faults_of_record(now=NOON, outside=outside) == []

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("act", "viewed"),
            ("actor_id", "someone-else"),
            ("matter_id", "x"),
            ("at", NOON + timedelta(seconds=1)),
            ("detail", {"fields": ["other"]}),
        ],
    )
    def test_finds_an_edited_entry(self, field, value):
        outside = sealed_record()
        entry = Entry.objects.get(pk=Seal.objects.get(sequence=4).entry_id)
        Entry.objects.filter(pk=entry.pk).update(**{field: value})
        faults = faults_of_record(now=NOON, outside=outside)
        assert [fault.sequence for fault in faults] == [4]

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("entry_id", new_id()),
            ("content", b"0" * 32),
            ("chain", b"0" * 32),
            ("sealed_at", datetime(2010, 1, 1, tzinfo=UTC)),
        ],
    )
    def test_finds_an_edited_seal(self, field, value):
        outside = sealed_record()
        Seal.objects.filter(sequence=5).update(**{field: value})
        assert faults_of_record(now=NOON, outside=None)
        assert faults_of_record(now=NOON, outside=outside)

    def test_no_column_of_a_seal_is_outside_its_chain(self):
        names = {field.name for field in Seal._meta.concrete_fields}
        covered = {"sequence", "entry_id", "content", "sealed_at"}
        assert names == covered | {"chain"}
        assert len(Seal(sealed_at=NOON, content=b"").link()) == len(covered)

    def test_finds_a_deleted_entry_whose_seal_was_made_to_look_old(self):
        outside = sealed_record()
        old = NOON - timedelta(days=9 * 366)
        for seal in Seal.objects.all():
            Entry.objects.filter(pk=seal.entry_id).delete()
        Seal.objects.update(sealed_at=old)
        assert faults_of_record(now=NOON, outside=outside)

    def test_finds_that_what_was_noted_outside_is_gone(self):
        sealed_record()
        reasons = {f.reason for f in faults_of_record(now=NOON, outside=Outside())}
        assert reasons == {
            "the day's anchor was not noted outside",
            "the end of the chain is not what was noted outside",
        }

    def test_a_day_that_two_workers_noted_is_no_fault(self):
        outside = sealed_record()
        twice = Outside(outside.anchors * 2, outside.head)
        assert faults_of_record(now=NOON, outside=twice) == []

    def test_finds_a_deleted_entry(self):
        outside = sealed_record()
        Entry.objects.get(pk=Seal.objects.get(sequence=7).entry_id).delete()
        faults = faults_of_record(now=NOON, outside=outside)
        assert [fault.sequence for fault in faults] == [7]

    def test_finds_an_entry_deleted_with_its_seal(self):
        outside = sealed_record()
        seal = Seal.objects.get(sequence=7)
        Entry.objects.get(pk=seal.entry_id).delete()
        seal.delete()
        assert faults_of_record(now=NOON, outside=outside)

    def test_finds_two_entries_in_another_order(self):
        outside = sealed_record()
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
        assert faults_of_record(now=NOON, outside=outside)

    def test_finds_a_cut_off_end_only_by_what_was_noted_outside(self):
        outside = sealed_record()
        for seal in Seal.objects.filter(sequence__gt=8):
            Entry.objects.get(pk=seal.entry_id).delete()
            seal.delete()
        Anchor.objects.all().delete()
        # Negative control: inside the database nothing shows.
        assert faults_of_record(now=NOON, outside=None) == []
        assert faults_of_record(now=NOON, outside=outside)

    def test_finds_a_chain_made_anew_over_changed_entries(self):
        outside = sealed_record()
        Entry.objects.update(act="nothing")
        Seal.objects.all().delete()
        Anchor.objects.all().delete()
        seal_entries(now=NOON)
        anchor_days(now=NEXT)
        assert faults_of_record(now=NOON, outside=None) == []
        assert faults_of_record(now=NOON, outside=outside)

    def test_reports_entries_that_nobody_seals(self):
        with time_machine.travel(NOON, tick=False):
            make_entries(2)
        soon, late = NOON + timedelta(minutes=4), NOON + timedelta(minutes=6)
        assert faults_of_record(now=soon, outside=None) == []
        assert entries_waiting_too_long(now=late) == 2
        assert faults_of_record(now=late, outside=None)


class TestLookedAt:
    def test_shows_agency_and_role_by_day_and_no_name(self):
        thing = make_thing()
        with time_machine.travel(NOON, tick=False):
            log_read(Host(), thing, seat=("quay", "chair"))
            log_read(Host(), thing, seat=("quay", "chair"))
            log_read(Host(), make_thing(), seat=("quay", "chair"))
        assert looked_at(thing) == [Looked(NOON.date(), "quay", "chair", 2)]


class TestHistoryOf:
    def test_is_newest_first(self):
        first = make_entries(1)[0]
        thing = make_thing()
        thing.pk = first.matter_id
        assert list(history_of(thing)) == [first]
