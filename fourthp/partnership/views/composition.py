"""How we are made up: drawn, as tables, and to take along."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from fourthp.foundation.clock import today
from fourthp.foundation.components import Bars, Cell, Column, Table
from fourthp.foundation.tables.writing import csv_lines
from fourthp.partnership.queries.composition import Composition, Line, composition
from fourthp.partnership.views.sections import sections
from fourthp.partnership.views.standing import person_of


def made_up(request: HttpRequest) -> HttpResponse:
    """Show the members by kind, part in the four Ps and area, and where nobody is."""
    found = composition(day=today())
    gaps = [part.name for part in found.parts if not found.by_part.get(part.code)]
    context = {
        "sections": sections("composition", person_of(request)),
        "found": found,
        "statutory": found.statutory[True],
        "other": found.statutory[False],
        "gaps": gaps if found.by_part else [],
        "is_said": bool(found.by_part),
        "by_kind": _bars(_("Member agencies by kind"), found.kinds),
        "by_area": _bars(_("Member agencies by area"), found.areas),
        "no_kind": _nobody(found.kinds),
        "no_area": _nobody(found.areas),
        "parts": _by_part(found),
        "kinds": _grid(
            _("Kind and part in the four Ps"), _("Kind"), found.kinds, found
        ),
        "areas": _grid(
            _("Area and part in the four Ps"), _("Area"), found.areas, found
        ),
    }
    return render(request, "partnership/composition.html", context)


def _bars(title: str, lines: Iterable[Line]) -> Bars:
    return Bars(title, {_name(line): line.total for line in lines if line.total})


def _nobody(lines: Iterable[Line]) -> str:
    """Return the names of those lines on which nobody stands."""
    return "; ".join(_name(line) for line in lines if not line.total)


def _name(line: Line) -> str:
    return line.term.name if line.term else _("Kind not known")


def _by_part(found: Composition) -> Table:
    columns = (
        Column(_("Part")),
        Column(_("Statutory"), is_number=True),
        Column(_("Not statutory"), is_number=True),
        Column(_("Together"), is_number=True),
    )
    rows = [
        (part.name, *_split(found.by_part.get(part.code, Counter())))
        for part in found.parts
    ]
    return Table(_("Statutory and not, by part"), columns, rows)


def _split(counts: Counter[bool]) -> list[Any]:
    return [_said(counts[True]), _said(counts[False]), _said(counts.total())]


def _said(count: int) -> Any:
    """Return a count; a gap says so in words."""
    return count or Cell(_("nobody yet"), is_number=True)


def _grid(title: str, first: str, lines: Iterable[Line], found: Composition) -> Table:
    parts = [(one.code, one.name) for one in found.parts]
    columns = [
        Column(first),
        *(Column(name, is_number=True) for _code, name in parts),
        Column(_("Agencies"), is_number=True),
    ]
    rows = [
        (_name(line), *(_said(n) for n in _counts(line, [code for code, _n in parts])))
        for line in lines
        if line.total
    ]
    return Table(title, columns, rows)


def _counts(line: Line, parts: Iterable[str]) -> list[int]:
    return [*(line.parts[code] for code in parts), line.total]


def table(_request: HttpRequest) -> StreamingHttpResponse:
    """Give the tables of the page as CSV: a line each kind, then each area."""
    day = today()
    found = composition(day=day)
    parts = [one.code for one in found.parts]
    header = [_("By"), _("Which"), *(one.name for one in found.parts), _("Agencies")]
    lists = ((_("Kind"), found.kinds), (_("Area"), found.areas))
    rows = (
        [by, _name(line), *_counts(line, parts)]
        for by, lines in lists
        for line in lines
    )
    answer = StreamingHttpResponse(
        csv_lines(header, rows), content_type="text/csv; charset=utf-8"
    )
    name = f"composition-{day:%Y-%m-%d}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
