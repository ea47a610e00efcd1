"""Who follows in a seat: what an agency's people answer by a link."""

from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fourthp.foundation.clock import today
from fourthp.foundation.ids import made_before
from fourthp.foundation.links import SignedLink
from fourthp.foundation.models import Revision
from fourthp.partnership.formats.leaving_letters import (
    asks_for_help_letter,
    would_follow_letter,
)
from fourthp.partnership.models import FOR_AN_AGENCY, Person, Role, Seat
from fourthp.partnership.operations.followers import (
    NobodyToFollow,
    follow,
    name_follower,
)
from fourthp.partnership.operations.unfollowing import take_follower_back
from fourthp.partnership.permissions import (
    WHO_FOLLOWS,
    can_follow,
    speaks_for,
)
from fourthp.partnership.queries.answering import HOW_TO_BE_FASTER
from fourthp.partnership.queries.departures import (
    deputies_for,
    is_without_representative,
    seats_seen,
)
from fourthp.partnership.queries.followers import (
    ANOTHER,
    NOBODY_NOW,
    WOULD,
    could_follow,
)
from fourthp.partnership.queries.readership import called, readers_for, seat_in_mail
from fourthp.partnership.queries.standing import holders_of
from fourthp.post.operations.telling import News, tell
from fourthp.post.queries.links import full
from fourthp.post.rules.acts import (
    ActIsOver,
    Choice,
    Reason,
    Said,
    SignedAct,
    declare_act,
)
from fourthp.post.rules.kinds import Kind, Stream, declare_kind
from fourthp.post.rules.letters import Block, Facts, Items, Paragraph

FOLLOWS, MYSELF = "follows", "myself"
# What only notes an answer, and gives nobody a seat.
_NOTED = (ANOTHER, WOULD, NOBODY_NOW)
# A mail that asks this names so many deputies at most; the order is theirs.
MOST_DEPUTIES = 6
ASKS = declare_kind(
    Kind(
        "partnership.who-follows",
        Stream.DUTY,
        subject=gettext_lazy("A question about your agency"),
        title=gettext_lazy("Who follows in a seat"),
        reason=gettext_lazy("it belongs to your seat in the network"),
        roles=(*FOR_AN_AGENCY, Role.COORDINATOR),
    )
)


def _seat(link: SignedLink) -> Seat | None:
    found = Seat.objects.filter(pk=link.matter_id)
    return found.select_related("agency", "group", "person").first()


def _says(link: SignedLink) -> tuple[Block, ...]:
    """Return what the mail said: which seat, who left it, who sits there as deputy."""
    seat = _seat(link)
    if seat is None:
        return ()
    said = _("%s has left, and nobody represents your agency there now.")
    facts = ((_("Seat"), seat_in_mail(seat)),)
    names = tuple(one.person.name for one in _offered(seat, link))
    deputies = (Paragraph(_("Your deputies there:")), Items(names)) if names else ()
    return (Paragraph(said % seat.person.name), Facts(facts), *deputies)


def _offered(seat: Seat, link: SignedLink) -> list[Seat]:
    """Return the deputies whom the mail of a link named, as far as they sit still."""
    asked_at = SOMEBODY_FOLLOWS.asked_at(link)
    day = localdate(asked_at)
    # Since the mail somebody may have come whom it did not name.
    named = Q(from_on__lt=day) | Q(pk__lt=made_before(asked_at))
    known = deputies_for(seat, day).filter(named, ended_at=None)
    return list(known[:MOST_DEPUTIES])


def _deputies(link: SignedLink) -> tuple[Reason, ...]:
    seat = _seat(link)
    if seat is None:
        return ()
    label = _("%s follows")
    offered = _offered(seat, link)
    return tuple(Reason(str(one.pk), label % one.person.name) for one in offered)


def _is_open(link: SignedLink, now: datetime) -> bool:
    """Tell whether nobody sits there yet, and whom it asks looks after the agency.

    And may still know of the seat: its group may be closed by now.
    """
    seat = _seat(link)
    holder = Person.objects.filter(pk=link.holder_id).first()
    if seat is None or seat.agency is None or holder is None:
        return False
    is_empty = is_without_representative(seat, localdate(now))
    knows = bool(seats_seen([seat], holder))
    return is_empty and knows and speaks_for(holder, seat.agency)


def _answer(link: SignedLink, said: Said, now: datetime) -> str:
    seat = _seat(link)
    if seat is None:
        raise ActIsOver
    if said.choice in _NOTED:
        _tell_of_answer(seat, said.choice, link, now)
        return said.choice
    try:
        if said.choice == MYSELF:
            herself = Person.objects.get(pk=link.holder_id)
            return str(follow(herself, seat, by=link, now=now).pk)
        [pk] = said.reasons
        return str(name_follower(seat, Seat.objects.get(pk=pk), by=link, now=now).pk)
    except NobodyToFollow as problem:
        raise ActIsOver from problem


