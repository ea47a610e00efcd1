"""Whoever held a seat that somebody else ended is told of it by mail."""

from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fourthp.foundation.actors import Actor
from fourthp.partnership.formats.leaving_letters import seat_ended_letter
from fourthp.partnership.models import Seat
from fourthp.partnership.permissions import can_run_network, chairs
from fourthp.partnership.queries.answering import how_to_tell
from fourthp.partnership.queries.readership import readers_for, seat_in_mail
from fourthp.partnership.queries.seat_mails import hears_of_end
from fourthp.post.operations.telling import News, tell
from fourthp.post.queries.acts import for_whom
from fourthp.post.rules.kinds import Kind, Stream, declare_kind
from fourthp.post.rules.letters import Facts, Letter
from fourthp.post.rules.readers import ADDRESS, Reader

SEAT_ENDED = declare_kind(
    Kind(
        "partnership.seat-ended",
        Stream.DUTY,
        subject=gettext_lazy("About your seat"),
        title=gettext_lazy("That somebody ended a seat of yours"),
        reason=gettext_lazy("you held a seat in the network"),
    )
)


def tell_of_end(seat: Seat, *, by: Actor, now: datetime) -> None:
    """Tell whoever held a seat that it ended, or when it will; never of her own act.

    Of a seat that never began, and so was never hers, she hears nothing.
    """
    day, last = localdate(now), seat.to_on
    if last is None or not hears_of_end(seat, by, day):
        return
    [reader] = readers_for([seat.person])
    is_last = not seat.person.seats.holding(day).exists()
    if is_last:
        # She is nobody's reader any more: it goes to the bare address.
        reader = Reader(ADDRESS, "", reader.address)
    is_over = seat.ended_at is not None
    facts = Facts(
        (
            (_("Your seat"), seat_in_mail(seat)),
            (_("Its last day"), date_format(last, "j F Y")),
            (_("Said by"), _said_by(seat, by)),
        )
    )

    def write(reader: Reader) -> Letter:
        whom = () if is_last else (for_whom(reader),)
        how = {"is_over": is_over, "is_last": is_last}
        return seat_ended_letter(whom, facts, **how, how_to_tell=how_to_tell())

    tell([reader], News(SEAT_ENDED, write), by=by, now=now)


def _said_by(seat: Seat, by: Actor) -> str:
    """Return in which role somebody ends it: no name."""
    if can_run_network(by):
        return _("whoever coordinates the network")
    return _("the group’s chair") if chairs(by, seat.group) else _("the agency’s lead")
