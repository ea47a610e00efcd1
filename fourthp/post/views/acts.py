"""What a link in a mail opens: a page with a button, thanks, and the way back.

Looking changes nothing, however often and by whatever method: programs that guard
mailboxes open every link.
"""

from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from fourthp.foundation.clock import now
from fourthp.foundation.forms import press
from fourthp.foundation.links import SignedLink
from fourthp.foundation.matters import CannotUndo
from fourthp.post.formats.letters import button_words
from fourthp.post.forms.acts import ChoiceForm
from fourthp.post.models import Answer
from fourthp.post.operations.acts import (
    do_act,
    say_of_reader,
    send_fresh_link,
    undo_act,
)
from fourthp.post.queries.acts import (
    NAMED,
    answer_to,
    is_open,
    is_open_afresh,
    name_mailed,
    read_act,
    read_of_any_age,
    was_taken_back,
)
from fourthp.post.rules.acts import (
    ActIsOver,
    AnsweredBefore,
    Choice,
    NoSuchChoice,
    SignedAct,
)
from fourthp.post.rules.letters import Facts
from fourthp.post.views.pressing import query_of_name


def act(request: HttpRequest, token: str) -> HttpResponse:
    """Show whom a link stands for and what it is about, with its buttons."""
    asked, link = read_act(token, now=now())
    if request.method == "POST":
        return _pressed(request, asked, link)
    chosen = _chosen(asked, request.GET)
    closed = _closed(request, asked, link)
    if closed:
        return closed
    if asked.undone and "undone" in request.GET and was_taken_back(link):
        context = _named(request, link) | {"act": asked}
        return render(request, "post/act_undone.html", context)
    chosen = chosen or _only(asked, link)
    if chosen and chosen.has_page:
        return _looked_at(request, asked, link, _form(request, chosen, link))
    context = _named(request, link)
    context |= {"act": asked, "blocks": _blocks(asked, link)}
    context["choices"] = [
        (c, query_of_name(request, choice=c.name))
        for c in asked.choices
        if c.is_offered(link)
    ]
    context["is_undone"] = "undone" in request.GET
    return render(request, "post/act.html", context)


def _chosen(asked: SignedAct, said: QueryDict) -> Choice | None:
    try:
        return asked.choice(str(said["choice"])) if "choice" in said else None
    except NoSuchChoice as problem:
        raise BadRequest from problem


def _only(asked: SignedAct, link: SignedLink) -> Choice | None:
    """Return the one choice that there is: its page needs no page before it."""
    offered = [one for one in asked.choices if one.is_offered(link)]
    return offered[0] if len(offered) == 1 else None


def _form(request: HttpRequest, choice: Choice, link: SignedLink) -> ChoiceForm:
    return ChoiceForm.of(request, choice=choice, link=link)


def _closed(
    request: HttpRequest, asked: SignedAct, link: SignedLink
) -> HttpResponse | None:
    """Return the page of a link by which there is nothing to do, if it is one."""
    answer = answer_to(link)
    if answer:
        return _told(request, asked, link, answer, is_again=True)
    return None if is_open(asked, link, now()) else _over(request, asked, link)


def _pressed(request: HttpRequest, asked: SignedAct, link: SignedLink) -> HttpResponse:
    choice = _chosen(asked, request.POST)
    if choice is None:
        raise BadRequest
    form = _form(request, choice, link)
    try:
        done = _say(request, asked, link, form) if form.is_valid() else None
    except ActIsOver:
        return _over(request, asked, link)
    except NoSuchChoice as problem:
        raise BadRequest from problem
    except AnsweredBefore:
        return redirect(_page("act", request, link))
    if done:
        return redirect(done)
    if not choice.has_page:
        raise BadRequest
    return _closed(request, asked, link) or _looked_at(request, asked, link, form)


def _say(
    request: HttpRequest, asked: SignedAct, link: SignedLink, form: ChoiceForm
) -> str | None:
    reasons = form.said_reasons()

    def answer() -> str:
        do_act(asked, link, form.choice.name, now=now(), reasons=reasons)
        return _page("act-done", request, link)

    return form.send(answer, by=link, now=now())


def _looked_at(
    request: HttpRequest, asked: SignedAct, link: SignedLink, form: ChoiceForm
) -> HttpResponse:
    """Show what a choice asks and does, before its button is pressed."""
    context = _named(request, link) | {"form": form, "choice": form.choice}
    facts = (one for one in asked.says(link) if isinstance(one, Facts))
    context["about"] = next((one.lines[0] for one in facts), None)
    context["is_undone"] = "undone" in request.GET
    if _only(asked, link):
        context["blocks"] = _blocks(asked, link)
    status = 400 if form.errors else 200
    return render(request, "post/act_choice.html", context, status=status)


