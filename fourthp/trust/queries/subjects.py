"""What this room holds of one person: somebody outside who is a witness."""

from django.utils.translation import gettext_lazy as _

from fourthp.foundation.subjects import Holding, Section
from fourthp.trust.models import Witness

HOLDINGS = (
    Holding(
        "trust.Witness",
        Section.WHO,
        _("That you keep notes for the network as a witness"),
        lambda who: Witness.objects.filter(who.is_at("address")),
        shown={
            "name": _("name"),
            "address": _("address"),
            "asked_at": _("asked"),
            "confirmed_at": _("said yes"),
        },
        since="asked_at",
    ),
)
