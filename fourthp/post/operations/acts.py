"""Signed acts: done once by a link, taken back by it, and asked for again."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from fourthp.audit.operations import record
from fourthp.foundation.links import Bearer, SignedLink
from fourthp.foundation.matters import CannotUndo
from fourthp.foundation.operations.rates import take_token
from fourthp.foundation.policies import Rate
from fourthp.post.models import Answer, fields_of
from fourthp.post.operations.telling import News, tell
from fourthp.post.queries.acts import (
    OWN_PAGES,
    asked,
    for_whom,
    is_here,
    is_open,
    link_to,
    settled,
)
from fourthp.post.queries.kinds import FRESH_LINK
from fourthp.post.queries.links import WISHES, reader_url
from fourthp.post.queries.readership import reader_now
from fourthp.post.rules.acts import (
    LEFT,
    NOT_ME,
    ActIsOver,
    NoSuchChoice,
    Said,
    SignedAct,
    act_of,
)
from fourthp.post.rules.letters import Block, Button, Letter
from fourthp.post.rules.readers import Reader
from fourthp.post.signals import reached_another

# Of mails that one link may ask for; whoever asks more often is told the same.
FRESH = Rate("fresh link", burst=3, per_hour=3)


@dataclass
class _Matter:
    """A matter as a link names it."""

    matter_kind: str
    pk: UUID


def do_act(
    act: SignedAct,
    link: SignedLink,
    choice: str,
    *,
    now: datetime,
    reasons: tuple[str, ...] = (),
) -> Answer:
    """Do what a link is for, in the name of whom it stands for; return what stands.

    Done by it before, it is not done again. Raises ActIsOver, NoSuchChoice and
    NoReason.
    """
    said = act.judged(Said(choice, reasons))
    with transaction.atomic():
        answer, is_new = _answer(link, choice, now)
        if is_new:
            if not is_open(act, link, now):
                raise ActIsOver
            answer.trace = act.act(link, said, now)
            answer.waits_for_look = act.is_about_reader
            answer.save(update_fields=["trace", "waits_for_look"])
            record(link, "answered", answer, purpose=act.purpose)
    return answer


def _answer(link: SignedLink, choice: str, now: datetime) -> tuple[Answer, bool]:
    """Return the one answer that stands of a link, made now if there is none.

    Of two at once the second waits for the first: the database lets in one.
    """
    return Answer.objects.select_for_update().get_or_create(
        **fields_of(link), undone_at=None, defaults={"choice": choice, "at": now}
    )


def undo_act(act: SignedAct, link: SignedLink, *, now: datetime) -> None:
    """Take back what was done by a link; it is free again. Raises CannotUndo.

    What was taken back before stays so.
    """
    with transaction.atomic():
        rows = Answer.objects.select_for_update().filter(**fields_of(link))
        answer = rows.filter(undone_at=None).first()
        if answer is None:
            return
        if not answer.is_of_another:
            if act.undo is None or not is_here(link):
                raise CannotUndo(_("This cannot be taken back by a link any more."))
            act.undo(link, answer.trace, now)
        answer.undone_at, answer.waits_for_look = now, False
        answer.save(update_fields=["undone_at", "waits_for_look"])
        by = Bearer(link) if answer.is_of_another else link
        record(by, "undone", answer, purpose=act.purpose)


def say_of_reader(link: SignedLink, said: str, *, now: datetime) -> Answer:
    """Note that a mail reached somebody else, or that its reader is gone.

    Nothing is done in anyone's name, and nobody is said to have said it; by this link
    nothing can be until it is taken back. The rooms above tell whoever looks after it,
    once for each link.
    """
    if said not in {NOT_ME, LEFT}:
        raise NoSuchChoice(said)
    with transaction.atomic():
        answer, is_new = _answer(link, said, now)
        if is_new:
            answer.waits_for_look = True
            answer.save(update_fields=["waits_for_look"])
            record(Bearer(link), "reached-another", answer, said=said)
            reached_another.send(sender=Answer, link=link, said=said, now=now)
    return answer


def send_fresh_link(link: SignedLink, *, now: datetime) -> None:
    """Send whom a link stands for a fresh one, to the address that she has now.

    Whoever asks is told the same, whether or not a mail goes.
    """
    named = f"{link.purpose} {link.actor_id} {link.matter_kind}:{link.matter_id}"
    if take_token(FRESH, named, now=now):
        return
    reader = reader_now(link.holder_kind, str(link.holder_id))
    if reader is None:
        return
    own = link.purpose in OWN_PAGES
    # What must not be named any more is found by it, and the mail does not go.
    about = None if own else _Matter(link.matter_kind, link.matter_id)
    news = News(FRESH_LINK, lambda one: _fresh(one, link, now), about=about)
    tell([reader], news, by=link, now=now)


def _fresh(reader: Reader, link: SignedLink, now: datetime) -> Letter:
    blocks = (for_whom(reader), *_blocks(reader, link, now))
    return Letter(_("The link you asked for"), blocks)


def _blocks(reader: Reader, link: SignedLink, now: datetime) -> Iterator[Block]:
    if link.purpose in OWN_PAGES:
        url = reader_url(reader.kind, reader.id, WISHES, now=now)
        yield Button(_("Choose what you get, and how often"), url)
        return
    act = act_of(link.purpose)
    again = link_to(act, reader, _Matter(link.matter_kind, link.matter_id), now=now)
    if act.is_open(again, now):
        yield from asked(act, again)
    else:
        yield settled()
