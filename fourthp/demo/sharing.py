"""What the demo shares with some, what it took back, and what waits for a second."""

from datetime import datetime, timedelta
from typing import Any

from fourthp.demo.letters import TAKEN_BACK
from fourthp.demo.mailing import bundle_and_send, write_and_send
from fourthp.directory.operations.edits import Edit, edit_service
from fourthp.directory.operations.listings import Listing, list_service
from fourthp.foundation.actors import Host
from fourthp.partnership.models import (
    Agency,
    Circular,
    Group,
    HelpLine,
    Label,
    Person,
    Role,
)
from fourthp.partnership.operations.circulars import CircularFacts, write_circular
from fourthp.partnership.operations.network import ask_for_help_line
from fourthp.partnership.operations.sharing import recall
from fourthp.partnership.queries.audiences import Way
from fourthp.partnership.queries.sharing import Sharing

KEEPS = "Harbour Aid"
DESK = "Duty desk, from agency to agency"
SAYS = "Who has duty this week, for colleagues of the steering group and for chairs."
NUMBER = "0121 496 0999"
STEERING = "Steering group"
TITLE = "Before the steering group meets"
WORDS = """Three things want a decision from you:

- who writes the report of the year, and by when;
- whether the awareness day is in October or in November;
- what the night number costs, and who pays for it.

Read the papers first, and ask me what is unclear."""
WAITS = {
    "country": "GB",
    "kind": HelpLine.Kind.NATIONAL,
    "name": "Anyshire night line, for the deaf",
    "number": "0808 157 0999",
    "hours": "day and night",
    "cost": "free",
}


def make_demo_sharing(*, by: Host, now: datetime) -> None:
    """Share with some, take a letter back that was sent, and ask for a second person.

    With some: a listing and a letter, for the steering group and for chairs.
    """
    coordinator = Person.objects.get(seats__role=Role.COORDINATOR)
    steering = Group.objects.get(name=STEERING)
    ways = (Way(group=steering), Way(role=Role.CHAIR))
    _list_for_some(ways, by, now)
    facts = CircularFacts(TITLE, WORDS, Circular.Sort.DUTY, ways=ways)
    write_circular(facts, by=coordinator, now=now)
    _take_back(coordinator, now)
    ask_for_help_line(HelpLine(**WAITS), by=coordinator, now=now - timedelta(hours=2))


def _list_for_some(ways: tuple[Way, ...], by: Host, now: datetime) -> None:
    facts: dict[str, Any] = {"name": DESK, "description": SAYS, "label": Label.GREEN}
    facts |= {"assured_date": now.date(), "assurer_role": f"{KEEPS}, representative"}
    agency = Agency.objects.get(name=KEEPS)
    desk = list_service(agency, Listing(facts, phone=NUMBER), by=by, now=now)
    edit_service(desk, Edit(readers=Sharing(Label.AMBER, ways)), by=by, now=now)


def _take_back(coordinator: Person, now: datetime) -> None:
    mailing = write_and_send(TAKEN_BACK, coordinator, now, bundle_and_send)
    letter = Circular.objects.get(mailing=mailing)
    recall(letter, by=coordinator, now=now - timedelta(hours=5))
