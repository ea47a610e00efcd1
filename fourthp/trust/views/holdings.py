"""What we hold, for how long, who may see it, and what a thief would get."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from fourthp.partnership.queries.network import this_network
from fourthp.trust.queries.holdings import what_a_thief_reads, what_is_held


def holdings(request: HttpRequest) -> HttpResponse:
    """Show every field of the inventory in plain words."""
    rooms = what_is_held()
    context = {
        "rooms": rooms,
        "tables": sum(len(room.tables) for room in rooms),
        "fields": sum(room.facts for room in rooms),
        "unfolded": request.GET.get("open") == "all",
        "stolen": what_a_thief_reads(rooms),
        "network": this_network(),
    }
    return render(request, "trust/holdings.html", context)
