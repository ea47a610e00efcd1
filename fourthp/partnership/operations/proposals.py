"""Proposed groups: a member proposes, others would take part, a coordinator decides."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fourthp.audit.operations import record
from fourthp.foundation.actors import Actor
from fourthp.foundation.operations.revisions import begin_revision
from fourthp.foundation.text import one_line
from fourthp.partnership.formats.group_letters import (
    begun_letter,
    declined_letter,
    wanted_letter,
)
from fourthp.partnership.models import Agency, Group, Interest, Person, Role, Seat
from fourthp.partnership.operations.group_seats import stands_for
from fourthp.partnership.operations.groups import refuse_odd
from fourthp.partnership.permissions import can_propose, can_run_network
from fourthp.partnership.queries.groups import sits_for
from fourthp.partnership.queries.proposals import standing_interests, wanted
from fourthp.partnership.queries.readership import readers_for
from fourthp.partnership.queries.standing import holders_of
from fourthp.post.operations.telling import News, tell
from fourthp.post.queries.links import full
from fourthp.post.rules.kinds import Kind, Stream, declare_kind
from fourthp.post.rules.letters import Letter
from fourthp.post.rules.readers import Reader

MOST_PROPOSED = 3
_WOULD_TAKE_PART = gettext_lazy("you said that you would take part in a group")
WANTED = declare_kind(
    Kind(
        "partnership.group-wanted",
        Stream.DUTY,
        subject=gettext_lazy("About a group"),
        title=gettext_lazy("Enough people would take part in a proposed group"),
        reason=gettext_lazy("you coordinate the network"),
        waits=True,
        is_for_all=False,
        roles=(Role.COORDINATOR,),
    )
)
BEGUN = declare_kind(
    Kind(
        "partnership.group-begun",
        Stream.DUTY,
        subject=gettext_lazy("About a group"),
        title=gettext_lazy("A proposed group begins"),
        reason=_WOULD_TAKE_PART,
        waits=True,
    )
)
DECLINED = declare_kind(
    Kind(
        "partnership.group-declined",
        Stream.DUTY,
        subject=gettext_lazy("About a group"),
        title=gettext_lazy("A proposed group is not begun"),
        reason=_WOULD_TAKE_PART,
        waits=True,
    )
)


class TooManyProposals(Exception):
    """Somebody has proposed several groups that nobody decided on yet."""


class NotProposedAnyMore(Exception):
    """Somebody decided on a proposed group, or it was withdrawn."""


def propose_group(
    name: str, purpose: str, *, by: Actor, now: datetime, agency: Agency | None = None
) -> Group:
    """Propose a group; whoever does would take part herself, for an agency of hers.

    Raises MoreThanOneLine, TooManyProposals, and NotForThatAgency.
    """
    if not isinstance(by, Person) or not can_propose(by):
        raise PermissionDenied
    with transaction.atomic():
        person = Person.objects.select_for_update().get(pk=by.pk)
        open_still = Group.objects.proposed().filter(
            interests__person=person, interests__is_proposer=True
        )
        if open_still.count() >= MOST_PROPOSED:
            raise TooManyProposals(
                _("Three groups that you proposed wait already. Withdraw one first.")
            )
        group = Group.objects.create(name=one_line(name), purpose=purpose.strip())
        record(by, "proposed", group)
        _note(group, by, agency, now, is_proposer=True)
    return group


def show_interest(
    group: Group, *, by: Actor, now: datetime, agency: Agency | None = None
) -> Interest:
    """Say that one would take part in a proposed group, once.

    Once enough people say so, the coordinators are told, a single time. Raises
    NotProposedAnyMore and NotForThatAgency.
    """
    if not isinstance(by, Person) or not can_propose(by):
        raise PermissionDenied
    with transaction.atomic():
        group = _proposed(group)
        said = group.interests.filter(person=by).first()
        return said or _note(group, by, agency, now)


def _note(
    group: Group,
    person: Person,
    agency: Agency | None,
    now: datetime,
    *,
    is_proposer: bool = False,
) -> Interest:
    stands_for(person, agency, localdate(now))
    said = Interest.objects.create(
        group=group, person=person, agency=agency, at=now, is_proposer=is_proposer
    )
    record(person, "wanted", group)
    _put_before(group, by=person, now=now)
    return said


def _put_before(group: Group, *, by: Actor, now: datetime) -> None:
    """Tell the coordinators of a proposed group once enough people want it."""
    stands = wanted(standing_interests(group, localdate(now)))
    if not stands.is_enough:
        return
    people, agencies = stands.people, stands.agencies
    letter = wanted_letter(group, _page(group), people=people, agencies=agencies)
    once = f"{WANTED.name}:{group.pk}"
    news = News(WANTED, lambda _reader: letter, about=group, once=once)
    tell(readers_for(holders_of(Role.COORDINATOR)), news, by=by, now=now)


def _proposed(group: Group) -> Group:
    """Return a proposed group, locked; raise NotProposedAnyMore."""
    group = Group.objects.select_for_update().get(pk=group.pk)
    if not group.is_proposed:
        raise NotProposedAnyMore(_("This was decided meanwhile."))
    return group


def take_interest_back(group: Group, *, by: Actor) -> None:
    """Say that one would not take part after all; raise NotProposedAnyMore.

    Whoever proposed the group withdraws it instead.
    """
    if not isinstance(by, Person):
        raise PermissionDenied
    with transaction.atomic():
        group = _proposed(group)
        own = group.interests.filter(person=by)
        if own.filter(is_proposer=True).exists():
            raise PermissionDenied
        if own.delete()[0]:
            record(by, "took-back", group)


def begin_group(
    group: Group,
    *,
    by: Actor,
    now: datetime,
    joining: str = Group.Joining.OPEN,
    ends_on: date | None = None,
) -> list[Seat]:
    """Begin a proposed group today: everybody interested is seated, and told.

    Returns their seats. Raises NotProposedAnyMore and EndsTooSoon.
    """
    if not can_run_network(by):
        raise PermissionDenied
    day = localdate(now)
    with transaction.atomic():
        group = _proposed(group)
        before = {n: getattr(group, n) for n in ("begins_on", "ends_on", "joining")}
        group.begins_on, group.ends_on, group.joining = day, ends_on, joining
        refuse_odd(group, day)
        begin_revision(by, "begun", group).change([(group, before)])
        record(by, "begun", group)
        interests = standing_interests(group, day)
        seats = Seat.objects.bulk_create(_seat_of(one, day) for one in interests)
        for seat in seats:
            record(by, "seated", seat)

        def write(_reader: Reader) -> Letter:
            return begun_letter(group, _page(group))

        _tell(interests, News(BEGUN, write, about=group), by, now)
    return seats


def _page(group: Group) -> str:
    return full(reverse("group", args=[group.pk]))


def _seat_of(interest: Interest, day: date) -> Seat:
    stands = {one.agency: one.role for one in sits_for(interest.person, day)}
    return Seat(
        person=interest.person,
        agency=interest.agency,
        group_id=interest.group_id,
        role=stands[interest.agency],
        from_on=day,
    )


def _tell(interests: list[Interest], news: News, by: Actor, now: datetime) -> None:
    tell(readers_for([one.person for one in interests]), news, by=by, now=now)


def decline_group(group: Group, because: str, *, by: Actor, now: datetime) -> Group:
    """Do not begin a proposed group; those who wanted it are told why.

    Raises NotProposedAnyMore.
    """
    if not can_run_network(by):
        raise PermissionDenied
    return _give_up(group, "declined", because.strip(), by=by, now=now)


def withdraw_group(group: Group, *, by: Actor, now: datetime) -> Group:
    """Take back what one proposed; raise NotProposedAnyMore."""
    if not proposes(by, group):
        raise PermissionDenied
    return _give_up(group, "withdrawn", "", by=by, now=now)


def _give_up(
    group: Group, act: str, because: str, *, by: Actor, now: datetime
) -> Group:
    with transaction.atomic():
        group = _proposed(group)
        before = {n: getattr(group, n) for n in ("ends_on", "ended_at")}
        group.ends_on, group.ended_at = localdate(now), now
        begin_revision(by, act, group).change([(group, before)])
        group.declined_because = because
        group.save(update_fields=["declined_because"])
        record(by, act, group)
        if because:

            def write(_reader: Reader) -> Letter:
                return declined_letter(group, _page(group))

            interests = standing_interests(group, localdate(now))
            _tell(interests, News(DECLINED, write, about=group), by, now)
    return group


def proposes(actor: Actor, group: Group) -> bool:
    """Tell whether it is an actor who proposed a group."""
    if not isinstance(actor, Person):
        return False
    return group.interests.filter(is_proposer=True, person=actor).exists()