def done(request: HttpRequest, token: str) -> HttpResponse:
    """Say thank you, and take back what was done when that button is pressed."""
    asked, link = read_act(token, now=now())
    if request.method == "POST":
        return _taken_back(request, asked, link)
    answer = answer_to(link)
    if answer is None:
        undone = {"undone": "yes"} if was_taken_back(link) else {}
        return redirect(_page("act", request, link, **undone))
    return _told(request, asked, link, answer)


def _taken_back(
    request: HttpRequest, asked: SignedAct, link: SignedLink
) -> HttpResponse:
    def undo() -> str:
        undo_act(asked, link, now=now())
        return _page("act", request, link, undone="yes")

    try:
        return redirect(press(request, undo, by=link, now=now()))
    except CannotUndo as problem:
        answer = answer_to(link)
        if answer is None:
            return redirect(_page("act", request, link))
        return _told(request, asked, link, answer, problem=str(problem))


def reached_another(request: HttpRequest, token: str, said: str) -> HttpResponse:
    """Ask whether a mail reached somebody else, or its reader is gone; note it."""
    _asked, link = read_act(token, now=now())
    if request.method != "POST":
        context = _named(request, link) | {"said": said, "is_left": said == "left"}
        return render(request, "post/act_another.html", context)

    def note() -> str:
        say_of_reader(link, said, now=now())
        return _page("act-done", request, link)

    try:
        return redirect(press(request, note, by=link, now=now()))
    except AnsweredBefore:
        return redirect(_page("act", request, link))


def fresh(request: HttpRequest, token: str) -> HttpResponse:
    """Send a fresh link to whom an old one stands for; say the same to everyone."""
    link = read_of_any_age(token, now=now())
    if request.method != "POST":
        context = {"token": token, "is_sent": "sent" in request.GET}
        return render(request, "post/act_fresh.html", context)

    def send() -> str:
        send_fresh_link(link, now=now())
        return f"{request.path}?sent=yes"

    return redirect(press(request, send, by=link, now=now()))


def _named(request: HttpRequest, link: SignedLink) -> dict[str, Any]:
    name = name_mailed(link, request.GET.get(NAMED, ""))
    return {"token": link.token(), "name": name, "query": query_of_name(request)}


def _page(name: str, request: HttpRequest, link: SignedLink, **more: str) -> str:
    """Return another page of a link, which still knows what name was mailed."""
    return reverse(name, args=[link.token()]) + query_of_name(request, **more)


def _told(
    request: HttpRequest,
    asked: SignedAct,
    link: SignedLink,
    answer: Answer,
    *,
    is_again: bool = False,
    problem: str = "",
) -> HttpResponse:
    """Show what was answered, and how it is taken back."""
    context = _named(request, link) | {
        "about": asked.named(link),
        "answer": answer,
        "is_again": is_again,
        "problem": problem,
        "goes_back": answer.is_of_another or asked.undo is not None,
    }
    ended = asked.ended(link, now()) if asked.ended else ""
    if not answer.is_of_another and ended:
        context |= {"said": ended, "goes_back": False}
    elif not answer.is_of_another:
        choice = asked.choice(answer.choice)
        said, _todo = choice.came_of(answer.trace)
        context |= {"said": said, "onwards": _onwards(choice, link)}
        context["ticked"] = choice.ticked(link, answer.trace) if choice.ticked else ()
    status = 409 if problem else 200
    return render(request, "post/act_done.html", context, status=status)


def _onwards(choice: Choice, link: SignedLink) -> tuple[str, str] | None:
    """Return the words and the address of where one may go on after a choice."""
    button = choice.leads_to(link) if choice.leads_to else None
    return (button_words(button), button.url) if button else None


def _over(request: HttpRequest, asked: SignedAct, link: SignedLink) -> HttpResponse:
    """Say that nothing is left to do, not why: nobody learns who is here.

    A fresh link is offered only where something could be done by it.
    """
    may_ask = is_open_afresh(asked, link, now())
    context = {"token": link.token(), "may_ask": may_ask}
    return render(request, "post/act_over.html", context, status=410)


def _blocks(asked: SignedAct, link: SignedLink) -> list[tuple[str, Any]]:
    """Return the mail's own words, each by the name of its shape."""
    return [(type(one).__name__.lower(), one) for one in asked.says(link)]
