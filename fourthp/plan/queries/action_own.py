"""What somebody has to do herself, and what waits for whoever looks after a group."""

from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from fourthp.partnership.models import FOR_AN_AGENCY, Group, Person, Seat
from fourthp.partnership.permissions import can_run_network
from fourthp.plan.models import GOING_ON, Action, Has, Holder, holders_of
from fourthp.plan.permissions.actions import GIVES
from fourthp.plan.rules.actions import TO_CHAIR

_BESIDE = ("group", "agency", "seat__person", "seat__agency")
MOST_LATE = 500  # of which it is asked whether somebody has them


def near(person: Person) -> QuerySet[Action]:
    """Return what somebody may see and could have: by her seats and agencies."""
    held = person.held
    agencies = {one.agency for one in held if one.agency}
    own = Q(seat__in=person.seats.values("pk")) | Q(agency__in=agencies)
    for one in held:
        own |= Q(seat__group=one.group, seat__role=one.role)
    return Action.objects.visible_to(person).filter(own)


def own_actions(person: Person, day: date) -> list[tuple[Action, Holder]]:
    """Return the actions that somebody has on a day and that go on, by their due day.

    Hers in person first, then her agency's.
    """
    rows = (
        near(person)
        .filter(state__in=GOING_ON)
        .select_related(*_BESIDE)
        .order_by("due_on", "pk")
    )
    actions = list(rows)
    holders = holders_of(actions, day)
    own = [(one, holders[one.pk]) for one in actions]
    hers = [pair for pair in own if pair[1].is_with(person.pk)]
    return sorted(hers, key=lambda pair: pair[1].has is Has.AGENCY)


def own_done(person: Person, day: date, *, most: int) -> list[Action]:
    """Return what was done lately of what somebody could have, the latest first."""
    rows = near(person).filter(state=Action.State.DONE)
    since = rows.filter(done_at__date__gte=day - timedelta(90))
    return list(since.select_related(*_BESIDE).order_by("-done_at", "-pk")[:most])


def groups_looked_after(person: Person) -> set[UUID] | None:
    """Return the groups whose actions somebody gives; None is every one."""
    if can_run_network(person):
        return None
    return {one.group for one in person.held if one.role in GIVES}


def groups_to_give_in(person: Person, day: date) -> QuerySet[Group]:
    """Return the groups in which somebody gives actions, the network first."""
    own = groups_looked_after(person)
    seen = Group.objects.visible_to(person).going_on(day)
    found = seen if own is None else seen.filter(pk__in=own)
    return found.order_by("-is_network", "name", "pk")


def looked_after(person: Person) -> QuerySet[Action]:
    """Return the actions that go on in groups whose actions somebody gives."""
    groups = groups_looked_after(person)
    found = Action.objects.visible_to(person).going_on()
    return found if groups is None else found.filter(group__in=groups)


def late_for_chair(person: Person, day: date) -> QuerySet[Action]:
    """Return what is two weeks late and more, for whoever looks after it."""
    return looked_after(person).filter(due_on__lte=day - timedelta(TO_CHAIR))


def without_owner(person: Person, day: date) -> list[Action]:
    """Return the actions that nobody has on a day, for whoever looks after them."""
    rows = looked_after(person).select_related(*_BESIDE).order_by("due_on", "pk")
    # Those whose seat or membership ended: of all the others nothing is asked.
    held = Seat.objects.holding(day)
    of_members = held.filter(role__in=FOR_AN_AGENCY).exclude(agency=None)
    gone = ~Q(seat__in=held.values("pk")) | Q(seat=None)
    some = list(rows.filter(gone).exclude(_has_a_team(of_members))[:MOST_LATE])
    holders = holders_of(some, day)
    return [one for one in some if holders[one.pk].has is Has.NOBODY]


def _has_a_team(seats: QuerySet[Seat]) -> Q:
    """Return the condition that anybody may look after an action's agency's matters."""
    is_open = Q(group__is_closed=False)
    return is_open & Q(agency__in=seats.values("agency"))
