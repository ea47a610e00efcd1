"""Sheets as people hand them in."""

from io import BytesIO

from openpyxl import Workbook

from fourthp.foundation.clock import now
from fourthp.partnership.models import Person, Sheet
from fourthp.partnership.operations.sheets.applying import apply_sheet
from fourthp.partnership.operations.sheets.handing_in import (
    confirm_columns,
    hand_in_sheet,
)
from fourthp.partnership.queries.sheets.planning import plan_sheet
from fourthp.partnership.tests.makers import make_member, make_network_group


def make_coordinator() -> Person:
    make_network_group()
    return make_member("Cora Dean", role="coordinator")


def hand_in(text: str | bytes, *, by: Person, name: str = "members.csv", **more):
    """Hand a table in, and take what is guessed of its columns."""
    data = text.encode() if isinstance(text, str) else text
    sheet = hand_in_sheet([data], file_name=name, by=by, now=now(), **more)
    if sheet.state == Sheet.State.COLUMNS:
        sheet = confirm_columns(sheet, sheet.chosen, by=by)
    return sheet


def bring_in(sheet: Sheet, *, by: Person) -> Sheet:
    return apply_sheet(sheet, by=by, now=now(), seen=plan_sheet(sheet).digest())


def workbook(**tabs: list[list[object]]) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for title, rows in tabs.items():
        tab = book.create_sheet(title)
        for row in rows:
            tab.append(row)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()
