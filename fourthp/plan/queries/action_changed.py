"""Actions that others said something of, for whoever comes back; and by their words."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q

from fourthp.audit.models import Entry
from fourthp.audit.queries import last_touched
from fourthp.foundation.typed import Typed
from fourthp.partnership.models import Person
from fourthp.plan.models import Action


def actions_changed(
    reader: Person, acts: Collection[str], since: datetime, until: datetime
) -> list[tuple[Action, Entry]]:
    """Return the actions of which others said one of some acts meanwhile, newest first.

    Those of the reader's groups but the network, and of her agencies everywhere.
    """
    kind, own = reader.actor_kind, reader.actor_id
    besides = {(kind, own), ("link", f"{kind}:{own}")}
    found = last_touched(
        Action.matter_kind, tuple(acts), since=since, until=until, besides=besides
    )
    if not found:
        return []
    seen = Action.objects.visible_to(reader).filter(_near(reader))
    rows = seen.filter(pk__in=[one.matter_id for one in found])
    by_id = {
        str(pk): row for pk, row in rows.select_related("agency").in_bulk().items()
    }
    return [(by_id[one.matter_id], one) for one in found if one.matter_id in by_id]


def _near(reader: Person) -> Q:
    groups = {one.group for one in reader.held if not one.in_network}
    agencies = {one.agency for one in reader.held if one.agency}
    return Q(group__in=groups) | Q(agency__in=agencies)


MOST_LOOKED_AT = 2_000


def actions_like(
    typed: Typed, reader: Person | None, most: int
) -> tuple[list[Action], int]:
    """Return the actions whose title or words say what was typed, and how many."""
    seen = Action.objects.visible_to(reader).filter(typed.may_say("title", "words"))
    rows = seen.only("pk", "title", "words", "state").order_by("-due_on", "-pk")
    found = [one for one in rows[:MOST_LOOKED_AT] if typed.says(one.title, one.words)]
    return found[:most], len(found)
