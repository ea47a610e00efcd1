"""The navigation, as data."""

from django.utils.translation import gettext_lazy as _

from fourthp.foundation.shell import Place

PLACES = [
    Place(_("Find a service"), "front"),
    Place(
        _("Network"),
        "agencies",
        members_only=True,
        holds=frozenset(
            {
                *("agency", "people", "person", "group", "groups", "composition"),
                *("network", "leaving", "leavings", "merge", "seat", "vacancies"),
                *("sheet", "sheets", "unconfirmed"),
            }
        ),
    ),
    Place(
        _("Meetings"),
        "meetings",
        members_only=True,
        holds=frozenset({"meeting", "meetings", "agenda"}),
    ),
    Place(
        _("Gatherings"),
        "gatherings",
        members_only=True,
        holds=frozenset({"gathering", "series", "calendar"}),
    ),
    Place(
        _("Plan"),
        "concerns",
        members_only=True,
        holds=frozenset({"concern", "concerns", "aim", "aims", "action", "actions"}),
    ),
    Place(_("Listings"), "listings", members_only=True, holds=frozenset({"listing"})),
    Place(
        _("Imports"),
        "imports",
        roles=frozenset({"coordinator", "editor"}),
        holds=frozenset({"import"}),
    ),
    Place(
        _("Mail"),
        "outbox",
        roles=frozenset({"coordinator", "auditor"}),
        holds=frozenset({"outbox", "circular", "letters", "letter", "said"}),
    ),
    Place(
        _("Who looked"),
        "looks",
        roles=frozenset({"auditor"}),
        holds=frozenset({"looks"}),
    ),
    Place(
        _("Your account"), "account", members_only=True, holds=frozenset({"account"})
    ),
]
