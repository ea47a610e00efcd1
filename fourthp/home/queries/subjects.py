"""What this room holds of one person."""

from django.utils.translation import gettext_lazy as _

from fourthp.foundation.subjects import Holding, Section
from fourthp.home.models import LastLook

HOLDINGS = (
    Holding(
        "home.LastLook",
        Section.READ,
        _("Until when you have seen what changed"),
        lambda who: LastLook.objects.filter(person_id__in=who.ids("person")),
        shown={"until": _("until"), "before": _("and before that")},
    ),
)
