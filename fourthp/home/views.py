"""Pages that span rooms."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def front(request: HttpRequest) -> HttpResponse:
    """Ask the one question of the front page."""
    return render(request, "home/front.html")
