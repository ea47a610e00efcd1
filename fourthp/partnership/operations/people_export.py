"""A list of people is taken along: with a second person, and it is noted who did."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fourthp.audit.models import Read
from fourthp.audit.operations import log_read
from fourthp.partnership.models import Person, Role, Widening
from fourthp.partnership.operations.widening import (
    TakesASecond,
    WideningKind,
    always,
    ask_to_widen,
    declare_widening,
    takes_two,
)
from fourthp.partnership.permissions import is_coordinator
from fourthp.partnership.queries.people import Asked, export_path, people_asked_for
from fourthp.partnership.queries.people_asked import asked_in_words, knows_group
from fourthp.partnership.queries.seconds import officers_beside
from fourthp.partnership.queries.widening import Line

# For how long a list may be taken once it was agreed to.
TAKEN_WITHIN = timedelta(hours=24)
_EVERYONE = UUID(int=0)


@dataclass
class AllPeople:
    """Everyone the network knows, as a matter of the record."""

    pk: UUID = _EVERYONE
    matter_kind: str = "people"


def take_people(asked: Asked, *, by: Person, now: datetime) -> None:
    """Note that somebody takes a list of people along.

    Raises TakesASecond where nobody agreed to this very list within the last day.
    """
    if not is_coordinator(by):
        raise PermissionDenied
    if takes_two(by) and not _is_agreed(asked, by, now):
        raise TakesASecond(_("A list of people takes a second person."))
    log_read(by, AllPeople(), act=Read.Act.EXPORTED, seat=("", Role.COORDINATOR))


def ask_for_people(asked: Asked, *, by: Person, now: datetime) -> Widening:
    """Ask a second person to agree that a list of people is taken along."""
    wants = asdict(asked)
    return ask_to_widen(PEOPLE_EXPORT, about=None, wants=wants, by=by, now=now)


def _is_agreed(asked: Asked, by: Person, now: datetime) -> bool:
    agreed = Widening.objects.filter(
        kind=PEOPLE_EXPORT.name, asked_by=by, done_at__gt=now - TAKEN_WITHIN
    )
    return any(one.wants == asdict(asked) for one in agreed)


def _asked_of(widening: Widening) -> Asked:
    return Asked(**widening.wants)


def _says(widening: Widening, reader: Person) -> list[Line]:
    asked, first = _asked_of(widening), widening.asked_by
    first.is_strong = True  # by that door alone she takes it along
    how = _("as a table, with every way to reach them")
    lines = [*asked_in_words(asked, reader=reader), (_("How"), how)]
    if not knows_group(asked, reader=reader):
        return [(name, said, "", "") for name, said in lines]
    count = people_asked_for(asked, reader=first).count()
    return [(name, said, "", "") for name, said in (*lines, (_("How many"), count))]


PEOPLE_EXPORT = declare_widening(
    WideningKind(
        name="people-export",
        title=gettext_lazy("A list of people is taken along"),
        may_ask=lambda person, _asked: is_coordinator(person),
        # It is agreed by being done: the list is made when it is taken.
        do=lambda _asked, _now: None,
        state=lambda _asked: "",
        says=_says,
        url=lambda widening: export_path(_asked_of(widening)),
        seconds=officers_beside,
        may_go_alone=always,
    )
)
