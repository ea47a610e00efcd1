"""The plan's own pages, as tabs that stand on each of them."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

# Their routes, in order, and what they are called.
SECTIONS: tuple[tuple[str, Any], ...] = (
    ("concerns", _("Concerns")),
    ("actions", _("Actions")),
    ("actions-mine", _("Your actions")),
    ("actions-agencies", _("By agency and age")),
    ("actions-kept", _("Follow-through")),
    ("aims", _("Aims")),
)


def sections(current: str) -> list[tuple[str, Any, str, bool]]:
    """Return the tabs of the plan's pages."""
    return [(reverse(name), title, "", name == current) for name, title in SECTIONS]
