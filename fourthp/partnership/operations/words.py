"""The network's own words: those that a country's pack brings, and its own."""

from collections.abc import Collection, Iterable
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from fourthp.audit.operations import record
from fourthp.foundation.actors import Actor
from fourthp.foundation.operations.revisions import Revising, begin_revision
from fourthp.foundation.text import fold, one_line
from fourthp.partnership.models import Network, Term, Vocabulary
from fourthp.partnership.permissions import can_run_network
from fourthp.partnership.rules.packs import Pack

LONGEST_CODE = 50


class WordIsThere(Exception):
    """The list has a word of this name already."""


class NoWord(Exception):
    """A word has to have a name."""


def bring_words(pack: Pack, network: Network, *, by: Actor) -> list[Term]:
    """Add the words of a pack that the network does not have; return what came.

    A word that the network calls by another name keeps it.
    """
    if not can_run_network(by):
        raise PermissionDenied
    known = set(Term.objects.values_list("vocabulary", "code"))
    with transaction.atomic():
        new = [
            Term(
                vocabulary=word.vocabulary,
                code=word.code,
                name=word.name,
                is_statutory=word.is_statutory,
                position=position,
            )
            for position, word in enumerate(pack.words)
            if (word.vocabulary, word.code) not in known
        ]
        Term.objects.bulk_create(new)
        if new:
            record(by, "brought-words", network)
    return new


def choose_areas(
    codes: Collection[str], names: Iterable[str] = (), *, by: Actor, today: date
) -> None:
    """Offer of the areas only some, by their codes, and others by their names."""
    if not can_run_network(by):
        raise PermissionDenied
    with transaction.atomic():
        areas = Term.objects.filter(vocabulary=Vocabulary.AREA)
        areas.exclude(code__in=codes).update(retired_on=today)
        for name in names:
            add_word(Vocabulary.AREA, name, by=by)
        record(by, "chose-areas", Network.objects.get())


def add_word(
    vocabulary: str, name: str, *, by: Actor, is_statutory: bool = False
) -> Term:
    """Add a word to a list, as its last; raise WordIsThere or NoWord."""
    if not can_run_network(by):
        raise PermissionDenied
    with transaction.atomic():
        network = _lock()
        term = Term(vocabulary=vocabulary, name=_usable(vocabulary, name))
        term.is_statutory = is_statutory and vocabulary == Vocabulary.KIND
        term.code = _free_code(vocabulary, term.name)
        last = Term.objects.of(vocabulary).values_list("position", flat=True).last()
        term.position = 0 if last is None else last + 1
        begin_revision(by, "added-word", network).make([term])
        record(by, "added-word", term)
    return term


def rename_word(term: Term, name: str, *, by: Actor) -> Term:
    """Call a word otherwise, wherever it stands; raise WordIsThere or NoWord."""
    if not can_run_network(by):
        raise PermissionDenied
    with transaction.atomic():
        network = _lock()
        term = Term.objects.select_for_update(of=("self",)).get(pk=term.pk)
        name = _usable(term.vocabulary, name, but=term)
        if name != term.name:
            before, term.name = term.name, name
            revising = begin_revision(by, "renamed-word", network)
            revising.change([(term, {"name": before})])
            record(by, "renamed-word", term)
    return term


def retire_word(term: Term, *, by: Actor, today: date) -> Term:
    """Offer a word no longer from today; where it was used it stands."""
    return _put_retirement(term, today, by=by)


def bring_back_word(term: Term, *, by: Actor) -> Term:
    """Offer a retired word again."""
    return _put_retirement(term, None, by=by)


def _put_retirement(term: Term, day: date | None, *, by: Actor) -> Term:
    if not can_run_network(by):
        raise PermissionDenied
    act = "retired-word" if day else "brought-back-word"
    with transaction.atomic():
        network = _lock()
        term = Term.objects.select_for_update(of=("self",)).get(pk=term.pk)
        before, term.retired_on = term.retired_on, day
        if bool(before) != bool(day):
            begin_revision(by, act, network).change([(term, {"retired_on": before})])
            record(by, act, term)
    return term


def move_word(term: Term, *, by: Actor) -> None:
    """Put a word of a list one place higher; the first stays where it is."""
    if not can_run_network(by):
        raise PermissionDenied
    with transaction.atomic():
        network = _lock()
        terms = list(Term.objects.select_for_update(of=("self",)).of(term.vocabulary))
        at = next(n for n, one in enumerate(terms) if one.pk == term.pk)
        if at:
            terms[at - 1], terms[at] = terms[at], terms[at - 1]
            _put_in_order(terms, begin_revision(by, "moved-word", network))
            record(by, "moved-word", term)


def _put_in_order(terms: list[Term], revising: Revising) -> None:
    changed = []
    for position, one in enumerate(terms):
        if one.position != position:
            changed.append((one, {"position": one.position}))
            one.position = position
    revising.change(changed)


def _lock() -> Network:
    """Return the network, locked: its words change one after the other."""
    return Network.objects.select_for_update().get()


def _usable(vocabulary: str, name: str, *, but: Term | None = None) -> str:
    """Return a name that a word of a list may have; raise WordIsThere or NoWord."""
    name = one_line(name)
    if not name:
        raise NoWord(_("Write the word."))
    others = Term.objects.of(vocabulary)
    if but is not None:
        others = others.exclude(pk=but.pk)
    for other in others:
        if fold(other.name) == fold(name):
            said = _("“%s” is in this list already.")
            if other.retired_on:
                said = _("“%s” is in this list already, retired: bring it back.")
            raise WordIsThere(said % other.name)
    return name


def _free_code(vocabulary: str, name: str) -> str:
    """Return a code that no word of a list has."""
    code = slugify(name)[:LONGEST_CODE].strip("-") or "word"
    taken = set(Term.objects.of(vocabulary).values_list("code", flat=True))
    more = (f"{code}-{n}" for n in range(2, len(taken) + 3))
    # Own words bear a mark: a later pack’s word of the same code is another word.
    own = f"own-{code}"
    return next(one for one in (own, *(f"own-{m}" for m in more)) if one not in taken)
