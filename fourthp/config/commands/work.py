"""Do the background and timed work until told to stop."""

import os
import signal
from argparse import Namespace
from threading import Event, Thread

from fourthp.foundation.worker import Worker

PARENT_IS_LOOKED_FOR_EVERY_SECONDS = 5.0


def run(_asked: Namespace) -> int:
    """Run one worker; it ends on SIGTERM, Ctrl-C, or when its parent is gone."""
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    Thread(target=_follow_parent, args=(stop,), daemon=True).start()
    Worker().run(stop)
    return 0


def _follow_parent(stop: Event) -> None:
    """A worker beside `serve` must not outlive a killed server."""
    parent = os.getppid()
    while not stop.wait(PARENT_IS_LOOKED_FOR_EVERY_SECONDS):
        if os.getppid() != parent:
            stop.set()
