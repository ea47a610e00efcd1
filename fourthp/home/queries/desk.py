"""The coordinator's desk: what in the network lacks somebody or something."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from django.db.models import Exists, Model, OuterRef, QuerySet
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from fourthp.foundation.offers import Text
from fourthp.home.queries.clockwork import duties_late
from fourthp.partnership.models import Group, Person, Seat
from fourthp.partnership.queries.confirming import agencies_unanswered
from fourthp.partnership.queries.proposals import standing_interests, wanted
from fourthp.partnership.queries.seat_mails import seats_denied
from fourthp.partnership.queries.vacancies import Vacancy, lacking
from fourthp.plan.queries.concerns import (
    Asked,
    Show,
    concerns_counted,
    concerns_query,
    longest_unanswered,
)
from fourthp.post.models import Message, Suppression
from fourthp.post.queries.outbox import LATELY, lines_of, without_words

MOST_SHOWN = 5
_Row = TypeVar("_Row", bound=Model)


@dataclass(frozen=True)
class Line:
    """One line of the desk: what it is, where it leads, and a word more."""

    title: str
    path: str = ""
    note: str = ""


@dataclass(frozen=True)
class Part:
    """One part of the desk: how many there are, the first, and where all of them are.

    calm: what is said where there is nothing.
    """

    name: str
    title: Text
    count: int
    calm: Text
    lines: list[Line] = field(default_factory=list)
    leads_to: tuple[Text, str] | None = None

    @property
    def more(self) -> int:
        """Return how many are not shown."""
        return self.count - len(self.lines)


def desk(reader: Person, now: datetime) -> list[Part]:
    """Return every part of a coordinator's desk, in its order."""
    day, lack = localdate(now), lacking(reader, MOST_SHOWN)
    return [
        _nobody(lack.nobody),
        _vacant(lack.count, lack.first),
        _denied(day),
        _proposed(day),
        _unanswered(reader, now),
        _silent(day),
        _returned(now),
        _stopped(),
        _late(now),
        _without_account(day),
    ]


def _day(day: date | None) -> str:
    return date_format(day, "j F Y") if day else ""


def _nobody(found: list[tuple[UUID, str]]) -> Part:
    return Part(
        "nobody",
        _("Member agencies with nobody"),
        len(found),
        _("Every member agency has somebody."),
        [
            Line(name, reverse("agency-people", args=[pk]))
            for pk, name in found[:MOST_SHOWN]
        ],
        (_("All vacant seats"), reverse("vacancies")),
    )


def _vacant(count: int, found: list[Vacancy]) -> Part:
    """Return the vacant seats of agencies that have somebody, closed groups' too."""
    lines = [
        Line(
            " · ".join(filter(None, (one.agency.name, one.place))),
            reverse("agency-people", args=[one.agency.pk]),
            _vacant_note(one),
        )
        for one in found
    ]
    return Part(
        "vacant",
        _("Vacant seats of agencies that have somebody"),
        count,
        _("No agency that has somebody has a vacant seat."),
        lines,
        (_("All vacant seats, and whom to ask"), reverse("vacancies")),
    )


def _vacant_note(vacancy: Vacancy) -> str:
    since = _("since %s") % _day(vacancy.since) if vacancy.since else ""
    asks = _("closed group: ask those who sit in it") if vacancy.group.is_closed else ""
    return ", ".join(filter(None, (since, asks)))


def _denied(day: date) -> Part:
    """Return the seats of which whoever got them says that they are a mistake."""
    found = seats_denied(day)
    lines = [
        Line(
            " · ".join(filter(None, (seat.person.name, str(seat.agency or "")))),
            reverse("seat-ending", args=[seat.pk]),
            _("said on %s") % _day(localdate(answer.at)),
        )
        for seat, answer in found[:MOST_SHOWN]
    ]
    return Part(
        "denied",
        _("Seats said to be a mistake"),
        len(found),
        _("Nobody says that a seat is a mistake."),
        lines,
    )


def _unanswered(reader: Person, now: datetime) -> Part:
    """Return the concerns that have waited for an answer for 60 days or more."""
    count = concerns_counted(reader, now)[Show.LATE]
    lines = [
        Line(
            one.title,
            reverse("concern", args=[one.pk]),
            _("since %s") % _day(localdate(one.open_since)),
        )
        for one in longest_unanswered(reader, now)
    ]
    return Part(
        "unanswered",
        _("Concerns without an answer for 60 days"),
        count,
        _("No concern has waited for 60 days."),
        lines,
        (_("All of them"), reverse("concerns") + concerns_query(Asked(show=Show.LATE))),
    )


