"""R1: a strike beside somebody who saves the words, and two strikes at once."""

import time
from threading import Barrier, Event, Thread

import pytest
from django.db import connection, transaction

from fourthp.foundation import strikes
from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now, today
from fourthp.foundation.models import Revision
from fourthp.foundation.operations import striking
from fourthp.foundation.operations.revisions import SomebodyWasFaster, last_revision
from fourthp.foundation.operations.striking import (
    Asked,
    NothingToStrike,
    strike_from_record,
)
from fourthp.foundation.strikes import reading, reading_nothing
from fourthp.partnership.models import Group, GroupTerms, Handover, Person, Role
from fourthp.partnership.operations.groups import edit_group, set_terms
from fourthp.partnership.operations.handovers import NOTHING_YET, write_handover
from fourthp.partnership.tests.makers import make_group, make_member, make_network
from fourthp.post.models import Message
from fourthp.post.operations.striking import STRUCK_WORDS
from fourthp.post.operations.telling import News, tell
from fourthp.post.rules.letters import Letter, Paragraph
from fourthp.post.rules.readers import ADDRESS, Reader

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = "Marta Wisniewska"


def coordinator() -> Person:
    person = make_member("Rosa Hale", role=Role.COORDINATOR)
    person.is_strong = True
    return person


def at_once(*acts) -> list[str]:
    """Do acts at the same moment; return what came of each, sorted."""
    found: list[str] = []
    together = Barrier(len(acts))

    def work(act) -> None:
        try:
            together.wait(timeout=10)
            act()
            found.append("done")
        except (NothingToStrike, SomebodyWasFaster) as problem:
            found.append(type(problem).__name__)
        finally:
            connection.close()

    threads = [Thread(target=work, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(found)


def strike(matter, by: Person) -> None:
    asked = Asked(matter.matter_kind, matter.pk, WORDS)
    strike_from_record(asked, by=by, now=now())


@pytest.mark.parametrize("_time", range(3))
def test_whoever_saves_the_words_beside_a_strike_leaves_none(_time):
    make_network()
    by, group = coordinator(), make_group(purpose=f"For {WORDS}.")
    seen = last_revision(group)
    edited = {"purpose": f"Still for {WORDS}."}
    came = at_once(
        lambda: strike(group, by),
        lambda: edit_group(group, edited, by=by, today=today(), seen=seen),
    )
    assert came in (["SomebodyWasFaster", "done"], ["done", "done"])
    assert WORDS not in Group.objects.get(pk=group.pk).purpose


@pytest.mark.parametrize("_time", range(3))
def test_terms_that_are_written_beside_a_strike_are_struck_or_refused(_time):
    make_network()
    by, group = coordinator(), make_group(purpose=f"For {WORDS}.")
    set_terms(group, f"First, of {WORDS}.", by=Host(), today=today())
    came = at_once(
        lambda: strike(group, by),
        lambda: set_terms(group, f"Of {WORDS}.", by=by, today=today(), seen="1"),
    )
    assert came in (["SomebodyWasFaster", "done"], ["done", "done"])
    assert not GroupTerms.objects.filter(words__contains=WORDS).exists()


@pytest.mark.parametrize("_time", range(3))
def test_words_for_a_seat_do_not_come_back_by_a_save_beside_the_strike(_time):
    make_network()
    by, person = coordinator(), make_member("Ida Moss")
    seat = person.seats.get()
    left = write_handover(seat, WORDS, by=person, now=now(), seen=NOTHING_YET)
    words, seen = f"{WORDS} again", left.version
    came = at_once(
        lambda: strike(left, by),
        lambda: write_handover(seat, words, by=person, now=now(), seen=seen),
    )
    assert came in (["SomebodyWasFaster", "done"], ["done", "done"])
    assert WORDS not in Handover.objects.get().words


def test_two_strikes_at_once_are_one_and_the_other_finds_nothing():
    make_network()
    by, group = coordinator(), make_group(purpose=f"For {WORDS}.")
    came = at_once(lambda: strike(group, by), lambda: strike(group, by))
    assert came == ["NothingToStrike", "done"]
    assert Revision.objects.filter(act="struck").count() == 1


def test_a_mail_that_is_written_beside_the_strike_is_struck():
    make_network()
    by, group = coordinator(), make_group(purpose=f"For {WORDS}.")
    strike_beside_a_mail(by, group)
    assert WORDS not in str([one.letter for one in Message.objects.all()])


@pytest.mark.skipif(connection.vendor == "sqlite", reason="it has one writer at a time")
def test_without_the_fence_such_a_mail_keeps_the_words(monkeypatch):
    """The control."""
    make_network()
    by, group = coordinator(), make_group(purpose=f"For {WORDS}.")
    monkeypatch.setattr(striking, "wait_at_fence", lambda: None)
    strike_beside_a_mail(by, group)
    assert WORDS in str([one.letter for one in Message.objects.all()])


def strike_beside_a_mail(by: Person, group: Group) -> None:
    """Strike while somebody writes a mail of what she read before."""
    is_written = Event()

    def write() -> None:
        try:
            with reading(), transaction.atomic():
                said = Group.objects.get(pk=group.pk).purpose
                letter = Letter("A word", (Paragraph(said),))
                news = News(STRUCK_WORDS, lambda _to: letter)
                tell([Reader(ADDRESS, "", "a@b.example")], news, by=by, now=now())
                is_written.set()
                time.sleep(1)
        finally:
            connection.close()

    thread = Thread(target=write)
    thread.start()
    assert is_written.wait(timeout=10)
    strike(group, by)
    thread.join()


def test_words_that_were_read_before_a_strike_go_into_no_mail_after_it():
    make_network()
    by, group = coordinator(), make_group(purpose=f"For {WORDS}.")
    news = News(STRUCK_WORDS, lambda _to: Letter(group.purpose))
    to = [Reader(ADDRESS, "", "a@b.example")]
    with reading():
        strike(group, by)
        with pytest.raises(SomebodyWasFaster, match="changed this meanwhile"):
            tell(to, news, by=by, now=now())
    assert not Message.objects.exists()
    # The control: without the question the words are in it.
    with reading_nothing():
        tell(to, news, by=by, now=now())
    assert WORDS in str(Message.objects.get().letter)


def test_whoever_reads_after_a_strike_is_asked_nothing(monkeypatch):
    make_network()
    by, group = coordinator(), make_group(purpose=f"For {WORDS}.")
    strike(group, by)
    monkeypatch.setattr(strikes, "_UNTIL_IT_ENDS", 0)
    time.sleep(0.01)
    with reading():
        news = News(STRUCK_WORDS, lambda _to: Letter(group.purpose))
        tell([Reader(ADDRESS, "", "a@b.example")], news, by=by, now=now())
    assert Message.objects.count() == 1


def test_without_the_lock_a_save_beside_the_strike_brings_the_words_back(monkeypatch):
    """The control: who locks nothing is overtaken, as a row read before is."""
    make_network()
    by, group = coordinator(), make_group(purpose=f"For {WORDS}.")
    stale = Group.objects.get(pk=group.pk)
    monkeypatch.setattr(striking, "_end", lambda _strike, _left: None)
    strike(group, by)
    stale.save()
    assert WORDS in Group.objects.get(pk=group.pk).purpose
