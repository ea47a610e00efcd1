"""The demo’s people come and go: who left, an empty seat, what agencies answered."""

from datetime import datetime, timedelta

from fourthp.foundation.actors import Host
from fourthp.partnership.models import Agency, Person, Role, Seat
from fourthp.partnership.operations.asking_agencies import ask_agencies
from fourthp.partnership.operations.erasing import erase_person
from fourthp.partnership.operations.handovers import write_handover
from fourthp.partnership.operations.leaving import leave
from fourthp.partnership.operations.people import add_person
from fourthp.partnership.operations.seats import SeatFacts, give_seat, seat_person
from fourthp.partnership.operations.still_yours import confirm_people
from fourthp.partnership.rules.subjects import Why

# He represented Harbour Aid before Rosa and Ben; she followed there.
LEFT, AGENCY = "Gareth Sole", "Harbour Aid"
FOLLOWS = "Rosa Hale"
WORDS = """The night number is answered by whoever is on duty, not by the office.

- **Lower Anytown Borough Housing** promised us two rooms until the end of the year.
- The new referral form is being tried with five people; we promised to report on it.
- Ring **Anyshire Law Centre** before you write: they answer the same day."""
# Was a deputy there for half a year, and asked to be erased.
ERASED = "Nora Whitlock"
# Her agency has nobody else; all answered but this one and Rosa’s, asked today.
EMPTY = "Sylvie Marchand"
ASKED = "Anyshire Law Centre"
DAYS_AGO = timedelta(days=30)


def make_demo_leavers(*, now: datetime) -> None:
    """Let one leave with words for who follows, and ask agencies about their people."""
    host, agency = Host(), Agency.objects.get(name=AGENCY)
    began = (now - timedelta(days=400)).date()
    gareth = add_person(LEFT, by=host, email="sole@anyshire.example")
    seat = seat_person(gareth, Role.REPRESENTATIVE, by=host, today=began, agency=agency)
    write_handover(seat, WORDS, by=gareth, now=now - DAYS_AGO)
    leave(gareth, by=host, now=now - DAYS_AGO, agency=agency)
    follower = Person.objects.get(name=FOLLOWS)
    since = (now - DAYS_AGO).date()
    seat_person(follower, Role.REPRESENTATIVE, by=host, today=since, agency=agency)
    leave(Person.objects.get(name=EMPTY), by=host, now=now - timedelta(days=3))
    _one_is_erased(agency, now)
    _agencies_answer(now)


def _one_is_erased(agency: Agency, now: datetime) -> None:
    """Of one who sat there nothing is known any more but that somebody did."""
    host, day = Host(), now.date()
    nora = add_person(ERASED, by=host)
    began, ended = day - timedelta(days=390), day - timedelta(days=200)
    facts = SeatFacts(Role.DEPUTY, agency, None, began, ended)
    give_seat(nora, facts, by=host, today=day)
    erase_person(nora, by=host, why=Why.ASKED, now=now - timedelta(days=12))


def _agencies_answer(now: datetime) -> None:
    """All said lately whose people they are, but two that were asked today."""
    seated = Seat.objects.exclude(agency=None).values("agency")
    for number, agency in enumerate(Agency.objects.filter(pk__in=seated)):
        if agency.name not in {ASKED, AGENCY}:
            at = now - timedelta(days=20 + 9 * number)
            confirm_people(agency, by=Host(), now=at)
    ask_agencies(now=now)
