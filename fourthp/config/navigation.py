"""The navigation, as data."""

from django.utils.translation import gettext_lazy as _

from fourthp.foundation.shell import Place

PLACES = [
    Place(_("Find a service"), "front"),
    Place(_("Network"), "agencies", members_only=True),
    Place(_("Listings"), "listings", members_only=True),
    Place(_("Imports"), "imports", roles=frozenset({"coordinator", "editor"})),
    Place(_("Mail"), "outbox", roles=frozenset({"coordinator", "auditor"})),
    Place(_("Who looked"), "looks", roles=frozenset({"auditor"})),
    Place(_("Your account"), "account", members_only=True),
]
