"""Somebody follows in a seat that ended: a deputy, or whoever was asked."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fourthp.audit.operations import record
from fourthp.foundation.actors import Actor
from fourthp.foundation.models import Revision
from fourthp.foundation.operations.revisions import begin_revision
from fourthp.partnership.formats.leaving_letters import you_follow_letter
from fourthp.partnership.models import Person, Seat
from fourthp.partnership.permissions import can_follow, can_name_follower
from fourthp.partnership.queries.departures import (
    deputies_for,
    is_without_representative,
)
from fourthp.partnership.queries.followers import could_follow, last_day_before
from fourthp.partnership.queries.readership import readers_for, seat_in_mail
from fourthp.post.operations.telling import News, tell
from fourthp.post.queries.links import full
from fourthp.post.rules.kinds import Kind, Stream, declare_kind

FOLLOWED = "followed"  # as revisions and the record name it
FOLLOWER_TOLD = declare_kind(
    Kind(
        "partnership.you-follow",
        Stream.DUTY,
        subject=gettext_lazy("About your seat"),
        title=gettext_lazy("That you follow in a seat"),
        reason=gettext_lazy("it belongs to your seat in the network"),
    )
)


class NobodyToFollow(Exception):
    """The seat is held again, or who shall follow is no deputy there any more."""


def name_follower(seat: Seat, deputy: Seat, *, by: Actor, now: datetime) -> Revision:
    """Let an agency's deputy follow in a seat that ended: she is its deputy no more.

    Raises NobodyToFollow.
    """
    if not can_name_follower(by, seat):
        raise PermissionDenied
    day = localdate(now)
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=deputy.person_id)
        found = deputies_for(seat, day).select_for_update(of=("self",))
        deputy_now = found.filter(pk=deputy.pk).first()
        if deputy_now is None or not is_without_representative(seat, day):
            raise NobodyToFollow(_("Somebody was faster: this seat is held again."))
        revising = begin_revision(by, FOLLOWED, seat)
        before = {"to_on": deputy_now.to_on, "ended_at": deputy_now.ended_at}
        deputy_now.end(now)
        revising.change([(deputy_now, before)])
        follows = _next_seat(seat, deputy_now.person, day, last=before["to_on"])
        revising.make([follows])
        record(by, "seated", follows)
        tell_follower(follows, by, now)
    return revising.revision


def follow(person: Person, seat: Seat, *, by: Actor, now: datetime) -> Revision:
    """Let somebody of an agency follow in its seat herself: she says so of herself.

    Raises NobodyToFollow.
    """
    if not can_name_follower(by, seat) or not can_follow(person, seat):
        raise PermissionDenied
    day = localdate(now)
    with transaction.atomic():
        person = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
        is_free = is_without_representative(seat, day)
        if not is_free or not could_follow(person, seat, day):
            raise NobodyToFollow(_("Somebody was faster: this seat is held again."))
        revising = begin_revision(by, FOLLOWED, seat)
        follows = _next_seat(seat, person, day)
        revising.make([follows])
        record(by, "seated", follows)
        tell_follower(follows, by, now)
    return revising.revision


def _next_seat(
    seat: Seat, person: Person, day: date, *, last: date | None = None
) -> Seat:
    """Return the seat of whoever follows: no longer than the one that she leaves for
    it was to hold (last), nor than the one that ended.
    """
    days = [one for one in (last, last_day_before(seat, day)) if one]
    return Seat(
        person=person,
        agency=seat.agency,
        group=seat.group,
        role=seat.role,
        from_on=day,
        to_on=min(days, default=None),
    )


def tell_follower(follows: Seat, by: Actor, now: datetime) -> None:
    url = full(reverse("seat-handover", args=[follows.pk]))
    role = str(follows.get_role_display())
    letter = you_follow_letter(role, seat_in_mail(follows), url)
    news = News(FOLLOWER_TOLD, lambda _reader: letter)
    tell(readers_for([follows.person]), news, by=by, now=now)
