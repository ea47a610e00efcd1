"""Asking an agency who follows on a vacant seat."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fourthp.audit.operations import record
from fourthp.foundation.actors import Actor
from fourthp.partnership.formats.invitations import who_follows_letter
from fourthp.partnership.models import FOR_AN_AGENCY, Agency, Role
from fourthp.partnership.permissions import can_run_network
from fourthp.partnership.queries.answering import how_to_tell
from fourthp.partnership.queries.asking import VACANT_SEAT, asked_by_hand, whom_to_ask
from fourthp.partnership.queries.readership import readers_for
from fourthp.post.operations.telling import News, tell
from fourthp.post.queries.acts import for_whom
from fourthp.post.queries.links import full
from fourthp.post.rules.kinds import Kind, Stream, declare_kind
from fourthp.post.rules.letters import Letter
from fourthp.post.rules.readers import Reader

WHO_FOLLOWS = declare_kind(
    Kind(
        VACANT_SEAT,
        Stream.DUTY,
        subject=gettext_lazy("A question about your agency"),
        title=gettext_lazy("Who sits for an agency whose seat is vacant"),
        reason=gettext_lazy("it belongs to your seat in the network"),
        roles=(*FOR_AN_AGENCY, Role.OBSERVER),
    )
)


class NobodyToAsk(Exception):
    """Nobody sits for the agency whom a mail would reach."""


class AskedToday(Exception):
    """The agency was asked today."""


def ask_who_follows(agency: Agency, *, by: Actor, now: datetime) -> int:
    """Ask whoever sits for an agency who follows; return how many were asked.

    Raises NobodyToAsk, and AskedToday if it was asked on this day.
    """
    if not can_run_network(by):
        raise PermissionDenied
    people = whom_to_ask(agency)
    readers = readers_for(people)
    if not readers:
        raise NobodyToAsk(
            _("Nobody sits for this agency: ring it, then make its people known here.")
        )
    url = full(reverse("agency-people", args=[agency.pk]))

    name = "" if agency.place_is_confidential else agency.name
    signs_in = {str(one.pk) for one in people if one.user_id}

    def write(reader: Reader) -> Letter:
        page = url if reader.id in signs_in else ""
        return who_follows_letter(
            for_whom(reader), name, page, how_to_tell=how_to_tell()
        )

    once = asked_by_hand(agency, localdate(now))
    news = News(WHO_FOLLOWS, write, once=once)
    with transaction.atomic():
        mailing = tell(readers, news, by=by, now=now)
        if mailing.made_at != now:
            raise AskedToday(_("This agency was asked today already."))
        record(by, "asked-who-follows", agency)
    return len(readers)
