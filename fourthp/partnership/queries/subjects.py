"""Whom rows know as one person, and what the network holds of her, as she is told."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Max, QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from fourthp.foundation.inventory import AFTER_KNOWN
from fourthp.foundation.queries.subjects import BY_YOU, who_did
from fourthp.foundation.subjects import Holding, Section, Subject
from fourthp.partnership.models import (
    AudienceRule,
    Circular,
    ContactPoint,
    Handover,
    Interest,
    LetIn,
    Merge,
    NamesAsked,
    Person,
    PersonTerm,
    Role,
    Seat,
    Sheet,
    Widening,
)
from fourthp.partnership.queries.departures import seats_of
from fourthp.partnership.queries.known_as import (
    addresses_alone,
    changes_of_two,
    ids_of,
    names_of,
)
from fourthp.partnership.queries.people import tongues_of
from fourthp.post.models import Wishes


def subject_of(person: Person, *, now: datetime) -> Subject:
    """Return somebody as every room's rows know her."""
    keys = ids_of(person)
    ids = [str(pk) for pk in keys]
    names = {(Person.matter_kind, pk) for pk in ids}
    names |= {("link", f"{Person.matter_kind}:{pk}") for pk in ids}
    names |= {("user", str(person.user_id))} if person.user_id else set()
    alone = addresses_alone(person)
    named = {one.lower() for one in names_of(person) if "@" in one}
    return Subject(
        frozenset(names),
        alone,
        goes_on(person, now=now),
        shared=frozenset(named - alone),
        of_two=frozenset(map(str, changes_of_two(keys))),
    )


def language_of(person: Person) -> str:
    """Return the language in which somebody wants her mail; nothing if none is said."""
    wishes = Wishes.objects.filter(
        reader_kind=Person.matter_kind, reader_id=str(person.pk)
    ).first()
    return wishes.language if wishes else ""


def goes_on(person: Person, *, now: datetime) -> date | None:
    """Return the day on which what is kept while somebody is known goes, if it is told.

    None while a seat of hers holds, or will.
    """
    if seats_of(person, localdate(now)).exists():
        return None
    last = person.seats.aggregate(last=Max("to_on"))["last"]
    return last + AFTER_KNOWN + timedelta(days=1) if last else None


def _people(who: Subject) -> list[UUID]:
    return [UUID(pk) for pk in who.ids(Person.matter_kind)]


def _own(model: Any, order: str) -> Any:
    """Return what finds the rows of a model that she made."""
    return lambda who: model.objects.filter(
        who.is_in("actor_kind", "actor_id")
    ).order_by(order)


def _seats(who: Subject) -> QuerySet[Seat]:
    found = Seat.objects.filter(person__in=_people(who))
    return found.select_related("agency", "group").order_by("-from_on", "-id")


def _handovers(who: Subject) -> QuerySet[Handover]:
    found = Handover.objects.filter(writer__in=_people(who))
    return found.select_related("seat__agency", "seat__group").order_by("-written_on")


def _who_merged(row: Merge, who: Subject) -> str:
    return who_did(row.actor_kind, row.actor_id, localdate(row.made_at), who)


