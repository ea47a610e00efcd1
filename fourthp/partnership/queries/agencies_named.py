"""Agencies by what somebody types of their names."""

from django.db.models import Q

from fourthp.partnership.models import Agency, Person

MOST = 8


def agencies_named(text: str, *, reader: Person) -> tuple[list[Agency], list[Agency]]:
    """Return the agencies that are called just so, and some that are called like it."""
    seen = Agency.objects.visible_to(reader)
    exact = Q(name__iexact=text) | Q(alternate_name__iexact=text)
    exact |= Q(called__name__iexact=text)
    like = Q(name__icontains=text) | Q(alternate_name__icontains=text)
    like |= Q(called__name__icontains=text)
    found = seen.filter(exact).distinct().order_by("name", "pk")[:MOST]
    near = seen.filter(like).distinct().order_by("name", "pk")[:MOST]
    return list(found), list(near)
