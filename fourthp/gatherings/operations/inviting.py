"""Who is invited beside those who sit in the group: further groups, and guests."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from fourthp.audit.operations import record
from fourthp.foundation.actors import Actor
from fourthp.foundation.inventory import AFTER_HELD
from fourthp.foundation.subjects import Subject
from fourthp.foundation.text import one_line
from fourthp.gatherings.models import (
    Answer,
    Gathering,
    Guest,
    InvitedGroup,
    Invites,
    Series,
)
from fourthp.gatherings.operations.series import (
    CannotBeSeen,
    GroupIsNotThere,
    IsOver,
    locked_series,
)
from fourthp.gatherings.permissions import can_keep
from fourthp.gatherings.queries.invited import groups_to_invite
from fourthp.partnership.models import Group, Person

INVITED, GUEST, NO_GUEST = "invited-otherwise", "guest-named", "guest-removed"
MOST_GUESTS = 30


class TooManyGuests(Exception):
    """Guests are few: whoever comes often has a seat."""


class GuestTwice(Exception):
    """An address is invited once to one gathering."""


@dataclass(frozen=True)
class GuestFacts:
    """Who is invited that holds no seat."""

    name: str
    agency: str = ""
    email: str = ""


def change_invited(
    series: Series, groups: Iterable[Group], *, others_may_come: bool, by: Person
) -> Series:
    """Say which further groups a series invites, and whether others may be sent.

    Groups that whoever says so does not know of stay as they are. Raises CannotBeSeen
    where those who sit in them could not see it, and GroupIsNotThere.
    """
    wanted = {one.pk for one in groups}
    with transaction.atomic():
        series = locked_series(series)
        if not can_keep(by, series):
            raise PermissionDenied
        known = set(groups_to_invite(series, asks=by).values_list("pk", flat=True))
        if not wanted <= known:
            raise GroupIsNotThere(_("One of these groups has ended meanwhile."))
        if wanted and (series.audience_id or series.group.is_closed):
            raise CannotBeSeen(
                _("Those who sit in other groups cannot see this series.")
            )
        rows = InvitedGroup.objects.filter(series=series)
        rows.filter(group__in=known - wanted).delete()
        here = set(rows.values_list("group", flat=True))
        InvitedGroup.objects.bulk_create(
            InvitedGroup(series=series, group_id=pk) for pk in sorted(wanted - here)
        )
        said = {"others_may_come": others_may_come}
        Invites.objects.update_or_create(series=series, defaults=said)
        record(by, INVITED, series)
    return series


def name_guest(
    gathering: Gathering, facts: GuestFacts, *, by: Actor, now: datetime
) -> Guest:
    """Invite somebody to one gathering who holds no seat.

    Raises IsOver, TooManyGuests, GuestTwice, MoreThanOneLine.
    """
    with transaction.atomic():
        series = locked_series(gathering.series)
        if not can_keep(by, series):
            raise PermissionDenied
        guest = add_guest(gathering, facts, now=now)
        record(by, GUEST, gathering)
    return guest


def add_guest(gathering: Gathering, facts: GuestFacts, *, now: datetime) -> Guest:
    """Add a guest to one gathering; the caller has lock, right and transaction.

    Raises as `name_guest`.
    """
    if gathering.ends_at <= now:
        raise IsOver(_("It is over: nobody is invited any more."))
    email = facts.email.strip()
    if email and gathering.guests.filter(email__iexact=email).exists():
        raise GuestTwice(_("This address is invited as a guest already."))
    if gathering.guests.count() >= MOST_GUESTS:
        raise TooManyGuests(
            _("That are more than thirty guests. Invite their group instead.")
        )
    return Guest.objects.create(
        gathering=gathering,
        name=one_line(facts.name),
        agency=one_line(facts.agency),
        email=email,
        named_at=now,
    )


def remove_guest(guest: Guest, *, by: Actor, now: datetime) -> None:
    """Let a guest not be invited any more: she is forgotten at once. Raises IsOver."""
    with transaction.atomic():
        series = locked_series(guest.gathering.series)
        if not can_keep(by, series):
            raise PermissionDenied
        if guest.gathering.ends_at <= now:
            raise IsOver(_("It is over: who came stays for a year."))
        record(by, NO_GUEST, guest.gathering)
        Answer.objects.filter(other=guest).delete()
        Guest.objects.filter(pk=guest.pk).delete()


def forget_who_came(*, now: datetime) -> int:
    """Forget guests and answers a year after their gathering; return how many."""
    old = {"gathering__ends_at__lt": now - AFTER_HELD}
    with transaction.atomic():
        answers = Answer.objects.filter(**old).delete()[0]
        guests = Guest.objects.filter(**old).delete()[0]
    return answers + guests


def forget_answers_of(person: Person, subject: Subject) -> None:
    """Forget what somebody answered who is erased, that she was to stand in, and that
    she was a guest.
    """
    Guest.objects.filter(subject.is_at("email")).delete()
    Answer.objects.filter(deputy=person).update(deputy=None)
    Answer.objects.filter(person=person).delete()
