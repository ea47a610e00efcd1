"""What goes on schedule: the words of mails, then that they were sent."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from fourthp.foundation.clock import now as clock_now
from fourthp.foundation.inventory import LASTS, Retention
from fourthp.foundation.matters import Matter
from fourthp.foundation.operations.revisions import forget_matter
from fourthp.post.models import (
    Answer,
    Bounce,
    DomainPause,
    Incoming,
    Mailing,
    Message,
    Suppression,
    Wishes,
    digests_of,
)
from fourthp.post.models.messages import ENDED, OPEN, nobody
from fourthp.post.operations.bundles import unmake_bundles
from fourthp.post.operations.folder import forget_files
from fourthp.post.rules.kinds import all_kinds
from fourthp.post.rules.letters import says_any
from fourthp.post.rules.readers import ADDRESS

AT_ONCE = 500


def forget_mail(*, now: datetime) -> int:
    """Forget words after 30 days, and messages after 2 years; return how many rows.

    What has not ended by then, held or paused all the time, ends with its words.
    """
    words, rows = now - LASTS[Retention.DAYS_30], now - LASTS[Retention.YEARS_2]
    with transaction.atomic():
        old = Message.objects.filter(made_at__lt=words)
        cancel_open(old, now)
        emptied = _empty(old)
        forget_last_mails()
        gone, _each = Message.objects.filter(made_at__lt=rows).delete()
        mailings = Mailing.objects.filter(made_at__lt=rows, messages=None)
        more, _each = mailings.delete()
        bounces, _each = Bounce.objects.filter(at__lt=words).delete()
        pauses, _each = DomainPause.objects.filter(until__lt=words).delete()
        stops, _each = Suppression.objects.filter(since__lt=rows).delete()
        answers, _each = Answer.objects.filter(at__lt=rows).delete()
        incoming = _forget_incoming(words, rows)
    return emptied + gone + more + bounces + pauses + stops + answers + incoming


def _forget_incoming(words: datetime, rows: datetime) -> int:
    """Forget what letters say, read or not, and later that they came."""
    old = Incoming.objects.filter(taken_at__lt=words, has_words=True)
    emptied = old.update(words={}, has_words=False)
    gone, _each = Incoming.objects.filter(taken_at__lt=rows).delete()
    return emptied + gone


def cancel_open(found, now: datetime) -> None:  # type: ignore[no-untyped-def]  # likewise
    """Let nothing of some messages leave any more.

    Whoever sends one just now notes nothing of it, its words least of all.
    """
    found.filter(state__in=OPEN).update(
        state=Message.State.CANCELLED, ended_at=now, leased_until=None, leased_by=""
    )


def _empty(old) -> int:  # type: ignore[no-untyped-def]  # a queryset of messages
    """Forget what messages say, here and in the folder where no server takes them."""
    saying = old.filter(has_words=True)
    forget_files(list(saying.values_list("reference", flat=True)))
    return int(saying.update(letter={}, has_words=False))


def forget_words_about(matter: Matter) -> int:
    """Forget what any mail said of a matter, at once; return how many mails.

    What has not left does not go. A bundle that waits with it in it is made anew of
    what else was in it, and one that is being sent says nothing if it is tried again.
    """
    now = clock_now()
    rows = Message.objects.filter(
        about_kind=matter.matter_kind, about_id=str(matter.pk)
    )
    with transaction.atomic():
        # First, because a bundle may be made of it this moment: that is seen below.
        cancel_open(rows, now)
        emptied = _empty(rows)
        with_it = rows.exclude(bundle=None).values_list("bundle", flat=True)
        bundles = Message.objects.filter(pk__in=list(with_it))
        emptied += _empty(bundles)
        unmake_bundles(bundles, now=now)
    return emptied


def forget_reader(kind: str, pk: str, *, now: datetime | None = None) -> None:
    """Forget what a reader wanted, with the reader; what was sent names nobody more.

    What waits for her does not go, and no mail that comes late finds what it answers.
    """
    now = now or clock_now()
    with transaction.atomic():
        for wishes in Wishes.objects.filter(reader_kind=kind, reader_id=pk):
            forget_matter(wishes)
            wishes.delete()
        Answer.objects.filter(holder_kind=kind, holder_id=pk).delete()
        Answer.objects.filter(about_kind=kind, about_id=pk).delete()
        messages = Message.objects.filter(reader_kind=kind, reader_id=pk)
        cancel_open(messages, now)
        came_in = Incoming.objects.filter(message__in=messages)
        came_in.update(sender="", words={}, has_words=False)
        _make_nobodys(messages)


def _make_nobodys(messages) -> None:  # type: ignore[no-untyped-def]  # a queryset of them
    """Take from messages whom they were for, and the word by which mails name them."""
    some = list(messages.only("pk", "reference"))
    forget_files([message.reference for message in some])
    changed = nobody()
    for message in some:
        for name, value in nobody().items():
            setattr(message, name, value)
    Message.objects.bulk_update(some, list(changed), batch_size=AT_ONCE)


def forget_addresses(addresses: Iterable[str], *, now: datetime | None = None) -> None:
    """Forget that anything was sent to some addresses or came from them, and what.

    What is stopped stays so under a digest: whoever has an address of these again is
    not written to because of it.
    """
    now = now or clock_now()
    with transaction.atomic():
        for address in addresses:
            messages = Message.objects.filter(
                reader_kind=ADDRESS, address__iexact=address
            )
            cancel_open(messages, now)
            _make_nobodys(messages)
            Bounce.objects.filter(address__iexact=address).delete()
            came_in = Incoming.objects.filter(sender__iexact=address)
            came_in.update(sender="", words={}, has_words=False)
            stopped = Suppression.objects.filter(address=address.lower())
            stopped.update(address=digests_of(address)[0])


def forget_last_mails() -> None:
    """Forget whom the last mails were for that went to somebody, or never will."""
    kinds = [kind.name for kind in all_kinds() if kind.is_last]
    ended = Message.objects.filter(kind__in=kinds, state__in=ENDED)
    _make_nobodys(ended.exclude(address=""))


def forget_words_naming(names: Iterable[str]) -> int:
    """Forget what mails said that have ended, where one of some names stands in it.

    Returns how many. What has not left goes: its words are forgotten after 30 days.
    """
    wanted = [one.casefold() for one in names if one]
    ended = Message.objects.filter(has_words=True, state__in=ENDED)
    found = [
        message.pk
        for message in ended.only("pk", "letter").iterator()
        if says_any(message.letter, wanted)
    ]
    return _empty(Message.objects.filter(pk__in=found))
