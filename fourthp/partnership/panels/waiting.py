"""What waits for somebody by her seats: questions, empty seats, proposals, people."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fourthp.foundation.offers import Urgency, Waiting, waits
from fourthp.partnership.models import Agency, Person, Role, Seat
from fourthp.partnership.models.doors import ALONE_AFTER
from fourthp.partnership.operations.still_yours import ALL, STILL_YOUR_PEOPLE
from fourthp.partnership.operations.who_follows import SOMEBODY_FOLLOWS
from fourthp.partnership.operations.widening import can_confirm, kind_of_widening
from fourthp.partnership.permissions import is_coordinator
from fourthp.partnership.queries.confirming import (
    agencies_unanswered,
    asked_of,
    people_listed,
    people_sitting,
)
from fourthp.partnership.queries.handovers import new_seats
from fourthp.partnership.queries.left_open import left_open
from fourthp.partnership.queries.proposals import to_decide
from fourthp.partnership.queries.readership import readers_for
from fourthp.partnership.queries.seat_mails import seats_denied
from fourthp.partnership.queries.sheets.shown import sheets_waiting
from fourthp.partnership.queries.waiting import (
    is_out_of_reach,
    role_for,
    seats_to_fill,
    seats_vacant,
    to_vouch_for,
)
from fourthp.partnership.queries.widening import widenings_asked
from fourthp.post.queries.acts import link_to, sealed


@waits
def waits_by_seat(reader: Any, now: datetime) -> Iterator[Waiting]:
    """Tell what somebody's seats for agencies ask of her."""
    if not isinstance(reader, Person) or not reader.held:
        return
    day = localdate(now)
    for agency in asked_of(reader, day):
        yield _still_yours(agency, reader, now)
    empty = seats_to_fill(reader, day)
    for seat in empty:
        yield _who_follows(seat, reader, now)
    for vacancy in seats_vacant(reader, empty):
        yield Waiting(
            _("Nobody sits here for your agency"),
            reverse("agency-people", args=[vacancy.agency.pk]),
            _("Give the seat to somebody"),
            why=role_for(reader, vacancy.agency),
            of=" · ".join(filter(None, (vacancy.agency.name, vacancy.place))),
            since=vacancy.since,
        )
    for seat in new_seats(reader, day):
        yield _handover(seat)
    if is_out_of_reach(reader):
        yield _reach(reader)


def _still_yours(agency: Agency, reader: Person, now: datetime) -> Waiting:
    """Return the question whose people they are: those of today, then one press.

    Yes is said of today: who came or left since the question is told beside it.
    """
    sitting = people_sitting(agency, reader, localdate(now))
    path = _act_path(STILL_YOUR_PEOPLE, agency, reader, now)
    return Waiting(
        _("Are these still your people?"),
        path,
        _("Yes, all of them"),
        why=role_for(reader, agency),
        of=agency.name,
        since=agency.people_asked_on,
        posts={"choice": ALL},
        names=tuple(f"{one.name}: {', '.join(roles)}" for one, roles in sitting),
        note=_since_asked(agency, reader, [one for one, _roles in sitting]),
        more=(_("Somebody has left, or is missing"), path),
    )


def _since_asked(agency: Agency, reader: Person, sitting: list[Person]) -> str:
    """Say who came, and who left, since an agency was asked; nothing if nobody did."""
    if agency.people_asked_on is None:
        return ""
    listed = people_listed(agency, reader, asked_on=agency.people_asked_on)
    named = [one for one, _roles in listed]
    came = ", ".join(one.name for one in sitting if one not in named)
    left = ", ".join(one.name for one in named if one not in sitting)
    said = []
    if came:
        said.append(_("Came since you were asked: %s.") % came)
    if left:
        said.append(_("No longer yours since then: %s.") % left)
    return " ".join(said)


def _who_follows(seat: Seat, reader: Person, now: datetime) -> Waiting:
    return Waiting(
        _("Who follows %s?") % seat.person.name,
        _act_path(SOMEBODY_FOLLOWS, seat, reader, now),
        _("Say who follows"),
        why=role_for(reader, seat.agency) if seat.agency else "",
        of=_place(seat),
        urgency=Urgency.NOW,
        since=seat.to_on,
    )


def _place(seat: Seat) -> str:
    words = str(seat.agency or ""), "" if seat.group.is_network else seat.group.name
    return " · ".join(filter(None, words))


def _act_path(act: Any, matter: Any, reader: Person, now: datetime) -> str:
    """Return the page on which a reader answers what her mail asks too."""
    [known] = readers_for([reader])
    link = link_to(act, known, matter, now=now)
    return f"{reverse('act', args=[link.token()])}?{sealed(link)}"


