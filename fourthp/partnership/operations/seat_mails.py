"""Whoever was given a seat is told of it by mail, and answers whether it is hers."""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fourthp.foundation.actors import Actor
from fourthp.foundation.links import SignedLink
from fourthp.partnership.formats.invitations import (
    invited_letter,
    not_mine_letter,
    seat_facts,
    seated_letter,
)
from fourthp.partnership.models import Person, Role, Seat
from fourthp.partnership.operations.wrong_readers import tell_coordinators
from fourthp.partnership.permissions import (
    SEAT_MINE,
    can_seat,
    is_coordinator,
    is_herself,
)
from fourthp.partnership.queries.answering import how_to_tell, whom_to_ask
from fourthp.partnership.queries.network import network_name
from fourthp.partnership.queries.readership import (
    called,
    group_in_mail,
    readers_for,
    seat_in_mail,
)
from fourthp.partnership.queries.seat_mails import INVITED as INVITED_NAME
from fourthp.partnership.queries.seat_mails import (
    MINE,
    MISTAKE,
    can_be_told,
    never_heard,
    told_once,
)
from fourthp.partnership.queries.seat_mails import SEATED as SEATED_NAME
from fourthp.post.operations.telling import News, tell
from fourthp.post.queries.acts import asked, for_whom, link_to
from fourthp.post.queries.links import full
from fourthp.post.rules.acts import ActIsOver, Choice, Said, SignedAct, declare_act
from fourthp.post.rules.kinds import Kind, Stream, declare_kind
from fourthp.post.rules.letters import Block, Button, Letter
from fourthp.post.rules.readers import Reader

INVITED = declare_kind(
    Kind(
        INVITED_NAME,
        Stream.DUTY,
        subject=gettext_lazy("You have a seat in a network"),
        title=gettext_lazy("A welcome to somebody who got a seat"),
        reason=gettext_lazy("you were given a seat in the network"),
    )
)
SEATED = declare_kind(
    Kind(
        SEATED_NAME,
        Stream.DUTY,
        subject=gettext_lazy("About your seat"),
        title=gettext_lazy("That you were given another seat"),
        reason=gettext_lazy("you were given a seat in the network"),
    )
)
NOT_MINE = declare_kind(
    Kind(
        "partnership.seat-not-mine",
        Stream.DUTY,
        subject=gettext_lazy("About a seat"),
        title=gettext_lazy("Somebody says that a seat is not theirs"),
        reason=gettext_lazy("you coordinate the network"),
        is_for_all=False,
        roles=(Role.COORDINATOR,),
    )
)


def seat_given(
    give: Callable[[], Seat], *, tells: bool, by: Actor, now: datetime
) -> Seat:
    """Give a seat, and tell whoever got it by mail, as one change; what give raises."""
    with transaction.atomic():
        seat = give()
        if tells:
            tell_of_seat(seat, by=by, now=now)
    return seat


def tell_of_seat(seat: Seat, *, by: Actor, now: datetime) -> bool:
    """Tell somebody once by mail that she got a seat; return whether she was told now.

    Nobody is told whom no mail reaches, whose seat does not hold yet, or of her own
    act.
    """
    if not can_seat(by, seat.agency, seat.role, seat.group):
        raise PermissionDenied
    if is_herself(by, seat.person) or not can_be_told(seat, localdate(now)):
        return False
    beside = seat.person.seats.holding(localdate(now)).exclude(pk=seat.pk)
    if not beside.exists() or never_heard(seat.person):
        tell_of_seats([seat], by=by, now=now, once=told_once(seat))
        return True
    url = "" if seat.group.is_network else full(reverse("group", args=[seat.group_id]))
    see = Button(_("See the group"), url, is_quiet=True, signs_in=True)

    def write(reader: Reader) -> Letter:
        more = (see,) if url and seat.person.user_id else ()
        return seated_letter((for_whom(reader), *_asks(reader, seat, now), *more))

    news = News(SEATED, write, once=told_once(seat))
    tell(readers_for([seat.person]), news, by=by, now=now)
    return True


