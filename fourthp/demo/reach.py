"""How the demo's people are reached, what they speak, and seats beside the first."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils.timezone import localdate

from fourthp.foundation.actors import Actor
from fourthp.partnership.models import Agency, Person, Term, Vocabulary
from fourthp.partnership.operations.contacts import Contact, set_contacts
from fourthp.partnership.operations.people import PersonEdit, add_person, edit_person
from fourthp.partnership.operations.seats import SeatFacts, end_seat, give_seat

JOINED, LEFT = timedelta(days=400), timedelta(days=20)


@dataclass(frozen=True)
class Reached:
    """What one of the demo's people says of herself.

    ways: kind, number, when to use it, how far it goes. Numbers are kept for drama.
    """

    name: str
    email: str
    tongues: tuple[str, ...] = ("en",)
    interests: tuple[str, ...] = ()
    ways: tuple[tuple[str, str, str, str], ...] = field(default=())


REACHED = (
    Reached(
        "Maya Lind",
        "network",
        ("en", "sv"),
        ways=(("phone", "01632 960801", "Tuesdays and Thursdays", "network"),),
    ),
    Reached(
        "Rosa Hale",
        "network",
        ("en", "es"),
        ("sexual-exploitation", "west-midlands"),
        (
            ("phone", "0121 496 0801", "", "network"),
            ("mobile", "07700 900801", "for colleagues, not at weekends", "agency"),
            ("out-of-hours", "07700 900802", "from 18:00 to 8:00", "network"),
        ),
    ),
    Reached("Ben Achterberg", "agency", ("en", "ro", "nl"), ("labour-exploitation",)),
    Reached(
        "Iris Vann",
        "nobody",
        ("en", "bn"),
        ("forced-marriage",),
        (("mobile", "07700 900803", "coordinators alone", "nobody"),),
    ),
    Reached(
        "Tom Okoro",
        "public",
        ("en", "ig"),
        ways=(("phone", "0121 496 0804", "the safeguarding desk", "public"),),
    ),
    Reached("Sam Dhillon", "group", ("en", "pa", "ur"), ("criminal-exploitation",)),
    Reached("Lena Fox", "network", ("en", "vi"), ("children", "online")),
    Reached("Marek Zielinski", "network", ("pl", "en"), ("men", "labour-exploitation")),
    Reached("Mina Farouk", "network", ("ar", "fa", "en"), ("returns",)),
    Reached("Yusuf Demir", "network", ("tr", "ku", "en")),
)
# name, mailbox, agency or None, role: in her own right, and twice for one agency.
MORE = (
    ("Ellen Shaw", "shaw", None, "observer"),
    ("Tom Okoro", "chair", "Anyshire Council Adult Safeguarding", "representative"),
)
# Whose seat ended, with nobody following; who begins elsewhere in some weeks.
GONE = ("Ruth Calder", "calder", "Anyshire College of Further Education")
TO_COME = ("Ines Duarte", "duarte", "Bridge Tenants Association")
BEGINS = timedelta(days=20)


def make_demo_reach(agencies: dict[str, Agency], *, by: Actor, now: datetime) -> None:
    """Say how people are reached; give more seats; leave one vacant."""
    terms = {
        term.code: term
        for of in (Vocabulary.TOPIC, Vocabulary.AREA)
        for term in Term.objects.of(of)
    }
    for one in REACHED:
        _reach(one, terms, by)
    began = (now - JOINED).date()
    for name, mailbox, agency, role in MORE:
        facts = SeatFacts(role, agencies[agency] if agency else None)
        give_seat(_person(name, mailbox, by), facts, by=by, today=began)
    name, mailbox, agency = GONE
    facts = SeatFacts("representative", agencies[agency])
    seat = give_seat(_person(name, mailbox, by), facts, by=by, today=began)
    end_seat(seat, by=by, now=now - LEFT)
    name, mailbox, agency = TO_COME
    day = localdate(now + BEGINS)
    facts = SeatFacts("representative", agencies[agency], None, day)
    give_seat(_person(name, mailbox, by), facts, by=by, today=localdate(now))


def _person(name: str, mailbox: str, by: Actor) -> Person:
    email = f"{mailbox}@anyshire.example"
    found = Person.objects.filter(email=email).first()
    return found or add_person(name, by=by, email=email)


def _reach(one: Reached, terms: dict[str, Term], by: Actor) -> None:
    person = Person.objects.get(name=one.name)
    interests = [terms[code] for code in one.interests]
    edit_person(person, PersonEdit({"languages": list(one.tongues)}, interests), by=by)
    ways = [Contact(*way) for way in one.ways]
    set_contacts(person, ways, by=by, email_reach=one.email)
