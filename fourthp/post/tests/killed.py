"""A process that fetches from a Maildir and is killed at one point, for a test.

`python -m fourthp.post.tests.killed DATABASE FOLDER POINT COUNT`: at the COUNTth time
that it comes to the point, nothing of it is left.
"""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

POINTS = ("read", "taking", "acted", "taken", "moving", "moved")


def main(database: str, folder: str, point: str, count: str) -> None:
    django.setup()
    from django.conf import settings  # noqa: PLC0415 -- the settings come first
    from django.db import connections  # noqa: PLC0415 -- as above

    # The tests' settings have an address of their own; this is its caller's.
    settings.MAIL_FROM = os.environ["FOURTHP_MAIL_FROM"]
    connections["default"].settings_dict["NAME"] = database
    from fourthp.post.operations import arrivals  # noqa: PLC0415 -- as above
    from fourthp.post.operations.fetching import maildir, taking  # noqa: PLC0415
    from fourthp.post.tests import makers  # noqa: F401, PLC0415 -- declares what kinds of message its caller made

    left = [int(count)]

    def die() -> None:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def before(name: str, act: Callable[..., Any]) -> Callable[..., Any]:
        return _with(die if point == name else None, act, None)

    def after(name: str, act: Callable[..., Any]) -> Callable[..., Any]:
        return _with(None, act, die if point == name else None)

    maildir.Maildir.read = after("read", maildir.Maildir.read)
    arrivals._take_in = after("acted", before("taking", arrivals._take_in))
    taking.take_in = after("taken", taking.take_in)
    maildir.os.rename = after("moved", before("moving", os.rename))
    taking.fetch_mail(maildir.Maildir(Path(folder)))


def _with(first: Any, act: Callable[..., Any], last: Any) -> Callable[..., Any]:
    def done(*args: Any, **more: Any) -> Any:
        if first:
            first()
        found = act(*args, **more)
        if last:
            last()
        return found

    return done


if __name__ == "__main__":
    main(*sys.argv[1:])
