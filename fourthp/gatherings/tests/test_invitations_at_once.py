"""R4, R7: invitations are sent, and the clockwork comes by, twice at once."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
import time_machine
from django.db import connection

from fourthp.foundation.actors import Host
from fourthp.gatherings.models import Answer, Invitation, Says, Series, Way
from fourthp.gatherings.operations import invitations
from fourthp.gatherings.operations.answers import Coming, say_coming
from fourthp.gatherings.operations.invitation_letters import CHANGED, INVITED
from fourthp.gatherings.operations.invitations import send_invitations
from fourthp.gatherings.operations.moving import Move, move_gathering
from fourthp.gatherings.tasks import keep
from fourthp.gatherings.tests.makers import NOW, gatherings, later, make_series, wall
from fourthp.gatherings.tests.test_answers import sits
from fourthp.partnership.tests.makers import make_group, make_network
from fourthp.post.models import Message

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _clock():
    make_network()
    with time_machine.travel(NOW, tick=False):
        yield


def at_once(*acts: Callable[[], object]) -> None:
    """Do some acts in the same moment; whatever breaks breaks the test."""
    begin, faults = Barrier(len(acts)), list[BaseException]()

    def work(act: Callable[[], object]) -> None:
        try:
            begin.wait(timeout=5)
            act()
        except BaseException as fault:  # noqa: BLE001 -- it is raised below
            faults.append(fault)
        finally:
            connection.close()

    threads = [Thread(target=work, args=(act,)) for act in acts]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    if faults:
        raise faults[0]


def invited():
    group = make_group()
    series = make_series(group=group)
    return series, sits("Asha Bell", group, email="asha@quay.example")


def sends(series: Series) -> Callable[[], object]:
    return lambda: send_invitations(series, by=Host(), now=NOW)


def count(kind) -> int:
    return Message.objects.filter(kind=kind.name).count()


def test_two_who_send_them_send_one_each():
    series, _asha = invited()
    at_once(sends(series), sends(series), lambda: keep(NOW))
    assert count(INVITED) == Invitation.objects.count() == 1


def test_two_workers_tell_a_change_once():
    series, _asha = invited()
    send_invitations(series, by=Host(), now=NOW)
    first = gatherings(series)[0]
    move_gathering(first, Move(wall(2026, 3, 11, 13, 0), 120), by=Host(), now=NOW)
    keep(NOW)
    at_once(lambda: keep(later(minutes=5)), lambda: keep(later(minutes=5)))
    assert count(CHANGED) == 1


def test_by_her_mail_and_her_page_at_once_there_is_one_answer():
    series, asha = invited()
    first = gatherings(series)[0]

    def says(what: Says, way: Way) -> Callable[[], object]:
        said = Coming(what)
        return lambda: say_coming(first, asha, said, by=asha, way=way, now=NOW)

    at_once(says(Says.ROOM, Way.PAGE), says(Says.APOLOGIES, Way.MAIL))
    assert Answer.objects.count() == 1


@pytest.mark.skipif(connection.vendor == "sqlite", reason="it has one writer at a time")
def test_the_control_without_the_lock_two_senders_meet(monkeypatch):
    series, _asha = invited()
    send_invitations(series, by=Host(), now=NOW)
    sits("Mina Farouk", series.group, email="mina@canal.example")
    meet = Barrier(2)
    asks = invitations.invited_to

    def waits(gathering):
        found = asks(gathering)
        meet.wait(timeout=5)
        return found

    monkeypatch.setattr(invitations, "locked_series", lambda one: one)
    monkeypatch.setattr(invitations, "invited_to", waits)
    with pytest.raises(Exception, match="invited_once_to_a_rhythm"):
        at_once(sends(series), sends(series))
