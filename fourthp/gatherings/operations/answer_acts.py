"""Do you come? Somebody says it by a link in a mail, and nobody signs in."""

from datetime import UTC, datetime
from functools import partial
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fourthp.foundation.links import SignedLink
from fourthp.foundation.matters import CannotUndo
from fourthp.gatherings.models import Answer, Gathering, Says, Way
from fourthp.gatherings.operations.answers import (
    Coming,
    NotInvited,
    NotLikeThis,
    say_coming,
    take_back,
)
from fourthp.gatherings.operations.moving import IsCancelled
from fourthp.gatherings.operations.series import IsOver
from fourthp.gatherings.permissions import MY_ANSWER
from fourthp.gatherings.queries.invited import answer_of, deputies_of, invites_now
from fourthp.gatherings.queries.told import gathering_of, told_in_mail
from fourthp.gatherings.queries.venues import ways_in
from fourthp.partnership.models import Person
from fourthp.post.queries.links import button_to, full
from fourthp.post.rules.acts import (
    ActIsOver,
    Choice,
    Reason,
    Said,
    SignedAct,
    declare_act,
)
from fourthp.post.rules.letters import Block, Button, Items, Paragraph


def _person(link: SignedLink) -> Person | None:
    if link.holder_kind != Person.matter_kind:
        return None
    return Person.objects.filter(pk=link.holder_id).first()


def _says(link: SignedLink) -> tuple[Block, ...]:
    """Return what the mail said: what, when and where, and who else could come."""
    found = gathering_of(link)
    if found is None:
        return ()
    names = tuple(str(one.label) for one in _deputies(link))
    others = (Paragraph(_("You can send instead:")), Items(names)) if names else ()
    return (*told_in_mail(found), *others)


def _deputies(link: SignedLink) -> tuple[Reason, ...]:
    """Return whom the mail of a link named, as far as they sit there still."""
    found, person = gathering_of(link), _person(link)
    if found is None or person is None:
        return ()
    then = deputies_of(found, person, day=localdate(MINE.asked_at(link)))
    now = {one.person_id for one in deputies_of(found, person)}
    here = [one for one in then if one.person_id in now]
    return tuple(Reason(str(one.person_id), one.person.name) for one in here)


def _is_open(link: SignedLink, now: datetime) -> bool:
    """Tell whether it is to come, as it was mailed, and she is invited still."""
    found, person = gathering_of(link), _person(link)
    if found is None or person is None or not found.series.may_be_mailed:
        return False
    if found.series.is_over(localdate(now)) or found.is_cancelled:
        return False
    is_there = found.ends_at > now
    return is_there and _is_as_mailed(found, link) and invites_now(person, found)


def _is_as_mailed(found: Gathering, link: SignedLink) -> bool:
    """Tell whether a gathering was not changed since a link was mailed."""
    moved = found.changed_at
    return moved is None or moved.replace(microsecond=0) <= MINE.asked_at(link)


def _answer(link: SignedLink, said: Said, now: datetime) -> str:
    found, person = gathering_of(link), _person(link)
    if found is None or person is None:
        raise ActIsOver
    before = answer_of(person, found)
    try:
        coming = _coming(said)
        say_coming(found, person, coming, by=link, way=Way.MAIL, now=now)
    except _OVER as problem:
        raise ActIsOver from problem
    return trace_of(before, now)


_OVER = (IsOver, IsCancelled, NotInvited, NotLikeThis, PermissionDenied)


def _coming(said: Said) -> Coming:
    if said.choice != Says.DEPUTY:
        return Coming(said.choice)
    return Coming(said.choice, deputy=Person.objects.get(pk=said.reasons[0]))


def trace_of(before: Answer | None, now: datetime) -> str:
    """Return what finds an answer of this moment, and the one that was before it."""
    at = f"{int(now.timestamp() * 1_000_000):x}"
    if before is None or before.says == Says.OTHER:
        return at
    return f"{at}.{before.says}.{before.deputy_id.hex if before.deputy_id else ''}"


def _take_back(link: SignedLink, trace: str, now: datetime) -> None:
    """Take an answer back, unless she has said something else meanwhile."""
    found, person = gathering_of(link), _person(link)
    answer = answer_of(person, found) if found and person else None
    if found is None or person is None or answer is None:
        return  # somebody did it already
    at, _dot, rest = trace.partition(".")
    if trace_of(None, answer.said_at.astimezone(UTC)) != at:
        raise CannotUndo(_("You have said something else since."))
    try:
        take_back(found, person, _before(rest), by=link, now=now)
    except _OVER as problem:
        raise CannotUndo(
            _("This cannot be taken back by a link any more.")
        ) from problem


def _before(rest: str) -> Coming | None:
    says, _dot, deputy = rest.partition(".")
    if not says:
        return None
    who = Person.objects.filter(pk=UUID(deputy)).first() if deputy else None
    return Coming(says, deputy=who)


def _named(link: SignedLink) -> str:
    found = gathering_of(link)
    is_told = found is not None and found.series.may_be_mailed
    return found.series.name if found and is_told and _is_as_mailed(found, link) else ""


def _offers(says: Says, link: SignedLink) -> bool:
    """Tell whether one can come in a way to the gathering that a link is about."""
    found = gathering_of(link)
    return found is not None and says in ways_in(found)


def _name_told(link: SignedLink, _trace: str) -> tuple[str, ...]:
    found, person = gathering_of(link), _person(link)
    answer = answer_of(person, found) if found and person else None
    return (answer.deputy.name,) if answer and answer.deputy else ()


def _page(link: SignedLink) -> Button:
    path = reverse("gathering", args=[link.matter_id])
    return button_to(_("See its page"), full(path))


MINE = declare_act(
    SignedAct(
        MY_ANSWER,
        Gathering.matter_kind,
        title=gettext_lazy("Do you come?"),
        choices=(
            Choice(
                Says.ROOM.value,
                gettext_lazy("I come, in the room"),
                gettext_lazy("Noted: you come, in the room."),
                offered_if=partial(_offers, Says.ROOM),
                leads_to=_page,
            ),
            Choice(
                Says.ONLINE.value,
                gettext_lazy("I come online"),
                gettext_lazy("Noted: you come online. How to join stands on its page."),
                offered_if=partial(_offers, Says.ONLINE),
                leads_to=_page,
            ),
            Choice(
                Says.APOLOGIES.value,
                gettext_lazy("I cannot come"),
                gettext_lazy("Noted: you send your apologies."),
            ),
            Choice(
                Says.DEPUTY.value,
                gettext_lazy("A colleague comes instead"),
                gettext_lazy("Noted: your colleague comes instead of you."),
                asks=gettext_lazy("Who comes instead of you?"),
                reasons_from=_deputies,
                ticks=gettext_lazy("Who comes?"),
                takes_one=True,
                warns=(gettext_lazy("They get an invitation within some minutes."),),
                confirms=gettext_lazy("Send them instead"),
                ticked=_name_told,
            ),
        ),
        says=_says,
        is_open=_is_open,
        act=_answer,
        undo=_take_back,
        in_mail=gettext_lazy("Say whether you come"),
        names=_named,
    )
)
