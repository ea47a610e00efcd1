"""Who may be given an action: a seat that holds, or an agency with its people."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from fourthp.partnership.models import Agency, Seat
from fourthp.plan.models import Action, Has, Holder, holder_of


class NotTheirs(Exception):
    """Whoever was to have an action cannot; the message says who could instead."""


def owned_by(owner: Seat | Agency) -> dict[str, Any]:
    """Return the values of an action by which a seat or an agency has it."""
    if isinstance(owner, Seat):
        values = {"owned_by": Action.Owned.SEAT, "seat": owner}
        return values | {"agency": owner.agency}
    return {"owned_by": Action.Owned.AGENCY, "seat": None, "agency": owner}


def judge_owner(action: Action, day: date) -> None:
    """Refuse an owner who could not do an action; the caller has the transaction.

    The seat is held for as long, so that nobody leaves it. Raises NotTheirs.
    """
    if action.seat is not None:
        seats = Seat.objects.select_for_update(of=("self",)).filter(pk=action.seat.pk)
        if seats.first() is None:
            raise NotTheirs(_("This seat is not here any more. Choose somebody else."))
        if action.seat.group_id != action.group_id:
            raise NotTheirs(
                _("This seat is in another group. Choose one of the action’s own.")
            )
    holder = holder_of(action, day)
    if action.seat is not None and holder.has is not Has.IN_PERSON:
        raise NotTheirs(_who_instead(holder))
    if holder.has is Has.NOBODY:
        raise NotTheirs(
            _(
                "Nobody is there for this agency who could see it. Choose another, or"
                " let somebody sit for it first."
            )
        )


def _who_instead(holder: Holder) -> str:
    """Return who could have an action in place of somebody whose seat does not hold."""
    names = ", ".join(one.name for one in holder.people)
    if holder.has is Has.FOLLOWS:
        said = _("This person’s seat does not hold today. %s follows: choose them.")
        return said % names
    if holder.has is Has.AGENCY:
        said = _(
            "This person’s seat does not hold today. Choose the agency itself, or"
            " one of its people: %s."
        )
        return said % names
    return _("This person’s seat does not hold today, and nobody follows in it.")