_NO_NAME = _("told as who it was, without a name")
_HERSELF: dict[str, Any] = {"actor_id": lambda _row, _who: BY_YOU}
_NEVER_WHOLE = _(
    "a sheet names other people; its rows lie sealed for a day and are yours to hand in"
    " again"
)
HOLDINGS = (
    Holding(
        "partnership.Person",
        Section.WHO,
        _("You"),
        lambda who: Person.objects.filter(pk__in=_people(who)),
        shown={
            "name": _("name you work under"),
            "full_name": _("full name"),
            "email": _("address that mail goes to"),
            "email_reach": _("who may see that address"),
            "languages": _("languages"),
        },
        withheld={"interests": _("they stand below")},
        says={"languages": lambda row, _who: tongues_of(row)},
    ),
    Holding(
        "partnership.ContactPoint",
        Section.CONTACTS,
        _("Numbers and other ways to reach you"),
        lambda who: ContactPoint.objects.filter(person__in=_people(who)).order_by(
            "kind"
        ),
        shown={
            "kind": _("kind"),
            "value": _("number or address"),
            "note": _("when to use it"),
            "reach": _("who may see it"),
        },
    ),
    Holding(
        "partnership.PersonTerm",
        Section.WHO,
        _("What you take an interest in"),
        lambda who: PersonTerm.objects.filter(person__in=_people(who)).select_related(
            "term"
        ),
        shown={"term": _("interest")},
        says={"term": lambda row, _who: row.term.name},
    ),
    Holding(
        "partnership.Seat",
        Section.SEATS,
        _("Seats that you hold or held"),
        _seats,
        shown={
            "role": _("role"),
            "agency": _("for"),
            "group": _("in"),
            "from_on": _("from"),
            "to_on": _("to"),
            "ended_at": _("ended"),
        },
        says={
            "agency": lambda row, _who: row.agency.name if row.agency else "",
            "group": lambda row, _who: row.group.name,
        },
    ),
    Holding(
        "partnership.Interest",
        Section.SEATS,
        _("Groups that you proposed, or would take part in"),
        lambda who: Interest.objects.filter(person__in=_people(who)).select_related(
            "group"
        ),
        shown={
            "group": _("group"),
            "at": _("since"),
            "is_proposer": _("you proposed it"),
        },
        says={"group": lambda row, _who: row.group.name},
    ),
    Holding(
        "partnership.AudienceRule",
        Section.SEATS,
        _("That you are named as a reader of something"),
        lambda who: AudienceRule.objects.filter(person__in=_people(who)),
        shown={"role": _("as"), "person": _("who")},
        says={
            "role": lambda row, _who: str(dict(Role.choices).get(row.role, "")),
            "person": lambda _row, _who: BY_YOU,
        },
    ),
    Holding(
        "partnership.Handover",
        Section.WROTE,
        _("Words that you left for whoever follows"),
        _handovers,
        shown={
            "written_on": _("written"),
            "seat": _("for the seat"),
            "words": _("words"),
        },
        says={
            "seat": lambda row, _who: ", ".join(
                str(one)
                for one in (
                    row.seat.agency,
                    row.seat.get_role_display(),
                    row.seat.group,
                )
                if one
            )
        },
    ),
    Holding(
        "partnership.Circular",
        Section.WROTE,
        _("Letters that you wrote to members"),
        _own(Circular, "-made_at"),
        shown={
            "made_at": _("written"),
            "title": _("title"),
            "words": _("words"),
            "actor_id": _("who"),
        },
        withheld={"actor_kind": _NO_NAME},
        says=_HERSELF,
        since="made_at",
    ),
    Holding(
        "partnership.Sheet",
        Section.WROTE,
        _("Sheets of agencies and people that you handed in"),
        _own(Sheet, "-made_at"),
        shown={
            "made_at": _("when"),
            "file_name": _("file"),
            "tab": _("sheet in it"),
            "state": _("what became of it"),
            "actor_id": _("who"),
        },
        withheld={
            "actor_kind": _NO_NAME,
            **dict.fromkeys(
                ("heads", "rows", "left_out", "chosen", "choices"), _NEVER_WHOLE
            ),
        },
        says=_HERSELF,
        since="made_at",
    ),
    Holding(
        "partnership.Merge",
        Section.RECORD,
        _("Records that were joined with yours"),
        lambda who: Merge.objects.filter(
            kind=Merge.Kind.PERSON, stays_id__in=_people(who)
        ).order_by("-made_at"),
        shown={
            "made_at": _("when"),
            "actor_id": _("by whom"),
            "undone_at": _("taken back"),
        },
        withheld={"actor_kind": _NO_NAME},
        says={"actor_id": _who_merged},
        since="made_at",
    ),
    Holding(
        "partnership.Merge",
        Section.RECORD,
        _("Records of others that you made one"),
        lambda who: _own(Merge, "-made_at")(who).exclude(stays_id__in=_people(who)),
        shown={"made_at": _("when"), "kind": _("of a"), "actor_id": _("by whom")},
        withheld={"actor_kind": _NO_NAME},
        says=_HERSELF,
        since="made_at",
    ),
    Holding(
        "partnership.LetIn",
        Section.DOORS,
        _("That you were let in after you had lost your second factor"),
        lambda who: LetIn.objects.filter(person__in=_people(who)).order_by("-asked_at"),
        shown={
            "asked_at": _("asked"),
            "done_at": _("let in"),
            "reason": _("reason, where nobody spoke for you"),
        },
        since="asked_at",
    ),
    Holding(
        "partnership.LetIn",
        Section.RECORD,
        _("That you spoke for somebody who had lost a second factor"),
        lambda who: LetIn.objects.filter(confirmed_by__in=_people(who)).order_by(
            "-asked_at"
        ),
        shown={"asked_at": _("asked"), "done_at": _("done")},
        withheld={"reason": _("it is about somebody else")},
        since="asked_at",
    ),
    Holding(
        "partnership.Widening",
        Section.RECORD,
        _("What you asked a second person for"),
        lambda who: Widening.objects.filter(asked_by__in=_people(who)).order_by(
            "-asked_at"
        ),
        shown={
            "asked_at": _("asked"),
            "reason": _("why you went on alone"),
            "done_at": _("done"),
            "dropped_at": _("dropped"),
        },
        withheld={"wants": _("it is about what was shared, and stands there")},
        since="asked_at",
    ),
    Holding(
        "partnership.Widening",
        Section.RECORD,
        _("What you agreed to as the second person"),
        lambda who: Widening.objects.filter(confirmed_by__in=_people(who)).order_by(
            "-asked_at"
        ),
        shown={"asked_at": _("asked"), "done_at": _("done")},
        withheld=dict.fromkeys(
            ("wants", "reason", "dropped_at"), _("somebody else said it")
        ),
        since="asked_at",
    ),
    Holding(
        "partnership.NamesAsked",
        Section.READ,
        _("That you asked for the names of those who looked"),
        lambda who: NamesAsked.objects.filter(asked_by__in=_people(who)).order_by(
            "-asked_at"
        ),
        shown={
            "asked_at": _("when"),
            "reason": _("why"),
            "asked_by": _("who"),
        },
        says={"asked_by": lambda _row, _who: BY_YOU},
        since="asked_at",
    ),
)