def _proposed(day: date) -> Part:
    groups = list(Group.objects.proposed().order_by("name", "pk"))
    lines = []
    for group in groups[:MOST_SHOWN]:
        stands = wanted(standing_interests(group, day))
        told = _("%(n)d would take part") % {"n": stands.people}
        note = _("enough: decide") if stands.is_enough else told
        lines.append(Line(group.name, reverse("group", args=[group.pk]), note))
    return Part(
        "proposed",
        _("Proposed groups"),
        len(groups),
        _("No group is proposed."),
        lines,
        (_("All groups"), reverse("groups")),
    )


def _first(found: QuerySet[_Row]) -> tuple[list[_Row], int]:
    """Return the first of some rows, and how many there are: most often no more."""
    rows = list(found[: MOST_SHOWN + 1])
    count = len(rows) if len(rows) <= MOST_SHOWN else found.count()
    return rows[:MOST_SHOWN], count


def _silent(day: date) -> Part:
    first, count = _first(agencies_unanswered(day))
    lines = [
        Line(
            one.name,
            reverse("agency-people", args=[one.pk]),
            _("asked on %s") % _day(one.people_asked_on),
        )
        for one in first
    ]
    return Part(
        "silent",
        _("Agencies that did not say whose people they are"),
        count,
        _("Every agency that was asked whose people they are has answered."),
        lines,
        (_("Who has left, and what that leaves open"), reverse("leavings")),
    )


def _returned(now: datetime) -> Part:
    failed = Message.objects.filter(
        state=Message.State.FAILED, ended_at__gt=now - LATELY
    )
    rows, count = _first(without_words(failed).order_by("-ended_at", "-pk"))
    lines = [
        Line(one.name, reverse("outbox-message", args=[one.message.pk]), one.at)
        for one in lines_of(rows, now=now)
    ]
    path = f"{reverse('outbox')}?show=failed&lately=yes#every"
    return Part(
        "returned",
        _("Mails of the last week that came back"),
        count,
        _("No mail came back in the last week."),
        lines,
        (_("All of them"), path),
    )


def _stopped() -> Part:
    """Return the addresses of people here to which nothing is sent any more."""
    address = OuterRef("address")
    own = Person.objects.alias(small=Lower("email")).filter(small=address)
    signs = Person.objects.alias(small=Lower("user__email")).filter(small=address)
    stopped = Suppression.objects.filter(Exists(own) | Exists(signs))
    found = list(stopped.order_by("-since", "-pk"))
    rows = found[:MOST_SHOWN]
    names = _whose([one.address for one in rows]) if rows else {}
    lines = [
        Line(names[one.address][0], names[one.address][1], str(one))
        for one in rows
        if one.address in names
    ]
    return Part(
        "stopped",
        _("Addresses to which nothing is sent"),
        len(found),
        _("Mail goes to every address that somebody here has."),
        lines,
    )


def _whose(addresses: list[str]) -> dict[str, tuple[str, str]]:
    """Return whose some addresses are, by name, each with her page of mail."""
    kind, found = Person.matter_kind, dict[str, tuple[str, str]]()
    for column in ("user__email", "email"):
        people = Person.objects.annotate(small=Lower(column))
        rows = people.filter(small__in=addresses).order_by("pk")
        for small, name, pk in rows.values_list("small", "name", "pk"):
            found[small] = (name, reverse("outbox-reader", args=[kind, pk]))
    return found


def _late(now: datetime) -> Part:
    found = duties_late(now)
    lines = [
        Line(str(one.duty.title), reverse("clockwork"), one.state_words)
        for one in found[:MOST_SHOWN]
    ]
    return Part(
        "late",
        _("Late duties"),
        len(found),
        _("What happens on its own is in time."),
        lines,
        (_("What happens on its own"), reverse("clockwork")),
    )


def _without_account(day: date) -> Part:
    """Return who acts for the network and cannot sign in; others need no account."""
    seats = Seat.objects.holding(day).of_officers()
    # Few are officers, but of all people most have no account: asked of these first, a
    # database reads them all.
    held = set(seats.values_list("person", flat=True))
    people = Person.objects.filter(pk__in=held).order_by("name", "pk")
    rows = people.values_list("name", "pk", "user")
    found = [(name, pk) for name, pk, user in rows if user is None]
    lines = [
        Line(name, reverse("person-account", args=[pk]))
        for name, pk in found[:MOST_SHOWN]
    ]
    return Part(
        "without-account",
        _("Officers without an account"),
        len(found),
        _("Everyone who acts for the network can sign in. Others need no account."),
        lines,
        (_("All people"), reverse("people")),
    )
