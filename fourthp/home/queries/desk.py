"""The coordinator's desk: what in the network lacks somebody or something."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from fourthp.foundation.offers import Text
from fourthp.home.queries.clockwork import duties_late
from fourthp.partnership.models import OFFICERS, Agency, Group, Person, Seat
from fourthp.partnership.queries.confirming import agencies_unanswered
from fourthp.partnership.queries.proposals import standing_interests, wanted
from fourthp.partnership.queries.vacancies import vacancies
from fourthp.post.models import Message, Suppression
from fourthp.post.queries.outbox import LATELY, lines_of, without_words

MOST_SHOWN = 5


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
    day = localdate(now)
    silent = list(agencies_with_nobody(day).only("name"))
    return [
        _nobody(silent),
        _vacant(reader, silent),
        _proposed(day),
        _silent(day),
        _returned(now),
        _stopped(),
        _late(now),
        _without_account(day),
    ]


def _day(day: date | None) -> str:
    return date_format(day, "j F Y") if day else ""


def agencies_with_nobody(day: date) -> QuerySet[Agency]:
    """Return the members for which nobody at all holds a seat on a day, by name."""
    held = Seat.objects.holding(day).filter(agency=OuterRef("pk"))
    members = Agency.objects.members(day)
    return members.filter(~Exists(held)).order_by(Lower("name"), "pk")


def _nobody(found: list[Agency]) -> Part:
    lines = [
        Line(one.name, reverse("agency-people", args=[one.pk]))
        for one in found[:MOST_SHOWN]
    ]
    return Part(
        "nobody",
        _("Member agencies with nobody"),
        len(found),
        _("Every member agency has somebody."),
        lines,
        (_("All vacant seats"), reverse("vacancies")),
    )


def _vacant(reader: Person, silent: list[Agency]) -> Part:
    """Return the seats that stand empty where the agency has somebody to ask."""
    without = {one.pk for one in silent}
    found = [one for one in vacancies(reader) if one.agency.pk not in without]
    lines = [
        Line(
            " · ".join(filter(None, (one.agency.name, one.place))),
            reverse("agency-people", args=[one.agency.pk]),
            _("since %s") % _day(one.since) if one.since else "",
        )
        for one in found[:MOST_SHOWN]
    ]
    return Part(
        "vacant",
        _("Vacant seats"),
        len(found),
        _("No agency that has somebody to ask has an empty seat."),
        lines,
        (_("Ask who follows"), reverse("vacancies")),
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


def _silent(day: date) -> Part:
    found = agencies_unanswered(day)
    lines = [
        Line(
            one.name,
            reverse("agency-people", args=[one.pk]),
            _("asked on %s") % _day(one.people_asked_on),
        )
        for one in found[:MOST_SHOWN]
    ]
    return Part(
        "silent",
        _("Agencies that did not say whose people they are"),
        found.count(),
        _("Every agency that was asked has answered."),
        lines,
        (_("Who has left, and what that leaves open"), reverse("leavings")),
    )


def _returned(now: datetime) -> Part:
    failed = Message.objects.filter(
        state=Message.State.FAILED, ended_at__gt=now - LATELY
    )
    rows = without_words(failed).order_by("-ended_at", "-pk")[:MOST_SHOWN]
    lines = [
        Line(one.name, reverse("outbox-message", args=[one.message.pk]), one.at)
        for one in lines_of(rows, now=now)
    ]
    path = f"{reverse('outbox')}?show=failed&lately=yes#every"
    return Part(
        "returned",
        _("Mails of the last week that came back"),
        failed.count(),
        _("No mail came back in the last week."),
        lines,
        (_("All of them"), path),
    )


def _stopped() -> Part:
    """Return the addresses of people here to which nothing is sent any more."""
    stopped = Suppression.objects.filter(
        Q(address__in=_addresses("email")) | Q(address__in=_addresses("user__email"))
    )
    found = list(stopped.order_by("-since", "-pk"))
    rows = found[:MOST_SHOWN]
    names = _whose([one.address for one in rows])
    lines = [
        Line(names[one.address][0], names[one.address][1], str(one))
        for one in rows
        if one.address in names
    ]
    return Part(
        "stopped",
        _("Addresses to which nothing is sent"),
        len(found),
        _("Every address of somebody here takes mail."),
        lines,
    )


def _addresses(column: str) -> QuerySet[Any, Any]:
    """Return where people get mail: their own address, or the one they sign in by."""
    known = Person.objects.exclude(**{column: ""}).exclude(**{column: None})
    return known.annotate(small=Lower(column)).values("small")


def _whose(addresses: list[str]) -> dict[str, tuple[str, str]]:
    """Return whose some addresses are, by name, each with her page of mail."""
    both = Person.objects.annotate(own=Lower("email"), signs=Lower("user__email"))
    people = both.filter(Q(own__in=addresses) | Q(signs__in=addresses))
    kind, found = Person.matter_kind, dict[str, tuple[str, str]]()
    rows = people.order_by("pk").values_list("own", "signs", "name", "pk")
    for own, signs, name, pk in rows:
        told = (name, reverse("outbox-reader", args=[kind, pk]))
        found |= dict.fromkeys({own, signs} & set(addresses), told)
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
    seats = Seat.objects.holding(day).filter(role__in=OFFICERS)
    people = Person.objects.filter(Q(user=None), pk__in=seats.values("person"))
    found = list(people.order_by("name", "pk").values_list("name", "pk"))
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
