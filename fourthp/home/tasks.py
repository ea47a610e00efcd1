"""What the clockwork does for pages that span rooms: it folds away what is done."""

from datetime import datetime

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from fourthp.foundation.actors import Clockwork
from fourthp.foundation.duties import daily
from fourthp.home.queries.first_month import first_month
from fourthp.partnership.operations.network import put_first_month

FOLD = "home.fold_first_month"


@daily(
    FOLD,
    title=_("Fold the first month’s list away, once all of it is done"),
    if_late=_("Nobody sees a difference; each front page asks for it once more."),
)
def fold(now: datetime) -> int:
    """Fold a first month away of which every step is done."""
    day = localdate(now)
    found = first_month(day)
    if found.is_closed or not found.is_done:
        return 0
    put_first_month(by=Clockwork(FOLD), closed_on=day)
    return 1
