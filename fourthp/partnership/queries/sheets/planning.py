"""The plan of a sheet: what it would make now, by what was chosen."""

from collections.abc import Iterable

from fourthp.partnership.formats.sheet_rows import Wrong, judge_rows
from fourthp.partnership.models import Sheet
from fourthp.partnership.queries.sheets.agencies import (
    plan_agencies,
    plan_hiding,
    plan_members,
    plan_words,
)
from fourthp.partnership.queries.sheets.here import Here, read_here
from fourthp.partnership.queries.sheets.people import (
    plan_mailboxes,
    plan_people,
    without_wrong_groups,
)
from fourthp.partnership.queries.sheets.plan import Plan
from fourthp.partnership.queries.sheets.unnamed import plan_unnamed


def plan_sheet(sheet: Sheet, here: Here | None = None) -> Plan:
    """Return what a sheet would make, compared with what is here at this moment."""
    here = here or read_here()
    judged = judge_rows(sheet.heads, sheet.rows, sheet.chosen)
    choices = sheet.choices
    doubles = choices.get("doubles", {})
    plan = Plan(wrong=judged.wrong, is_admitting=choices.get("admit", True))
    lines = without_wrong_groups(plan, judged.lines, here)
    plan_agencies(plan, lines, here, doubles)
    plan_mailboxes(plan, lines, choices.get("mailboxes", {}))
    plan_people(plan, lines, here, doubles)
    plan_hiding(plan, here, choices.get("hidden", {}))
    plan_unnamed(plan, lines, here)
    come_in = {line.row for line in lines}
    plan.untaken += [one for one in judged.untaken if one.row in come_in]
    plan_members(plan, here)
    plan_words(plan, here, choices.get("words", {}))
    plan.doubles.sort(key=lambda one: one.row)
    for some in (plan.wrong, plan.untaken):
        some.sort(key=lambda one: one.row)
    return plan


def reasons_by_row(plan: Plan) -> dict[int, list[str]]:
    """Return why rows cannot come in."""
    return _by_row(plan.wrong)


def untaken_by_row(plan: Plan) -> dict[int, list[str]]:
    """Return what is not taken of rows that come in, and why."""
    return _by_row(plan.untaken)


def _by_row(said: Iterable[Wrong]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for wrong in said:
        found.setdefault(wrong.row, []).append(str(wrong))
    return found
