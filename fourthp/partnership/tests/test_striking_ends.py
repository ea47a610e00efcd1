"""R1: a strike that is cut off after its words are gone is ended by a duty."""

from contextlib import nullcontext
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from fourthp.audit.models import Entry
from fourthp.foundation.gaps import gap_of
from fourthp.foundation.models import Revision, UnendedStrike
from fourthp.foundation.operations import striking
from fourthp.foundation.operations.striking import (
    AT_WORK,
    STAYS,
    UNENDED,
    Asked,
    end_strikes,
    strike_from_record,
)
from fourthp.partnership.models import Group, Person, Role
from fourthp.partnership.tests.makers import make_group, make_member, make_network

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
GAP = gap_of(NOW.date())
WORDS = "Marta Wisniewska"
LATER = NOW + AT_WORK


@pytest.fixture
def by() -> Person:
    make_network()
    person = make_member("Rosa Hale", role=Role.COORDINATOR)
    person.is_strong = True
    return person


@pytest.fixture
def cut_off(monkeypatch):
    """Let every strike be cut off before its last look, until this is undone."""

    def is_killed(_strike, _left) -> None:
        raise OSError("killed")

    with monkeypatch.context() as patched:
        patched.setattr(striking, "_end", is_killed)
        yield patched


def strike(group: Group, by: Person, *, whole: str = "") -> None:
    fields = frozenset({(group._meta.label, str(group.pk), whole)} if whole else ())
    asked = Asked(group.matter_kind, group.pk, "" if whole else WORDS, fields)
    strike_from_record(asked, by=by, now=NOW)


def as_it_lies() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT looked_for FROM foundation_unendedstrike")
        return str(cursor.fetchall())


def test_leaves_nothing_to_look_for_when_it_ends_by_itself(by):
    strike(make_group(purpose=f"For {WORDS}."), by)
    assert not UnendedStrike.objects.exists()


def test_is_done_for_whoever_struck_though_its_last_look_fails(by, cut_off):
    group = make_group(purpose=f"For {WORDS}.")
    strike(group, by)
    group.refresh_from_db()
    assert group.purpose == f"For {GAP}."
    assert Revision.objects.filter(act="struck").count() == 1
    assert WORDS not in as_it_lies()


def test_takes_out_later_what_was_saved_beside_it(by, cut_off):
    group = make_group(purpose=f"For {WORDS}.")
    stale = Group.objects.get(pk=group.pk)
    strike(group, by)
    stale.save()
    cut_off.undo()
    assert end_strikes(now=NOW) == 0
    assert WORDS in Group.objects.get(pk=group.pk).purpose
    assert end_strikes(now=LATER) == 1
    assert Group.objects.get(pk=group.pk).purpose == f"For {GAP}."
    assert end_strikes(now=LATER) == 0


def test_leaves_what_a_whole_field_says_anew_by_then(by, cut_off):
    group = make_group(purpose=f"For {WORDS}.")
    strike(group, by, whole="purpose")
    Group.objects.filter(pk=group.pk).update(purpose="For the harbour.")
    cut_off.undo()
    assert end_strikes(now=LATER) == 1
    assert Group.objects.get(pk=group.pk).purpose == "For the harbour."


def test_takes_out_of_a_whole_field_what_came_back(by, cut_off):
    group = make_group(purpose=f"For {WORDS}.")
    stale = Group.objects.get(pk=group.pk)
    strike(group, by, whole="purpose")
    stale.save()
    cut_off.undo()
    end_strikes(now=LATER)
    assert Group.objects.get(pk=group.pk).purpose == GAP


def test_of_words_whose_key_is_forgotten_goes_and_strikes_nothing(by, cut_off):
    group = make_group(purpose=f"For {WORDS}.")
    strike(group, by)
    UnendedStrike.objects.update(looked_for={})
    Group.objects.filter(pk=group.pk).update(purpose=f"For {WORDS}.")
    cut_off.undo()
    assert end_strikes(now=NOW + timedelta(days=1)) == 1
    assert not UnendedStrike.objects.exists()
    assert Group.objects.get(pk=group.pk).purpose == f"For {WORDS}."


@pytest.mark.parametrize("fails", [False, True])
def test_of_two_workers_the_second_has_nothing_to_do(by, cut_off, monkeypatch, fails):
    group = make_group(purpose=f"For {WORDS}.")
    strike(group, by)
    Group.objects.filter(pk=group.pk).update(purpose=f"For {WORDS}.")
    cut_off.undo()

    def is_ended_by_the_first() -> None:
        UnendedStrike.objects.all().delete()
        if fails:
            raise OSError("killed")

    monkeypatch.setattr(striking, "wait_at_fence", is_ended_by_the_first)
    with pytest.raises(OSError, match="killed") if fails else nullcontext():
        end_strikes(now=NOW + STAYS)
    assert Group.objects.get(pk=group.pk).purpose == f"For {WORDS}."
    assert not Entry.objects.filter(act=UNENDED).exists()


class TestOneThatFails:
    """Two strikes were cut off; the last look of the first fails each time."""

    @pytest.fixture
    def groups(self, by, cut_off, monkeypatch):
        some = [make_group(name, purpose=f"For {WORDS}.") for name in ("One", "Two")]
        stale = [Group.objects.get(pk=group.pk) for group in some]
        for group in some:
            strike(group, by)
        for group in stale:
            group.save()
        cut_off.undo()
        whole = striking._end

        def fails_of_the_first(strike, left) -> None:
            if strike.pk == some[0].pk:
                raise OSError("the disk is full")
            whole(strike, left)

        monkeypatch.setattr(striking, "_end", fails_of_the_first)
        return some

    def test_keeps_no_other_waiting_and_tells_whoever_asked(self, groups):
        with pytest.raises(OSError, match="the disk is full"):
            end_strikes(now=LATER)
        assert Group.objects.get(pk=groups[1].pk).purpose == f"For {GAP}."
        assert UnendedStrike.objects.get().about_id == groups[0].pk

    def test_is_tried_for_a_day_and_forgotten_then_on_the_record(self, groups):
        minute = timedelta(minutes=1)
        for at in (LATER, NOW + STAYS - minute, NOW + STAYS):
            assert UnendedStrike.objects.filter(about_id=groups[0].pk).exists()
            with pytest.raises(OSError, match="the disk is full"):
                end_strikes(now=at)
        assert not UnendedStrike.objects.exists()
        told = Entry.objects.filter(act=UNENDED)
        assert [one.matter_id for one in told] == [str(groups[0].pk)]
        assert end_strikes(now=NOW + STAYS + minute) == 0
