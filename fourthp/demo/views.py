"""Becoming one of the demo's people."""

from uuid import UUID

from django.contrib.auth import logout
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from fourthp.accounts.operations.sessions import sign_in_as
from fourthp.demo.people import PEOPLE
from fourthp.partnership.models import Person
from fourthp.partnership.queries import this_network


def personas(request: HttpRequest) -> HttpResponse:
    """Show who can be tried, and become nobody again."""
    if request.method == "POST":
        with transaction.atomic():
            logout(request)
        return redirect("personas")
    known = Person.objects.exclude(user=None).prefetch_related("seats__agency")
    by_email = {person.email: person for person in known}
    pairs = [(p, by_email[p.email]) for p in PEOPLE if p.email in by_email]
    return render(request, "demo/personas.html", {"pairs": pairs})


def become(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Become one person of the demo, by a button, and go where they would begin."""
    network = this_network()
    if network is not None and not network.is_demo:
        raise Http404  # whatever the settings say
    person = get_object_or_404(Person.objects.exclude(user=None), pk=pk)
    if request.method != "POST" or person.user is None:
        return redirect("personas")
    sign_in_as(request, person.user)
    routes = {persona.email: persona.route for persona in PEOPLE}
    return redirect(routes.get(person.email, "personas"))
