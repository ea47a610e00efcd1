"""R1: two merges at once, and a sheet beside one: one comes first, nothing mixes."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connection

from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now
from fourthp.partnership.models import Agency, Merge, Person, Seat
from fourthp.partnership.operations.merging.agencies import merge_agencies
from fourthp.partnership.operations.merging.people import merge_people
from fourthp.partnership.operations.sheets.applying import apply_sheet
from fourthp.partnership.operations.sheets.handing_in import SheetIsOver
from fourthp.partnership.queries.merging.agencies import agency_outlook
from fourthp.partnership.queries.merging.people import person_outlook
from fourthp.partnership.queries.sheets.planning import plan_sheet
from fourthp.partnership.rules.merging import MergeRefused
from fourthp.partnership.tests.makers import (
    make_agency,
    make_network,
    make_network_group,
    make_person,
    make_seat,
)
from fourthp.partnership.tests.sheets import hand_in

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Do acts at the same moment; return what came of each, sorted."""
    found: list[str] = []
    together = Barrier(len(acts))

    def work(act: Callable[[], object]) -> None:
        try:
            together.wait(timeout=10)
            act()
            found.append("done")
        except (MergeRefused, SheetIsOver) as problem:
            found.append(type(problem).__name__)
        finally:
            connection.close()

    threads = [Thread(target=work, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(found)


def test_two_agencies_that_go_into_each_other_at_once_leave_one():
    make_network()
    one, other = make_agency("A"), make_agency("B")
    for agency in (one, other):
        make_seat(agency=agency)
    seen = agency_outlook(one, other).digest(), agency_outlook(other, one).digest()

    def into(gone: Agency, stays: Agency, digest: str) -> Callable[[], object]:
        return lambda: merge_agencies(gone, stays, by=Host(), now=now(), seen=digest)

    came = at_once(into(one, other, seen[0]), into(other, one, seen[1]))
    assert came == ["MergeRefused", "done"]
    assert Agency.objects.count() == Merge.objects.count() == 1
    assert Seat.objects.filter(agency=Agency.objects.get()).count() == 2


def test_one_person_who_goes_into_two_at_once_goes_into_one():
    make_network()
    gone, one, other = (make_person(name) for name in ("A", "B", "C"))
    make_seat(gone)
    seen = person_outlook(gone, one).digest(), person_outlook(gone, other).digest()

    def into(stays: Person, digest: str) -> Callable[[], object]:
        return lambda: merge_people(gone, stays, by=Host(), now=now(), seen=digest)

    assert at_once(into(one, seen[0]), into(other, seen[1])) == ["MergeRefused", "done"]
    assert Person.objects.count() == 2
    assert Seat.objects.get().person in {one, other}


def test_a_sheet_that_comes_in_twice_at_once_comes_in_once():
    make_network()
    make_network_group()
    sheet = hand_in("Agency,Name\nHarbour Aid,Asha Bell\n", by=Host())
    seen = plan_sheet(sheet).digest()

    def bring() -> object:
        return apply_sheet(sheet, by=Host(), now=now(), seen=seen)

    assert at_once(bring, bring) == ["SheetIsOver", "done"]
    assert Person.objects.count() == 1
