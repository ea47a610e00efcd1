"""Every page in the network's own time."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from fourthp.foundation.clock import wall_time


class ZoneMiddleware:
    """Show and read wall times in the network's zone while a request is answered."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with wall_time():
            return self.answer(request)
