"""What a reader gets, and how often: by a link in a mail, or signed in.

Without an account the link alone says who she is, and these pages tell of her no more
than what she chose.
"""

from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from fourthp.foundation.actors import Actor
from fourthp.foundation.clock import now
from fourthp.foundation.forms import press
from fourthp.foundation.links import SignedLink, read_link
from fourthp.post.forms.wishes import WishesForm
from fourthp.post.operations.wishes import (
    Who,
    choose,
    come_back,
    leave_news,
    send_to_me_again,
    take_back,
)
from fourthp.post.queries.acts import NAMED, name_mailed
from fourthp.post.queries.facts import wishes_of
from fourthp.post.queries.links import UNSUBSCRIBE, WISHES
from fourthp.post.queries.readership import reader_now
from fourthp.post.queries.wishes import (
    brings,
    goes_back_to,
    roles_by_seat,
    stands,
    stopped,
)
from fourthp.post.rules.delivery import Cadence
from fourthp.post.rules.kinds import Stream
from fourthp.post.views.pressing import query_of_name

# The body that RFC 8058 has a provider's server send.
ONE_CLICK = ("List-Unsubscribe", "One-Click")


@dataclass(frozen=True)
class Visit:
    """Whose wishes a page shows, in whose name they change, and its four paths.

    name is what she is called, where the mail of the link said it.
    """

    who: Who
    by: Actor
    form: str
    saved: str
    again: str
    news: str
    name: str = ""

    @property
    def is_own(self) -> bool:
        """Tell whether she is signed in."""
        return not isinstance(self.by, SignedLink)


def _by_link(request: HttpRequest, token: str) -> Visit:
    link = read_link(token, WISHES, now=now())
    names = ("mail-wishes", "mail-wishes-saved", "mail-again", "mail-news")
    query = query_of_name(request)
    paths = (reverse(name, args=[token]) + query for name in names)
    name = name_mailed(link, request.GET.get(NAMED, ""))
    return replace(Visit(_who(link), link, *paths), name=name)


def _who(link: SignedLink) -> Who:
    return Who(link.holder_kind, str(link.holder_id))


def _own(request: HttpRequest) -> Visit:
    person: Any = request.standing.person  # type: ignore[attr-defined]  # by PolicyMiddleware
    if person is None:
        raise PermissionDenied  # an account that is nobody's in the network
    names = ("own-wishes", "own-wishes-saved", "own-mail-again", "own-mail-news")
    paths = (reverse(name) for name in names)
    return Visit(Who(person.matter_kind, str(person.pk)), person, *paths)


def wishes(request: HttpRequest, token: str) -> HttpResponse:
    """Show what a reader gets and how often, by a link, and take what she chooses."""
    return _wishes(request, _by_link(request, token), "post/wishes.html")


def own_wishes(request: HttpRequest) -> HttpResponse:
    """Show the same to somebody who is signed in."""
    return _wishes(request, _own(request), "post/own_wishes.html")


def _wishes(request: HttpRequest, visit: Visit, template: str) -> HttpResponse:
    who = visit.who
    reader = reader_now(who.kind, who.id)
    if reader is None:
        return render(request, "post/no_reader.html", status=410)
    chosen = wishes_of(who.kind, who.id)
    form = WishesForm.of(request, wishes=chosen, network_zone=reader.zone)
    if request.method == "POST" and form.is_valid():
        answer = form.send(lambda: _chosen(visit, form), by=visit.by, now=now())
        if answer:
            return redirect(answer)
    context = {
        "form": form,
        "stopped": stopped(who.kind, who.id),
        "visit": visit,
        "has_left": chosen.news == Cadence.NEVER,
        "wishes": chosen,
        "is_undone": request.method == "GET" and "undone" in request.GET,
    } | _brought(visit)
    return render(request, template, context, status=400 if form.errors else 200)


def _brought(visit: Visit) -> dict[str, object]:
    """Return what each stream brings to the seats of whose wishes these are."""
    roles = roles_by_seat(visit.who.kind, visit.who.id)
    return {
        str(one.value): brings(one, roles, is_own=visit.is_own)
        for one in (Stream.DUTY, Stream.NEWS)
    }


def _chosen(visit: Visit, form: WishesForm) -> str:
    choose(visit.who, form.cleaned_data, by=visit.by, now=now())
    return visit.saved


def _is_here(who: Who) -> bool:
    return reader_now(who.kind, who.id) is not None


