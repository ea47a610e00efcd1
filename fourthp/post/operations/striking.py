"""Words that are struck leave every mail, and who had them by mail is told."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.formats import date_format
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fourthp.foundation.needles import Needle, struck_in
from fourthp.foundation.queries.striking import last_struck
from fourthp.foundation.strikes import Found, Store, Strike, holding, reading_nothing
from fourthp.post.models import Incoming, Message
from fourthp.post.models.messages import OPEN
from fourthp.post.operations.folder import forget_files
from fourthp.post.operations.telling import News, tell
from fourthp.post.queries.readership import readers_now
from fourthp.post.rules.kinds import Kind, Stream, declare_kind
from fourthp.post.rules.letters import Items, Letter, Paragraph
from fourthp.post.rules.readers import ADDRESS, Reader

State = Message.State
STRUCK_WORDS = declare_kind(
    Kind(
        "post.struck-words",
        Stream.DUTY,
        subject=gettext_lazy("Please delete a mail of ours"),
        title=gettext_lazy("That words were struck of which a mail told"),
        reason=gettext_lazy("a mail that we sent you held words that are struck"),
    )
)
_NUMBERED = re.compile(r"((?:\d+\. )?)(.*)", re.DOTALL)
_OLD = gettext_lazy("may have held them: its words are forgotten here already")


@dataclass
class _Had:
    """Which mails to each reader held the words, and how many there are of each sort.

    retold: what each part of a bundle said, as it was and as it is, by the bundle.
    """

    mails: dict[tuple[str, str], list[Message]] = field(
        default_factory=lambda: defaultdict(list)
    )
    sent: int = 0
    others: int = 0
    unsent: int = 0
    unleft: int = 0
    retold: dict[UUID, dict[str, str]] = field(
        default_factory=lambda: defaultdict(dict)
    )

    def note(self, message: Message) -> None:
        """Note that somebody had a mail."""
        self.mails[
            _key(message.reader_kind, message.reader_id, message.address)
        ].append(message)


def _key(kind: str, pk: str, address: str) -> tuple[str, str]:
    """Return by what a reader is known: of some nothing is but an address."""
    return kind, pk or address.lower()


def strike_mails(strike: Strike) -> list[Found]:
    """Take words out of every mail, and tell those who had them by one, once each.

    What has not left goes with a gap. A mail that is being sent this moment counts as
    sent, and so does one about the matter whose words are forgotten already.
    """
    had = _Had()
    own = Message.objects.filter(about_id__in=strike.keys)
    for message, letter in _struck_mails(strike, own, is_about_it=True):
        _note_retold(message, letter, had)
        _note(strike, message, letter, had)
    for message in Message.objects.select_for_update().filter(pk__in=had.retold):
        _strike_bundle(strike, message, had)
    for message, letter in _struck_mails(strike, Message.objects.all()):
        had.others += _note(strike, message, letter, had)
    _note_forgotten(strike, had)
    told, gone = _tell(strike, had)
    return [
        Found(_("In mails that were sent"), had.sent, is_own=True),
        Found(_("Of those mails, about something else"), had.others),
        Found(
            _("In mails that have not left yet: they go with a gap"), had.unsent, True
        ),
        Found(_("In mails that never left"), had.unleft, True),
        Found(_("People who had it by mail and are told"), told, True),
        Found(_("People who had it by mail and no mail reaches them now"), gone, True),
    ]


def _struck_mails(
    strike: Strike, some: QuerySet[Message], *, is_about_it: bool = False
) -> Iterator[tuple[Message, dict[str, Any]]]:
    """Yield, locked, those of some mails that hold the words, and their letters."""
    needles = strike.needles_for(is_about_it=is_about_it)

    def holds(message: Message) -> bool:
        return _struck_letter(message.letter, needles, strike.gap)[1] > 0

    rows = some.filter(has_words=True).only("pk", "letter")
    for message in holding(rows, holds) if needles else ():
        yield message, _struck_letter(message.letter, needles, strike.gap)[0]


def _struck_letter(
    letter: dict[str, Any], needles: tuple[Needle, ...], gap: str
) -> tuple[dict[str, Any], int]:
    """Return a letter with gaps: what it says alone, and not how it is built."""
    blocks = [{**one, "block": None} for one in letter.get("blocks", ())]
    said, count = struck_in({**letter, "blocks": blocks}, needles, gap, keeps_keys=True)
    for block, one in zip(
        said.get("blocks", ()), letter.get("blocks", ()), strict=True
    ):
        block["block"] = one["block"]
    return (said, count) if count else (letter, 0)


def _note_retold(message: Message, letter: dict[str, Any], had: _Had) -> None:
    """Note what a mail said in the bundle in which it went."""
    if message.bundle_id:
        said = zip(_texts(message.letter), _texts(letter), strict=True)
        had.retold[message.bundle_id] |= {was: now for was, now in said if was != now}


def _strike_bundle(strike: Strike, message: Message, had: _Had) -> None:
    """Take words out of what a bundle says of the matter: the rest is others'."""
    letter = _retold(message.letter, had.retold[message.pk])
    needles = strike.needles_for(is_about_it=False)
    letter, _count = _struck_letter(letter, needles, strike.gap)
    if letter != message.letter:
        _note(strike, message, letter, had)


