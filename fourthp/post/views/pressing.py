"""Whoever stands before a door of the post, and buttons that may come too late."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import urlencode

from fourthp.foundation.clock import now
from fourthp.foundation.forms import press
from fourthp.post.operations.mailings import NotLikeThat
from fourthp.post.queries.acts import NAMED, SEAL

Said = str | Callable[[], str]


def person_of(request: HttpRequest) -> Any:
    """Return who stands before a door for members; the post knows no more of her."""
    return request.standing.person  # type: ignore[attr-defined]  # by PolicyMiddleware


def query_of_name(request: HttpRequest, **more: str) -> str:
    """Return the query by which the next page of a link knows what name was mailed."""
    seal = request.GET.get(NAMED, "")[:SEAL]
    said = more | ({NAMED: seal} if seal else {})
    return f"?{urlencode(said)}" if said else ""


def pressed(
    request: HttpRequest, act: Callable[[], str], *, said: Said, back: str
) -> HttpResponse:
    """Do what a button says, once; say in words why it cannot be done any more.

    said is asked once it is done, where it depends on what came of it.
    """
    try:
        answer = press(request, act, by=person_of(request), now=now())
    except NotLikeThat as problem:
        messages.error(request, str(problem))
        return redirect(back)
    messages.success(request, said() if callable(said) else said)
    return redirect(answer)
