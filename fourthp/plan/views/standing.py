"""Who stands before a door for members."""

from django.http import HttpRequest

from fourthp.partnership.models import Person


def person_of(request: HttpRequest) -> Person:
    """Return who stands before a door for members."""
    person: Person = request.standing.person  # type: ignore[attr-defined]  # by PolicyMiddleware
    return person
