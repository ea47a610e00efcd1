"""What the network puts on every page."""

from django.template.loader import render_to_string
from django.utils.html import escape

from fourthp.foundation.shell import fills
from fourthp.partnership.models import HelpLine, Person
from fourthp.partnership.queries.network import help_lines, this_network


@fills("name")
def network_name(_reader: object) -> str:
    """Say whose page this is."""
    network = this_network()
    return escape(network.name if network else "Fourth P")


@fills("emergency")
def emergency_numbers(_reader: object) -> str:
    """Say the emergency and national numbers first, on every public page."""
    lines = help_lines()
    return render_to_string("partnership/_help_lines.html", {"lines": lines})


@fills("danger")
def call_in_danger(_reader: object) -> str:
    """Say whom to call in danger, above every box that the public can type in."""
    lines = help_lines(HelpLine.Kind.EMERGENCY)
    return render_to_string("partnership/_danger.html", {"lines": lines})


@fills("foot")
def whom_to_ask(reader: object) -> str:
    """Say at the foot of every page whom to ask, where the network says it."""
    network = this_network()
    if network is None or not (network.contact_email or network.contact_phone):
        return ""
    context = {"network": network, "is_member": isinstance(reader, Person)}
    return render_to_string("partnership/_whom_to_ask.html", context)
