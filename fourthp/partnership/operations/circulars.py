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
    AudienceRule,
    Circular,
    Group,
    Label,
    Role,
)
from fourthp.partnership.permissions import can_write_circular
from fourthp.partnership.queries import people_of, readers_for
from fourthp.post.operations.mailings import NotLikeThat
from fourthp.post.operations.retelling import retell
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
            reason=gettext_lazy("you hold a seat, and did not leave the news"),
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

    words is Markdown; sort one of Circular.Sort; label TLP:CLEAR or TLP:GREEN.
    """

    title: str
    words: str
    sort: str
    label: str = Label.GREEN
    group: Group | None = None


def write_circular(facts: CircularFacts, *, by: Actor, now: datetime) -> Circular:
    """Write a letter to members; its mailing is held until somebody lets it go.

    Raises MoreThanOneLine for a title of several, and NobodyToWriteTo.
    """
    if not can_write_circular(by):
        raise PermissionDenied
    with transaction.atomic():
        readers = _readers(facts.group)
        circular = Circular.objects.create(
            title=one_line(facts.title),
            words=facts.words.strip(),
            sort=facts.sort,
            label=facts.label,
            group=facts.group,
            audience=_audience_of(facts.group),
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
        circular = Circular.objects.select_for_update().get(pk=circular.pk)
        if circular.mailing is None:
            raise NotLikeThat(_("Its mails are forgotten."))
        refuse_if_changed(seen, is_now=circular.version)
        readers = _readers(facts.group)
        _put_readers(circular, facts.group)
        circular.title, circular.words = one_line(facts.title), facts.words.strip()
        circular.sort, circular.label = facts.sort, facts.label
        circular.save()
        record(by, "changed", circular)
        retell(circular.mailing, readers, _news_of(circular), by=by, now=now)
    return circular


def _readers(group: Group | None) -> list[Reader]:
    """Return who gets a circular; raise NobodyToWriteTo."""
    readers = readers_for(people_of(group))
    if not readers:
        raise NobodyToWriteTo(_("Nobody holds a seat there today."))
    return readers


def _put_readers(circular: Circular, group: Group | None) -> None:
    """Write a circular to another group, and let that group see it."""
    if circular.group == group:
        return
    before, circular.group = circular.audience, group
    circular.audience = _audience_of(group)
    circular.save()
    if before is not None:
        before.delete()


def _audience_of(group: Group | None) -> Audience | None:
    """Return the readers of a group's circular: its seats, and who lets it go."""
    if group is None:
        return None
    audience = Audience.objects.create(name=group.name)
    AudienceRule.objects.create(audience=audience, group=group)
    AudienceRule.objects.create(audience=audience, role=Role.COORDINATOR)
    return audience


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
    to = circular.group.name if circular.group else _("Everyone in the network")
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