def tell_of_seats(
    seats: Sequence[Seat], *, by: Actor, now: datetime, once: str | None = None
) -> None:
    """Welcome people by mail to their seats, one each; once: a name, told one time."""
    by_person = {str(seat.person_id): seat for seat in seats}

    def write(reader: Reader) -> Letter:
        seat = by_person[reader.id]
        whom, asks = for_whom(reader), _asks(reader, seat, now)
        ways = {"how_to_tell": how_to_tell(), "whom_to_ask": whom_to_ask()}
        return invited_letter(whom, asks, seat.role, **ways, given_by=_named(by))

    readers = readers_for([seat.person for seat in by_person.values()])
    tell(readers, News(INVITED, write, once=once), by=by, now=now)


def _named(by: Actor) -> str:
    """Return the name of a coordinator, whom every member may know; of others none.

    A letter from nobody looks like one that wants to be clicked.
    """
    return by.name if isinstance(by, Person) and is_coordinator(by) else ""


def _asks(reader: Reader, seat: Seat, now: datetime) -> tuple[Block, ...]:
    link = link_to(SEAT_IS_YOURS, reader, seat, now=now)
    return asked(SEAT_IS_YOURS, link)


def _seat(link: SignedLink) -> Seat | None:
    found = Seat.objects.filter(pk=link.matter_id, person=link.holder_id)
    return found.select_related("agency", "group", "person").first()


def _says(link: SignedLink) -> tuple[Block, ...]:
    """Return what the mail said of the seat: no agency and no group that is kept."""
    seat = _seat(link)
    if seat is None:
        return ()
    hidden = seat.agency is None or seat.agency.place_is_confidential
    agency = "" if hidden else str(seat.agency)
    group = "" if seat.group.is_network else group_in_mail(seat.group)
    return (seat_facts(network_name(), agency, group, seat.role),)


def _is_open(link: SignedLink, now: datetime) -> bool:
    seat = _seat(link)
    if seat is None:
        return False
    return Seat.objects.holding(localdate(now)).filter(pk=seat.pk).exists()


def _ended(link: SignedLink, now: datetime) -> str:
    """Return what is said of an answer once the seat is over."""
    if _is_open(link, now):
        return ""
    return _(
        "This seat has ended since you answered: nothing comes by it any more, and"
        " there is nothing to do."
    )


def _answer(link: SignedLink, said: Said, now: datetime) -> str:
    """Note that the seat is hers; of a mistake the coordinators are told."""
    if said.choice == MISTAKE:
        _tell_of_mistake(link, now)
    return said.choice


def _take_back(link: SignedLink, trace: str, now: datetime) -> None:
    if trace == MISTAKE:
        _tell_of_mistake(link, now, is_taken_back=True)


def _tell_of_mistake(
    link: SignedLink, now: datetime, *, is_taken_back: bool = False
) -> None:
    seat = _seat(link)
    if seat is None:
        raise ActIsOver
    who = called(Person.matter_kind, str(seat.person_id)) or seat.person.name
    url = full(reverse("person", args=[seat.person_id]))
    letter = not_mine_letter(who, seat_in_mail(seat), url, is_taken_back=is_taken_back)
    news = News(NOT_MINE, lambda _reader: letter)
    tell_coordinators(news, link, by=link, now=now)


SEAT_IS_YOURS = declare_act(
    SignedAct(
        SEAT_MINE,
        Seat.matter_kind,
        title=gettext_lazy("Is this your seat?"),
        choices=(
            Choice(
                MINE,
                gettext_lazy("Yes, this is my seat"),
                gettext_lazy(
                    "Noted: the seat is yours. What concerns you comes by mail, and you"
                    " answer from the mail."
                ),
            ),
            Choice(
                MISTAKE,
                gettext_lazy("No, this is a mistake"),
                gettext_lazy(
                    "Noted: the network’s coordinator hears that the seat is not yours,"
                    " and mends it."
                ),
            ),
        ),
        says=_says,
        is_open=_is_open,
        act=_answer,
        undo=_take_back,
        ended=_ended,
    )
)
