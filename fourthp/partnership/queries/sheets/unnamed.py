"""Rows that name an agency and nobody: what of them is the agency's own, what is not
taken."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from fourthp.partnership.formats.sheet_rows import LABELS, Line, Wrong
from fourthp.partnership.queries.sheets.here import Here
from fourthp.partnership.queries.sheets.plan import AgencyPlan, Plan
from fourthp.partnership.rules.mailboxes import is_of_nobody
from fourthp.partnership.rules.names import same_letters


def plan_unnamed(plan: Plan, lines: Iterable[Line], here: Here) -> None:
    """Give agencies their offices' addresses; list all else that nobody would get.

    Everyone sees an agency's address, so one that may be somebody's own is no
    agency's. It asks whose place is hidden: that is planned before.
    """
    for line in lines:
        if line.agency and not line.name:
            agency = plan.agencies[same_letters(line.agency)]
            if not agency.is_skipped:
                plan.untaken += _untaken(plan, agency, line, here)


def _untaken(plan: Plan, agency: AgencyPlan, line: Line, here: Here) -> Iterator[Wrong]:
    if line.email and (reason := _why_not(plan, agency, line.email, here)):
        yield Wrong(line.row, str(LABELS["email"]), reason)
    for way in line.phones:
        reason = _("Agencies have no numbers of their own here: name who answers it.")
        yield Wrong(line.row, str(LABELS[way.kind]), reason)
    if line.says_seat:
        yield Wrong(line.row, "", _("It gives a seat, and names nobody who holds it."))


def _why_not(plan: Plan, agency: AgencyPlan, email: str, here: Here) -> str:
    """Make an address the agency's own, or return why it is not."""
    own = here.addresses.get(agency.here, "") if agency.here else agency.email
    if own.casefold() == email.casefold():
        return ""
    if agency.is_hidden:
        return _("Its place must not be known: no address of it is kept.")
    if agency.here:
        return _("The agency is here already: a sheet does not change its address.")
    if own:
        return _("The agency has another address already.")
    if not is_of_nobody(email):
        return _("It may be somebody’s own, and everyone sees an agency’s: name her.")
    agency.email = email
    plan.offices += 1
    return ""
