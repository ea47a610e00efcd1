"""Every page in the network's own time."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from fourthp.partnership.queries import this_network


class ZoneMiddleware:
    """Show and read wall times in the network's zone while a request is answered."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        network = this_network()
        with timezone.override(network.time_zone if network else None):
            return self.answer(request)
