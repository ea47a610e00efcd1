"""The network's own pages, as tabs that stand on each of them."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fourthp.partnership.models import Person
from fourthp.partnership.permissions import can_run_network

# Their routes, in order, and what they are called.
SECTIONS: tuple[tuple[str, Any], ...] = (
    ("agencies", _("Agencies")),
    ("people", _("People")),
    ("groups", _("Groups")),
    ("composition", _("How we are made up")),
    ("network", _("Settings")),
)
# Those that only coordinators are shown.
OFFICE = frozenset({"network"})


def sections(current: str, person: Person) -> list[tuple[str, Any, str, bool]]:
    """Return the tabs of the network's pages that somebody is shown."""
    runs = can_run_network(person)
    return [
        (reverse(name), title, "", name == current)
        for name, title in SECTIONS
        if runs or name not in OFFICE
    ]