def saved(request: HttpRequest, token: str) -> HttpResponse:
    """Say that it is noted, and take it back when that button is pressed."""
    return _saved(request, _by_link(request, token), "post/wishes_saved.html")


def own_saved(request: HttpRequest) -> HttpResponse:
    """Say the same to somebody who is signed in."""
    return _saved(request, _own(request), "post/own_wishes_saved.html")


def _saved(request: HttpRequest, visit: Visit, template: str) -> HttpResponse:
    if not _is_here(visit.who):
        return render(request, "post/no_reader.html", status=410)
    if request.method == "POST":

        def undo() -> str:
            take_back(visit.who, by=visit.by, now=now())
            return f"{visit.form}{'&' if '?' in visit.form else '?'}undone=yes"

        return redirect(press(request, undo, by=visit.by, now=now()))
    chosen = wishes_of(visit.who.kind, visit.who.id)
    context = {"visit": visit, "stands": stands(chosen), "back": goes_back_to(chosen)}
    return render(request, template, context)


def news(request: HttpRequest, token: str) -> HttpResponse:
    """Leave the news by one press, or come back to it; looked at, lead there."""
    return _news(request, _by_link(request, token))


def own_news(request: HttpRequest) -> HttpResponse:
    """Let the same be done by somebody who is signed in."""
    return _news(request, _own(request))


def _news(request: HttpRequest, visit: Visit) -> HttpResponse:
    if request.method != "POST" or not _is_here(visit.who):
        return redirect(visit.form)
    acts = {"leave": leave_news, "back": come_back}
    choice = acts.get(request.POST.get("choice", ""))
    if choice is None:
        raise BadRequest

    def turn() -> str:
        choice(visit.who, by=visit.by, now=now())
        return visit.saved

    return redirect(press(request, turn, by=visit.by, now=now()))


def again(request: HttpRequest, token: str) -> HttpResponse:
    """Say what comes when mail goes again to whoever presses, and let it go."""
    return _again(request, _by_link(request, token), "post/mail_again.html")


def own_again(request: HttpRequest) -> HttpResponse:
    """Let the same be done by somebody who is signed in."""
    return _again(request, _own(request), "post/own_mail_again.html")


def _again(request: HttpRequest, visit: Visit, template: str) -> HttpResponse:
    if request.method != "POST":
        why = stopped(visit.who.kind, visit.who.id)
        if why is None or why.is_by_hand:
            return redirect(visit.form)
        chosen = wishes_of(visit.who.kind, visit.who.id)
        has_left = chosen.news == Cadence.NEVER
        context = {"visit": visit, "stopped": why, "has_left": has_left}
        return render(request, template, context)

    def send() -> str:
        send_to_me_again(visit.who, by=visit.by)
        return visit.form

    return redirect(press(request, send, by=visit.by, now=now()))


def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Ask once whether somebody leaves the news; a mailbox's button just does it."""
    link = read_link(token, UNSUBSCRIBE, now=now())
    name, said = ONE_CLICK
    if request.method == "POST" and request.POST.get(name) == said:
        _leave(link)
        return HttpResponse(content_type="text/plain")
    if request.method != "POST":
        if _has_left(link):
            return redirect("mail-left", token)
        return render(request, "post/unsubscribe.html", {"token": token})

    def leave() -> str:
        _leave(link)
        return reverse("mail-left", args=[token])

    return redirect(press(request, leave, by=link, now=now()))


def _has_left(link: SignedLink) -> bool:
    who = _who(link)
    return wishes_of(who.kind, who.id).news == Cadence.NEVER


def _leave(link: SignedLink) -> None:
    """Leave the news; who is nobody's reader any more gets none anyway."""
    if _is_here(_who(link)):
        leave_news(_who(link), by=link, now=now())


def left(request: HttpRequest, token: str) -> HttpResponse:
    """Say that no news comes any more, and the way back.

    Its link to her wishes ends when the one that opened the page does.
    """
    link = read_link(token, UNSUBSCRIBE, now=now())
    who = _who(link)
    if request.method == "POST":

        def back() -> str:
            if _is_here(who):
                come_back(who, by=link, now=now())
            return reverse("mail-left", args=[token])

        return redirect(press(request, back, by=link, now=now()))
    own = replace(link, purpose=WISHES)
    context = {
        "token": token,
        "has_left": _has_left(link),
        "wishes_url": reverse("mail-wishes", args=[own.token()]),
    }
    return render(request, "post/left.html", context)
