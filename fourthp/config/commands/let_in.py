"""Let somebody in who lost every second factor, together with a second person."""

import sys
from argparse import Namespace

from fourthp.config.commands import CannotBeDone
from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now
from fourthp.partnership.models import Person
from fourthp.partnership.operations.letting_in import (
    NoReasonGiven,
    NotAskedAnyMore,
    NothingToLose,
    TooSoon,
    ask_to_let_in,
    let_in_alone,
)
from fourthp.partnership.permissions import MAY_VOUCH
from fourthp.partnership.queries.standing import holders_of


def run(asked: Namespace) -> int:
    """Ask the others, or go on alone once nobody answered for a day."""
    person = Person.objects.filter(user__email__iexact=asked.address.strip()).first()
    if person is None:
        raise CannotBeDone(f"Nobody signs in with {asked.address}.")
    try:
        found = ask_to_let_in(person, by=Host(), now=now())
        if asked.alone:
            let_in_alone(found, asked.reason, by=Host(), now=now())
            sys.stdout.write(f"{person} is let in, and everybody was told why.\n")
            return 0
    except (NothingToLose, NotAskedAnyMore, TooSoon, NoReasonGiven) as problem:
        raise CannotBeDone(str(problem)) from problem
    others = [one.name for one in holders_of(*MAY_VOUCH) if one.pk != person.pk]
    if others:
        sys.stdout.write(f"Asked by mail: {', '.join(others)}. One of them says yes.\n")
    else:
        sys.stdout.write("Nobody else looks after this network who could say yes.\n")
    sys.stdout.write(
        "If nobody answers for 24 hours, go on alone:\n"
        f"bin/fourthp let-in {asked.address} --alone --reason 'why'\n"
    )
    return 0
