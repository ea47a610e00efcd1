"""The board of actions, and how many each agency has, by age."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fourthp.foundation.clock import today
from fourthp.foundation.components import Cell, Column, Table
from fourthp.plan.forms.action_said import BoardForm
from fourthp.plan.queries.action_board import (
    AGES,
    BLOCKED,
    DONE,
    DROPPED,
    GOING,
    OVER,
    Asked,
    Line,
    board,
    by_agency,
    counts,
)
from fourthp.plan.queries.action_own import groups_looked_after, groups_to_give_in
from fourthp.plan.views.action_rows import rows_of
from fourthp.plan.views.sections import sections
from fourthp.plan.views.standing import person_of

NAMES = {
    GOING: gettext_lazy("To be done"),
    OVER: gettext_lazy("Overdue"),
    "long": gettext_lazy("Over 60 days late"),
    "months": gettext_lazy("15 to 60 days late"),
    "weeks": gettext_lazy("1 to 14 days late"),
    "soon": gettext_lazy("Due within a week"),
    "later": gettext_lazy("Due later"),
    BLOCKED: gettext_lazy("Blocked"),
    DONE: gettext_lazy("Done"),
    DROPPED: gettext_lazy("Dropped"),
}
_TABS = (GOING, OVER, BLOCKED, DONE, DROPPED)
_SORTS = {
    "due": gettext_lazy("Due first"),
    "last": gettext_lazy("Due last"),
    "new": gettext_lazy("Given last"),
}


def index(request: HttpRequest) -> HttpResponse:
    """Show the board: what is to be done, by whom, until when."""
    person, day = person_of(request), today()
    form = BoardForm(request.GET, reader=person)
    asked = form.asked()
    found, counted = board(person, asked, day), counts(person, asked, day)
    context = {
        "sections": sections("actions"),
        "asked": asked,
        "form": form,
        "chips": chips(asked, form),
        "shows": _shows(asked, counted),
        "sorts": [
            (asked.query(sort=one, after=""), name, "", one == asked.sort)
            for one, name in _SORTS.items()
        ],
        "rows": rows_of(found.rows, person, day),
        "next_href": asked.query(after=found.after) if found.after else "",
        "first_href": asked.query(after=""),
        "without": asked.query(group="", agency="", after=""),
        "gives": groups_to_give_in(person, day).exists(),
        "may_review": groups_looked_after(person) != set(),
        "export_href": reverse("actions-export") + asked.query(after=""),
        "names": NAMES[asked.show],
    }
    return render(request, "plan/actions.html", context)


def _shows(asked: Asked, counted: dict[str, int]) -> list[tuple[str, Any, int, bool]]:
    names = [*_TABS[:2], *([asked.show] if asked.show in AGES else []), *_TABS[2:]]
    return [
        (asked.query(show=one, after=""), NAMES[one], counted[one], one == asked.show)
        for one in names
    ]


def chips(asked: Asked, form: BoardForm) -> list[tuple[str, str]]:
    found = []
    for name in ("group", "agency"):
        chosen = getattr(asked, name)
        if chosen:
            words = dict(form.fields[name].choices)[chosen]  # type: ignore[attr-defined]  # a choice field has them
            found.append((asked.query(**{name: "", "after": ""}), words))
    return found


def agencies(request: HttpRequest) -> HttpResponse:
    """Show how many actions each agency has, by age."""
    person = person_of(request)
    form = BoardForm(request.GET, reader=person)
    asked = form.asked()
    context = {
        "sections": sections("actions-agencies"),
        "table": _grid(by_agency(person, asked, today())),
    }
    return render(request, "plan/actions_agencies.html", context)


def _grid(lines: list[Line]) -> Table:
    columns = [
        Column(_("Agency")),
        *(Column(NAMES[one], is_number=True) for one in AGES),
        Column(_("Together"), is_number=True),
    ]
    rows = [
        (
            Cell(line.name or _("For no agency"), href=_of(line, GOING)),
            *(
                Cell(n, href=_of(line, age) if n else "", is_number=True)
                for age, n in line.ages.items()
            ),
            line.total,
        )
        for line in lines
    ]
    title = _("Nothing is to be done")
    text = _(
        "What agencies have to do stands here as soon as somebody gives an action."
    )
    return Table(_("Actions by agency and age"), columns, rows, title, text)


def _of(line: Line, show: str) -> str:
    if line.agency is None:
        return ""
    return reverse("actions") + Asked().query(show=show, agency=str(line.agency))
