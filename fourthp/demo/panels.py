"""What the demo puts on every page."""

from django.conf import settings
from django.template.loader import render_to_string

from fourthp.foundation.shell import fills


@fills("demo")
def band(_reader: object) -> str:
    """Say on every page of the demo that it is one."""
    return render_to_string("demo/_band.html") if settings.DEMO else ""
