"""The web server: gunicorn, set up for a small machine, and the worker beside it."""

import contextlib
import logging
import os
import socket
import subprocess
from collections.abc import Callable, Sequence
from threading import Event, Thread
from typing import Any

from gunicorn.app.base import BaseApplication

LOOPBACK = "127.0.0.1"
LOOKED_FOR_EVERY_SECONDS = 1.0
PAUSE_SECONDS = 5.0  # before a worker that ended is started again
PATIENCE_SECONDS = 15.0  # for a worker to finish what is at hand

log = logging.getLogger(__name__)


def port_is_used(port: int) -> bool:
    """Tell whether something on this machine already answers on a port."""
    with contextlib.closing(socket.socket()) as probe:
        probe.settimeout(0.5)
        return probe.connect_ex((LOOPBACK, port)) == 0


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """Answer on loopback with some processes; everything loaded before they fork."""

    def __init__(
        self, application: Any, *, port: int, workers: int, ready: Callable[[], None]
    ) -> None:
        self.application = application
        self.options = {
            "bind": f"{LOOPBACK}:{port}",
            "workers": workers,
            "preload_app": True,
            "loglevel": "warning",
            "max_requests": 20_000,
            "max_requests_jitter": 2_000,
            "timeout": 60,
            "graceful_timeout": 10,
            # What employers' sign-ins answer is long, and comes back in the address.
            "limit_request_line": 8190,
            "limit_request_fields": 60,
            "control_socket_disable": True,
            "when_ready": lambda _server: ready(),
        }
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.options.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Any:
        return self.application


class WorkerBeside:
    """A program in a process of its own, started again whenever it ends."""

    def __init__(
        self, command: Sequence[str], more: Callable[[], dict[str, str]] = dict
    ) -> None:
        """Begin; more is asked at each start for what its environment has besides."""
        self._command, self._more = command, more
        self._stop = Event()
        self._owner = os.getpid()
        self._process: subprocess.Popen[bytes] | None = None
        self._keeper = Thread(target=self._keep, daemon=True)
        self._keeper.start()

    def _keep(self) -> None:
        while not self._stop.is_set():
            try:
                # Its own session: Ctrl-C is for the server, which then ends it.
                self._process = subprocess.Popen(  # noqa: S603 -- the program's own
                    self._command, env=os.environ | self._more(), start_new_session=True
                )
            except OSError as problem:
                log.error("the worker does not start: %s", problem.strerror)  # noqa: TRY400 -- one line is for a host
            else:
                self._follow(self._process)
            self._stop.wait(PAUSE_SECONDS)

    def _follow(self, process: subprocess.Popen[bytes]) -> None:
        while process.poll() is None:
            if self._stop.wait(LOOKED_FOR_EVERY_SECONDS):
                return
        log.warning("the worker ended: it is started again")

    def end(self) -> None:
        """Let it finish what is at hand, for a while; what is cut off is done again."""
        if os.getpid() != self._owner:
            return  # a process of the server, forked from the one that has the worker
        self._stop.set()
        self._keeper.join()
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
