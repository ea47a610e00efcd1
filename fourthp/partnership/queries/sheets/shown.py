"""Sheets as their pages show them."""

from collections.abc import Iterable
from itertools import islice

from django.apps import apps
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fourthp.foundation.models import Work
from fourthp.foundation.queries.work import Shown, WorkState, shown
from fourthp.partnership.models import Sheet
from fourthp.partnership.models.roles import role_in_words
from fourthp.partnership.queries.sheets.plan import Plan

MOST_SHOWN = 50
MOST_KEPT = 200
MOST_NAMED = 80  # letters of a name
NAMING = ("name", "first", "last", "agency")


def sheets_waiting() -> list[Sheet]:
    """Return the sheets that were handed in and have not come in, newest first."""
    standing = (Sheet.State.COLUMNS, Sheet.State.READY)
    found = Sheet.objects.filter(state__in=standing).defer("rows", "choices")
    return list(found.order_by("-made_at", "-id"))


def sheets_brought_in() -> list[Sheet]:
    """Return the sheets that came in, newest first."""
    over = (Sheet.State.APPLIED, Sheet.State.UNDONE)
    found = Sheet.objects.filter(state__in=over).defer("rows", "choices")
    return list(found.order_by("-applied_at", "-id")[:MOST_SHOWN])


def work_of_sheet(sheet: Sheet) -> Shown | None:
    """Return the work that goes on with a sheet, or the last one that failed."""
    if sheet.work_id is None:
        return None
    work = Work.objects.filter(pk=sheet.work_id).select_related("job").first()
    found = shown(work) if work else None
    is_told = found and (not found.is_over or found.state is WorkState.FAILED)
    return found if is_told else None


def counted(counts: dict[str, int]) -> list[tuple[str, int]]:
    """Return what a sheet makes and leaves, in words, without what is none."""
    words = [
        ("agencies", _("agencies made known")),
        ("hidden", _("of them with a place that must not be known")),
        ("members", _("agencies admitted as members from today")),
        ("people", _("people made known")),
        ("seats", _("seats given")),
        ("addresses", _("people here who get the address they lacked")),
        ("numbers", _("people here who get the number they lacked")),
        ("offices", _("of the new agencies with their office’s address, for everyone")),
        ("words", _("words of the network’s lists made")),
        ("agencies_here", _("agencies that are here already")),
        ("people_here", _("people who are here already")),
        ("seats_here", _("seats that are held already")),
        ("repeated", _("rows that say what another row says")),
        ("skipped", _("left out until you know whether they are the same")),
        ("untaken", _("rows that come in, of which something is not taken")),
        ("wrong", _("rows with something wrong, given back to you")),
    ]
    return [(said, counts[name]) for name, said in words if counts.get(name)]


def sentence(plan: Plan) -> str:
    """Return in one sentence what a sheet makes."""
    counts = plan.counts()
    parts = [
        ngettext("%d agency", "%d agencies", counts["agencies"]) % counts["agencies"],
        ngettext("%d person", "%d people", counts["people"]) % counts["people"],
        ngettext("%d seat", "%d seats", counts["seats"]) % counts["seats"],
    ]
    made = dict(zip(("agencies", "people", "seats"), parts, strict=True))
    return _("It makes %(agencies)s, %(people)s and %(seats)s.") % made


def first_agencies(plan: Plan) -> list[str]:
    """Return the names of the first agencies that would be made."""
    return [one.name for one in islice(plan.new_agencies(), MOST_SHOWN)]


def first_people(plan: Plan) -> list[tuple[str, str, str, str]]:
    """Return the first people who would be made: name, agency, roles, address."""
    found = islice(plan.new_people(), MOST_SHOWN)
    agencies = plan.agencies
    return [
        (
            p.name,
            agencies[p.agency].name if p.agency else "",
            ", ".join(dict.fromkeys(role_in_words(seat.role) for seat in p.seats)),
            p.email,
        )
        for p in found
    ]


def named_rows(
    sheet: Sheet, reasons: dict[int, list[str]]
) -> list[tuple[int, str, list[str]]]:
    """Return rows with reasons as a page shows them: number, whom each names, why."""
    at = {sheet.chosen.get(head): n for n, head in enumerate(sheet.heads)}
    cells = dict(sheet.rows)
    return [(row, _named_in(cells[row], at), why) for row, why in reasons.items()]


def _named_in(cells: list[str], at: dict[str | None, int]) -> str:
    """Return whom a row names: the person, or else the agency."""
    said = {what: cells[at[what]][:MOST_NAMED] for what in NAMING if what in at}
    whole = f"{said.get('first', '')} {said.get('last', '')}".strip()
    return said.get("name") or whole or said.get("agency", "")


def kept_rows(kept: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return what an undo left alone: what it is, and its name where it has one."""
    found = []
    for label, pk in islice(kept, MOST_KEPT):
        model = apps.get_model(label)
        row = model._default_manager.filter(pk=pk).first()
        if row is not None and model.__name__ in {"Agency", "Person", "Seat"}:
            found.append((str(model._meta.verbose_name), str(row)))
    return found
