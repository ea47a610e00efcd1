"""Are these still your people? An agency says so by a link, and nobody signs in."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fourthp.audit.operations import record
from fourthp.foundation.actors import Actor
from fourthp.foundation.links import SignedLink
from fourthp.foundation.matters import CannotUndo
from fourthp.foundation.models import Revision
from fourthp.foundation.operations.revisions import Revising, begin_revision
from fourthp.foundation.operations.undoing import AlreadyUndone, undo_revision
from fourthp.partnership.formats.leaving_letters import somebody_missing_letter
from fourthp.partnership.models import Agency, Person, Role
from fourthp.partnership.operations.leaving import (
    HoldsNoSeat,
    LastCoordinator,
    leave_together,
)
from fourthp.partnership.operations.returning import take_back_by_link
from fourthp.partnership.permissions import STILL_YOURS, can_confirm_people, speaks_for
from fourthp.partnership.permissions.returning import BACK_WITHIN
from fourthp.partnership.queries.answering import HOW_TO_BE_FASTER
from fourthp.partnership.queries.confirming import people_listed, waits_for_answer
from fourthp.partnership.queries.departures import LEFT, seats_of_leaving, seats_seen
from fourthp.partnership.queries.readership import readers_for
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
from fourthp.post.rules.letters import Block, Items, Paragraph

ALL, SOME_LEFT, MISSING = "all", "some-left", "missing"
CONFIRMED = "confirmed-people"  # as revisions and the record name it
MISSING_TOLD = declare_kind(
    Kind(
        "partnership.somebody-missing",
        Stream.DUTY,
        subject=gettext_lazy("About an agency"),
        title=gettext_lazy("Somebody of an agency has no seat yet"),
        reason=gettext_lazy("you coordinate the network"),
        is_for_all=False,
        roles=(Role.COORDINATOR,),
    )
)


def confirm_people(agency: Agency, *, by: Actor, now: datetime) -> Revision:
    """Note that an agency's people are its people today."""
    if not can_confirm_people(by, agency):
        raise PermissionDenied
    with transaction.atomic():
        revising = begin_revision(by, CONFIRMED, agency)
        _note_today(agency, revising, now)
        record(by, CONFIRMED, agency)
    return revising.revision


def _note_today(agency: Agency, revising: Revising, now: datetime) -> None:
    row = Agency.objects.select_for_update().get(pk=agency.pk)
    before = {"people_confirmed_on": row.people_confirmed_on}
    row.people_confirmed_on = localdate(now)
    revising.change([(row, before)])


def _agency(link: SignedLink) -> Agency | None:
    return Agency.objects.filter(pk=link.matter_id).first()


def _holder(link: SignedLink) -> Person | None:
    return Person.objects.filter(pk=link.holder_id).first()


def _listed(link: SignedLink) -> list[tuple[Person, list[str]]]:
    """Return whom the mail of a link named, as far as they sit there still."""
    agency, reader = _agency(link), _holder(link)
    if agency is None or reader is None:
        return []
    day = localdate(STILL_YOUR_PEOPLE.asked_at(link))
    found = people_listed(agency, reader, asked_on=day)
    return [one for one in found if _sits_still(one[0], agency, reader)]


def _sits_still(person: Person, agency: Agency, reader: Person) -> bool:
    seats = person.seats.filter(agency=agency, ended_at=None)
    return bool(seats_seen(seats, reader))


def _says(link: SignedLink) -> tuple[Block, ...]:
    agency = _agency(link)
    if agency is None:
        return ()
    asks = _("The network knows these people as your agency’s:")
    if not agency.place_is_confidential:
        asks = _("The network knows these people as those of %s:") % agency.name
    names = tuple(f"{one.name}: {', '.join(roles)}" for one, roles in _listed(link))
    return (Paragraph(asks), Items(names))


def _people(link: SignedLink) -> tuple[Reason, ...]:
    return tuple(
        Reason(str(one.pk), f"{one.name}, {', '.join(roles)}")
        for one, roles in _listed(link)
    )


def _is_open(link: SignedLink, now: datetime) -> bool:
    """Tell whether it is still to be said, by somebody who looks after the agency."""
    agency, holder = _agency(link), _holder(link)
    if agency is None or holder is None or not speaks_for(holder, agency):
        return False
    is_member = agency.memberships.holding(localdate(now)).exists()
    return is_member and waits_for_answer(agency)


