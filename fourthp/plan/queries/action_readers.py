"""Who is written to about an action, and what a mail may say of it."""

from datetime import date
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from fourthp.foundation.clock import today
from fourthp.partnership.models import Group, Person, Role, Seat
from fourthp.partnership.models.shared import NETWORK_WIDE
from fourthp.partnership.queries.readership import group_in_mail, seat_in_mail
from fourthp.partnership.queries.standing import holders_of as officers
from fourthp.plan.models import Action, Has, Holder, holder_of
from fourthp.post.rules.letters import Block, Facts, Words

# Whom to write to for an agency: those who represent it first.
_FIRST = (Role.REPRESENTATIVE, Role.LEAD, Role.DEPUTY)


def is_with(person: Person, pk: UUID | None) -> bool:
    """Tell whether somebody still has the action that a mail to her is about."""
    action = Action.objects.going_on().filter(pk=pk).first() if pk else None
    return action is not None and was_with(person, action.pk)


def was_with(person: Person, pk: UUID | None) -> bool:
    """Tell whether somebody has the action of a mail, be it done or dropped."""
    action = Action.objects.filter(pk=pk).first() if pk else None
    return action is not None and holder_of(action, today()).is_with(person.pk)


def written_to(action: Action, holder: Holder) -> list[Person]:
    """Return who gets the mails about an action: of an agency those who represent it.

    In the action's own group, where anybody does.
    """
    if holder.has is not Has.AGENCY:
        return holder.people
    here = [one for one in holder.seats if one.group_id == action.group_id]
    seats = here or list(holder.seats)
    for role in _FIRST:
        if some := [one for one in seats if one.role == role]:
            return Holder(Has.AGENCY, tuple(some)).people
    return []


def who_looks_after(group: Group, day: date) -> list[Person]:
    """Return who hears of what goes wrong in a group: its chair, else coordinators."""
    chairs = Seat.objects.holding(day).filter(group=group, role=Role.CHAIR)
    people = Person.objects.filter(pk__in=chairs.values("person"))
    return list(people.select_related("user").order_by("pk")) or officers(
        Role.COORDINATOR
    )


def may_be_told(action: Action, day: date) -> bool:
    """Tell whether a mail may say what an action is: TLP:GREEN, and seen still."""
    return action.label in NETWORK_WIDE and not action.is_over(day)


def owner_in_mail(action: Action) -> str:
    """Return what a mail calls who has an action: no person, no closed group, and no
    agency whose place is confidential.
    """
    if action.seat is not None:
        return seat_in_mail(action.seat)
    if action.agency is None or action.agency.place_is_confidential:
        return _("an agency of the network")
    return str(action.agency)


def told_in_mail(action: Action) -> tuple[Block, ...]:
    """Return what a mail to members says of an action; ask `may_be_told` first."""
    lines = [
        (_("Action"), action.title),
        (_("Due"), date_format(action.due_on, "j F Y")),
        (_("Who has it"), owner_in_mail(action)),
        (_("Given in"), group_in_mail(action.group)),
    ]
    if action.times_moved:
        lines.append((_("Moved so far"), str(action.times_moved)))
    words = (Words(action.words),) if action.words else ()
    return (Facts(tuple(lines)), *words)
