"""Fragments this room offers to the page shell."""

from django.template.loader import render_to_string

from fourthp.accounts.queries.desks import Desk
from fourthp.accounts.queries.employers import providers
from fourthp.foundation.shell import fills


@fills("foot")
def way_in(reader: object) -> str:
    """Show members where to sign in, and signed-in people their account."""
    shown = {
        "is_signed_in": bool(reader),
        "is_strong": getattr(reader, "is_strong", False),
    }
    return render_to_string("accounts/_way_in.html", shown)


@fills("desk")
def desk(_reader: object, desk: Desk | None = None) -> str:
    """Say at a computer that others use how long one stays signed in."""
    return render_to_string("accounts/_desk.html", {"desk": desk}) if desk else ""


@fills("sign-in")
def employers(_reader: object) -> str:
    """Offer the employers' sign-ins that the host set up; nothing where none is."""
    return render_to_string("accounts/_employers.html", {"employers": providers()})
