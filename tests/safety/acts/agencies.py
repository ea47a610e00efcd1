"""Changes of agencies."""

from uuid import uuid4

from fourthp.foundation.clock import today
from fourthp.foundation.operations.revisions import last_revision
from fourthp.partnership.tests.makers import make_agency, make_member_agency
from tests.safety.acts.sending import Act, act, at, keeping, keyed


@act("agency-new")
def _add() -> Act:
    return Act(keeping(), at("agency-new"), keyed(name=str(uuid4())))


@act("agency-facts")
def _change() -> Act:
    agency = make_agency()
    said = {"name": str(uuid4()), "seen": last_revision(agency)}
    return Act(keeping(), at("agency-facts", agency.pk), keyed(**said))


@act("agency-names")
def _call() -> Act:
    path = at("agency-names", make_agency().pk)
    return Act(keeping(), path, keyed(name=str(uuid4())))


@act("agency-name-removal")
def _drop_name() -> Act:
    name = make_agency().called.create(name="Mission")
    return Act(keeping(), at("agency-name-removal", name.agency_id, name.pk), keyed())


@act("agency-membership")
def _leave() -> Act:
    path = at("agency-membership", make_member_agency().pk)
    return Act(keeping(), path, keyed())


@act("agency-ending")
def _end() -> Act:
    said = {"ended_as": "closed", "on": today().isoformat()}
    return Act(keeping(), at("agency-ending", make_agency().pk), keyed(**said))
