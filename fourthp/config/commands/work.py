"""Do the background and timed work until told to stop."""

import os
import signal
import time
from argparse import Namespace
from threading import Event, Thread, main_thread
from types import FrameType

from django.conf import settings

from fourthp.foundation.leases import TimeIsUp
from fourthp.foundation.worker import Worker
from fourthp.post.operations.fetching.watching import watch_mail

PARENT_IS_LOOKED_FOR_EVERY_SECONDS = 5.0
# What is at hand may go on for so long after the word to stop; then it is given back.
GIVEN_BACK_AFTER_SECONDS = 8.0
GONE_AFTER_SECONDS = 9.0


def run(_asked: Namespace) -> int:
    """Run one worker; it ends on SIGTERM, Ctrl-C, or when its parent is gone.

    It finishes what is at hand, or gives it back to the next worker after eight
    seconds. Gone it is within ten: what could not even be given back has a lease that
    runs out.
    """
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        # Not in the handler itself: it may have come upon the event's own lock.
        signal.signal(number, lambda *_: Thread(target=stop.set).start())
    signal.signal(signal.SIGALRM, _give_back)
    Thread(target=_follow_parent, args=(stop,), daemon=True).start()
    Thread(target=_end_in_time, args=(stop,), daemon=True).start()
    Thread(target=watch_mail, args=(settings, stop), daemon=True).start()
    Worker().run(stop)
    signal.signal(signal.SIGALRM, signal.SIG_IGN)
    return 0


def _give_back(_number: int, _frame: FrameType | None) -> None:
    raise TimeIsUp


def _end_in_time(stop: Event) -> None:
    stop.wait()
    time.sleep(GIVEN_BACK_AFTER_SECONDS)
    signal.pthread_kill(main_thread().ident or 0, signal.SIGALRM)
    time.sleep(GONE_AFTER_SECONDS - GIVEN_BACK_AFTER_SECONDS)
    os._exit(1)


def _follow_parent(stop: Event) -> None:
    """A worker beside `serve` must not outlive a killed server."""
    parent = os.getppid()
    while not stop.wait(PARENT_IS_LOOKED_FOR_EVERY_SECONDS):
        if os.getppid() != parent:
            stop.set()
