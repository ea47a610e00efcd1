"""What the post holds of somebody, as she is told it."""

from contextlib import suppress
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from fourthp.foundation.queries.subjects import BY_YOU, HAD_YOUR_MAIL, who_did
from fourthp.foundation.subjects import Holding, Section, Subject
from fourthp.post.models import (
    Answer,
    Bounce,
    Incoming,
    Mailing,
    Message,
    Outgoing,
    Suppression,
    Wishes,
)
from fourthp.post.rules.kinds import Kind, UnknownKind, kind_of
from fourthp.post.rules.readers import ADDRESS

_NO_NAME = _("told as who it was, without a name")
_IS_YOU = _("that is you")
_IN_THE_ADDRESS = _("it stands in the address")
_IN_YOUR_MAIL = _(
    "you have it in your own mail, and a letter may say something of others; here it is"
    " kept sealed for 30 days"
)


def _to_her(who: Subject) -> QuerySet[Message]:
    bare = Q(reader_kind=ADDRESS) & who.is_at("address")
    found = Message.objects.filter(who.is_in("reader_kind", "reader_id") | bare)
    # Opened a letter costs more than all the rest of its row, and is not given.
    return found.defer("letter").order_by("-made_at")


def _address(row: Message, who: Subject) -> object:
    """Return where a mail to her went, if it was an address of hers."""
    is_hers = row.address.lower() in {"", *who.addresses, *who.shared}
    return row.address if is_hers else _("an address that is another's")


def _from_her(who: Subject) -> QuerySet[Incoming]:
    return Incoming.objects.filter(who.is_at("sender")).order_by("-taken_at")


def _answers_hers(who: Subject) -> QuerySet[Incoming]:
    to_her = Message.objects.filter(who.is_in("reader_kind", "reader_id"))
    found = Incoming.objects.filter(message__in=to_her).exclude(who.is_at("sender"))
    return found.order_by("-taken_at")


def _handled(who: Subject) -> QuerySet[Incoming]:
    mine = who.is_in("handled_by_kind", "handled_by_id")
    found = Incoming.objects.filter(mine).exclude(who.is_at("sender"))
    return found.order_by("-taken_at")


def _what(row: Any, _who: Subject) -> object:
    kind = _kind(row)
    return kind.title if kind else row.kind


def _why(row: Message, _who: Subject) -> object:
    """Return why she got it: the sentence that stood at its foot."""
    kind = _kind(row)
    return kind.reason if kind else ""


def _kind(row: Any) -> Kind | None:
    """Return the kind of a mail; None of one that a later program no longer has."""
    with suppress(UnknownKind):
        return kind_of(row.kind)
    return None


def _named(columns: str, who: Subject) -> Q:
    """Return the condition that an answer's holder or matter is she."""
    found = Q(pk__in=[])
    for kind, pk in sorted(who.names):
        if ":" not in pk:  # the columns hold ids alone
            found |= Q(**{f"{columns}_kind": kind, f"{columns}_id": pk})
    return found


def _her_answers(who: Subject) -> QuerySet[Answer]:
    return Answer.objects.filter(_named("holder", who)).order_by("-at")


def _answers_about(who: Subject) -> QuerySet[Answer]:
    found = Answer.objects.filter(_named("about", who))
    return found.exclude(_named("holder", who)).order_by("-at")


def _who_pressed(row: Answer, _who: Subject) -> object:
    return HAD_YOUR_MAIL if row.is_of_another else BY_YOU


def _who_answered(row: Answer, who: Subject) -> str:
    return who_did(row.holder_kind, str(row.holder_id), localdate(row.at), who)


