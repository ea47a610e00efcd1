"""Which people a sheet names, which of them are here, and whose the addresses are."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from fourthp.partnership.formats.sheet_rows import LABELS, Line, Wrong
from fourthp.partnership.models import Role
from fourthp.partnership.queries.sheets.here import Here, KnownPerson
from fourthp.partnership.queries.sheets.plan import (
    JOIN,
    SKIP,
    Double,
    Mailbox,
    PersonPlan,
    Plan,
    SeatPlan,
)
from fourthp.partnership.rules.mailboxes import is_of_nobody
from fourthp.partnership.rules.names import names_agree, person_key, same_letters


def plan_mailboxes(plan: Plan, lines: Iterable[Line], whose: Mapping[str, str]) -> None:
    """List every address that belongs to nobody: an office's, or several people's."""
    by_address: dict[str, dict[int, str]] = defaultdict(dict)
    for line in lines:
        if line.email and line.name:
            by_address[line.email.casefold()][line.row] = line.name
    for address, rows in by_address.items():
        if reason := _why_shared(address, list(rows.values())):
            told = whose.get(address, "")
            row = int(told) if told.isdecimal() and int(told) in rows else 0
            plan.mailboxes.append(Mailbox(address, tuple(rows.items()), reason, row))


def _why_shared(address: str, names: list[str]) -> str:
    if is_of_nobody(address):
        return _("It says that it is an office’s.")
    if any(not names_agree(names[0], other) for other in names[1:]):
        return _("Several people of this sheet have it.")
    return ""


def plan_people(
    plan: Plan, lines: Iterable[Line], here: Here, choices: Mapping[str, str]
) -> None:
    """Add everyone whom lines name to a plan, each once, with her seats."""
    shared = {one.address: one.whose for one in plan.mailboxes}
    said: dict[tuple[str, str], PersonPlan] = {}
    for line in lines:
        if not line.name:
            continue
        seat = _seat(line, here)
        email = line.email
        if shared.get(email.casefold(), line.row) != line.row:
            email = ""
        person = _once(line, email, said)
        if person is None:
            person = _somebody(plan, line, email, here, choices)
            plan.people.append(person)
        _remember(said, line, email, person)
        _give(plan, person, line, seat, here)


def without_wrong_groups(plan: Plan, lines: Iterable[Line], here: Here) -> list[Line]:
    """Return the rows but those that name a group which is not here."""
    found, reason = list[Line](), _("There is no group of this name that goes on.")
    for line in lines:
        if line.group and same_letters(line.group) not in here.groups:
            plan.wrong.append(Wrong(line.row, str(LABELS["group"]), reason))
        else:
            found.append(line)
    return found


def _seat(line: Line, here: Here) -> SeatPlan | None:
    """Return the seat that a row gives; somebody without an agency gets one only
    where the row says so.
    """
    group = here.groups.get(same_letters(line.group)) if line.group else here.network
    if group is None or not (line.agency or line.says_seat):
        return None
    agency = same_letters(line.agency) if line.agency else None
    role = line.role or Role.REPRESENTATIVE
    return SeatPlan(line.row, agency, group, role, line.begins)


def _keys(line: Line, email: str) -> list[tuple[str, str]]:
    name, agency = person_key(line.name), same_letters(line.agency)
    keys = [(name, f"agency:{agency}")] if agency else []
    return [*keys, (name, f"mail:{email.casefold()}")] if email else keys


def _once(
    line: Line, email: str, said: dict[tuple[str, str], PersonPlan]
) -> PersonPlan | None:
    """Return whom an earlier row named already: the same name and agency or address."""
    found = [said[key] for key in _keys(line, email) if key in said]
    if not found:
        return None
    first = found[0]
    if email and first.email and email.casefold() != first.email.casefold():
        return None if len(found) == 1 else first
    first.email = first.email or email
    return first


def _remember(
    said: dict[tuple[str, str], PersonPlan], line: Line, email: str, person: PersonPlan
) -> None:
    for key in _keys(line, email):
        said.setdefault(key, person)


def _somebody(
    plan: Plan, line: Line, email: str, here: Here, choices: Mapping[str, str]
) -> PersonPlan:
    agency = same_letters(line.agency) if line.agency else None
    person = PersonPlan(line.row, line.name, agency, email)
    found, reason, is_certain = _known(line, email, plan, here)
    if found:
        names = ", ".join(dict.fromkeys(one.name for one in found))
        double = Double(f"p:{line.row}", line.row, line.name, names, reason, is_certain)
        double.choice = choices.get(double.key, double.choice)
        plan.doubles.append(double)
        _follow(person, double.choice, found, email)
    if agency is not None and plan.agencies[agency].is_skipped:
        person.is_skipped = True
    return person


def _follow(
    person: PersonPlan, choice: str, found: list[KnownPerson], email: str
) -> None:
    """Do with somebody what was chosen; an address of another stays the other's."""
    person.is_skipped = choice == SKIP
    one = found[0]
    if choice == JOIN:
        person.here = one.pk
        person.gets_address = bool(email) and not one.email and not one.has_account
    elif any(one.email.casefold() == email.casefold() for one in found):
        person.email = ""


def _known(
    line: Line, email: str, plan: Plan, here: Here
) -> tuple[list[KnownPerson], str, bool]:
    """Return who here may be meant, why, and whether that is certain."""
    same = here.by_address.get(email.casefold(), []) if email else []
    if same:
        agree = [one for one in same if names_agree(one.name, line.name)]
        if len(same) == 1 and agree:
            return same, _("She has the same address and name."), True
        return same, _("Somebody else here has the same address."), False
    if line.agency and (agency := plan.agencies[same_letters(line.agency)].here):
        named = here.by_name.get((person_key(line.name), agency), [])
        if len(named) == 1:
            return named, _("She has the same name in the same agency."), True
        if named:
            return named, _("Several people there have this name."), False
    return [], "", False


def _give(
    plan: Plan, person: PersonPlan, line: Line, seat: SeatPlan | None, here: Here
) -> None:
    """Give somebody what a row says: ways to reach her, and a seat she has not yet."""
    is_reached = person.here in here.reached
    new = [one for one in line.phones if one not in person.phones and not is_reached]
    person.phones += new
    if seat is None or _holds(plan, person, seat, here):
        return
    if any(_same(plan, one, seat) for one in person.seats):
        plan.repeated += 1
    else:
        person.seats.append(seat)


def _holds(plan: Plan, person: PersonPlan, seat: SeatPlan, here: Here) -> bool:
    agency = plan.agencies[seat.agency].here if seat.agency else None
    if person.here is None or (seat.agency and agency is None):
        return False
    found = (person.here, agency, seat.group, seat.role) in here.seats
    plan.seats_here += found
    return found


def _same(plan: Plan, one: SeatPlan, other: SeatPlan) -> bool:
    """Tell whether two rows give the same seat, however they write the agency."""
    agencies = [
        id(plan.agencies[seat.agency]) if seat.agency else None for seat in (one, other)
    ]
    same = (one.group, one.role) == (other.group, other.role)
    return same and agencies[0] == agencies[1]
