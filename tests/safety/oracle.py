"""Who may know what, said once more in plain Python, to compare the program with."""

from dataclasses import dataclass, field
from datetime import date

NETWORK = "network"
GREEN_AT_MOST = ("TLP:CLEAR", "TLP:GREEN")


@dataclass
class Sits:
    """A seat; agency None is in her own right; ended says that somebody ended it."""

    person: str
    agency: str | None
    group: str
    role: str
    since: date
    until: date | None = None
    ended: bool = False


@dataclass
class Thing:
    """Something shared; ways None is nobody chosen, an empty list is nobody.

    until is its last day.
    """

    label: str
    originator: str | None
    ways: list[dict[str, str]] | None = None
    until: date | None = None
    recalled: bool = False


@dataclass
class Known:
    """Everything that decides who sees what."""

    day: date
    members: dict[str, list[Sits]] = field(default_factory=dict)
    seats: dict[str, Sits] = field(default_factory=dict)
    closed: dict[str, bool] = field(default_factory=dict)
    ends: dict[str, date] = field(default_factory=dict)
    things: dict[str, Thing] = field(default_factory=dict)

    def lasts(self, one: Sits) -> bool:
        if one.since > self.day:
            return False
        if one.until is None or one.until > self.day:
            return True
        return one.until == self.day and not one.ended

    def holding(self, person: str | None = None) -> list[tuple[str, Sits]]:
        return [
            (key, one)
            for key, one in self.seats.items()
            if person in (None, one.person)
            and self.lasts(one)
            and (one.agency is None or any(map(self.lasts, self.members[one.agency])))
            and self.day <= self.ends.get(one.group, self.day)
        ]

    def groups(self, reader: str, *, strong: bool) -> set[str]:
        own = [one for _key, one in self.holding(reader)]
        if not own:
            return set()
        runs = strong and any(one.role == "coordinator" for one in own)
        sits_in = {one.group for one in own}
        return {
            g for g, shut in self.closed.items() if runs or not shut or g in sits_in
        }

    def people(self, reader: str, everyone: set[str], *, strong: bool) -> set[str]:
        own = [one for _key, one in self.holding(reader)]
        if strong and any(one.role == "coordinator" for one in own):
            return everyone
        seen = self.groups(reader, strong=strong)
        agencies = {one.agency for one in own if one.agency}
        return {reader} | {
            one.person
            for _key, one in self.holding()
            if one.group in seen
            and (strong or one.agency in agencies or one.role == "coordinator")
        }

    def is_over(self, thing: Thing) -> bool:
        past = thing.until is not None and thing.until < self.day
        return thing.recalled or past

    def keeps(self, reader: str, thing: Thing, *, strong: bool) -> bool:
        if not self.is_over(thing):
            return False
        lasting = Thing(thing.label, thing.originator, thing.ways)
        own = [one for _key, one in self.holding(reader)]
        looks_after = any(
            one.agency is not None
            and one.agency == thing.originator
            and one.role in ("representative", "deputy", "lead")
            for one in own
        )
        runs = strong and any(one.role == "coordinator" for one in own)
        return bool(own) and (
            (looks_after or runs) and self.sees(reader, lasting, strong=strong)
        )

    def sees(self, reader: str | None, thing: Thing, *, strong: bool) -> bool:
        if self.is_over(thing):
            return False
        if thing.label == "TLP:CLEAR" and thing.ways is None:
            return True
        if not strong and thing.label not in GREEN_AT_MOST:
            return False
        own = [one for _key, one in self.holding(reader)] if reader else []
        return any(self.opens(one, thing) for one in own)

    def opens(self, one: Sits, thing: Thing) -> bool:
        if self.is_over(thing):
            return False
        if one.agency is not None and one.agency == thing.originator:
            return True
        if thing.ways is None:
            return thing.label in GREEN_AT_MOST
        facts = {k: getattr(one, k) for k in ("person", "agency", "group", "role")}
        return any(all(facts[k] == v for k, v in way.items()) for way in thing.ways)