_ANSWERED = {
    "at": _("when"),
    "purpose": _("what was asked"),
    "choice": _("answer"),
    "holder_id": _("who answered"),
    "undone_at": _("taken back"),
}
HOLDINGS = (
    Holding(
        "post.Wishes",
        Section.WISHES,
        _("What you chose to get by mail"),
        lambda who: Wishes.objects.filter(who.is_in("reader_kind", "reader_id")),
        shown={
            "reader_id": _("whose choice"),
            "duty": _("what belongs to your seat"),
            "news": _("news"),
            "weekday": _("day of the week, from Monday as 0"),
            "language": _("language"),
            "zone": _("time zone"),
            "changed_at": _("chosen"),
        },
        withheld={"reader_kind": _NO_NAME},
        says={"reader_id": lambda _row, _who: BY_YOU},
    ),
    Holding(
        "post.Answer",
        Section.WISHES,
        _("What was answered by a link in a mail to you"),
        _her_answers,
        shown=_ANSWERED,
        says={"holder_id": _who_pressed},
        since="at",
    ),
    Holding(
        "post.Answer",
        Section.WISHES,
        _("What others answered about you"),
        _answers_about,
        shown=_ANSWERED,
        says={"holder_id": _who_answered},
        since="at",
    ),
    Holding(
        "post.Message",
        Section.LETTERS,
        _("Mails to you"),
        _to_her,
        shown={
            "made_at": _("written"),
            "kind": _("what it was"),
            "reason": _("you got it because"),
            "state": _("what became of it"),
            "ended_at": _("when"),
            "address": _("to which address"),
        },
        withheld={
            "reader_kind": _IS_YOU,
            "reader_id": _IS_YOU,
            "domain": _IN_THE_ADDRESS,
            "letter": _IN_YOUR_MAIL,
            "reference": _("the word by which answers find their mail: it is a key"),
        },
        says={"kind": _what, "reason": _why, "address": _address},
        since="made_at",
    ),
    Holding(
        "post.Mailing",
        Section.WROTE,
        _("What you let the program tell others"),
        lambda who: Mailing.objects.filter(
            who.is_in("actor_kind", "actor_id")
        ).order_by("-made_at"),
        shown={
            "made_at": _("when"),
            "kind": _("what it was"),
            "state": _("what became of it"),
            "actor_id": _("who"),
        },
        withheld={"actor_kind": _NO_NAME},
        says={"kind": _what, "actor_id": lambda _row, _who: BY_YOU},
        since="made_at",
    ),
    Holding(
        "post.Incoming",
        Section.LETTERS,
        _("Mails from your address"),
        _from_her,
        shown={
            "taken_at": _("came in"),
            "outcome": _("what it was"),
            "sender": _("from"),
            "words": _("what it says"),
            "handled_by_id": _("who dealt with it"),
        },
        withheld={"handled_by_kind": _NO_NAME},
        says={
            "words": lambda row, _who: "\n\n".join(
                filter(None, (row.subject, row.text))
            ),
            "handled_by_id": lambda row, who: (
                who_did(
                    row.handled_by_kind, row.handled_by_id, localdate(row.taken_at), who
                )
                if row.handled_by_kind
                else ""
            ),
        },
        since="taken_at",
    ),
    Holding(
        "post.Incoming",
        Section.LETTERS,
        _("Mails that answer one to you, from an address that is not yours alone"),
        _answers_hers,
        shown={"taken_at": _("came in"), "outcome": _("what it was")},
        withheld=dict.fromkeys(
            ("sender", "words", "handled_by_kind", "handled_by_id"),
            _("whoever had the mail may have written it"),
        ),
        since="taken_at",
    ),
    Holding(
        "post.Incoming",
        Section.LETTERS,
        _("Mails of others that you dealt with"),
        _handled,
        shown={
            "taken_at": _("came in"),
            "outcome": _("what it was"),
            "handled_at": _("dealt with"),
            "handled_by_id": _("who dealt with it"),
        },
        withheld={
            "handled_by_kind": _NO_NAME,
            "sender": _("it is somebody else’s"),
            "words": _("they are somebody else’s"),
        },
        says={"handled_by_id": lambda _row, _who: BY_YOU},
        since="taken_at",
    ),
    Holding(
        "post.Bounce",
        Section.LETTERS,
        _("Mails to you that came back"),
        lambda who: Bounce.objects.filter(who.is_at("address")).order_by("-at"),
        shown={
            "at": _("when"),
            "address": _("address"),
            "code": _("reason that its provider gave"),
        },
        withheld={"domain": _IN_THE_ADDRESS},
        since="at",
    ),
    Holding(
        "post.Suppression",
        Section.LETTERS,
        _("That nothing is sent to your address"),
        lambda who: Suppression.objects.of(who.addresses).order_by("-since"),
        shown={"since": _("since"), "address": _("address"), "because": _("because")},
        since="since",
    ),
    Holding(
        "post.Outgoing",
        Section.RECORD,
        _("That you stopped all mail"),
        lambda who: Outgoing.objects.filter(
            who.is_in("paused_by_kind", "paused_by_id")
        ),
        shown={"paused_at": _("since"), "paused_by_id": _("who")},
        withheld={"paused_by_kind": _NO_NAME},
        says={"paused_by_id": lambda _row, _who: BY_YOU},
    ),
)
