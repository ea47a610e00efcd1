"""The words of the network's lists: added, renamed, retired, put in order."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from fourthp.foundation.clock import now, today
from fourthp.foundation.forms import press
from fourthp.partnership.forms.network import NewWordForm, WordForm
from fourthp.partnership.models import Person, Term, Vocabulary
from fourthp.partnership.operations.words import (
    NoWord,
    WordIsThere,
    add_word,
    bring_back_word,
    bring_words,
    move_word,
    rename_word,
    retire_word,
)
from fourthp.partnership.queries.network import words_counted, words_not_here
from fourthp.partnership.rules.packs import pack_for
from fourthp.partnership.views.network import here
from fourthp.partnership.views.standing import person_of


def words(request: HttpRequest) -> HttpResponse:
    """Show the words of one list, and add one."""
    chosen, found = _list_of(request), here()
    form = NewWordForm.of(request, has_statutory=chosen == Vocabulary.KIND)
    if request.method == "POST" and form.is_valid():
        answer = _add(form, chosen, person_of(request))
        if answer:
            messages.success(request, _("Added, as the last of the list."))
            return redirect(answer)
    terms = Term.objects.of(chosen)
    context = {
        "form": form,
        "list": chosen,
        "tabs": _tabs(chosen),
        "offered": [term for term in terms if term.retired_on is None],
        "retired": [term for term in terms if term.retired_on is not None],
        "new": words_not_here(pack_for(found.country)),
    }
    status = 400 if form.errors else 200
    return render(request, "partnership/network_words.html", context, status=status)


def _list_of(request: HttpRequest) -> Vocabulary:
    asked = request.GET.get("list", "")
    return Vocabulary(asked if asked in Vocabulary.values else Vocabulary.KIND)


def _href(vocabulary: str) -> str:
    return f"{reverse('network-words')}?{urlencode({'list': vocabulary})}"


def _tabs(chosen: Vocabulary) -> list[tuple[str, Any, int, bool]]:
    counts = words_counted(today())
    return [
        (_href(one), capfirst(one.label), count, one == chosen)
        for one, count in counts.items()
    ]


def _add(form: NewWordForm, chosen: Vocabulary, person: Person) -> str | None:
    is_statutory = form.cleaned_data.get("is_statutory", False)

    def act() -> str:
        name = form.cleaned_data["name"]
        add_word(chosen, name, by=person, is_statutory=is_statutory)
        return _href(chosen)

    return _sent(form, act, person)


def _sent(form: WordForm, act: Callable[[], str], person: Person) -> str | None:
    try:
        return form.send(act, by=person, now=now())
    except (WordIsThere, NoWord) as problem:
        form.add_error("name", str(problem))
        return None


def _term(pk: UUID) -> Term:
    here()
    return get_object_or_404(Term, pk=pk)


def word(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Call a word otherwise."""
    person, term = person_of(request), _term(pk)
    form = WordForm.of(request, initial={"name": term.name})
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            rename_word(term, form.cleaned_data["name"], by=person)
            return _href(term.vocabulary)

        answer = _sent(form, act, person)
        if answer:
            messages.success(request, _("It is called so everywhere now."))
            return redirect(answer)
    context = {"form": form, "term": term, "back": _href(term.vocabulary)}
    status = 400 if form.errors else 200
    return render(request, "partnership/network_word.html", context, status=status)


@require_POST
def word_retirement(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Retire a word, or bring it back."""
    person, term = person_of(request), _term(pk)
    is_back = request.POST.get("back") == "yes"

    def act() -> str:
        if is_back:
            bring_back_word(term, by=person)
        else:
            retire_word(term, by=person, today=today())
        return _href(term.vocabulary)

    answer = press(request, act, by=person, now=now())
    said = _("“%s” is offered again.") if is_back else _("“%s” is offered no longer.")
    messages.success(request, said % term.name)
    return redirect(answer)


@require_POST
def word_place(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put a word one place higher in its list."""
    person, term = person_of(request), _term(pk)

    def act() -> str:
        move_word(term, by=person)
        return _href(term.vocabulary)

    return redirect(press(request, act, by=person, now=now()))


@require_POST
def words_of_pack(request: HttpRequest) -> HttpResponse:
    """Bring what the country's pack has and the network has not."""
    person, found = person_of(request), here()
    pack = pack_for(found.country)
    count = len(words_not_here(pack))

    def act() -> str:
        bring_words(pack, found, by=person)
        return reverse("network-words")

    answer = press(request, act, by=person, now=now())
    said = ngettext("%d word came.", "%d words came.", count) % count
    messages.success(request, said)
    return redirect(answer)
