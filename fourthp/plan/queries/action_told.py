"""An action as a page tells it: who has it, and what was said of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from fourthp.foundation.matters import actor_title
from fourthp.foundation.text import markdown
from fourthp.partnership.models import Agency, Person, Seat
from fourthp.plan.models import Action, ActionStep, Has, Holder


@dataclass(frozen=True)
class Step:
    """One thing that was said of an action, as its page tells it."""

    step: ActionStep
    said_by: str
    from_whom: str
    to_whom: str
    words: str


def known_names(people: Iterable[Person], reader: Person) -> set[object]:
    """Return of whom a reader may know, of some people."""
    pks = {one.pk for one in people}
    seen = Person.objects.visible_to(reader).filter(pk__in=pks)
    return set(seen.values_list("pk", flat=True))


def seat_told(seat: Seat | None, agency: Agency | None, known: set[object]) -> str:
    """Return what a page calls an owner: by name for whoever may know of the person."""
    if seat is None:
        return str(agency) if agency else _("somebody who is not known any more")
    words = [str(seat.get_role_display())]
    if seat.person_id in known:
        words.insert(0, seat.person.name)
    return ", ".join([*words, *([str(seat.agency)] if seat.agency else [])])


def owner_told(action: Action, known: set[object]) -> str:
    """Return who was given an action, as a page calls it."""
    return seat_told(action.seat, action.agency, known)


def has_told(holder: Holder, known: set[object]) -> str:
    """Return who has an action today, where that is another than its seat; or ""."""
    names = [one.name for one in holder.people if one.pk in known]
    if holder.has is Has.FOLLOWS:
        if names:
            return _("The seat ended. Now with %s, who follows in it.") % ", ".join(
                names
            )
        return _("The seat ended. Now with whoever follows in it.")
    if holder.has is Has.NOBODY:
        return _("Nobody has it in person: the seat ended, and nobody follows.")
    return ""


def steps_of(action: Action, reader: Person) -> list[Step]:
    """Return what was said of an action, the latest first."""
    beside = ("from_seat__person", "from_seat__agency", "to_seat__person")
    rows = action.steps.select_related(
        *beside, "to_seat__agency", "from_agency", "to_agency"
    )
    steps = list(rows.order_by("-at", "-pk"))
    seats = [seat for one in steps for seat in (one.from_seat, one.to_seat) if seat]
    known = known_names((one.person for one in seats), reader)
    return [_told(one, known) for one in steps]


def _told(step: ActionStep, known: set[object]) -> Step:
    by = ""
    if step.actor_kind:
        by = actor_title(step.actor_kind, step.actor_id, on=localdate(step.at))
    from_whom = to_whom = ""
    if step.kind == ActionStep.Kind.HANDED_OVER:
        from_whom = seat_told(step.from_seat, step.from_agency, known)
    if step.kind in {ActionStep.Kind.HANDED_OVER, ActionStep.Kind.GIVEN}:
        to_whom = seat_told(step.to_seat, step.to_agency, known)
    return Step(
        step, by, from_whom, to_whom, markdown(step.words) if step.words else ""
    )


def last_reasons(action: Action, steps: Iterable[Step]) -> list[str]:
    """Return why an action that is blocked cannot go on."""
    if action.state != Action.State.BLOCKED:
        return []
    for one in steps:
        if one.step.kind == ActionStep.Kind.BLOCKED and one.step.undone_at is None:
            return one.step.reasons_in_words
    return []


def lateness(action: Action, day: date) -> str:
    """Return in a word how late an action is: "late", "soon" or ""."""
    if not action.goes_on:
        return ""
    late = action.days_late(day)
    return "late" if late > 0 else "soon" if late >= -7 else ""