def _handover(seat: Seat) -> Waiting:
    return Waiting(
        _("What was left for you"),
        reverse("seat-handover", args=[seat.pk]),
        _("Read it"),
        why=str(seat.get_role_display()),
        of=_place(seat),
        urgency=Urgency.WHEN_YOU_CAN,
        since=seat.from_on,
    )


def _reach(reader: Person) -> Waiting:
    return Waiting(
        _("Your colleagues cannot see how to reach you"),
        reverse("person-contacts", args=[reader.pk]),
        _("Say how, and to whom"),
        urgency=Urgency.WHEN_YOU_CAN,
    )


@waits
def waits_for_the_network(reader: Any, now: datetime) -> Iterator[Waiting]:
    """Tell whoever acts for the network what only she can settle (S6: strongly)."""
    if not isinstance(reader, Person) or not reader.is_strong:
        return
    for asked in to_vouch_for(reader, now):
        yield Waiting(
            _("Is it really she who asks to be let in?"),
            reverse("let-in", args=[asked.pk]),
            _("Say whether it is she"),
            of=asked.person.name,
            urgency=Urgency.NOW,
            since=localdate(asked.asked_at),
            until=localdate(asked.asked_at + ALONE_AFTER),
        )
    if is_coordinator(reader):
        yield from _left_open(reader, now)
        yield from _denied(localdate(now))
        yield from _for_coordinators(now)


@waits
def widenings_to_answer(reader: Any, now: datetime) -> Iterator[Waiting]:
    """Tell whoever may be the second what waits for her yes or no (S6: strongly)."""
    if not isinstance(reader, Person) or not reader.is_strong:
        return
    for asked in widenings_asked(now):
        if not can_confirm(reader, asked):
            continue
        yield Waiting(
            _("A second person is asked whether more people may see something"),
            reverse("widening", args=[asked.pk]),
            _("Look, and say yes or no"),
            of=str(kind_of_widening(asked.kind).title),
            urgency=Urgency.NOW,
            since=localdate(asked.asked_at),
            until=localdate(asked.asked_at + ALONE_AFTER),
        )


def _left_open(reader: Person, now: datetime) -> Iterator[Waiting]:
    """Tell who has left and is followed by nobody: what is to be handed over."""
    for leaving, seats in left_open(reader, localdate(now)):
        names = ", ".join(dict.fromkeys(one.person.name for one in seats))
        agencies = dict.fromkeys(one.agency.name for one in seats if one.agency)
        yield Waiting(
            _("%s has left") % names,
            reverse("leaving", args=[leaving.pk]),
            _("See what is to be handed over"),
            why=str(Role.COORDINATOR.label),
            of=", ".join(agencies),
            since=localdate(leaving.at),
            note=" ".join(_stands_empty(one) for one in seats),
        )


def _stands_empty(seat: Seat) -> str:
    words = {"agency": str(seat.agency or ""), "group": str(seat.group)}
    if seat.role == Role.CHAIR:
        return _("%(group)s has no chair.") % words
    return _("Nobody represents %(agency)s in %(group)s.") % words


def _denied(day: date) -> Iterator[Waiting]:
    """Tell who says that a seat is a mistake: it is ended, or stays."""
    for seat, answer in seats_denied(day):
        yield Waiting(
            _("%s says: this seat is a mistake") % seat.person.name,
            reverse("seat-ending", args=[seat.pk]),
            _("End it, or keep it"),
            why=str(Role.COORDINATOR.label),
            of=f"{seat.get_role_display()} · {_place(seat)}".removesuffix(" · "),
            since=localdate(answer.at),
        )


def _for_coordinators(now: datetime) -> Iterator[Waiting]:
    why, day = str(Role.COORDINATOR.label), localdate(now)
    title, button = _("Enough people want this group"), _("Begin it, or say no")
    for group in to_decide(day):
        path = reverse("group", args=[group.pk])
        yield Waiting(title, path, button, why=why, of=group.name)
    for sheet in sheets_waiting():
        yield Waiting(
            _("A sheet waits to be brought in"),
            reverse("sheet", args=[sheet.pk]),
            _("See what would change"),
            why=why,
            of=sheet.file_name,
            since=localdate(sheet.made_at),
        )
    silent = agencies_unanswered(day).count()
    if silent:
        told = ngettext(
            "%(n)s agency did not say whose people they are",
            "%(n)s agencies did not say whose people they are",
            silent,
        )
        title = told % {"n": number_format(silent)}
        path = reverse("leavings") + "#asked"
        yield Waiting(title, path, _("See which, and ring them"), why=why, count=silent)
