"""A reader: what she gets, how often, why, and why not."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from fourthp.foundation.keyset import page_of
from fourthp.post.models import Bounce, Message, Suppression, Wishes
from fourthp.post.queries.facts import delivery_to, wishes_of
from fourthp.post.queries.kinds import BUNDLE, NEWS_BUNDLE
from fourthp.post.queries.outbox import PAGE, Line, lines_of, without_words
from fourthp.post.queries.outgoing import held_up
from fourthp.post.queries.readership import reader_now, readership
from fourthp.post.queries.words import fault_in_words, moment, why_in_words
from fourthp.post.rules.bundles import next_bundle
from fourthp.post.rules.delivery import Cadence, Delivery, Goes
from fourthp.post.rules.kinds import Kind, Stream
from fourthp.post.rules.readers import Reader

# One of each sort for which there is an answer of its own.
_SORTS = (
    (
        gettext_lazy("What belongs to the seat and cannot wait"),
        Kind("duty", Stream.DUTY, "", "", ""),
    ),
    (
        gettext_lazy("What belongs to the seat and can wait"),
        Kind("papers", Stream.DUTY, "", "", "", waits=True),
    ),
    (
        gettext_lazy("News of the network"),
        Kind("news", Stream.NEWS, "", "", "", waits=True),
    ),
)


@dataclass(frozen=True)
class Answer:
    """Whether mail of one sort goes to a reader, when, and why not."""

    title: str
    words: str
    is_good: bool


@dataclass(frozen=True)
class Known:
    """All that decides whether somebody gets mail: three facts, and what they come to.

    reader is None for somebody who has no seat any more. stopped says since when and
    why nothing is sent to her address; held_up what keeps all of it from leaving now,
    and reach says whether mail can reach her, the answer first.
    """

    name: str
    reader: Reader | None
    address: str
    seats: list[str]
    wishes: Wishes
    stopped: Suppression | None
    answers: list[Answer]
    last_bundle: str
    held_up: list[str]
    reach: list[str]

    @property
    def may_be_stopped(self) -> bool:
        """Tell whether somebody here can stop more of what goes to her address."""
        is_by_hand = self.stopped is not None and self.stopped.is_by_hand
        return bool(self.address) and not is_by_hand

    @property
    def refusal(self) -> str:
        """Return why nothing goes to her at all, where that is so."""
        words = {one.words for one in self.answers if not one.is_good}
        is_whole = len(words) == 1 and not any(one.is_good for one in self.answers)
        return words.pop() if is_whole else ""


def known_reader(
    kind: str, pk: str, *, by: object, sees_held: bool, now: datetime
) -> Known | None:
    """Return what is known of a reader; None of one who was never here.

    by is who looks: no seat is told in a group that she may not see. What is held for a
    look is no business of the reader's yet: sees_held is for who looks after mail.
    """
    name = readership().named(kind, [pk]).get(pk, "")
    reader = reader_now(kind, pk)
    last = messages_to(kind, pk).order_by("-id").first()
    if not name and last is None:
        return None
    address = reader.address if reader else last.address if last else ""
    wishes = wishes_of(kind, pk)
    stopped = Suppression.objects.of([address]).first()
    asked = reader or Reader(kind, pk, address)
    held = held_up([asked.domain], now=now)
    kept = _kept(kind, pk, sees_held=sees_held)
    return Known(
        name,
        reader,
        address,
        readership().seats(kind, pk, by),
        wishes,
        stopped,
        _answers(asked, wishes, stopped, reader, now, is_held_up=bool(held)),
        _last_bundle(kind, pk),
        held,
        _reach(address, stopped, held, kept=kept),
    )


def _reach(
    address: str, stopped: Suppression | None, held: list[str], *, kept: str
) -> list[str]:
    """Say whether mail can reach an address, the answer first."""
    if not address:
        return [_("No: no address is known.")]
    if stopped:
        since = date_format(localtime(stopped.since), "j F Y")
        return [_("No: nothing is sent there since %s.") % since]
    doubt = _came_back(address)
    if held:
        answer = _("Not now: what stands in the way is said above.")
    elif kept and not doubt:
        answer = _("Yes.")
    else:
        answer = doubt or _("Yes: nothing is in the way.")
    return [answer, kept] if kept else [answer]


def _came_back(address: str) -> str:
    """Say that a mail came back from an address lately, and whether one came after."""
    last = Bounce.objects.filter(address=address.lower()).order_by("-at").first()
    if last is None:
        return ""
    sent = Message.objects.filter(address__iexact=address, state=Message.State.SENT)
    words = (
        _("Probably: one came back on %(day)s%(why)s. What was sent since did not.")
        if sent.filter(ended_at__gt=last.at).exists()
        else _("Not sure: one came back on %(day)s%(why)s.")
    )
    why = fault_in_words(last.code)
    told = {"day": date_format(localtime(last.at), "j F"), "why": why and f", {why}"}
    return words % told


def _kept(kind: str, pk: str, *, sees_held: bool) -> str:
    """Say how much of what was written to a reader somebody holds or paused."""
    states = (Message.State.HELD, Message.State.PAUSED)
    found = messages_to(kind, pk).filter(state__in=states if sees_held else states[1:])
    count = found.count()
    if not count:
        return ""
    if sees_held:
        words = ngettext(
            "%(n)s message is held or paused.",
            "%(n)s messages are held or paused.",
            count,
        )
    else:
        words = ngettext(
            "%(n)s message is paused.", "%(n)s messages are paused.", count
        )
    return words % {"n": count}


def messages_to(kind: str, pk: str) -> QuerySet[Message]:
    """Return what was written to a reader."""
    found = Message.objects.filter(reader_kind=kind, reader_id=pk)
    return without_words(found)


@dataclass(frozen=True)
class Lately:
    """A page of what was written to a reader, newest first."""

    lines: list[Line]
    after: str = ""


def lately_to(kind: str, pk: str, *, after: str, now: datetime) -> Lately:
    """Return a page of what was written to a reader."""
    return _page(messages_to(kind, pk), after, now)


def own_lately(kind: str, pk: str, *, after: str, now: datetime) -> Lately:
    """Return the same for herself, without what is held or was stopped in review."""
    let_go = Q(mailing=None) | Q(mailing__released_at__isnull=False)
    found = messages_to(kind, pk).filter(let_go).exclude(state=Message.State.HELD)
    return _page(found, after, now)


def _page(messages: QuerySet[Message], after: str, now: datetime) -> Lately:
    page = page_of(messages, by=("-id",), after=after, size=PAGE)
    return Lately(lines_of(page.rows, now=now), page.after)


def _answers(
    reader: Reader,
    wishes: Wishes,
    stopped: Suppression | None,
    here: Reader | None,
    now: datetime,
    *,
    is_held_up: bool,
) -> list[Answer]:
    found = []
    for title, kind in _SORTS:
        told = delivery_to(
            reader,
            kind,
            is_entitled=here is not None,
            wishes=wishes,
            stopped=stopped.because if stopped else "",
        )
        words = _in_words(told, kind, wishes, reader.zone, now)
        if is_held_up and told.goes is Goes.NOW:
            words = _("goes as soon as mail leaves again")
        found.append(Answer(str(title), words, told.goes is not Goes.NOT))
    return found


def _in_words(
    told: Delivery, kind: Kind, wishes: Wishes, zone: str, now: datetime
) -> str:
    if told.goes is Goes.NOT:
        return why_in_words(told.why)
    if told.goes is Goes.NOW:
        return str(_("goes at once"))
    wanted = wishes.news if kind.stream is Stream.NEWS else wishes.duty
    cadence, zone = Cadence(wanted), wishes.zone or zone
    at = next_bundle(cadence, after=now, zone=zone, weekday=wishes.weekday)
    if cadence is Cadence.DAILY:
        return _("goes in one mail a day; the next on %s") % moment(at)
    return _("goes in one mail a week, on %(day)s; the next on %(time)s") % {
        "day": WEEKDAYS[wishes.weekday],
        "time": moment(at),
    }


def _last_bundle(kind: str, pk: str) -> str:
    bundles = messages_to(kind, pk).filter(
        kind__in=(BUNDLE.name, NEWS_BUNDLE.name), state=Message.State.SENT
    )
    last = bundles.order_by("-id").first()
    return moment(last.ended_at) if last else ""


def wanted_in_words(known: Known) -> list[str]:
    """Return what a reader chose, a line each; what is usual where she never did."""
    wishes = known.wishes
    if not wishes.changed_at:
        return [_("Nothing was chosen: what can wait comes in one mail a week.")]
    return [
        _("What belongs to the seat and can wait: %s") % wishes.get_duty_display(),
        _("News: %s") % wishes.get_news_display(),
        _("Chosen on %s") % moment(wishes.changed_at),
    ]
