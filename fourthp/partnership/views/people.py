"""The people whom a reader may know: listed, narrowed, taken along, added."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from fourthp.foundation.clock import now, today
from fourthp.foundation.forms import press
from fourthp.foundation.keyset import page_of
from fourthp.foundation.tables.writing import csv_lines
from fourthp.partnership.forms.people import PeopleForm
from fourthp.partnership.forms.seats import NewPersonForm
from fourthp.partnership.models import Person
from fourthp.partnership.operations.people import (
    AddressIsAnothers,
    MailboxOfSeveral,
)
from fourthp.partnership.operations.people_export import ask_for_people, take_people
from fourthp.partnership.operations.seat_mails import seat_given
from fourthp.partnership.operations.seats import ActsForTheNetwork, EndsBeforeItBegins
from fourthp.partnership.operations.welcoming import welcome_person
from fourthp.partnership.operations.widening import TakesASecond, takes_two
from fourthp.partnership.permissions import is_coordinator
from fourthp.partnership.queries.asking import with_whom_to_ask
from fourthp.partnership.queries.doubles import Double, doubles_of
from fourthp.partnership.queries.people import (
    EXPORTED,
    PAGE,
    Asked,
    Place,
    export_path,
    exported,
    people_page,
    people_query,
    places_of,
    tongues_of,
)
from fourthp.partnership.queries.seat_mails import seats_told, seats_unconfirmed
from fourthp.partnership.queries.vacancies import vacancies
from fourthp.partnership.views.sections import sections
from fourthp.partnership.views.standing import person_of


def index(request: HttpRequest) -> HttpResponse:
    """Show the people whom the reader may know, narrowed as the address says."""
    reader = person_of(request)
    form = PeopleForm(request.GET, reader=reader)
    runs = is_coordinator(reader)
    asked = form.asked() if runs else replace(form.asked(), left=False)
    after = request.GET.get("after", "")
    page = people_page(asked, reader=reader, after=after)
    context = {
        "sections": sections("people", reader),
        "form": form,
        "asked": asked,
        "chips": _chips(form, asked),
        "people": _listed(reader, page.rows),
        "first_href": people_query(asked) if after else "",
        "next_href": people_query(asked, page.after) if page.after else "",
        "without": people_query(Asked(left=asked.left)),
        "runs": runs,
        "views": _views(asked) if runs else [],
        "export_href": export_path(asked),
    }
    return render(request, "partnership/people.html", context)


def _listed(
    reader: Person, people: Sequence[Person]
) -> list[tuple[str, str, list[Place], str]]:
    """Return people by name and page, where they sit, and what languages they speak."""
    places = places_of(reader, people)
    return [
        (
            one.name,
            reverse("person", args=[one.pk]),
            places[one.pk],
            ", ".join(tongues_of(one)),
        )
        for one in people
    ]


def _chips(form: PeopleForm, asked: Asked) -> list[tuple[str, str]]:
    """Return the filters in use: where one leads that takes it away, and its words."""
    said = asdict(asked)
    return [
        (people_query(Asked(**said | {name: ""})), form.words_of(name, value))
        for name, value in said.items()
        if value and name != "left"
    ]


def _views(asked: Asked) -> list[tuple[str, Any, str, bool]]:
    seated = replace(asked, left=False)
    left = replace(asked, role="", group="", agency="", left=True)
    return [
        (people_query(seated), _("With a seat"), "", not asked.left),
        (people_query(left), _("Without a seat"), "", asked.left),
        (reverse("unconfirmed"), _("Not confirmed"), "", False),
        (reverse("vacancies"), _("Vacant seats"), "", False),
    ]


def _views_beside(route: str) -> list[tuple[str, Any, str, bool]]:
    """Return the same beside a page of its own, which is the one that shows."""
    here, shown = reverse("people"), reverse(route)
    return [
        (path if path.startswith("/") else here + path, name, more, path == shown)
        for path, name, more, _shown in _views(Asked())
    ]


def export(request: HttpRequest) -> HttpResponseBase:
    """Give the people that were asked for as a table; it is noted who took it.

    Where nobody agreed to that yet, lead to where it is asked for.
    """
    reader = person_of(request)
    asked = PeopleForm(request.GET, reader=reader).asked()
    try:
        take_people(asked, by=reader, now=now())
    except TakesASecond:
        return redirect(reverse("people-export-asking") + people_query(asked))
    answer = StreamingHttpResponse(
        csv_lines([str(name) for name in EXPORTED], exported(asked, reader=reader)),
        content_type="text/csv; charset=utf-8",
    )
    name = f"people-{today():%Y-%m-%d}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def export_asking(request: HttpRequest) -> HttpResponse:
    """Ask a second person to agree that a list of people is taken along."""
    reader = person_of(request)
    asked = PeopleForm(request.GET, reader=reader).asked()
    if request.method == "POST":

        def act() -> str:
            found = ask_for_people(asked, by=reader, now=now())
            return reverse("widening", args=[found.pk])

        return redirect(press(request, act, by=reader, now=now()))
    page = people_page(asked, reader=reader)
    context = {
        "count": len(page.rows),
        "is_more": bool(page.after),
        "back": reverse("people") + people_query(asked),
        "takes_two": takes_two(reader),
        "export_href": export_path(asked),
    }
    return render(request, "partnership/people_export.html", context)


def vacant(request: HttpRequest) -> HttpResponse:
    """Show every vacant seat, with what to do about it."""
    found = Paginator(vacancies(person_of(request)), PAGE)
    shown = found.get_page(request.GET.get("page", ""))
    number = shown.number
    context = {
        "sections": sections("people", person_of(request)),
        "shown": shown,
        "previous_href": f"?page={number - 1}" if shown.has_previous() else "",
        "next_href": f"?page={number + 1}" if shown.has_next() else "",
        "views": _views_beside("vacancies"),
        "vacancies": with_whom_to_ask(list(shown), now()),
    }
    return render(request, "partnership/vacancies.html", context)


def unconfirmed(request: HttpRequest) -> HttpResponse:
    """Show the new seats of which nobody said yet that they are hers."""
    reader, day, after = person_of(request), today(), request.GET.get("after", "")
    seats = seats_unconfirmed(reader, day)
    page = page_of(seats, by=("-from_on", "-id"), after=after, size=PAGE)
    told = seats_told(page.rows, day)
    context = {
        "sections": sections("people", reader),
        "views": _views_beside("unconfirmed"),
        "seats": [(one, told.get(one.pk)) for one in page.rows],
        "first_href": reverse("unconfirmed") if after else "",
        "next_href": f"?{urlencode({'after': page.after})}" if page.after else "",
    }
    return render(request, "partnership/unconfirmed.html", context)


def new_person(request: HttpRequest) -> HttpResponse:
    """Make somebody known with her first seat; those like her are shown first."""
    reader = person_of(request)
    initial = {name: request.GET.get(name, "") for name in ("agency", "name", "email")}
    form = NewPersonForm.of(request, reader=reader, initial=initial)
    doubles: list[Double] = []
    if request.method == "POST" and form.is_valid():
        doubles = _doubles(form, reader)
        answer = None if doubles else _make(form, reader)
        if answer:
            messages.success(request, _("Made known, with a seat."))
            return redirect(answer)
    context = {"form": form, "doubles": doubles}
    status = 400 if form.errors else 200
    return render(request, "partnership/person_new.html", context, status=status)


def _doubles(form: NewPersonForm, reader: Person) -> list[Double]:
    """Return who may be the same, unless it was said that she is none of them."""
    if form.data.get("is_another"):
        return []
    said = form.cleaned_data
    found = doubles_of(
        said["name"], said["email"], agency=said["agency"], reader=reader
    )
    if found:
        form.ask_whether_another()
        problem = _(
            "This person may be here already: look at those above. If it is none of"
            " them, say so in the last box."
        )
        form.add_error(None, problem)
    return found


def _make(form: NewPersonForm, reader: Person) -> str | None:
    def act() -> str:
        give = partial(
            welcome_person, form.new(), form.seat(), by=reader, today=today()
        )
        seat = seat_given(give, tells=form.cleaned_data["tells"], by=reader, now=now())
        return reverse("person", args=[seat.person_id])

    try:
        return form.send(act, by=reader, now=now())
    except (AddressIsAnothers, MailboxOfSeveral) as problem:
        form.add_error("email", str(problem))
    except EndsBeforeItBegins as problem:
        form.add_error("to_on", str(problem))
    except ActsForTheNetwork as problem:
        form.add_error("group", str(problem))
    return None
