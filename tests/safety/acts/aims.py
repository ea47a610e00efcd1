"""Changes of aims and their figures."""

from fourthp.foundation.clock import today
from fourthp.foundation.ids import new_id
from fourthp.foundation.operations.revisions import last_revision
from fourthp.partnership.tests.makers import make_member_agency, make_network_group
from fourthp.plan.tests.makers import make_aim, make_indicator, make_part, make_reading
from tests.safety.acts.sending import Act, act, at, keeping, keyed

INDICATOR = {
    "name": "Harbour hostels trained",
    "definition": "Harbour hostels whose staff had the course",
    "unit": "harbour",
    "source": "Harbour list of sessions",
    "baseline": "0",
    "target": "40",
    "agency": "",
    "every": "3",
}


def _facts() -> dict[str, str]:
    said = {"title": "Harbour hostels know", "words": "Harbour and quay", "by_on": ""}
    return said | {"part": str(make_part().pk), "from_on": "2026-01-05"}


@act("aim-new")
def _set() -> Act:
    said = keyed(**_facts(), group=str(make_network_group().pk))
    return Act(keeping(), at("aim-new"), said)


@act("aim-facts")
def _change() -> Act:
    aim = make_aim()
    said = keyed(**_facts() | {"title": "Harbour hotels know"}, seen=last_revision(aim))
    return Act(keeping(), at("aim-facts", aim.pk), said)


@act("aim-ending")
def _end() -> Act:
    said = keyed(outcome="reached", words="Harbour year")
    return Act(keeping(), at("aim-ending", make_aim().pk), said)


@act("aim-contribution")
def _contribute() -> Act:
    agency = make_member_agency(f"Harbour {new_id().hex}")
    said = keyed(agency=agency.name, brings="Harbour trainers", asks="Harbour room")
    return Act(keeping(), at("aim-contribution", make_aim().pk), said)


@act("aim-indicator")
def _define() -> Act:
    return Act(keeping(), at("aim-indicator", make_aim().pk), keyed(**INDICATOR))


@act("aim-indicator-facts")
def _define_anew() -> Act:
    said = keyed(**INDICATOR | {"unit": "Quay"})
    return Act(keeping(), at("aim-indicator-facts", make_indicator().pk), said)


@act("aim-figure")
def _say() -> Act:
    said = keyed(value="12", on=str(today()), note="Harbour courses")
    return Act(keeping(), at("aim-figure", make_indicator().pk), said)


@act("aim-indicator-retirement")
def _retire() -> Act:
    return Act(keeping(), at("aim-indicator-retirement", make_indicator().pk), keyed())


@act("aim-figure-removal")
def _take_away() -> Act:
    reading = make_reading(make_indicator())
    return Act(keeping(), at("aim-figure-removal", reading.pk), keyed())
