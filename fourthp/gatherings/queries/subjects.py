"""What this room holds of one person."""

from django.utils.translation import gettext_lazy as _

from fourthp.foundation.subjects import Holding, Section
from fourthp.gatherings.models import Feed

HOLDINGS = (
    Holding(
        "gatherings.Feed",
        Section.DOORS,
        _("That you took a calendar link"),
        lambda who: Feed.objects.filter(person_id__in=who.ids("person")),
        shown={"made_at": _("when")},
        since="made_at",
    ),
)
