"""Signed acts: done once by a link, taken back by it, and asked for again."""

from datetime import datetime

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
    asked_afresh,
    for_whom,
    is_here,
    is_open,
    matter_of,
)
from fourthp.post.queries.kinds import FRESH_LINK
from fourthp.post.queries.links import WISHES, reader_url
from fourthp.post.queries.readership import reader_now
from fourthp.post.rules.acts import (
    LEFT,
    NOT_ME,
    ActIsOver,
    AnsweredBefore,
    NoSuchChoice,
    Said,
    SignedAct,
)
from fourthp.post.rules.letters import Button, Letter
from fourthp.post.rules.readers import Reader
from fourthp.post.signals import reached_another

# One mail for many presses; whoever asks again within ten minutes is told the same.
FRESH = Rate("fresh link", burst=1, per_hour=6)


def do_act(
    act: SignedAct,
    link: SignedLink,
    choice: str,
    *,
    now: datetime,
    reasons: tuple[str, ...] = (),
) -> Answer:
    """Do what a link is for, in the name of whom it stands for.

    Raises AnsweredBefore, ActIsOver, NoSuchChoice and NoReason.
    """
    said = act.judged(Said(choice, reasons), link)
    with transaction.atomic():
        answer = _answer(link, choice, now)
        if not is_open(act, link, now):
            raise ActIsOver
        answer.trace = act.act(link, said, now)
        answer.waits_for_look = act.is_about_reader
        answer.save(update_fields=["trace", "waits_for_look"])
        record(link, "answered", answer, purpose=act.purpose)
    return answer


def _answer(link: SignedLink, choice: str, now: datetime) -> Answer:
    """Return the one answer that stands of a link, made now; raise AnsweredBefore.

    Of two at once the second waits for the first: the database lets in one.
    """
    answer, is_new = Answer.objects.select_for_update().get_or_create(
        **fields_of(link), undone_at=None, defaults={"choice": choice, "at": now}
    )
    if not is_new:
        raise AnsweredBefore
    return answer


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
            if act.undo is None or not (act.outlives_seat or is_here(link)):
                raise CannotUndo(_("This cannot be taken back by a link any more."))
            act.undo(link, answer.trace, now)
        answer.undone_at, answer.waits_for_look = now, False
        answer.save(update_fields=["undone_at", "waits_for_look"])
        by = Bearer(link) if answer.is_of_another else link
        record(by, "undone", answer, purpose=act.purpose)
        if answer.is_of_another:
            _announce(answer, link, now)


def say_of_reader(link: SignedLink, said: str, *, now: datetime) -> Answer:
    """Note that a mail reached somebody else, or that its reader is gone.

    Nothing is done in anyone's name, and nobody is said to have said it; by this link
    nothing can be until it is taken back. The rooms above tell whoever looks after it,
    and again when it is taken back. Raises AnsweredBefore and NoSuchChoice.
    """
    if said not in {NOT_ME, LEFT}:
        raise NoSuchChoice(said)
    with transaction.atomic():
        answer = _answer(link, said, now)
        answer.waits_for_look = True
        answer.save(update_fields=["waits_for_look"])
        record(Bearer(link), "reached-another", answer, said=said)
        _announce(answer, link, now)
    return answer


def _announce(answer: Answer, link: SignedLink, now: datetime) -> None:
    reached_another.send(sender=Answer, answer=answer, link=link, now=now)


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
    about = None if own else matter_of(link)
    news = News(FRESH_LINK, lambda one: _fresh(one, link, now), about=about)
    tell([reader], news, by=link, now=now)


def _fresh(reader: Reader, link: SignedLink, now: datetime) -> Letter:
    if link.purpose not in OWN_PAGES:
        return asked_afresh(link, for_whom(reader), now=now)
    url = reader_url(reader.kind, reader.id, WISHES, now=now)
    button = Button(_("Choose what you get, and how often"), url)
    return Letter(_("The link you asked for"), (for_whom(reader), button))
