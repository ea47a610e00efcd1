"""That somebody follows in a seat is taken back, by the link that said it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from fourthp.audit.operations import record
from fourthp.audit.queries import history_of
from fourthp.foundation.links import SignedLink
from fourthp.foundation.matters import CannotUndo
from fourthp.foundation.models import Revision, RevisionPart
from fourthp.foundation.operations.undoing import AlreadyUndone, undo_revision
from fourthp.partnership.models import Person, Seat
from fourthp.partnership.operations.followers import FOLLOWED
from fourthp.partnership.permissions import can_name_follower
from fourthp.partnership.permissions.returning import BACK_WITHIN
from fourthp.partnership.queries.departures import seats_seen


def take_follower_back(
    link: SignedLink, seat: Seat | None, trace: str, *, now: datetime
) -> None:
    """Let a deputy who followed in a seat be the deputy again; trace names the change.

    Raises CannotUndo where it is too late, where whom the link asks may not say it any
    more, and where somebody has done anything to the seats since.
    """
    revision = Revision.objects.filter(pk=trace, act=FOLLOWED).first()
    is_late = revision is None or now - revision.at > BACK_WITHIN
    if revision is None or seat is None or is_late or not _may_say(link, seat):
        raise CannotUndo(_("This cannot be taken back by a link any more."))
    with transaction.atomic():
        is_kept = _was_touched(revision)
        try:
            is_kept = is_kept or bool(undo_revision(revision, by=link, now=now).kept)
        except AlreadyUndone:
            return
        if is_kept:
            raise CannotUndo(
                _("The seat was changed since: ask the network’s coordinator.")
            )
        record(link, "undone", seat)


def _may_say(link: SignedLink, seat: Seat) -> bool:
    """Tell whether whom a link asks speaks for the agency, and may know of its seat."""
    holder = Person.objects.filter(pk=link.holder_id).first()
    is_seen = holder is not None and bool(seats_seen([seat], holder))
    return is_seen and can_name_follower(link, seat)


def _was_touched(revision: Revision) -> bool:
    """Tell whether somebody did anything to a seat since, or gave another like it.

    What is done to seats by hand stands in no history, but in the record.
    """
    rows = [(part.did, pk) for part in revision.parts.all() for pk in part.rows]
    made = {pk for did, pk in rows if did == RevisionPart.Did.MADE}
    ids = [pk for _did, pk in rows]
    seats = list(Seat.objects.select_for_update().filter(pk__in=ids).order_by("pk"))
    new = [one for one in seats if str(one.pk) in made]
    acts = (history_of(one).exclude(act="seated") for one in new)
    was_given_again = any(_was_given_again(one, revision) for one in seats)
    return was_given_again or any(some.exists() for some in acts)


def _was_given_again(seat: Seat, revision: Revision) -> bool:
    same = {"agency": seat.agency, "group": seat.group, "role": seat.role}
    others = Seat.objects.filter(person=seat.person_id, **same).exclude(pk=seat.pk)
    return others.filter(pk__gt=revision.pk).exists()
