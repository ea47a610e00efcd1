"""Changes when somebody leaves."""

from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now
from fourthp.partnership.models import Person
from fourthp.partnership.operations.leaving import leave
from fourthp.partnership.tests.makers import make_member
from tests.safety.acts.sending import Act, act, at, keeping, keyed


def _member() -> Person:
    return make_member("Asha Bell", agency="Harbour Street Clinic")


@act("person-leaving")
def _end_seats() -> Act:
    path = at("person-leaving", _member().pk)
    return Act(keeping(), path, keyed(what="everything"))


@act("leaving-undoing")
def _give_seats_back() -> Act:
    left = leave(_member(), by=Host(), now=now())
    return Act(keeping(), at("leaving-undoing", left.revision.pk), keyed())


@act("seat-handover-words")
def _write_for_who_follows() -> Act:
    path = at("seat-handover-words", _member().seats.get().pk)
    return Act(keeping(), path, keyed(words="harbour", seen="none"))
