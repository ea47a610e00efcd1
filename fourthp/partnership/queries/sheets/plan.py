"""What a sheet would make, row by row: the answer that its page shows."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from fourthp.partnership.formats.sheet_rows import Way, Wrong

JOIN, NEW, SKIP = "join", "new", "skip"
CHOICES = (
    (JOIN, _("The same: join it with what is here")),
    (NEW, _("Another: make it anew")),
    (SKIP, _("I do not know: leave it out")),
)


@dataclass
class Double:
    """What is perhaps here already, or twice in the sheet, and why."""

    key: str
    row: int
    name: str
    other: str
    reason: str
    is_certain: bool
    choice: str = ""

    def __post_init__(self) -> None:
        self.choice = self.choice or (JOIN if self.is_certain else SKIP)

    @property
    def choice_label(self) -> Any:
        """Return what is done with it, in words."""
        return dict(CHOICES)[self.choice]


@dataclass
class AgencyPlan:
    """One agency that a sheet names: here already, or to be made."""

    row: int
    name: str
    here: UUID | None = None
    is_skipped: bool = False
    others: list[str] = field(default_factory=list)
    kind: str = ""
    areas: list[str] = field(default_factory=list)
    website: str = ""
    email: str = ""
    is_hidden: bool = False  # its place must not be known


@dataclass(frozen=True)
class SeatPlan:
    """One seat of somebody; agency names an AgencyPlan, None is her own right."""

    row: int
    agency: str | None
    group: UUID
    role: str
    begins: date | None


@dataclass
class PersonPlan:
    """One person that a sheet names: here already, or to be made."""

    row: int
    name: str
    agency: str | None
    email: str = ""
    here: UUID | None = None
    is_skipped: bool = False
    gets_address: bool = False  # somebody who is here and had none
    phones: list[Way] = field(default_factory=list)
    seats: list[SeatPlan] = field(default_factory=list)

    @property
    def gets_number(self) -> bool:
        """Tell whether she is here, and could not be rung until now."""
        return self.here is not None and not self.is_skipped and bool(self.phones)


@dataclass(frozen=True)
class Mailbox:
    """An address that belongs to nobody, and the people of the sheet who have it."""

    address: str
    people: tuple[tuple[int, str], ...]
    reason: str
    whose: int = 0  # the row of whom the coordinator says it is


@dataclass(frozen=True)
class UnknownWord:
    """A kind or an area that is no word of the network's lists."""

    vocabulary: str
    word: str
    rows: int
    is_made: bool = False
    meant: str = ""  # the id of the word that the coordinator says it is
    offered: tuple[tuple[str, str], ...] = ()

    @property
    def key(self) -> str:
        """Return what stands for it in a choice."""
        return f"{self.vocabulary}:{self.word}"


@dataclass
class Plan:
    """All that a sheet would make."""

    agencies: dict[str, AgencyPlan] = field(default_factory=dict)
    people: list[PersonPlan] = field(default_factory=list)
    doubles: list[Double] = field(default_factory=list)
    mailboxes: list[Mailbox] = field(default_factory=list)
    words: list[UnknownWord] = field(default_factory=list)
    wrong: list[Wrong] = field(default_factory=list)
    # What rows say of a person whom they do not name, and so nobody gets.
    untaken: list[Wrong] = field(default_factory=list)
    offices: int = 0  # agencies that get the address of their office
    joining: list[str] = field(default_factory=list)  # agencies that become members
    seats_here: int = 0
    repeated: int = 0  # rows that say what another says
    is_admitting: bool = False
    # Agencies of which is asked whether their place must not be known, by their key.
    asked: dict[str, AgencyPlan] = field(default_factory=dict)

    def every_agency(self) -> list[AgencyPlan]:
        """Return the agencies once each, in however many ways they are written."""
        return list({id(one): one for one in self.agencies.values()}.values())

    def new_agencies(self) -> list[AgencyPlan]:
        """Return the agencies to be made."""
        every = self.every_agency()
        return [one for one in every if one.here is None and not one.is_skipped]

    def new_people(self) -> list[PersonPlan]:
        """Return the people to be made."""
        return [p for p in self.people if p.here is None and not p.is_skipped]

    def seats(self) -> Iterator[tuple[PersonPlan, SeatPlan]]:
        """Yield the seats to be given, each with whoever gets it."""
        for person in self.people:
            if not person.is_skipped:
                yield from ((person, seat) for seat in person.seats)

    def counts(self) -> dict[str, int]:
        """Return how much of each it makes and leaves."""
        wrong = {one.row for one in self.wrong}
        return {
            "agencies": len(self.new_agencies()),
            "members": len(self.joining),
            "people": len(self.new_people()),
            "seats": sum(1 for _both in self.seats()),
            "addresses": sum(one.gets_address for one in self.people),
            "numbers": sum(one.gets_number for one in self.people),
            "offices": self.offices,
            "hidden": sum(one.is_hidden for one in self.new_agencies()),
            "words": sum(one.is_made for one in self.words),
            "agencies_here": sum(a.here is not None for a in self.every_agency()),
            "people_here": sum(p.here is not None for p in self.people),
            "seats_here": self.seats_here,
            "repeated": self.repeated,
            "skipped": sum(one.choice == SKIP for one in self.doubles),
            "untaken": len({one.row for one in self.untaken}),
            "wrong": len(wrong),
        }

    def changes_nothing(self) -> bool:
        """Tell whether nothing would be made."""
        made = ("agencies", "members", "people", "seats", "addresses", "numbers")
        counts = self.counts()
        return not any(counts[name] for name in made)

    def digest(self) -> str:
        """Return what stands for it: a page carries it and hands it back."""
        said = (
            sorted(self.agencies.items()),
            self.people,
            self.joining,
            self.words,
            self.counts(),
        )
        return sha256(repr(said).encode()).hexdigest()
