"""Somebody says by a link of her own mails that she leaves."""

from datetime import datetime

from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fourthp.foundation.links import SignedLink
from fourthp.partnership.models import Person
from fourthp.partnership.operations.leaving import HoldsNoSeat, LastCoordinator, leave
from fourthp.partnership.operations.returning import take_back_by_link
from fourthp.partnership.permissions import I_LEAVE, is_herself
from fourthp.partnership.queries.departures import alone_coordinates
from fourthp.partnership.queries.readership import readers_for
from fourthp.post.queries.acts import act_url, link_to
from fourthp.post.rules.acts import ActIsOver, Choice, Said, SignedAct, declare_act
from fourthp.post.rules.letters import Block, Paragraph

GOES = "goes"


def _person(link: SignedLink) -> Person | None:
    return Person.objects.filter(pk=link.matter_id).first()


def _says(_link: SignedLink) -> tuple[Block, ...]:
    """Return what every mail may say: no seat and no agency, whoever has the link."""
    said = _(
        "You leave the network: every seat that you hold in it ends in that minute."
    )
    return (Paragraph(said),)


def _is_open(link: SignedLink, now: datetime) -> bool:
    person = _person(link)
    if person is None or not is_herself(link, person):
        return False
    day = localdate(now)
    return person.seats.holding(day).exists() and not alone_coordinates(person, day)


def _leave(link: SignedLink, _said: Said, now: datetime) -> str:
    person = _person(link)
    if person is None:
        raise ActIsOver
    try:
        return str(leave(person, by=link, now=now).revision.pk)
    except (HoldsNoSeat, LastCoordinator) as problem:
        raise ActIsOver from problem


def _stay(link: SignedLink, trace: str, now: datetime) -> None:
    take_back_by_link(trace, by=link, now=now)


def own_leaving_link(person: Person, *, now: datetime) -> SignedLink:
    """Return the link by which somebody says that she leaves."""
    [reader] = readers_for([person])
    return link_to(LEAVES, reader, person, now=now)


def own_leaving_url(person: Person, *, now: datetime) -> str:
    """Return the page on which somebody says that she leaves; good for her alone."""
    return act_url(own_leaving_link(person, now=now))


LEAVES = declare_act(
    SignedAct(
        I_LEAVE,
        Person.matter_kind,
        title=gettext_lazy("Do you leave the network?"),
        choices=(
            Choice(
                GOES,
                gettext_lazy("I leave, or have left"),
                gettext_lazy(
                    "Noted: your seats have ended, and you get no more mail. Thank you"
                    " for your work in the network."
                ),
                asks=gettext_lazy("Do you leave the network?"),
                warns=(
                    gettext_lazy(
                        "You are signed out everywhere, and no mail comes any more;"
                        " what waits for you is not sent."
                    ),
                    gettext_lazy(
                        "Your agency’s lead and the network’s coordinator get a mail."
                        " Where nobody else sits for your agency, it is asked who"
                        " follows you."
                    ),
                    gettext_lazy(
                        "You can take it back on the next page for two weeks."
                    ),
                ),
                confirms=gettext_lazy("Yes, I leave"),
            ),
        ),
        says=_says,
        is_open=_is_open,
        act=_leave,
        undo=_stay,
        outlives_seat=True,
        undone=gettext_lazy("Your seats hold again."),
    )
)
