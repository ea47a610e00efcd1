"""Who is told that people have left, or that it was taken back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fourthp.foundation.actors import Actor
from fourthp.foundation.links import SignedLink
from fourthp.foundation.models import Revision
from fourthp.foundation.operations.rates import take_token
from fourthp.partnership.formats.leaving_letters import (
    back_letter,
    i_left_letter,
    left_letter,
    you_left_letter,
    you_stay_letter,
)
from fourthp.partnership.models import FOR_AN_AGENCY, Person, Role, Seat
from fourthp.partnership.operations.successors import Vacant
from fourthp.partnership.operations.wrong_readers import OF_A_LINK
from fourthp.partnership.permissions import (
    HAS_LEFT,
    can_run_network,
    is_coordinator,
    is_herself,
)
from fourthp.partnership.queries.answering import how_to_tell
from fourthp.partnership.queries.departures import seats_seen, who_hears
from fourthp.partnership.queries.followers import left_once
from fourthp.partnership.queries.leaving import who_knows
from fourthp.partnership.queries.readership import called, readers_for, seat_in_mail
from fourthp.post.operations.telling import News, tell
from fourthp.post.queries.acts import for_whom
from fourthp.post.queries.links import full
from fourthp.post.rules.kinds import Kind, Stream, declare_kind
from fourthp.post.rules.letters import Button, Facts, Letter
from fourthp.post.rules.readers import ADDRESS, Reader

PERSON_LEFT = declare_kind(
    Kind(
        "partnership.person-left",
        Stream.DUTY,
        subject=gettext_lazy("About your agency"),
        title=gettext_lazy("Somebody has left, or has not after all"),
        reason=gettext_lazy("it belongs to your seat in the network"),
        roles=(*FOR_AN_AGENCY, Role.COORDINATOR),
    )
)
YOU_LEFT = declare_kind(
    Kind(
        "partnership.you-left",
        Stream.DUTY,
        subject=gettext_lazy("About your seat"),
        title=gettext_lazy("That your seats ended because you left"),
        reason=gettext_lazy("you held a seat in the network"),
    )
)


@dataclass(frozen=True)
class Known:
    """What one reader may know of it: who left, and which agencies, as mails say it."""

    names: list[str]
    agencies: str


@dataclass(frozen=True)
class Hearers:
    """Who is told, and of whom: asked before the seats end, while all are known.

    leavers are readers with the address that they have; whole is all that a mail may
    say of it, and known what each of the others may know, by id. own_seats: where
    somebody says it of herself alone, in words.
    """

    leavers: list[Reader]
    others: list[Person]
    said_by: str
    whole: Known
    known: dict[str, Known]
    own_seats: tuple[str, ...] = ()

    def facts(self, now: datetime, known: Known | None = None) -> Facts:
        """Return who said it, of which agencies, and when, as a letter tells it."""
        agencies = (known or self.whole).agencies
        at = date_format(localtime(now), "j F Y, H:i")
        of = ((_("Agency"), agencies),) if agencies else ()
        return Facts((*of, (_("Said by"), self.said_by), (_("When"), at)))


def hearers_of(
    people: list[Person], seats: Iterable[Seat], *, by: Actor, now: datetime
) -> Hearers:
    """Return whom to tell that some people left: who leads their agencies, who was
    asked about them, and coordinators. Each is told of the seats that she may know of.
    """
    seats, day = list(seats), localdate(now)
    others = {one.pk: one for one in who_hears(seats, day)}
    if isinstance(by, SignedLink) and by.purpose == HAS_LEFT:
        others |= {one.pk: one for person in people for one in who_knows(person)}
    for person in people:
        others.pop(person.pk, None)
    whole = _known(people, seats)
    known = {
        str(one.pk): whole if is_coordinator(one) else _known(people, seen)
        for one in others.values()
        if (seen := seats_seen(seats, one)) or is_coordinator(one)
    }
    told = [others[pk] for pk in sorted(others) if str(pk) in known]
    own = _own_seats(people, seats, by)
    found = Hearers(readers_for(people), told, _said_by(by, people), whole, known, own)
    return replace(found, leavers=[], others=[]) if _is_told(by, now) else found


def _known(people: list[Person], seats: list[Seat]) -> Known:
    """Return who left some seats, and the agencies of these that a mail may name."""
    left = {one.person_id for one in seats}
    agencies = {one.agency for one in seats if one.agency}
    may_be_named = {one.name for one in agencies if not one.place_is_confidential}
    return Known(
        [
            called(one.matter_kind, str(one.pk)) or one.name
            for one in people
            if one.pk in left
        ],
        ", ".join(sorted(may_be_named)),
    )


def _is_told(by: Actor, now: datetime) -> bool:
    """Tell whether one link said it and took it back so often that nobody is told."""
    return isinstance(by, SignedLink) and bool(
        take_token(OF_A_LINK, by.token(), now=now)
    )


def _own_seats(people: list[Person], seats: list[Seat], by: Actor) -> tuple[str, ...]:
    """Return her seats in words where somebody leaves of herself."""
    if len(people) == 1 and is_herself(by, people[0]):
        return tuple(seat_in_mail(one) for one in seats)
    return ()


def _way_back(leaving: Revision, by: Actor) -> Button:
    """Return the way on which somebody takes her own leaving back."""
    label = _("Take it back")
    if isinstance(by, SignedLink):
        url = full(reverse("act-done", args=[by.token()]))
        return Button(label, url, is_quiet=True)
    url = full(reverse("leaving", args=[leaving.pk]))
    return Button(label, url, is_quiet=True, signs_in=True)


def _said_by(by: Actor, people: list[Person]) -> str:
    """Return in which role somebody says it: no name, and no agency."""
    if any(is_herself(by, one) for one in people):
        return _("the person, of themselves")
    if can_run_network(by):
        return _("whoever coordinates the network")
    if isinstance(by, SignedLink):
        return _("somebody of the agency, by a link in a mail")
    return _("the agency’s lead")


def tell_of_leaving(
    hears: Hearers,
    leaving: Revision,
    vacant: Sequence[Vacant],
    *,
    by: Actor,
    now: datetime,
) -> set[str]:
    """Tell that people left: those who look after seats, and the people themselves.

    The same letter says, or asks, what is to be of the seats that stand empty. Returns
    the ids of the readers whom it told so.
    """
    url = full(reverse("leaving", args=[leaving.pk]))

    def write(reader: Reader) -> Letter:
        empty = [b for one in vacant for b in one.blocks_for(reader, now=now)]
        whom = (for_whom(reader), *empty) if empty else ()
        known = hears.known[reader.id]
        return left_letter(known.names, hears.facts(now, known), url=url, empty=whom)

    def to_herself(_reader: Reader) -> Letter:
        if hears.own_seats:
            return i_left_letter(hears.own_seats, _way_back(leaving, by))
        return you_left_letter(hears.facts(now), how_to_tell=how_to_tell())

    others = [one for one in readers_for(hears.others) if one.address]
    news = News(PERSON_LEFT, write, once=left_once(leaving))
    _tell_if_any(others, news, by, now)
    # She is nobody's reader any more: it goes to the bare address.
    bare = [Reader(ADDRESS, "", one.address) for one in hears.leavers]
    _tell_if_any(bare, News(YOU_LEFT, to_herself), by, now)
    return {one.id for one in others}


def tell_of_return(
    hears: Hearers,
    leaving: Revision,
    rest: Sequence[Seat],
    *,
    by: Actor,
    now: datetime,
) -> None:
    """Tell the same people that it was taken back.

    rest: the seats that were not given back. That there are such hear coordinators and
    whoever sat there alone: others may not know of them.
    """
    url = full(reverse("leaving", args=[leaving.pk]))
    told = {str(one.pk) for one in hears.others if rest and is_coordinator(one)}
    told |= {str(one.person_id) for one in rest}

    def write(reader: Reader) -> Letter:
        known, is_all = hears.known[reader.id], reader.id not in told
        facts = hears.facts(now, known)
        return back_letter(known.names, facts, url=url, is_all=is_all)

    def to_herself(reader: Reader) -> Letter:
        is_own, is_all = bool(hears.own_seats), reader.id not in told
        return you_stay_letter(hears.facts(now), is_own=is_own, is_all=is_all)

    _tell_if_any(readers_for(hears.others), News(PERSON_LEFT, write), by, now)
    _tell_if_any(hears.leavers, News(YOU_LEFT, to_herself), by, now)


def _tell_if_any(readers: list[Reader], news: News, by: Actor, now: datetime) -> None:
    found = [one for one in readers if one.address]
    if found:
        tell(found, news, by=by, now=now)
