"""Markers in actions and in what is said of them, and who may see them."""

from typing import Any

from fourthp.foundation.clock import now, today
from fourthp.partnership.models import (
    Agency,
    Audience,
    AudienceRule,
    Group,
    Label,
    Role,
    Seat,
)
from fourthp.plan.models import Action, ActionStep
from tests.safety.markers import Canaries

COORDINATOR = frozenset({"coordinator"})


def mark_actions(found: Canaries, *, seated: frozenset[str]) -> None:
    """Mark an action of the network, one that keeps to a group, and a closed one's."""
    network = Group.objects.get(is_network=True)
    _action(found, "wide", seated, group=network)
    [sits] = Seat.objects.filter(person__name="Person group member")
    group = sits.group
    audience = Audience.objects.create()
    for rule in ({"group": group}, {"role": Role.COORDINATOR}):
        AudienceRule.objects.create(audience=audience, **rule)
    amber = {"group": group, "label": Label.AMBER, "audience": audience}
    _action(found, "amber", COORDINATOR | {"group member"}, **amber)
    closed = Group.objects.get(name="zqclosedgroupqz")
    _action(found, "closed", COORDINATOR, group=closed)


def _action(found: Canaries, kind: str, who: frozenset[str], **facts: Any) -> None:
    """An action with a marker in its title and words, and in what was said of it."""
    said = {n: found.mark(f"{kind}action{n}", who) for n in ("title", "words")}
    moments = {"given_at": now(), "changed_at": now(), "due_on": today()}
    agency = Agency.objects.get(name="Agency B")
    action = Action.objects.create(
        owned_by=Action.Owned.AGENCY, agency=agency, **said, **moments, **facts
    )
    ActionStep.objects.create(
        action=action,
        kind=ActionStep.Kind.BLOCKED,
        at=now(),
        words=found.mark(f"{kind}stepwords", who),
        actor_kind=found.mark(f"{kind}stepactorkind", frozenset()),
        actor_id=found.mark(f"{kind}stepactor", frozenset()),
    )
    found.keep("action", action, who)
