"""Start the demo network: on loopback, made up, and separate from any real one."""

import os
import sys
from argparse import Namespace

from django.conf import settings

from fourthp.audit.tasks import note_anew
from fourthp.config.commands import CannotBeDone
from fourthp.config.commands.migrate import bring_up_to_date
from fourthp.config.commands.serve import pending_migrations, serve
from fourthp.demo.making import make_demo_network
from fourthp.foundation.clock import now
from fourthp.partnership.queries.network import this_network


def run(_asked: Namespace) -> int:
    """Make the demo network when there is none, then serve it."""
    if not settings.DEMO:
        raise CannotBeDone("The demo is started by bin/demo.")
    if pending_migrations():
        bring_up_to_date(verbosity=0)
    network = this_network()
    if network is None:
        sys.stdout.write("Making the demo network (once) …\n")
        sys.stdout.flush()
        make_demo_network(now=now())
        # Its days are sealed already: without a note outside they would count as
        # changed.
        note_anew(now=now())
    elif not network.is_demo:
        raise CannotBeDone(f"{settings.HOME} holds a real network: no demo goes there.")
    serve(with_work="FOURTHP_WITHOUT_WORK" not in os.environ, ready=_say)
    return 0


def _say() -> None:
    sys.stdout.write(
        f"The demo network is open: {settings.URL}\n"
        "Try it as a nurse without an account: type “Romanian women Coventry”.\n"
        "Or become one of its people: "
        f"{settings.URL}/demo/\n"
        "Ctrl-C ends it.\n"
    )
    sys.stdout.flush()