def _retold(value: Any, retold: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {name: _retold(one, retold) for name, one in value.items()}
    if isinstance(value, list):
        return [_retold(one, retold) for one in value]
    if not isinstance(value, str):
        return value
    # A title has its number before it.
    number, words = _NUMBERED.fullmatch(value).groups()  # type: ignore[union-attr]  # it matches all
    return retold.get(value) or number + retold.get(words, words)


def _texts(value: Any) -> Iterator[str]:
    """Yield every text of a letter, in its order."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _texts(one)


def _note(strike: Strike, message: Message, letter: dict[str, Any], had: _Had) -> bool:
    """Write what a mail says now; note what became of it; tell whether it has left."""
    strike.touched.add(Message)
    Message.objects.filter(pk=message.pk).update(letter=letter)
    is_leaving = message.state == State.WAITING and message.leased_until is not None
    if message.state == State.SENT or is_leaving:
        had.sent += 1
        had.note(message)
        return True
    if message.state in OPEN:
        had.unsent += 1
    elif message.state != State.BUNDLED:  # that is counted by what it went in
        had.unleft += 1
    return False


def _note_forgotten(strike: Strike, had: _Had) -> None:
    """Note who had mails about the matter whose words are forgotten already.

    Whoever was told by an earlier strike of it, when they were forgotten too, is not
    told again.
    """
    about = Q(about_id__in=strike.keys) | Q(parts__about_id__in=strike.keys)
    old = Message.objects.filter(about, state=State.SENT, has_words=False)
    since = last_struck(strike)
    for message in old.distinct().order_by("id"):
        if since is None or message.keeps_words_until > since:
            had.note(message)


def _tell(strike: Strike, had: _Had) -> tuple[int, int]:
    """Tell who had the words; return how many are, and how many no mail reaches."""
    readers = _readers(had)
    # They went into a folder instead of to anybody.
    forget_files(one.reference for mails in had.mails.values() for one in mails)
    reached = 0
    if readers:
        news = News(STRUCK_WORDS, partial(_letter, strike, had.mails))
        with reading_nothing():
            mailing = tell(readers, news, by=strike.by, now=strike.now)
        reached = mailing.messages.exclude(state=State.WITHHELD).count()
    return reached, len(had.mails) - reached


def _readers(had: _Had) -> list[Reader]:
    """Return who had a mail, as they are found now."""
    here = readers_now(one for mails in had.mails.values() for one in mails)
    found = list[Reader]()
    for key, mails in had.mails.items():
        one = mails[-1]
        if one.reader_id and key in here:
            found.append(here[key])
        elif one.reader_kind == ADDRESS and one.address:
            found.append(Reader(ADDRESS, "", one.address, language=one.language))
    return found


def _letter(
    strike: Strike, told: dict[tuple[str, str], list[Message]], reader: Reader
) -> Letter:
    day = date_format(localdate(strike.now), "j F Y")
    said = _(
        "On %s words were struck from our record. They should never have stood there:"
        " they may tell who somebody is. A mail of ours that you had held them."
    )
    asks = _(
        "Please delete it, with what you copied or printed of it and what you passed"
        " on. Say nothing of what stood in it. There is nothing to answer."
    )
    mails = told[_key(reader.kind, reader.id, reader.address)]
    lines = tuple(dict.fromkeys(_mail_in_words(one) for one in mails))
    return Letter(
        _("Please delete a mail of ours"),
        (Paragraph(said % day), Items(lines), Paragraph(asks)),
    )


def _mail_in_words(message: Message) -> str:
    """Return by what a reader finds a mail: its subject and day, no word of it."""
    at = message.ended_at or message.tried_at or message.made_at
    day = date_format(localtime(at), "j F Y")
    words = _("“%(subject)s”, sent on %(day)s") % {
        "subject": message.what.subject,
        "day": day,
    }
    return words if message.has_words else f"{words}: {_OLD}"


def strike_incoming(strike: Strike) -> list[Found]:
    """Take words out of letters that came in."""
    count = 0

    def struck(row: Incoming) -> tuple[Any, int]:
        needles = strike.needles_for(is_about_it=str(row.pk) in strike.keys)
        return struck_in(row.words, needles, strike.gap, keeps_keys=True)

    rows = Incoming.objects.filter(has_words=True)
    for row in holding(rows, lambda row: struck(row)[1] > 0):
        Incoming.objects.filter(pk=row.pk).update(words=struck(row)[0])
        strike.touched.add(Incoming)
        count += 1
    return [Found(_("In letters that came in by mail"), count)]


MAILS = Store("mails", ("post.Message.letter",), strike_mails)
LETTERS_IN = Store("letters that came in", ("post.Incoming.words",), strike_incoming)
