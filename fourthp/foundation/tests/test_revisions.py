"""One mechanism behind history and undo."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import transaction

from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now
from fourthp.foundation.models import DutyRun, Job, Revision, RevisionPart, Work
from fourthp.foundation.operations.revisions import (
    Revising,
    begin_revision,
    forget_matter,
    forget_rows,
    forget_standing_on,
)
from fourthp.foundation.operations.undoing import AlreadyUndone, undo_revision
from fourthp.foundation.tests.makers import make_thing

pytestmark = pytest.mark.django_db


def row(name: str, fault: str = "") -> DutyRun:
    return DutyRun(name=name, due_at=now(), fault=fault)


def revise(*, make=(), change=(), remove=(), thing=None) -> Revision:
    with transaction.atomic():
        revising = begin_revision(Host(), "tried", thing or make_thing())
        revising.make(make)
        revising.change(change)
        revising.remove(remove)
    return revising.revision


def edited(name: str, fault: str):
    found = DutyRun.objects.get(name=name)
    before = {"fault": found.fault}
    found.fault = fault
    return found, before


def names() -> dict[str, str]:
    return dict(DutyRun.objects.order_by("name").values_list("name", "fault"))


class TestChange:
    def test_writes_no_field_that_another_row_of_it_changed(self):
        revise(make=[row("one", "said"), row("other", "said")])
        one, before = edited("one", "said anew")
        other = DutyRun.objects.get(name="other")
        due, other.due_at = other.due_at, other.due_at + timedelta(hours=1)
        later = now() + timedelta(days=2)
        DutyRun.objects.filter(name="one").update(due_at=later)
        DutyRun.objects.filter(name="other").update(fault="typed meanwhile")
        revise(change=[(one, before), (other, {"due_at": due})])
        assert names() == {"one": "said anew", "other": "typed meanwhile"}
        assert DutyRun.objects.get(name="one").due_at == later


class TestUndoRevision:
    def test_puts_made_changed_and_removed_rows_back(self):
        revise(make=[row("stays", "old"), row("goes", "was")])
        before = names()
        revision = revise(
            make=[row("new")],
            change=[edited("stays", "changed")],
            remove=[DutyRun.objects.get(name="goes")],
        )
        assert names() == {"new": "", "stays": "changed"}
        undone = undo_revision(revision, by=Host(), now=now())
        assert names() == before
        assert (undone.put_back, undone.kept) == (3, [])

    def test_keeps_rows_edited_since_and_lists_them(self):
        revision = revise(make=[row("a"), row("b")])
        revise(change=[edited("a", "mended by hand")])
        undone = undo_revision(revision, by=Host(), now=now() + timedelta(minutes=1))
        assert names() == {"a": "mended by hand"}
        assert undone.kept == [("foundation.DutyRun", "a")]

    def test_counts_no_edit_that_was_itself_undone(self):
        revision = revise(make=[row("a")])
        undo_revision(revise(change=[edited("a", "x")]), by=Host(), now=now())
        undo_revision(revision, by=Host(), now=now())
        assert names() == {}

    def test_happens_once(self):
        revision = revise(make=[row("a")])
        undo_revision(revision, by=Host(), now=now())
        with pytest.raises(AlreadyUndone):
            undo_revision(revision, by=Host(), now=now())

    def test_brings_nothing_back_that_was_forgotten_on_purpose(self):
        revise(make=[row("a", "12 Mill Lane")])
        revision = revise(remove=DutyRun.objects.all())
        forget_standing_on(["a"])
        revision.refresh_from_db()
        assert "Mill" not in str(revision.parts.get().rows)
        undo_revision(revision, by=Host(), now=now())
        assert names() == {}

    def test_leaves_out_what_stood_on_rows_forgotten_meanwhile(self):
        ground, other = revise(), revise()
        parts = [
            RevisionPart(revision=one, model="x", did="made", rows={})
            for one in (ground, other)
        ]
        RevisionPart.objects.bulk_create(parts)
        revision = revise(remove=parts)
        ground.delete()
        assert undo_revision(revision, by=Host(), now=now()).put_back == 1
        assert RevisionPart.objects.filter(model="x").get().revision == other

    def test_brings_back_the_ground_with_what_stands_on_it(self):
        ground = revise()
        part = RevisionPart.objects.create(revision=ground, model="x", rows={})
        revision = revise(remove=[part])
        with transaction.atomic():
            Revising(revision).remove([ground])
        assert undo_revision(revision, by=Host(), now=now()).put_back == 2

    def test_works_in_parts_of_a_thousand(self):
        revision = revise(make=[row(uuid4().hex) for _ in range(2_300)])
        assert revision.parts.count() == 3
        assert undo_revision(revision, by=Host(), now=now()).put_back == 2_300


class TestWhatWasMadeAgainSince:
    """A row that a revision removed, or changed, is there anew."""

    def again(self, fault: str) -> Revision:
        return revise(make=[row("a", fault)])

    def removed(self) -> Revision:
        return revise(remove=[DutyRun.objects.get(name="a")])

    def test_stays_and_goes_back_to_what_it_was_at_first(self):
        revise(make=[row("a", "first")])
        gone, again = self.removed(), self.again("second")
        assert undo_revision(gone, by=Host(), now=now()).kept == [
            ("foundation.DutyRun", "a")
        ]
        assert names() == {"a": "second"}
        undo_revision(again, by=Host(), now=now())
        assert names() == {"a": "first"}

    def test_is_not_taken_for_the_one_that_was_made_first(self):
        first = revise(make=[row("a", "first")])
        self.removed()
        self.again("second")
        assert undo_revision(first, by=Host(), now=now()).kept
        assert names() == {"a": "second"}

    def test_keeps_nothing_of_what_was_forgotten_on_purpose(self):
        revise(make=[row("a", "first")])
        gone, again = self.removed(), self.again("second")
        forget_rows(DutyRun, ["a"])
        assert not undo_revision(gone, by=Host(), now=now()).kept
        undo_revision(again, by=Host(), now=now())
        assert names() == {}

    def test_knows_nothing_of_an_older_change(self):
        revise(make=[row("a", "first")])
        changed = revise(change=[edited("a", "second")])
        self.removed()
        again = self.again("third")
        undo_revision(changed, by=Host(), now=now())
        assert names() == {"a": "third"}
        undo_revision(again, by=Host(), now=now())
        assert names() == {}


class TestWhatWasChangedSince:
    def test_goes_back_to_what_was_before_both(self):
        revise(make=[row("a", "first")])
        one = revise(change=[edited("a", "second")])
        other = revise(change=[(DutyRun.objects.get(), {"leased_by": ""})])
        two = revise(change=[edited("a", "third")])
        undo_revision(one, by=Host(), now=now())
        assert names() == {"a": "third"}
        undo_revision(two, by=Host(), now=now())
        assert names() == {"a": "first"}
        undo_revision(other, by=Host(), now=now())

    def test_is_judged_in_order_while_the_clock_stands_still(self):
        with time_machine.travel(now(), tick=False):
            revise(make=[row("a", "first")])
            revise(change=[edited("a", "second")])
            last = revise(change=[edited("a", "third")])
            assert not undo_revision(last, by=Host(), now=now()).kept
        assert names() == {"a": "second"}


class TestForgetMatter:
    def test_removes_every_word_of_it(self):
        thing = make_thing()
        revise(make=[row("a", "12 Mill Lane")], thing=thing)
        revise(make=[row("b")])
        forget_matter(thing)
        assert Revision.objects.count() == 1


class TestWhatStoodOnWhatWasRemoved:
    def test_stands_on_it_again_once_that_is_back(self):
        """As in a merge: what named the one that goes names the one that stays."""
        gone, stays = (Job.objects.create(made_at=now(), due_at=now()) for _n in "ab")
        facts = {"title": "t", "leads_to": "/", "made_at": now()}
        work = Work.objects.create(job=gone, **facts)
        work.job = stays
        revision = revise(change=[(work, {"job": gone.pk})], remove=[gone])
        undone = undo_revision(revision, by=Host(), now=now())
        work.refresh_from_db()
        assert work.job_id == gone.pk
        assert (undone.put_back, undone.kept) == (2, [])

    def test_stays_as_it_is_and_is_listed_where_that_does_not_come_back(self):
        gone, stays = (Job.objects.create(made_at=now(), due_at=now()) for _n in "ab")
        facts = {"title": "t", "leads_to": "/", "made_at": now()}
        work = Work.objects.create(job=gone, **facts)
        work.job = stays
        revision = revise(change=[(work, {"job": gone.pk})], remove=[gone])
        forget_rows(Job, [gone.pk])
        undone = undo_revision(revision, by=Host(), now=now())
        work.refresh_from_db()
        assert work.job_id == stays.pk
        assert undone.kept == [("foundation.Work", str(work.pk))]
