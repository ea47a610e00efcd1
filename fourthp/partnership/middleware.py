"""Every page in the network's own time."""

from collections.abc import Callable
from contextlib import nullcontext

from django.http import HttpRequest, HttpResponseBase

from fourthp.foundation.clock import wall_time
from fourthp.partnership.queries.network import network_asked_once

ONLY_READS = frozenset({"GET", "HEAD"})


class ZoneMiddleware:
    """Show and read wall times in the network's zone while a request is answered."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        reads = request.method in ONLY_READS
        with network_asked_once() if reads else nullcontext(), wall_time():
            return self.answer(request)
