"""Becoming one of the demo's people, and reading the mails that it would send."""

from uuid import UUID

from django.contrib.auth import logout
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from fourthp.accounts.operations.sessions import sign_in_as
from fourthp.accounts.queries import Mail, demo_mail, demo_mails
from fourthp.demo.people import PEOPLE
from fourthp.demo.twins import drawn
from fourthp.foundation.clock import now
from fourthp.partnership.models import Person
from fourthp.partnership.queries import this_network
from fourthp.post.models import Message
from fourthp.post.queries.outbox import Line, lines_of, without_words


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


def mails(request: HttpRequest) -> HttpResponse:
    """List the mails that the demo would have sent."""
    found = demo_mails()
    lines = _lines(found)
    told = [(one, lines.get(one.reference)) for one in found]
    return render(request, "demo/mails.html", {"mails": told})


def mail(request: HttpRequest, name: str) -> HttpResponse:
    """Show one mail of the demo as text."""
    found = _mail(name)
    line = _lines([found]).get(found.reference)
    return render(request, "demo/mail.html", {"mail": found, "line": line})


def drawn_mail(_request: HttpRequest, name: str) -> HttpResponse:
    """Show one mail of the demo as a mail program would."""
    html = _mail(name).html
    if not html:
        raise Http404
    page, policy = drawn(html)
    return HttpResponse(page, headers={"Content-Security-Policy": policy})


def _mail(name: str) -> Mail:
    found = demo_mail(name)
    if found is None:
        raise Http404
    return found


def _lines(found: list[Mail]) -> dict[str, Line]:
    """Return what the outbox says of some mails, by their references."""
    rows = without_words(Message.objects.all())
    rows = rows.filter(reference__in=[one.reference for one in found])
    return {line.message.reference: line for line in lines_of(rows, now=now())}
