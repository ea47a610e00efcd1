"""What became of actions, month by month; and a table of actions to take along."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from fourthp.foundation.clock import today
from fourthp.foundation.components import Column, Table
from fourthp.foundation.tables.writing import csv_lines
from fourthp.plan.formats.actions import COLUMNS, csv_rows
from fourthp.plan.forms.action_said import BoardForm
from fourthp.plan.operations.exports import note_export
from fourthp.plan.queries.action_export import actions_to_take
from fourthp.plan.queries.action_goals import goal_titles
from fourthp.plan.queries.action_kept import follow_through
from fourthp.plan.rules.action_drawing import drawn
from fourthp.plan.rules.actions import Kept
from fourthp.plan.views.action_lists import chips
from fourthp.plan.views.sections import sections
from fourthp.plan.views.standing import person_of


def kept(request: HttpRequest) -> HttpResponse:
    """Show what became of actions month by month: drawn, and as a table."""
    person = person_of(request)
    form = BoardForm(request.GET, reader=person)
    asked = form.asked()
    months = follow_through(person, asked, today())
    names = [date_format(one.month, "M Y") for one in months]
    context = {
        "sections": sections("actions-kept"),
        "form": form,
        "chips": chips(asked, form),
        "drawing": drawn(months, [date_format(one.month, "M") for one in months]),
        "table": _months(months, names),
        "due": sum(one.due for one in months),
        "on_time": sum(one.on_time for one in months),
        "done": sum(one.on_time + one.late for one in months),
    }
    return render(request, "plan/actions_kept.html", context)


def _months(months: list[Kept], names: list[str]) -> Table:
    titles = (_("Done on time"), _("Done late"), _("Still open"), _("Dropped"))
    columns = [
        Column(_("Month")),
        Column(_("Due"), is_number=True),
        *(Column(one, is_number=True) for one in titles),
    ]
    rows = [
        (name, one.due, one.on_time, one.late, one.open, one.dropped)
        for name, one in zip(names, months, strict=True)
    ]
    return Table(_("What became of actions, by the month they were due"), columns, rows)


def export(request: HttpRequest) -> StreamingHttpResponse:
    """Give the actions that are asked for as a table."""
    person, day = person_of(request), today()
    asked = BoardForm(request.GET, reader=person).asked()
    found = actions_to_take(person, asked, day)
    note_export("actions", by=person)
    header = [str(one) for one in COLUMNS]
    lines = csv_lines(header, csv_rows(found, day, goal_titles(person)))
    answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    name = f"actions-{day:%Y-%m-%d}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
