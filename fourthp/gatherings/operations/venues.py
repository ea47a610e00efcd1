"""Where people come together is said, and forgotten where it must not be known."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from fourthp.foundation.text import one_line
from fourthp.gatherings.models import Gathering, Series, Venue
from fourthp.gatherings.queries.hidden import hidden_names, names_one, tells_hidden


class PlaceIsConfidential(Exception):
    """An agency whose place nobody is to know is no venue."""


@dataclass(frozen=True)
class Where:
    """Where people come together: in a room, online, or both.

    numbers: telephones, a semicolon between two. link begins with https://.
    """

    place: str = ""
    room: str = ""
    access: str = ""
    link: str = ""
    meeting_id: str = ""
    passcode: str = ""
    numbers: str = ""

    @property
    def is_said(self) -> bool:
        """Tell whether anything is said of it."""
        return any(asdict(self).values())


def put_venue(of: Series | Gathering, where: Where) -> None:
    """Say where a series is, or one gathering of it; nothing takes it away.

    The caller has the lock, the permission and the transaction. Raises MoreThanOneLine
    and PlaceIsConfidential.
    """
    if names_one((where.place, where.room, where.access), hidden_names()):
        raise PlaceIsConfidential(
            _("The place of this agency is confidential. Choose another venue.")
        )
    key = {"series": of} if isinstance(of, Series) else {"gathering": of}
    if not where.is_said:
        Venue.objects.filter(**key).delete()
        return
    Venue.objects.update_or_create(**key, defaults=_clean(asdict(where)))


def _clean(said: Mapping[str, str]) -> dict[str, str]:
    return {n: t.strip() if n == "access" else one_line(t) for n, t in said.items()}


def forget_hidden_places() -> int:
    """Forget the places of venues that name an agency whose place is confidential now.

    Nobody is told them before that either: what is shown is asked anew each time.
    """
    hidden = hidden_names()
    with transaction.atomic():
        venues = Venue.objects.select_for_update(of=("self",)).exclude(place="")
        found = [one for one in venues if tells_hidden(one, hidden)]
        pks = [one.pk for one in found]
        Venue.objects.filter(pk__in=pks).update(place="", room="", access="")
    return len(pks)
