"""Recording, sealing, anchoring, forgetting."""

from datetime import UTC, date, datetime, timedelta
from threading import Thread

import pytest
import time_machine
from django.db import connections, transaction

from fourthp.audit import operations
from fourthp.audit.models import Anchor, Entry, Read, Seal
from fourthp.audit.operations import (
    DetailIsText,
    NotInTransaction,
    anchor_days,
    forget_old_rows,
    log_read,
    record,
    seal_entries,
)
from fourthp.audit.queries import KEPT_ENTRIES, faults_of_record
from fourthp.audit.tests.makers import make_entries
from fourthp.foundation.actors import Host, Public
from fourthp.foundation.tests.makers import make_thing

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


class TestRecord:
    @pytest.mark.django_db(transaction=True)
    def test_refuses_to_stand_outside_the_act(self):
        with pytest.raises(NotInTransaction):
            record(Host(), "changed", make_thing())

    @pytest.mark.django_db(transaction=True)
    def test_goes_when_the_act_is_undone(self):
        with transaction.atomic():
            record(Host(), "changed", make_thing())
            transaction.set_rollback(True)
        assert not Entry.objects.exists()

    @pytest.mark.django_db
    @pytest.mark.parametrize(
        "detail",
        [
            {"note": "Flat 3, 12 Mill Lane"},
            {"fields": ["name", "call her"]},
            {"counts": {"a name": 1}},
            {"counts": {"named": "12 High Street"}},
            {"counts": {"named": {"deeper": 1}}},
            {"who": "Nowak"},
            {"code": "CV12/9XX"},
            {"call": "024-7655-1234"},
            {"pair": ("ann", "smith")},
            {"long": "a" * 61},
            {"lines": "one\n"},
        ],
    )
    def test_refuses_free_text(self, detail):
        with pytest.raises(DetailIsText):
            record(Host(), "changed", make_thing(), **detail)

    @pytest.mark.django_db
    def test_refuses_an_act_that_is_a_sentence(self):
        with pytest.raises(DetailIsText):
            record(Host(), "rang Ann Smith", make_thing())

    @pytest.mark.django_db
    def test_keeps_kinds_ids_field_names_and_counts(self):
        thing = make_thing()
        said = {"fields": ["hours"], "rows": 3, "sure": None, "of": str(thing.pk)}
        record(Public(), "reported", thing, **said)
        entry = Entry.objects.get()
        assert (entry.actor_kind, entry.act) == ("public", "reported")
        assert entry.matter_id == str(thing.pk)
        assert entry.detail == said


@pytest.mark.django_db
class TestSealEntries:
    def test_numbers_entries_without_a_gap(self):
        make_entries(5)
        assert seal_entries(now=NOON) == 5
        make_entries(2)
        assert seal_entries(now=NOON) == 2
        assert list(Seal.objects.values_list("sequence", flat=True)) == list(
            range(1, 8)
        )

    def test_whoever_comes_second_adds_nothing(self, monkeypatch):
        make_entries(2)
        seal_entries(now=NOON)
        again = list(Seal.objects.all())
        monkeypatch.setattr("fourthp.audit.operations._next_seals", lambda _: again)
        assert seal_entries(now=NOON) == 0
        assert Seal.objects.count() == 2

    def test_run_again_adds_nothing(self):
        make_entries(3)
        seal_entries(now=NOON)
        assert seal_entries(now=NOON) == 0
        assert faults_of_record(now=NOON, outside=None) == []


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_cannot_fork_the_chain():
    make_entries(40)

    def work() -> None:
        seal_entries(now=NOON)
        connections.close_all()

    workers = [Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    seal_entries(now=NOON)
    assert Seal.objects.count() == 40
    assert faults_of_record(now=NOON, outside=None) == []


@pytest.mark.django_db
class TestAnchorDays:
    def test_anchors_each_finished_day_once(self):
        with time_machine.travel(NOON, tick=False):
            make_entries(1)
        seal_entries(now=NOON)
        later = NOON + timedelta(days=2)
        assert [anchor.day.day for anchor in anchor_days(now=later)] == [4, 5]
        assert anchor_days(now=later) == []

    def test_adds_nothing_where_another_worker_was_faster(self, monkeypatch):
        with time_machine.travel(NOON, tick=False):
            make_entries(1)
        seal_entries(now=NOON)
        anchored = operations._anchor

        def second(day: date) -> Anchor:
            anchored(day)  # by the other, this very moment
            return anchored(day)

        monkeypatch.setattr(operations, "_anchor", second)
        assert anchor_days(now=NOON + timedelta(days=1)) == []

    def test_leaves_a_day_open_while_late_rows_may_come(self):
        with time_machine.travel(NOON, tick=False):
            make_entries(1)
        just_after = datetime(2026, 5, 5, 0, 5, tzinfo=UTC)
        assert anchor_days(now=just_after) == []

    def test_covers_the_readings_of_the_day(self):
        with time_machine.travel(NOON, tick=False):
            log_read(Host(), make_thing(), seat=("a", "chair"))
        anchor_days(now=NOON + timedelta(days=1))
        assert Anchor.objects.get().reads == 1
        assert faults_of_record(now=NOON, outside=None) == []
        Read.objects.all().delete()
        faults = faults_of_record(now=NOON, outside=None)
        assert [fault.reason for fault in faults] == [
            "the readings of this day were changed"
        ]


@pytest.mark.django_db
class TestForgetOldRows:
    def test_removes_what_is_past_its_time_and_the_chain_still_holds(self):
        with time_machine.travel(NOON, tick=False):
            make_entries(2)
            log_read(Host(), make_thing(), seat=("", ""))
        seal_entries(now=NOON)
        much_later = NOON + timedelta(days=8 * 366)
        with time_machine.travel(much_later, tick=False):
            make_entries(1)
        seal_entries(now=much_later)
        assert forget_old_rows(now=much_later) == 3
        assert Entry.objects.count() == 1
        assert faults_of_record(now=much_later, outside=None) == []

    def test_keeps_what_is_not(self):
        with time_machine.travel(NOON, tick=False):
            make_entries(1)
        assert forget_old_rows(now=NOON + timedelta(days=700)) == 0

    def test_keeps_what_was_sealed_late_for_as_long_as_it_would_be_missed(self):
        with time_machine.travel(NOON, tick=False):
            make_entries(1)
        sealed = NOON + timedelta(days=30)
        seal_entries(now=sealed)
        kept = KEPT_ENTRIES + timedelta(days=1)
        assert forget_old_rows(now=NOON + kept) == 0
        assert faults_of_record(now=NOON + kept, outside=None) == []
        assert forget_old_rows(now=sealed + kept) == 1
        assert faults_of_record(now=sealed + kept, outside=None) == []

    def test_keeps_what_was_never_sealed(self):
        with time_machine.travel(NOON, tick=False):
            make_entries(1)
        much_later = NOON + timedelta(days=8 * 366)
        assert forget_old_rows(now=much_later) == 0
        assert seal_entries(now=much_later) == 1
        assert faults_of_record(now=much_later, outside=None) == []
