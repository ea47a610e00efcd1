"""Two pages with a form, as any room has them."""

from importlib import import_module

from django import forms
from django.db import OperationalError
from django.http import HttpResponse
from django.shortcuts import redirect

from fourthp.foundation.actors import Public
from fourthp.foundation.clock import now
from fourthp.foundation.forms import KeyedForm
from fourthp.foundation.links import read_link
from fourthp.foundation.models import WorkerBeat
from fourthp.foundation.operations.revisions import SomebodyWasFaster
from fourthp.foundation.policies import (
    Rate,
    by_link,
    door,
    for_signed_in,
    open_to,
    public,
)


class NoteForm(KeyedForm):
    words = forms.CharField()
    when = forms.DateField(required=False)
    new_password = forms.CharField(required=False)


def write(words: str) -> str:
    """Leave a row for every act."""
    WorkerBeat.objects.create(worker=f"{words}{WorkerBeat.objects.count()}", at=now())
    return f"/answers/{WorkerBeat.objects.count()}/"


def note(request) -> HttpResponse:
    form = NoteForm.of(request)
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data["words"]
        answer = form.send(lambda: write(words), by=Public(), now=now())
        if answer:
            return redirect(answer)
    return HttpResponse(form.render(), status=400 if request.method == "POST" else 200)


handler404 = "fourthp.foundation.views.errors.not_found"
handler500 = "fourthp.foundation.views.errors.broken"


def raising(problem: Exception):
    def view(_request) -> HttpResponse:
        raise problem

    return view


def linked(request) -> HttpResponse:
    link = read_link(request.GET["token"], "note", now=now())
    return HttpResponse(link.purpose)


slow = open_to(public, rate=Rate("note", burst=3, per_hour=60))

urlpatterns = [
    *import_module("fourthp.config.urls").urlpatterns,
    door("note/", note, public, name="test-note"),
    door("closed-note/", note, for_signed_in, name="test-closed-note"),
    door("slow/", lambda _request: HttpResponse("done"), slow, name="test-slow"),
    door("linked/", linked, by_link("note"), name="test-linked"),
    door("away/", raising(OperationalError("gone")), public, name="test-away"),
    door("faster/", raising(SomebodyWasFaster()), public, name="test-faster"),
    door(
        "broken/",
        raising(ZeroDivisionError("asha@clinic.example")),
        public,
        name="test-broken",
    ),
    door("other-note/", note, for_signed_in, name="test-other-note"),
]