def _tell_of_answer(seat: Seat, choice: str, link: SignedLink, now: datetime) -> None:
    """Tell the coordinators what is theirs to do: that nobody follows only stands."""
    if choice == NOBODY_NOW:
        return
    what, url = seat_in_mail(seat), full(reverse("leavings"))
    letter = asks_for_help_letter(what, url)
    if choice == WOULD:
        who = called(link.holder_kind, str(link.holder_id))
        letter = would_follow_letter(who, what, url)
    news = News(ASKS, lambda _reader: letter)
    tell(readers_for(holders_of(Role.COORDINATOR)), news, by=link, now=now)


def _follows_herself(link: SignedLink) -> bool:
    """Tell whether whom a link asks may take the seat by herself."""
    return _could(link, needs_nobody=True)


def _would_follow(link: SignedLink) -> bool:
    """Tell whether whom a link asks may say that she would: somebody else gives it."""
    return _could(link, needs_nobody=False)


def _could(link: SignedLink, *, needs_nobody: bool) -> bool:
    seat, holder = _seat(link), Person.objects.filter(pk=link.holder_id).first()
    if seat is None or holder is None or not could_follow(holder, seat, today()):
        return False
    return can_follow(holder, seat) == needs_nobody


def _take_back(link: SignedLink, trace: str, now: datetime) -> None:
    """Let the deputy be the deputy again; what was only noted is free again."""
    if trace not in _NOTED:
        take_follower_back(link, _seat(link), trace, now=now)


def _who(_link: SignedLink, trace: str) -> tuple[str, ...]:
    """Return who follows by an answer: the mail named her."""
    revision = Revision.objects.filter(pk=trace).first()
    ids = [pk for part in revision.parts.all() for pk in part.rows] if revision else []
    found = Seat.objects.filter(pk__in=ids, ended_at=None)
    return tuple(found.values_list("person__name", flat=True))


SOMEBODY_FOLLOWS = declare_act(
    SignedAct(
        WHO_FOLLOWS,
        Seat.matter_kind,
        title=gettext_lazy("Who follows in this seat?"),
        choices=(
            Choice(
                FOLLOWS,
                gettext_lazy("A deputy follows"),
                gettext_lazy(
                    "Noted: your deputy sits there from now on, and gets a mail."
                ),
                asks=gettext_lazy("Who follows?"),
                reasons_from=_deputies,
                ticks=gettext_lazy("Who sits there from now on?"),
                takes_one=True,
                warns=(
                    gettext_lazy(
                        "They have the seat from this minute, and get a mail about it."
                    ),
                    gettext_lazy("They are no longer deputy there."),
                    gettext_lazy("You can take it back on the next page."),
                ),
                confirms=gettext_lazy("Give this person the seat"),
                ticked=_who,
            ),
            Choice(
                MYSELF,
                gettext_lazy("I follow"),
                gettext_lazy("Noted: you hold the seat from now on, and get a mail."),
                asks=gettext_lazy("Do you follow in this seat?"),
                offered_if=_follows_herself,
                warns=(
                    gettext_lazy("You hold the seat from this minute."),
                    gettext_lazy("You can take it back on the next page."),
                ),
                confirms=gettext_lazy("Yes, I follow"),
            ),
            Choice(
                WOULD,
                gettext_lazy("I would follow"),
                gettext_lazy(
                    "Noted: the network’s coordinator hears that you would follow, and"
                    " gives you the seat or asks you."
                ),
                asks=gettext_lazy("Would you follow in this seat?"),
                offered_if=_would_follow,
                warns=(
                    gettext_lazy(
                        "The network’s coordinator gets a mail with your name, and"
                        " gives you the seat or asks you. Until then nothing changes."
                    ),
                ),
                confirms=gettext_lazy("Yes, I would follow"),
            ),
            Choice(
                ANOTHER,
                gettext_lazy("Somebody else follows"),
                gettext_lazy(
                    "Noted: the network’s coordinator hears of it and asks you who."
                ),
                asks=gettext_lazy("Does somebody else follow?"),
                warns=(
                    gettext_lazy(
                        "The network’s coordinator hears of it, and asks you who it is."
                    ),
                    HOW_TO_BE_FASTER,
                ),
                confirms=gettext_lazy("Yes, somebody else follows"),
            ),
            Choice(
                NOBODY_NOW,
                gettext_lazy("Nobody for now"),
                gettext_lazy(
                    "Noted: the seat stays empty for now, and the network’s coordinator"
                    " sees that on the page of empty seats."
                ),
            ),
        ),
        says=_says,
        is_open=_is_open,
        act=_answer,
        undo=_take_back,
    )
)
