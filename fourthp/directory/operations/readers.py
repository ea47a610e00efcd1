"""Who may see a listing: narrowed by whoever keeps it alone, widened by two."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from fourthp.directory.models import Service
from fourthp.directory.queries.imports import version_of
from fourthp.foundation.actors import Actor
from fourthp.foundation.operations.revisions import refuse_if_changed
from fourthp.partnership.models import Agency, Audience, Widening
from fourthp.partnership.operations.audiences import (
    make_audience,
    refuse_open_groups,
)
from fourthp.partnership.operations.sharing import share_otherwise
from fourthp.partnership.operations.turns import take_turn
from fourthp.partnership.operations.widening import drop_widenings_about
from fourthp.partnership.queries.sharing import (
    Sharing,
    is_no_wider,
    sharing_of,
    with_its_own,
)
from fourthp.partnership.queries.widening import Wanted, is_restricted


class MoreWouldSee(Exception):
    """Somebody could see a listing whom nobody let see it."""


def given_readers(service: Service, wanted: Sharing) -> Sharing:
    """Return how a listing would be shared: its own agency sees what was narrowed."""
    own = service.owner_id or service.organization_id
    return with_its_own(wanted, was=sharing_of(service), own=own)


def lets_more_in(service: Service, wanted: Sharing) -> bool:
    """Tell whether somebody comes in who was not let in before.

    Everyone, and all the members, are chosen as they always were: that is none.
    """
    before, after = sharing_of(service), given_readers(service, wanted)
    both_plain = before.is_network_wide and after.is_network_wide
    return not both_plain and not is_no_wider(after, than=before)


def facts_of_readers(
    service: Service, wanted: Sharing, *, by: Actor, now: datetime
) -> dict[str, Any]:
    """Return the facts by which a listing is for some readers, and make their audience.

    What a second person is asked about it ends. Raises MoreWouldSee, AnyoneMayJoin.
    """
    if lets_more_in(service, wanted):
        raise MoreWouldSee(
            _("Somebody could see it so who cannot now. Look at its readers again.")
        )
    before, after = sharing_of(service), given_readers(service, wanted)
    if after != before:
        refuse_open_groups(after)
    facts: dict[str, Any] = {"label": after.label}
    if after.originator != before.originator:
        facts["originator"] = service.owner or service.organization
    if after.ways != before.ways:
        facts["audience"] = _audience(after, by)
    if after != before:
        drop_widenings_about(service.pk, by=by, now=now)
    return facts


def facts_of_keeper(
    service: Service, owner: Agency | None, *, by: Actor, now: datetime
) -> dict[str, Any]:
    """Return the facts by which a listing for some readers goes to another keeper.

    Its people see it from then on, as those of the one before did. Raises MoreWouldSee
    where that lets more people see what is above TLP:GREEN.
    """
    before, keeper = sharing_of(service), owner or service.organization
    had = service.owner_id or service.organization_id
    if before.originator is None or had != before.originator or had == keeper.pk:
        return {}
    after = replace(before, originator=keeper.pk)
    if is_restricted(service) and not is_no_wider(after, than=before):
        raise MoreWouldSee(
            _(
                "People of that agency could see it who cannot now. Choose the agency"
                " under “Who may see it” first: a second person says yes."
            )
        )
    drop_widenings_about(service.pk, by=by, now=now)
    return {"originator": keeper}


def _audience(sharing: Sharing, by: Actor) -> Audience | None:
    """Make the audience of some ways in; the one before stays for the history."""
    return None if sharing.ways is None else make_audience(sharing.ways, by=by)


def widen_readers(
    service: Service, wanted: Sharing, *, by: Actor, now: datetime, seen: str | None
) -> Widening | None:
    """Let more people see a listing: at once, or once a second person said yes.

    seen: as of an `Edit`. Returns what asks for the second person, None where nobody
    need be asked. Raises SomebodyWasFaster, and what `share_otherwise` does.
    """
    with transaction.atomic():
        take_turn()
        refuse_if_changed(seen, is_now=version_of(service))
        said = Wanted(label=wanted.label, has_readers=True, ways=wanted.ways)
        return share_otherwise(service, said, by=by, now=now)


def refuse_wider(service: Service, *, than: Sharing) -> None:
    """Raise MoreWouldSee if more see a listing than before, of TLP:AMBER and above.

    Raises AnyoneMayJoin where a group that it is for has opened since.
    """
    was, after = Service(label=than.label), sharing_of(service)
    if after != than:
        refuse_open_groups(after)
    if is_restricted(was) and not is_no_wider(after, than=than):
        raise MoreWouldSee(_("More people would see it: a second person says yes."))
