"""That somebody left is taken back: the seats are given back as they were."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from fourthp.audit.operations import record
from fourthp.foundation.actors import Actor
from fourthp.foundation.links import SignedLink
from fourthp.foundation.matters import CannotUndo
from fourthp.foundation.models import Revision
from fourthp.foundation.operations.revisions import begin_revision
from fourthp.foundation.operations.undoing import AlreadyUndone, note_undone
from fourthp.partnership.models import Agency, Person, Seat
from fourthp.partnership.operations.leaving import Leaving
from fourthp.partnership.operations.left_mails import hearers_of, tell_of_return
from fourthp.partnership.permissions.returning import (
    can_give_back,
    can_take_leaving_back,
    is_in_time,
)
from fourthp.partnership.queries.departures import (
    HANDED_ON,
    LEFT,
    STAYS,
    goes_on,
    seats_of_leaving,
)
from fourthp.partnership.signals import people_are_back
from fourthp.post.operations.departing import welcome_back
from fourthp.post.operations.wishes import Who


@dataclass
class Back:
    """What came back, and what did not, each seat with the reason."""

    seats: list[Seat] = field(default_factory=list)
    left: list[tuple[Seat, str]] = field(default_factory=list)


class TooLongAgo(Exception):
    """Only whoever coordinates the network takes back what was said so long ago."""


class NothingToGiveBack(Exception):
    """Of all that ended when somebody left, nothing can be held again."""


def take_leaving_back(revision: Revision, *, by: Actor, now: datetime) -> Back:
    """Give back the seats that ended by a leaving, as far as they can be held again.

    Raises TooLongAgo, AlreadyUndone, and NothingToGiveBack: then it stands as it was.
    """
    seats = seats_of_leaving(revision)
    if revision.act != LEFT or not can_take_leaving_back(by, revision, seats):
        raise PermissionDenied
    _refuse_late(revision, by, now)
    with transaction.atomic():
        revision = Revision.objects.select_for_update().get(pk=revision.pk)
        if revision.undone_at:
            raise AlreadyUndone
        ids = [one.pk for one in seats]
        list(Seat.objects.select_for_update().filter(pk__in=ids).order_by("pk"))
        back, left_at = _give_back(revision, by, now), _left_at(seats, now)
        _confirm_no_more(revision)
        note_undone(revision, by=by, now=now)
        people = list({one.person.pk: one.person for one in back.seats}.values())
        for person in people:
            who = Who(person.matter_kind, str(person.pk))
            welcome_back(who, left_at=left_at, by=by, now=now)
            record(by, STAYS, person)
        leaving = Leaving(revision, back.seats, people)
        people_are_back.send(sender=Person, leaving=leaving, by=by, now=now)
        hears = hearers_of(people, back.seats, by=by, now=now)
        rest = [seat for seat, _why in back.left]
        tell_of_return(hears, revision, rest, by=by, now=now)
    return back


def take_back_by_link(trace: str, *, by: SignedLink, now: datetime) -> Back:
    """Give back what ended by a link, the same link says so; trace names the change.

    Raises CannotUndo where it is too late, or nothing of it can be given back.
    """
    revision = Revision.objects.filter(pk=trace).first()
    if revision is None:
        raise CannotUndo(_too_long_ago())
    try:
        return take_leaving_back(revision, by=by, now=now)
    except AlreadyUndone:
        return Back()
    except (TooLongAgo, NothingToGiveBack) as problem:
        raise CannotUndo(str(problem)) from problem
    except PermissionDenied as problem:
        raise CannotUndo(
            _("Somebody else looks after it now: ask the network’s coordinator.")
        ) from problem


def _refuse_late(revision: Revision, by: Actor, now: datetime) -> None:
    if not is_in_time(by, revision, now):
        raise TooLongAgo(_too_long_ago())


def _too_long_ago() -> str:
    return _("It is too long ago to be taken back here: ask the network’s coordinator.")


def _left_at(seats: list[Seat], now: datetime) -> datetime:
    """Return when they ended, all in one moment; now where none is over any more."""
    ended = [one.ended_at for one in seats if one.ended_at]
    return max(ended) if ended else now


def _give_back(revision: Revision, by: Actor, now: datetime) -> Back:
    """Put each seat back to what it was, unless something is in the way.

    Raises NothingToGiveBack where something is in the way of each.
    """
    back, before, changed = Back(), _before(revision, Seat), []
    for seat in seats_of_leaving(revision):
        why = _in_the_way(seat, revision, localdate(now))
        if not why and not can_give_back(by, revision, seat):
            why = _("Ask the network’s coordinator to give it back.")
        if why:
            back.left.append((seat, why))
            continue
        changed.append((seat, {"to_on": seat.to_on, "ended_at": seat.ended_at}))
        seat.to_on = _day(before[str(seat.pk)]["to_on"][0])
        seat.ended_at = None
        back.seats.append(seat)
        record(by, "given-back", seat)
    if not changed:
        raise NothingToGiveBack(" ".join(dict.fromkeys(w for _s, w in back.left)))
    begin_revision(by, STAYS, changed[0][0].person).change(changed)
    return back


def _before(revision: Revision, model: type[Any]) -> dict[str, Any]:
    """Return what rows of a model said before and after a revision, by id."""
    found: dict[str, Any] = {}
    for part in revision.parts.filter(model=model._meta.label):
        found |= part.rows
    return found


def _day(said: str | None) -> date | None:
    return date.fromisoformat(said) if said else None


def _in_the_way(seat: Seat, revision: Revision, day: date) -> str:
    """Return why a seat cannot be held again, in a sentence; nothing where it can."""
    if reason := _of_the_seat(seat) or _of_the_agency(seat, revision, day):
        return reason
    if seat.group.is_over(day):
        return _("The group has ended.")
    same = Seat.objects.holding(day).filter(
        agency=seat.agency, group=seat.group, role=seat.role
    )
    if same.filter(person=seat.person).exists():
        return _("This very seat is held again already.")
    if _ended_since(seat, revision, day):
        return _("A seat there was given since, and has ended.")
    # Ids sort by time: what was given since has a higher one.
    since = same.exclude(person=seat.person).filter(pk__gt=revision.pk)
    if seat.role in HANDED_ON and since.exists():
        return _("Somebody else holds this seat since.")
    return ""


def _of_the_seat(seat: Seat) -> str:
    if seat.person.erased_at is not None:
        return _("Whoever sat there was erased.")
    return "" if seat.ended_at else _("This very seat is held again already.")


def _of_the_agency(seat: Seat, revision: Revision, day: date) -> str:
    """Return why an agency's seat stays ended; to admit it again brings none back."""
    if seat.agency is None:
        return ""
    held = seat.agency.memberships.holding(day)
    if not held.exists():
        return _("The agency is no member any more.")
    is_new = not held.filter(pk__lt=revision.pk).exists()
    return _("The agency has become a member since.") if is_new else ""


def _ended_since(seat: Seat, revision: Revision, day: date) -> bool:
    """Tell whether somebody was given a seat there after she had left, which is over.

    Somebody meant it to end: in a closed group, for whichever agency it was.
    """
    given = Seat.objects.filter(
        person=seat.person, group=seat.group, pk__gt=revision.pk
    ).exclude(goes_on(day))
    if not seat.group.is_closed:
        given = given.filter(agency=seat.agency)
    return given.exists()


def _confirm_no_more(revision: Revision) -> None:
    """Let an agency be asked about its people again, where the leaving answered it."""
    for pk, changed in _before(revision, Agency).items():
        was, became = map(_day, changed["people_confirmed_on"])
        same = Agency.objects.filter(pk=pk, people_confirmed_on=became)
        same.update(people_confirmed_on=was)
