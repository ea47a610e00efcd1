"""The web server: gunicorn, set up for a small machine."""

import contextlib
import socket
from collections.abc import Callable
from typing import Any

from gunicorn.app.base import BaseApplication

LOOPBACK = "127.0.0.1"


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
            "limit_request_line": 2048,
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
