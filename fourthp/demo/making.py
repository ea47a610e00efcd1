"""Making the demo network by the operations that people use."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction

from fourthp.accounts.models import User
from fourthp.demo.actions import acts_of_actions, make_demo_actions_of_leavers
from fourthp.demo.agencies import AGENCIES
from fourthp.demo.aims import make_demo_aims
from fourthp.demo.gatherings import make_demo_gatherings
from fourthp.demo.groups import make_demo_groups
from fourthp.demo.leaving import make_demo_leavers
from fourthp.demo.mailing import make_demo_mail
from fourthp.demo.meetings import acts_of_meetings
from fourthp.demo.network import make_network
from fourthp.demo.people import CONTACTS, PEOPLE
from fourthp.demo.places import HELP_LINES, REGIONS, TOWNS
from fourthp.demo.raising import acts_of_concerns
from fourthp.demo.reach import make_demo_reach
from fourthp.demo.services import KINDS, LANGUAGES, Kind
from fourthp.demo.sharing import make_demo_sharing
from fourthp.demo.standing import end_one_agency, say_what_agencies_do
from fourthp.demo.witnesses import make_demo_witnesses
from fourthp.demo.year import Year
from fourthp.directory.models import Place, Schedule
from fourthp.directory.operations.edits import Edit, edit_service
from fourthp.directory.operations.indexing import index_services
from fourthp.directory.operations.listings import (
    Hours,
    Listing,
    list_service,
    verify_service,
)
from fourthp.foundation.actors import Host
from fourthp.partnership.models import Agency, HelpLine, Label, Term, Vocabulary
from fourthp.partnership.operations.agencies import add_agency, admit_agency
from fourthp.partnership.operations.network import set_help_line
from fourthp.partnership.operations.people import add_person
from fourthp.partnership.operations.seats import seat_person

JOINED = timedelta(days=400)
HOLIDAY = timedelta(days=12)
CLOSED_FOR_A_TIME = 58  # of the sixty services
HAS_NEWS = 17
MAY_CLOSE = 31
CLOSES = "Closed in August."
NEWS = "The phone is down until Friday afternoon: write to them, or ring again then."


def make_demo_network(*, now: datetime) -> None:
    """Make the whole demo network, or nothing; an empty home is required."""
    host = Host()
    with transaction.atomic():
        make_network(host, now)
        _add_help_lines(host, now)
        towns = _add_places()
        agencies = _add_agencies(host, now)
        say_what_agencies_do(agencies, now=now)
        end_one_agency(agencies, now=now)
        _add_people(host, now, agencies)
        make_demo_reach(agencies, by=host, now=now)
        make_demo_groups(by=host, now=now)
        make_demo_aims(agencies, now=now)
        make_demo_gatherings(by=host, now=now)
        _add_services(host, now, agencies, towns)
        make_demo_mail(now=now, goes_on=_year(host, now).go_on)
        make_demo_sharing(by=host, now=now)
        make_demo_leavers(now=now)
        make_demo_actions_of_leavers(by=host, now=now)
        make_demo_witnesses(now=now)
        index_services()


def _year(host: Host, now: datetime) -> Year:
    meetings = acts_of_meetings(by=host, now=now)
    told = acts_of_concerns(now=now)
    return Year([*acts_of_actions(by=host, now=now), *told, *meetings])


def _add_help_lines(host: Host, now: datetime) -> None:
    for position, (kind, name, number, hours, cost) in enumerate(HELP_LINES):
        line = HelpLine(
            country="GB",
            kind=kind,
            name=name,
            number=number,
            hours=hours,
            cost=cost,
            position=position,
        )
        set_help_line(line, by=host, today=now.date())


def _add_places() -> dict[str, Place]:
    country = Place.objects.create(
        kind=Place.Kind.COUNTRY, name="England", population=56_490_000
    )
    regions = {
        name: Place.objects.create(
            kind=Place.Kind.REGION, name=name, within=country, population=population
        )
        for name, population in REGIONS
    }
    return {
        name: Place.objects.create(
            kind=Place.Kind.TOWN,
            name=name,
            within=regions[region],
            latitude=latitude,
            longitude=longitude,
            population=population,
        )
        for name, region, latitude, longitude, population in TOWNS
    }


def _add_agencies(host: Host, now: datetime) -> dict[str, Agency]:
    found = {}
    kinds = {one.code: one for one in Term.objects.of(Vocabulary.KIND)}
    for name, kind, is_member, _town in AGENCIES:
        found[name] = add_agency(name, by=host, kind=kinds[kind])
        if is_member:
            admit_agency(found[name], by=host, today=(now - JOINED).date())
    return found


def _add_people(host: Host, now: datetime, agencies: dict[str, Agency]) -> None:
    for one in PEOPLE:
        user = User.objects.create_user(one.email)
        person = add_person(one.name, by=host, email=one.email, user=user)
        seat_person(
            person,
            one.role,
            by=host,
            today=(now - JOINED).date(),
            agency=agencies[one.agency] if one.agency else None,
        )
    for other in CONTACTS:
        seat_person(
            add_person(other.name, by=host, email=other.email),
            other.role,
            by=host,
            today=(now - JOINED).date(),
            agency=agencies[other.agency],
        )


def _add_services(
    host: Host, now: datetime, agencies: dict[str, Agency], towns: dict[str, Place]
) -> None:
    home_town = {name: town for name, _, _, town in AGENCIES}
    number = 0
    for kind in KINDS:
        for name in kind.agencies:
            number += 1
            town = towns[home_town[name]]
            listing = _listing(kind, number, town, today=now.date())
            service = list_service(agencies[name], listing, by=host, now=now)
            if kind.is_confidential:
                opened = Edit({"label": Label.CLEAR}, was_read=True)
                service = edit_service(service, opened, by=host, now=now)
            if number % 7:
                day = now - timedelta(days=(number * 11) % 80)
                verify_service(
                    service,
                    by=host,
                    role="keeper of the listing",
                    now=day,
                    today=day.date(),
                )


def _listing(kind: Kind, number: int, town: Place, *, today: date) -> Listing:
    hidden = kind.is_confidential
    first = number * 5
    notes = [Schedule(description=CLOSES)] if number == MAY_CLOSE else []
    return Listing(
        _facts(kind, number, town, today=today),
        was_read=hidden,
        phone=_phone(number, hidden=hidden),
        languages=("English", *(LANGUAGES[(first + n) % 12] for n in (0, 1, 4))),
        interpreters=(LANGUAGES[(first + 7) % 12],) if number % 2 else (),
        is_for=kind.is_for,
        is_not_for=kind.is_not_for,
        hours=tuple(
            Hours(days, time(opens), time(closes)) for days, opens, closes in kind.hours
        ),
        details={Schedule: notes} if notes else {},
        town=None if hidden else town,
    )


def _facts(kind: Kind, number: int, town: Place, *, today: date) -> dict[str, Any]:
    return {
        **kind.facts,
        "name": kind.name,
        "label": Label.CLEAR,
        "is_free": True if number % 9 else None,
        "place_is_confidential": kind.is_confidential,
        "region": town.within,
        "reopens_on": today + HOLIDAY if number == CLOSED_FOR_A_TIME else None,
        "alert": NEWS if number == HAS_NEWS else "",
    }


def _phone(number: int, *, hidden: bool) -> str:
    """Return a number kept for drama: it reaches nobody."""
    if hidden:
        return f"03069 9900{number:02}"  # of the whole country: it tells no place
    if number % 2:
        return f"0121 496 0{number:03}"
    return f"01632 960{number:03}"
