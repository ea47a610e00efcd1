"""Letters to members: written, held until somebody lets them go, forgotten."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.timezone import localdate
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from fourthp.audit.operations import record
from fourthp.foundation.actors import Actor
from fourthp.foundation.inventory import LASTS, Retention
from fourthp.foundation.matters import actor_title
from fourthp.foundation.operations.revisions import refuse_if_changed
from fourthp.foundation.text import one_line
from fourthp.partnership.models import (
    Audience,
    Circular,
    Group,
    Label,
)
from fourthp.partnership.operations.audiences import make_audience, refuse_clear
from fourthp.partnership.operations.turns import take_turn
from fourthp.partnership.permissions import can_write_circular
from fourthp.partnership.queries.audiences import Way
from fourthp.partnership.queries.circulars import and_who_lets_go, sharing_of_letter
from fourthp.partnership.queries.readership import (
    group_in_mail,
    people_by_ways,
    people_of,
    readers_for,
)
from fourthp.post.operations.mailings import NotLikeThat
from fourthp.post.operations.retelling import retell, rewrite_waiting
from fourthp.post.operations.telling import News, Writing, tell
from fourthp.post.queries.links import button_to, full
from fourthp.post.rules.kinds import Kind, Stream, declare_kind
from fourthp.post.rules.letters import Facts, Letter, Words
from fourthp.post.rules.readers import Reader

_REASON = gettext_lazy("you hold a seat in the network")
_SUBJECT = gettext_lazy("A letter from the network")
# What each sort of circular is to the post.
CIRCULARS = {
    Circular.Sort.NEWS: declare_kind(
        Kind(
            "partnership.circular-news",
            Stream.NEWS,
            subject=_SUBJECT,
            title=gettext_lazy("Letter to members: news"),
            reason=gettext_lazy("you hold a seat, and have not stopped the news"),
            waits=True,
        )
    ),
    Circular.Sort.DUTY: declare_kind(
        Kind(
            "partnership.circular-duty",
            Stream.DUTY,
            subject=_SUBJECT,
            title=gettext_lazy("Letter to members: part of the seat"),
            reason=_REASON,
            waits=True,
        )
    ),
    Circular.Sort.URGENT: declare_kind(
        Kind(
            "partnership.circular-urgent",
            Stream.DUTY,
            subject=_SUBJECT,
            title=gettext_lazy("Letter to members: it cannot wait"),
            reason=_REASON,
        )
    ),
}


class NobodyToWriteTo(Exception):
    """Nobody holds a seat in the group that a circular is for."""


@dataclass(frozen=True)
class CircularFacts:
    """What a circular says, and to whom: group None is the whole network.

    words is Markdown; sort one of Circular.Sort; label TLP:CLEAR or TLP:GREEN. ways:
    for some readers by their ways in, and for no group; None is all of it.
    """

    title: str
    words: str
    sort: str
    label: str = Label.GREEN
    group: Group | None = None
    ways: tuple[Way, ...] | None = None


def write_circular(facts: CircularFacts, *, by: Actor, now: datetime) -> Circular:
    """Write a letter to members; its mailing is held until somebody lets it go.

    Raises MoreThanOneLine for a title of several, NobodyToWriteTo, ClosedIsNotClear.
    """
    if not can_write_circular(by):
        raise PermissionDenied
    with transaction.atomic():
        refuse_clear(sharing_of_letter(facts.label, facts.group, facts.ways))
        readers = _readers(facts)
        circular = Circular.objects.create(
            title=one_line(facts.title),
            words=facts.words.strip(),
            sort=facts.sort,
            label=facts.label,
            group=facts.group,
            audience=_audience_of(facts, by),
            actor_kind=by.actor_kind,
            actor_id=by.actor_id,
            made_at=now,
        )
        record(by, "wrote", circular)
        circular.mailing = tell(readers, _news_of(circular), by=by, now=now)
        circular.save(update_fields=["mailing"])
    return circular


def change_circular(
    circular: Circular,
    facts: CircularFacts,
    *,
    by: Actor,
    now: datetime,
    seen: str | None = None,
) -> Circular:
    """Change a letter while it is held; every mail of it is written anew.

    seen is its version as they saw it, None to change it anyway. Raises as
    `write_circular`, NotLikeThat where it is not held any more, and SomebodyWasFaster.
    """
    if not can_write_circular(by):
        raise PermissionDenied
    with transaction.atomic():
        take_turn()
        circular = Circular.objects.select_for_update().get(pk=circular.pk)
        if circular.mailing is None:
            raise NotLikeThat(_("Its mails are forgotten."))
        refuse_if_changed(seen, is_now=circular.version)
        refuse_clear(sharing_of_letter(facts.label, facts.group, facts.ways))
        readers = _readers(facts)
        _put_readers(circular, facts, by)
        circular.title, circular.words = one_line(facts.title), facts.words.strip()
        circular.sort, circular.label = facts.sort, facts.label
        circular.save()
        record(by, "changed", circular)
        retell(circular.mailing, readers, _news_of(circular), by=by, now=now)
    return circular


def shared_otherwise(circular: Circular, _by: Actor, now: datetime) -> None:
    """Let what has not left of a letter leave with its label of now, or without."""
    rewrite_waiting(_news_of(circular), now=now)


def _readers(facts: CircularFacts) -> list[Reader]:
    """Return who gets a circular; raise NobodyToWriteTo."""
    people = people_of(facts.group)
    if facts.ways is not None:
        people = people_by_ways(facts.ways)
    readers = readers_for(people)
    if not readers:
        raise NobodyToWriteTo(_("Nobody holds a seat there today."))
    return readers


def _put_readers(circular: Circular, facts: CircularFacts, by: Actor) -> None:
    """Write a circular to others than before, and let these see it."""
    is_chosen = facts.ways is not None or circular.audience_id is not None
    if circular.group == facts.group and (facts.group or not is_chosen):
        return
    before, circular.group = circular.audience, facts.group
    circular.audience = _audience_of(facts, by)
    circular.save()
    if before is not None:
        before.delete()


def _audience_of(facts: CircularFacts, by: Actor) -> Audience | None:
    """Return the readers of a circular: those it is for, and who lets it go."""
    if facts.group is None and facts.ways is None:
        return None
    ways = [Way(group=facts.group)] if facts.ways is None else list(facts.ways)
    name = facts.group.name if facts.group else ""
    return make_audience(and_who_lets_go(ways), by=by, name=name)


def _news_of(circular: Circular) -> News:
    return News(
        CIRCULARS[Circular.Sort(circular.sort)],
        _written_once(circular),
        about=circular,
        is_open=_is_open(circular),
        is_held=True,
    )


def _is_open(circular: Circular) -> bool:
    """Tell whether everyone may read a circular."""
    return circular.label == Label.CLEAR and circular.audience_id is None


def _written_once(circular: Circular) -> Writing:
    """Return what writes a circular once for each language, and not for each reader."""

    @cache
    def in_language(_name: str | None) -> Letter:
        return circular_letter(circular)

    return lambda _reader: in_language(get_language())


def circular_letter(circular: Circular) -> Letter:
    """Return a circular as the mail that its readers get, in the language of now."""
    day = localdate(circular.made_at)
    sender = actor_title(circular.actor_kind, circular.actor_id, on=day)
    to = _("Everyone in the network")
    if circular.group:
        # TLP:GREEN may be passed on in the network: a closed group is not named.
        to = capfirst(group_in_mail(circular.group))
    if circular.is_for_some:
        to = _("Some of the network, chosen for this letter")
    says = (_("From"), capfirst(sender)), (_("To"), to)
    facts = (*says, (_("Label"), str(circular.label)))
    page = full(reverse("circular", args=[circular.pk]))
    return Letter(
        circular.title,
        (
            Words(circular.words),
            Facts(facts),
            button_to(
                _("Read it in the browser"),
                page,
                is_quiet=True,
                is_open=_is_open(circular),
            ),
        ),
    )


def forget_circulars(*, now: datetime) -> int:
    """Forget circulars after 2 years, with whom they were for; return how many."""
    before = now - LASTS[Retention.YEARS_2]
    with transaction.atomic():
        old = Circular.objects.select_for_update().filter(made_at__lt=before)
        audiences = [one.audience_id for one in old if one.audience_id]
        count = len(old)
        old.delete()
        Audience.objects.filter(pk__in=audiences).delete()
    return count
