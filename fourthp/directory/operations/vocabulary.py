"""Keeping the words that slips are forgiven to: those of public listings, counted."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import F

from fourthp.directory.models import Word, Wording
from fourthp.directory.rules.words import stem
from fourthp.foundation.text import words_of

LONGEST = 40


def telling_words(texts: Iterable[str]) -> set[str]:
    """Return the words of some texts; numbers and very short words are none."""
    found = {word for text in texts for word in words_of(text)}
    return {w for w in found if 2 < len(w) <= LONGEST and not w.isdigit()}


def forget_words(ids: Iterable[Any]) -> Counter[str]:
    """Forget what some listings said; return how often each word went."""
    rows = Wording.objects.filter(service__in=list(ids))
    gone: Counter[str] = Counter()
    for words in rows.values_list("words", flat=True):
        gone.update(words.split())
    rows.delete()
    return gone


def note_words(said: Mapping[Any, set[str]]) -> Counter[str]:
    """Note what listings say now; return how often each word came."""
    rows = [
        Wording(service_id=pk, words=" ".join(sorted(words)))
        for pk, words in said.items()
    ]
    Wording.objects.bulk_create(rows, batch_size=1_000)
    return Counter(word for words in said.values() for word in words)


def count_words(came: Counter[str], gone: Counter[str]) -> None:
    """Bring the counts up to date; a word that no public listing uses goes."""
    changed = {
        word: came[word] - gone[word]
        for word in sorted(came.keys() | gone.keys())
        if came[word] != gone[word]
    }
    known = Word.objects.in_bulk(list(changed))
    for word in known:
        Word.objects.filter(word=word).update(services=F("services") + changed[word])
    Word.objects.filter(services=0).delete()
    new = {word: count for word, count in changed.items() if word not in known}
    Word.objects.bulk_create(
        (
            Word(word=word, stem=stem(word)[:LONGEST], services=n)
            for word, n in new.items()
        ),
        batch_size=5_000,
    )
