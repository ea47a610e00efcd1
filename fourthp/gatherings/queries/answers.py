"""Who comes to a gathering, by agency, as far as a reader may know."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from fourthp.gatherings.models import Answer, Gathering, Guest, Says
from fourthp.gatherings.permissions import can_keep, is_invited
from fourthp.gatherings.queries.invited import guests_of, invited_to
from fourthp.partnership.models import Person, Seat


@dataclass(frozen=True)
class Line:
    """One person or guest and her answer; name is empty where a reader may not know it.

    instead: who comes in her place, or in whose place she comes. is_old: it was said
    before the gathering was moved, or held elsewhere.
    """

    name: str
    agency: str
    role: str = ""
    answer: Answer | None = None
    sends: str = ""
    guest: Guest | None = None
    is_old: bool = False

    @property
    def says(self) -> str:
        """Return what she says, or nothing."""
        return self.answer.says if self.answer else ""


@dataclass(frozen=True)
class Shown:
    """How many come how; and, for those who may know it, who, by agency."""

    room: int = 0
    online: int = 0
    perhaps: int = 0
    apologies: int = 0
    sends: int = 0
    silent: int = 0
    lines: list[Line] = field(default_factory=list)

    @property
    def coming(self) -> int:
        """Return how many come in all."""
        return self.room + self.online

    @property
    def asked(self) -> int:
        """Return how many are invited."""
        counted = self.perhaps + self.apologies + self.sends + self.silent
        return self.coming + counted

    @property
    def agencies(self) -> list[tuple[str, list[Line]]]:
        """Return the lines by agency, those of none last."""
        found: dict[str, list[Line]] = {}
        for one in sorted(self.lines, key=lambda one: (not one.agency, one.agency)):
            found.setdefault(one.agency, []).append(one)
        return list(found.items())

    @property
    def agencies_coming(self) -> int:
        """Return of how many agencies anybody comes."""
        here = {Says.ROOM, Says.ONLINE}
        return len({one.agency for one in self.lines if one.says in here} - {""})


def answers_shown(gathering: Gathering, reader: Person) -> Shown:
    """Return who comes: names for those who are invited, and only counts for others."""
    answers = _answers(gathering)
    seats, guests = invited_to(gathering), list(guests_of(gathering))
    said = [answers.get(one.person_id) for one in seats]
    said += [answers.get(one.pk) for one in guests]
    shown = _counts([one.says if one else "" for one in said])
    if not is_invited(reader, gathering.series):
        return shown
    seen = _names_seen(seats, answers, reader)
    moved = gathering.changed_at
    lines = [_of_seat(one, answers, seen, moved) for one in seats]
    keeps = can_keep(reader, gathering.series)
    knows = keeps or reader.is_strong
    lines += [_of_guest(one, answers, moved, is_named=knows) for one in guests]
    return replace(shown, lines=lines)


def _answers(gathering: Gathering) -> dict[UUID | None, Answer]:
    rows = gathering.answers.select_related("deputy", "other", "guest")
    return {one.person_id or one.guest_id: one for one in rows}


def _counts(said: list[str]) -> Shown:
    return Shown(
        room=said.count(Says.ROOM),
        online=said.count(Says.ONLINE),
        perhaps=said.count(Says.PERHAPS),
        apologies=said.count(Says.APOLOGIES),
        sends=said.count(Says.DEPUTY) + said.count(Says.OTHER),
        silent=said.count(""),
    )


def _names_seen(
    seats: list[Seat], answers: dict[UUID | None, Answer], reader: Person
) -> set[UUID]:
    """Return whom of these a reader may know (S6): by a password not everybody."""
    keys = {one.person_id for one in seats}
    keys |= {one.deputy_id for one in answers.values() if one.deputy_id}
    seen = Person.objects.visible_to(reader).filter(pk__in=keys)
    return set(seen.values_list("pk", flat=True))


def _of_seat(
    seat: Seat,
    answers: dict[UUID | None, Answer],
    seen: set[UUID],
    moved: datetime | None,
) -> Line:
    answer = answers.get(seat.person_id)
    return Line(
        name=seat.person.name if seat.person_id in seen else "",
        agency=seat.agency.name if seat.agency else "",
        role=seat.get_role_display(),
        answer=answer,
        sends=_sends(answer, seen) if seat.person_id in seen else "",
        is_old=is_old(answer, moved),
    )


def _sends(answer: Answer | None, seen: set[UUID]) -> str:
    """Return who comes instead, as far as a reader may know her."""
    if answer is None:
        return ""
    if answer.other:
        return answer.other.name
    return answer.deputy.name if answer.deputy and answer.deputy_id in seen else ""


def _of_guest(
    guest: Guest,
    answers: dict[UUID | None, Answer],
    moved: datetime | None,
    *,
    is_named: bool,
) -> Line:
    answer = answers.get(guest.pk)
    return Line(
        name=guest.name if is_named else "",
        agency=guest.agency,
        answer=answer,
        guest=guest,
        is_old=is_old(answer, moved),
    )


def is_old(answer: Answer | None, moved: datetime | None) -> bool:
    """Tell whether an answer was given before its gathering was changed."""
    return answer is not None and moved is not None and answer.said_at < moved


def answers_to_take(shown: Shown) -> Iterator[list[str]]:
    """Yield who comes as rows of a table that somebody takes along."""
    for agency, lines in shown.agencies:
        for one in lines:
            answer = one.answer
            said = str(answer.get_says_display()) if answer else ""
            way = str(answer.get_way_display()) if answer else ""
            at = f"{answer.said_at:%Y-%m-%d %H:%M}" if answer else ""
            words = answer.words if answer and one.name else ""
            kind = one.role if one.guest is None else _("guest")
            yield [agency, one.name, kind, said, one.sends, words, way, at]
