"""What this room offers to pages of others, and what waits of its own."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from fourthp.foundation.clock import today
from fourthp.foundation.offers import Urgency, Waiting, waits
from fourthp.foundation.shell import fills
from fourthp.home.queries.clockwork import clockwork_is_late
from fourthp.home.queries.first_month import first_month
from fourthp.partnership.models import Person, Role


@fills("network")
def the_first_month(_reader: object) -> str:
    """Say in the network’s settings how far its first month is."""
    context = {"month": first_month(today())}
    return render_to_string("home/_month_told.html", context)


@fills("search")
def search_box(reader: object) -> str:
    """Offer members the search from every page of theirs; narrow screens a link."""
    if not isinstance(reader, Person) or not reader.held:
        return ""
    return render_to_string("home/_search_box.html")


@waits
def clockwork_to_look_at(reader: Any, now: datetime) -> Iterator[Waiting]:
    """Tell coordinators and auditors when something that happens on its own is late."""
    if not isinstance(reader, Person) or not reader.is_strong:
        return
    looks = (Role.COORDINATOR, Role.AUDITOR)
    role = next((one for one in looks if one in reader.roles_held), None)
    if role is not None and clockwork_is_late(now):
        yield Waiting(
            _("What happens on its own is late"),
            reverse("clockwork"),
            _("See what, and why"),
            why=str(role.label),
            urgency=Urgency.NOW,
        )
