"""Whoever seems to have left: asked after, and written to no more."""

from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.utils.translation import gettext_lazy

from fourthp.foundation.actors import Clockwork
from fourthp.partnership.formats.letters import (
    domain_waits_letter,
    has_left_letter,
    seems_gone_letter,
    still_there_letter,
)
from fourthp.partnership.models import FOR_AN_AGENCY, Person, Role
from fourthp.partnership.operations.has_left import HAS_THIS_LEFT
from fourthp.partnership.queries.answering import how_to_tell
from fourthp.partnership.queries.leaving import (
    addresses_in_doubt,
    seated_by_address,
    who_knows,
)
from fourthp.partnership.queries.readership import called, readers_for
from fourthp.partnership.queries.standing import holders_of
from fourthp.post.models import DomainPause, Suppression
from fourthp.post.operations.suppression import stop_address
from fourthp.post.operations.telling import News, tell
from fourthp.post.queries.acts import asked, for_whom, link_to
from fourthp.post.queries.links import reader_page
from fourthp.post.queries.silence import LONG, last_asked, silent_readers
from fourthp.post.rules.kinds import Kind, Stream, declare_kind
from fourthp.post.rules.letters import Block, Letter
from fourthp.post.rules.readers import Reader

_SEAT = gettext_lazy("it belongs to your seat in the network")
HAS_LEFT = declare_kind(
    Kind(
        "partnership.has-left",
        Stream.DUTY,
        subject=gettext_lazy("A question about your agency"),
        title=gettext_lazy("Whether somebody has left"),
        reason=_SEAT,
        roles=(*FOR_AN_AGENCY, Role.COORDINATOR),
    )
)
STILL_THERE = declare_kind(
    Kind(
        "partnership.still-there",
        Stream.DUTY,
        subject=gettext_lazy("A short question"),
        title=gettext_lazy("A question whether our mails still reach you"),
        reason=_SEAT,
    )
)
DOMAIN_WAITS = declare_kind(
    Kind(
        "partnership.domain-waits",
        Stream.DUTY,
        subject=gettext_lazy("About the network’s mail"),
        title=gettext_lazy("A mail server takes nothing from us"),
        reason=_SEAT,
        is_for_all=False,
        roles=(Role.COORDINATOR,),
    )
)
ASK_WHO_LEFT = "partnership.ask_who_left"
LOOK_FOR_SILENCE = "partnership.look_for_silence"
# After so long a word that was asked for does not come any more.
ANSWERED_WITHIN = timedelta(days=30)


def tell_of_domain(pause: DomainPause) -> None:
    """Tell the coordinators once that a domain waits, and that nobody is blamed."""
    letter = domain_waits_letter(pause.domain)
    # A domain may be longer than what is told once is called.
    which = sha256(pause.domain.encode()).hexdigest()
    once = f"{DOMAIN_WAITS.name}:{which}:{pause.since.isoformat()}"
    news = News(DOMAIN_WAITS, lambda _reader: letter, once=once)
    readers = readers_for(holders_of(Role.COORDINATOR))
    tell(readers, news, by=Clockwork(DOMAIN_WAITS.name), now=pause.since)


def ask_who_left(*, now: datetime) -> int:
    """Ask about every address that was stopped an hour ago; return how often.

    Colleagues and coordinators are asked, of one address once.
    """
    stopped = addresses_in_doubt(now=now)
    return sum(
        _ask_about(person, row, now)
        for row in stopped
        for person in seated_by_address(row.address)
    )


def _ask_about(person: Person, stopped: Suppression, now: datetime) -> bool:
    coordinators = {str(one.pk) for one in holders_of(Role.COORDINATOR)}

    def write(reader: Reader) -> Letter:
        if reader.id in coordinators:
            return _told(person)
        link = link_to(HAS_THIS_LEFT, reader, person, now=now)
        return _asks_colleague((for_whom(reader), *asked(HAS_THIS_LEFT, link)))

    once = f"{HAS_LEFT.name}:{stopped.pk}:{person.pk}"
    news = News(HAS_LEFT, write, once=once)
    readers = readers_for(who_knows(person))
    mailing = tell(readers, news, by=Clockwork(ASK_WHO_LEFT), now=now)
    return mailing.made_at == now


def _asks_colleague(blocks: tuple[Block, ...]) -> Letter:
    return has_left_letter(blocks, how_to_tell=how_to_tell())


def _told(person: Person) -> Letter:
    kind, pk = person.matter_kind, str(person.pk)
    return seems_gone_letter(called(kind, pk), reader_page(kind, pk))


def look_for_silence(*, now: datetime) -> int:
    """Ask the silent whether they are there, and stop who says nothing for a month.

    Returns how many were asked or stopped.
    """
    return sum(
        _ask_or_stop(person, now)
        for one in silent_readers(now=now)
        for person in seated_by_address(one.address)
        if str(person.pk) == one.id and not _signed_in_lately(person, now)
    )


def _signed_in_lately(person: Person, now: datetime) -> bool:
    last = person.user.last_login if person.user else None
    return last is not None and last > now - LONG


def _ask_or_stop(person: Person, now: datetime) -> bool:
    question = last_asked(STILL_THERE, person.matter_kind, str(person.pk), now=now)
    if question is None:
        letter = still_there_letter(reads_answers=bool(settings.MAIL_IN))
        once = f"{STILL_THERE.name}:{person.pk}:{now:%Y-%m}"
        news = News(STILL_THERE, lambda _reader: letter, once=once)
        tell(readers_for([person]), news, by=Clockwork(LOOK_FOR_SILENCE), now=now)
        return True
    if now - question.made_at < ANSWERED_WITHIN:
        return False
    because = Suppression.Because.SILENCE
    stop_address(question.address, because, now=now)
    return True