def _answer(link: SignedLink, said: Said, now: datetime) -> str:
    agency = _agency(link)
    if agency is None:
        raise ActIsOver
    if said.choice == SOME_LEFT:
        return str(_let_leave(agency, said.reasons, link, now).pk)
    revision = confirm_people(agency, by=link, now=now)
    if said.choice == MISSING:
        _tell_of_missing(agency, link, now)
    return str(revision.pk)


def _let_leave(
    agency: Agency, ids: tuple[str, ...], link: SignedLink, now: datetime
) -> Revision:
    """End the seats of who was ticked; the others are the agency's people still."""
    people = Person.objects.filter(pk__in=ids)
    try:
        leaving = leave_together(people, agency, by=link, now=now)
    except (HoldsNoSeat, LastCoordinator) as problem:
        raise ActIsOver from problem
    _note_today(agency, Revising(leaving.revision), now)
    record(link, CONFIRMED, agency)
    return leaving.revision


def _tell_of_missing(agency: Agency, link: SignedLink, now: datetime) -> None:
    hidden = _("an agency that no mail names")
    named = hidden if agency.place_is_confidential else agency.name
    letter = somebody_missing_letter(named, full(reverse("leavings")))
    news = News(MISSING_TOLD, lambda _reader: letter)
    tell(readers_for(holders_of(Role.COORDINATOR)), news, by=link, now=now)


def _take_back(link: SignedLink, trace: str, now: datetime) -> None:
    revision = Revision.objects.filter(pk=trace).first()
    if revision is None or revision.act == LEFT:
        take_back_by_link(trace, by=link, now=now)
        return
    agency, is_late = _agency(link), now - revision.at > BACK_WITHIN
    if is_late or not (agency is None or can_confirm_people(link, agency)):
        raise CannotUndo(_("This cannot be taken back by a link any more."))
    try:
        undo_revision(revision, by=link, now=now)
    except AlreadyUndone:
        return
    if agency is not None:
        record(link, "undone", agency)


def _who_left(_link: SignedLink, trace: str) -> tuple[str, ...]:
    """Return who left by an answer: the mail named them."""
    revision = Revision.objects.filter(pk=trace, act=LEFT).first()
    seats = seats_of_leaving(revision) if revision else []
    return tuple(dict.fromkeys(one.person.name for one in seats))


STILL_YOUR_PEOPLE = declare_act(
    SignedAct(
        STILL_YOURS,
        Agency.matter_kind,
        title=gettext_lazy("Are these still your people?"),
        choices=(
            Choice(
                ALL,
                gettext_lazy("Yes, all of them"),
                gettext_lazy("Noted: these are your people today."),
            ),
            Choice(
                SOME_LEFT,
                gettext_lazy("Somebody has left"),
                gettext_lazy(
                    "Noted: the seats of those whom you ticked have ended. The others"
                    " are your people today."
                ),
                asks=gettext_lazy("Who has left?"),
                reasons_from=_people,
                ticks=gettext_lazy("Tick everyone who has left your agency"),
                warns=(
                    gettext_lazy(
                        "Their seats for your agency end in that minute: they see"
                        " nothing of the network by them, and get no mail."
                    ),
                    gettext_lazy(
                        "They, the agency’s lead and the network’s coordinator get a"
                        " mail about it."
                    ),
                    gettext_lazy("You can take it back on the next page."),
                ),
                confirms=gettext_lazy("These people have left"),
                ticked=_who_left,
            ),
            Choice(
                MISSING,
                gettext_lazy("Somebody is missing"),
                gettext_lazy(
                    "Noted: those on the list are your people today. The network’s"
                    " coordinator hears that somebody is missing, and asks you who."
                ),
                asks=gettext_lazy("Is somebody missing?"),
                warns=(
                    gettext_lazy("Everyone on the list is still yours."),
                    gettext_lazy("The network’s coordinator asks you who is missing."),
                    HOW_TO_BE_FASTER,
                ),
                confirms=gettext_lazy("All are right, and somebody is missing"),
            ),
        ),
        says=_says,
        is_open=_is_open,
        act=_answer,
        undo=_take_back,
        in_mail=gettext_lazy("Yes, all of them"),
        otherwise=gettext_lazy("Somebody has left, or is missing"),
    )
)
