"""Fragments this room offers to the page shell."""

from django.template.loader import render_to_string
from django.utils.html import escape

from fourthp.foundation.shell import fills
from fourthp.partnership.models import Circular, HelpLine, Person
from fourthp.partnership.permissions import can_write_circular
from fourthp.partnership.queries import help_lines, this_network
from fourthp.post.models import Mailing


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


@fills("outbox")
def write_to_members(reader: object) -> str:
    """Offer to write to the members of the network, where mail is looked after."""
    if not isinstance(reader, Person) or not can_write_circular(reader):
        return ""
    return render_to_string("partnership/_write.html")


@fills("held-mailing")
def change_the_words(reader: object, *, mailing: Mailing) -> str:
    """Offer to change a letter to members, beside the button that lets it go."""
    if not isinstance(reader, Person) or not can_write_circular(reader):
        return ""
    found = Circular.objects.visible_to(reader).filter(mailing=mailing).first()
    if found is None:
        return ""
    return render_to_string("partnership/_change.html", {"circular": found})
