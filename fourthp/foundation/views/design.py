"""The design system on one page: every component, in every state."""

from datetime import date

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from fourthp.foundation.components import Bars, Cell, Column, Curve, Table, Track
from fourthp.foundation.models import Job, Work
from fourthp.foundation.queries.work import Shown, WorkState

LONG = "Regional partnership for the safeguarding of everybody who works at night"
LABELS = ("TLP:CLEAR", "TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT", "TLP:RED")
ROLES = (("rep", "Representative"), ("dep", "Deputy"), ("obs", "Observer"))


class EveryFieldForm(forms.Form):
    """Each kind of field once."""

    name = forms.CharField(label="Name of the service")
    what = forms.CharField(
        label="What it does",
        help_text="Say it as you would to a friend. Write nothing about a person.",
        widget=forms.Textarea,
        required=False,
    )
    role = forms.ChoiceField(label="Role", choices=ROLES)
    one = forms.ChoiceField(label="One of", choices=ROLES, widget=forms.RadioSelect)
    some = forms.MultipleChoiceField(
        label="Any of",
        choices=ROLES,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    on = forms.DateField(label="Day", widget=forms.DateInput(attrs={"type": "date"}))
    at = forms.TimeField(label="Time", help_text="Typed, so that 9 and 0930 will do.")
    many = forms.IntegerField(label="How many", min_value=0, max_value=500)
    file = forms.FileField(label="File", help_text="CSV or XLSX.", required=False)
    sure = forms.BooleanField(label="I know what this does")


class FilterForm(forms.Form):
    """Filters of a list."""

    text = forms.CharField(label="Name", required=False)
    role = forms.MultipleChoiceField(
        label="Role",
        choices=ROLES,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


def _table(rows: int, name: str, caption: str) -> Table:
    columns = (
        Column("Agency", href="?sort=name", sorted="ascending"),
        Column("Kind", href="?sort=kind"),
        Column("Seats", is_number=True),
    )
    shown = [
        (Cell(f"{name} {number}", href="#table"), "voluntary organisation", number * 7)
        for number in range(1, rows + 1)
    ]
    return Table(caption, columns, shown, "No agency yet", "Begin with your own.")


def _works() -> list[Shown]:
    work = Work(title="Importing", leads_to="#work", job=Job())
    refused = Work(
        title="Importing", leads_to="#work", said="The directory has changed meanwhile."
    )
    states = [Shown(work, state) for state in WorkState if state != WorkState.REFUSED]
    half = Shown(work, WorkState.DOING, 41, 82)
    return [half, *states, Shown(refused, WorkState.REFUSED)]


def _forms() -> dict[str, forms.Form]:
    return {
        "empty_form": EveryFieldForm(prefix="empty"),
        "wrong_form": EveryFieldForm({"name": "", "many": "-3", "on": "x"}),
        "filter_form": FilterForm({"role": ["rep"]}, prefix="filter"),
    }


_PLAIN = {
    "long": LONG,
    "labels": LABELS,
    "day": date(2026, 3, 2),
    "kinds": ("", "quiet", "danger", "plain"),
    "notices": ("", "good", "look", "danger"),
    "tags": (("good", "Open now"), ("look", "Closed for a time"), ("", LONG)),
    "left_out": ("Anyshire Police", LONG),
    "chips": (("#filters", "Representative"), ("#filters", LONG)),
    "tabs": (
        ("#tabs", "To be checked", 12, True),
        ("#tabs", "Something is said to be wrong", 3, False),
        ("#tabs", "All", "", False),
    ),
    "tasks": (
        ("Say who you are", "#tasks", "done", ""),
        ("Invite the first agency", "#tasks", "now", "It takes two minutes."),
        (LONG, "", "later", ""),
    ),
    "rows": (
        ("Name", "Harbour Aid", "#summary", ""),
        ("Telephone", "", "#summary", ""),
        ("Who it is for", LONG, "", ""),
    ),
}


def design(request: HttpRequest) -> HttpResponse:
    """Show every component in every state; in the demo and in tests only."""
    counts = {"police": 3, "health": 12, LONG: 7}
    drawn = {
        "tables": [
            _table(3, "Harbour Aid", "Three agencies"),
            _table(0, "", "No agency"),
            _table(200, LONG, "Two hundred agencies"),
        ],
        "bars": [Bars("Agencies by kind", counts), Bars("Nothing yet", {})],
        "tracks": [
            Track("Nothing of 40 yet", 0),
            Track("10 of 40, and 20 would be on course", 0.25, 0.5),
            Track("40 of 40", 1, 0.5),
        ],
        "curves": [
            Curve("One figure", [(0.2, 0.1)]),
            Curve("Beyond, below and back", [(0, -0.2), (0.3, 0.5), (1, 1.4)]),
        ],
        "works": _works(),
    }
    return render(request, "foundation/design.html", _PLAIN | _forms() | drawn)


def confirmation(request: HttpRequest) -> HttpResponse:
    """Show the page that stands before what cannot be undone."""
    return render(request, "foundation/design_confirmation.html")
