"""Becoming one of the demo's people, and reading the mails that it would send."""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib.auth import logout
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from fourthp.accounts.operations.sessions import sign_in_as
from fourthp.demo.folder import Mail, demo_mail
from fourthp.demo.forms import MailsAsked, MailsForm
from fourthp.demo.mails import every_mail, kinds_of, told
from fourthp.demo.people import PEOPLE
from fourthp.demo.twins import drawn
from fourthp.foundation.middleware import CONTENT_SECURITY
from fourthp.partnership.models import Person, Seat
from fourthp.partnership.queries.network import this_network

PAGE = 50


def personas(request: HttpRequest) -> HttpResponse:
    """Show who can be tried, and become nobody again."""
    if request.method == "POST":
        with transaction.atomic():
            logout(request)
        return redirect("personas")
    own = Seat.objects.filter(group__is_network=True).select_related("agency")
    seats = Prefetch("seats", queryset=own)
    known = Person.objects.exclude(user=None).prefetch_related(seats)
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
    """List the mails that the demo would have sent, all or some of them."""
    form = MailsForm(request.GET)
    asked = form.asked()
    every = every_mail()
    found = [one for one in every if asked.is_met_by(one)]
    page = Paginator(found, PAGE).get_page(asked.page)
    context = {
        "asked": asked,
        "kinds": kinds_of(every),
        "page": page,
        "newer": _href(asked, page.number - 1) if page.has_previous() else "",
        "older": _href(asked, page.number + 1) if page.has_next() else "",
    }
    return render(request, "demo/mails.html", context)


def _href(asked: MailsAsked, page: int) -> str:
    said = {"who": asked.who, "kind": asked.kind, "page": page}
    return f"?{urlencode({name: value for name, value in said.items() if value})}"


def mail(request: HttpRequest, name: str) -> HttpResponse:
    """Show one mail of the demo: as a mail program would, and as text."""
    [found] = told([_mail(name)])
    answer = render(request, "demo/mail.html", {"told": found, "mail": found.mail})
    # The drawing is a document of its own, and this is the one page that shows it.
    answer["Content-Security-Policy"] = f"{CONTENT_SECURITY}; frame-src 'self'"
    return answer


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
