"""Fragments this room offers to the page shell."""

from django.template.loader import render_to_string

from fourthp.foundation.shell import fills


@fills("foot")
def way_in(reader: object) -> str:
    """Show members where to sign in, and signed-in people their account."""
    shown = {
        "is_signed_in": bool(reader),
        "is_strong": getattr(reader, "is_strong", False),
    }
    return render_to_string("accounts/_way_in.html", shown)
