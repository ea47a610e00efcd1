"""The navigation, as data."""

from django.utils.translation import gettext_lazy as _

from fourthp.foundation.shell import Place

PLACES = [
    Place(_("Find a service"), "front"),
    Place(_("Listings"), "listings", members_only=True),
    Place(_("Imports"), "imports", roles=frozenset({"coordinator", "editor"})),
    Place(_("Mail"), "outbox", roles=frozenset({"coordinator", "auditor"})),
    Place(_("Your account"), "account", members_only=True),
]
