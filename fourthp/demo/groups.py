"""The demo's groups: who meets apart, what they may do, and what is proposed."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from fourthp.foundation.actors import Host
from fourthp.foundation.operations.striking import Asked, strike_from_record
from fourthp.partnership.models import (
    Agency,
    Group,
    GroupTerms,
    Interest,
    Person,
    Role,
)
from fourthp.partnership.operations.group_seats import seat_in_group
from fourthp.partnership.operations.groups import add_group, set_terms
from fourthp.partnership.operations.proposals import propose_group, show_interest


@dataclass(frozen=True)
class Made:
    """A group of the demo: its facts, who sits in it, and how old it is, in days.

    terms: versions of its terms of reference, each so many days after it began.
    lasts: days after which it ends, from its beginning.
    """

    name: str
    purpose: str
    seats: tuple[tuple[str, Role], ...]
    age: int
    joining: str = Group.Joining.INVITED
    is_closed: bool = False
    is_outside: bool = False
    lasts: int | None = None
    terms: tuple[tuple[int, str], ...] = field(default=())


_MEMBER, _CHAIR = Role.REPRESENTATIVE, Role.CHAIR
FIRST_TERMS = """## What it does
The group looks at what people meet at work, and says what would help them.

## How
- It meets every second month, and by telephone where somebody cannot come.
- Any member of the network may join.
- It decides nothing for the network: it brings proposals."""
SECOND_TERMS = """## What it does
The group looks at what people meet at work, and says what would help them.

## How
- It meets every month, and by telephone where somebody cannot come.
- Any member of the network may join.
- People who have lived through it speak first, as Mirela from the car wash did.
- It decides nothing for the network: it brings proposals to the steering group."""
# They should never have stood there, and are struck.
TELLS_WHO = "Mirela from the car wash"
STEERS = """The steering group meets four times a year. Three of its members are enough
to decide, one of them from a voluntary agency."""
GROUPS = (
    Made(
        "Steering group",
        "Sets the network’s aims for the year, and looks after its money and rules.",
        (
            ("Tom Okoro", _CHAIR),
            ("Olive Marsh", _MEMBER),
            ("Rosa Hale", _MEMBER),
            ("Maya Lind", _MEMBER),
            ("Amir Castellan", Role.OBSERVER),
        ),
        390,
        terms=(
            (
                5,
                STEERS,
            ),
        ),
    ),
    Made(
        "Labour exploitation sub-group",
        "What people meet at work: car washes, care homes, fields, kitchens, ships.",
        (
            ("Owen Tully", _CHAIR),
            ("Rosa Hale", _MEMBER),
            ("Ben Achterberg", Role.DEPUTY),
            ("Clara Bright", _MEMBER),
            ("Mina Farouk", _MEMBER),
            ("Marek Zielinski", Role.MINUTE_TAKER),
            ("Sam Dhillon", Role.OBSERVER),
        ),
        330,
        joining=Group.Joining.OPEN,
        terms=((0, FIRST_TERMS), (190, SECOND_TERMS)),
    ),
    Made(
        "Awareness day, autumn",
        "Prepares one day for a hundred people, and is over when it is over.",
        (("Priya Raman", _CHAIR), ("Lena Fox", _MEMBER), ("Yusuf Demir", _MEMBER)),
        40,
        joining=Group.Joining.OPEN,
        lasts=180,
    ),
    Made(
        "Safe places group",
        "Those who keep safe places speak here about what they do not say elsewhere.",
        (("Iris Vann", _CHAIR), ("Nell Ashdown", _MEMBER), ("Ada Nwosu", _MEMBER)),
        260,
        is_closed=True,
    ),
    Made(
        "Anyshire Safer Streets Board",
        "Kept by the county. Trafficking stands on its agenda twice a year.",
        (("Maya Lind", _MEMBER),),
        370,
        is_outside=True,
    ),
    Made(
        "Referral form group",
        "Made one form out of four.",
        (("Rosa Hale", _CHAIR), ("Olive Marsh", _MEMBER)),
        300,
        lasts=160,
    ),
)
PROPOSED = (
    "Children who go missing",
    "Schools, the police and children’s services look at the first night together.",
)
# Who proposed it comes first: four people, one fewer than it takes.
WOULD_TAKE_PART = ("Joan Petrie", "Olive Marsh", "Priya Raman", "Clara Bright")


def make_demo_groups(*, by: Host, now: datetime) -> list[Group]:
    """Make the demo's groups, with their seats and terms, and one that is proposed."""
    people = {one.name: one for one in Person.objects.all()}
    found = [_make(one, people, by, now.date()) for one in GROUPS]
    _propose(people, now - timedelta(days=9))
    _strike(found, people["Owen Tully"], now)
    return found


def _strike(groups: list[Group], chair: Person, now: datetime) -> None:
    """Strike what tells who somebody is from the terms of the group that one chairs."""
    chair.is_strong = True
    for group in groups:
        if GroupTerms.objects.filter(group=group, words__contains=TELLS_WHO).exists():
            # A group's chair strikes what is her group's, and no copy elsewhere.
            asked = Asked(group.matter_kind, group.pk, TELLS_WHO, is_everywhere=False)
            strike_from_record(asked, by=chair, now=now)


def _make(one: Made, people: dict[str, Person], by: Host, today: date) -> Group:
    began = today - timedelta(days=one.age)
    group = add_group(
        one.name,
        by=by,
        today=began,
        purpose=one.purpose,
        joining=one.joining,
        is_closed=one.is_closed,
        is_outside=one.is_outside,
        ends_on=began + timedelta(days=one.lasts) if one.lasts else None,
    )
    for name, role in one.seats:
        agency = _agency_of(people[name])
        seat_in_group(people[name], role, group, by=by, today=began, agency=agency)
    for after, words in one.terms:
        set_terms(group, words, by=by, today=began + timedelta(days=after))
    return group


def _agency_of(person: Person) -> Agency | None:
    seats = person.seats.filter(group__is_network=True).select_related("agency")
    return seats[0].agency


def _propose(people: dict[str, Person], begun: datetime) -> list[Interest]:
    first, *others = [people[name] for name in WOULD_TAKE_PART]
    name, purpose = PROPOSED
    agency = _agency_of(first)
    group = propose_group(name, purpose, by=first, now=begun, agency=agency)
    return [
        show_interest(
            group, by=one, now=begun + timedelta(days=day), agency=_agency_of(one)
        )
        for day, one in enumerate(others, start=1)
    ]
