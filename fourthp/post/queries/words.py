"""What stands in codes, in words: why a message goes or does not, and how it stands."""

from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from fourthp.post.models import Message
from fourthp.post.models.messages import OPEN
from fourthp.post.rules.delivery import Why
from fourthp.post.rules.kinds import Kind, Stream, UnknownKind, kind_of
from fourthp.post.rules.returns import is_full, judge, precise_status, said_once

STREAMS = {
    Stream.DUTY: gettext_lazy("Part of a seat"),
    Stream.NEWS: gettext_lazy("News"),
    Stream.SECURITY: gettext_lazy("About an account"),
    Stream.ALERT: gettext_lazy("To be known at once"),
}
WHY = {
    Why.CANNOT_WAIT: gettext_lazy("could not wait"),
    Why.WANTED_AT_ONCE: gettext_lazy("wanted at once"),
    Why.WAITS_FOR_BUNDLE: gettext_lazy("can wait for the bundle"),
    Why.NOT_ENTITLED: gettext_lazy("it belongs to no seat held now"),
    Why.NOT_WANTED: gettext_lazy("the reader stopped the news"),
    Why.NO_ADDRESS: gettext_lazy("no address is known"),
    Why.SUPPRESSED: gettext_lazy("nothing is sent to this address any more"),
    Why.CHANGED: gettext_lazy("what was in it is gathered again"),
}
_TAKEN = range(200, 300)  # what a mail server answers that takes a mail
# What needs somebody's look, and what went well; all else only waits, or is over.
TONES: dict[str, str] = {
    Message.State.SENT: "good",
    Message.State.BUNDLED: "good",
    Message.State.FAILED: "look",
    Message.State.HELD: "look",
    Message.State.PAUSED: "look",
}


def kind_in_words(name: str) -> Kind:
    """Return a kind; of one that no room declares any more, what its name says."""
    try:
        return kind_of(name)
    except UnknownKind:
        return Kind(name, Stream.SECURITY, subject="", title=name, reason="")


def why_in_words(why: str) -> str:
    """Return why a message goes, waits or does not go."""
    return str(WHY[Why(why)]) if why in set(Why) else ""


def why_then(message: Message) -> str:
    """Return why a message goes or went when it does; empty where its state says it."""
    is_over = message.state not in OPEN
    if message.why == Why.CANNOT_WAIT and not is_over:
        return str(_("cannot wait"))
    if message.why != Why.WAITS_FOR_BUNDLE:
        return why_in_words(message.why)
    if message.state == Message.State.BUNDLED and _has_arrived(message):
        return str(_("waited for the bundle"))
    # What waits for a day says so itself; what ended alone has nothing to do with it.
    is_held = message.state in (Message.State.HELD, Message.State.PAUSED)
    return str(_("goes with the bundle")) if is_held else ""


def moment(at: datetime | None) -> str:
    """Return a moment as pages say it."""
    return date_format(localtime(at), "j F Y, H:i") if at else ""


def state_in_words(message: Message, *, now: datetime) -> str:
    """Return how a message stands, without the moment at which it came to that."""
    if message.state == Message.State.HELD:
        return str(_("held: nobody has approved it yet"))
    if message.state == Message.State.GATHERED:
        day = date_format(localtime(message.due_at), "l j F")
        return _("waits for the bundle of %s") % day
    if message.state == Message.State.WAITING and message.attempts:
        return _again(message, now)
    if message.state == Message.State.BUNDLED and not _has_arrived(message):
        assert message.bundle is not None  # noqa: S101 -- else it has, for all we know
        return _("in a bundle: %s") % state_in_words(message.bundle, now=now)
    if message.state == Message.State.WITHHELD and message.why:
        return _("not sent: %s") % why_in_words(message.why)
    return str(message.get_state_display())


def _has_arrived(message: Message) -> bool:
    return message.bundle is None or message.bundle.state == Message.State.SENT


def is_taken(message: Message) -> bool:
    """Tell whether the mail server took a message, and nothing came back since."""
    return message.state == Message.State.SENT and message.code in _TAKEN


def came_of_it(message: Message) -> str:
    """Return in words what the mail server did with a message; often nothing yet."""
    if is_taken(message):
        return str(_("handed over"))
    if not message.said and not message.code:
        return ""
    has_ended = message.state == Message.State.FAILED
    if has_ended and message.code is None:
        return ""  # it is a fault of ours, and no server's word
    if message.code in _TAKEN:
        did = _("it came back")
    else:
        did = _("not taken by the mail server") if has_ended else _("not taken yet")
    why = fault_in_words(said_once(message.code, message.said))
    return _("%(did)s: %(why)s") % {"did": did, "why": why} if why else str(did)


def fault_in_words(said: str) -> str:
    """Return why a mail did not arrive, as its codes and words tell; or nothing."""
    status = precise_status("", said)
    fault = judge(status, said)
    if fault.is_hard:
        return str(_("the mailbox does not exist"))
    if is_full(status, said):
        return str(_("the mailbox is full"))
    if fault.is_policy:
        return str(_("the mail server there refuses our mail, not this mailbox alone"))
    return ""


def tone_of(message: Message) -> str:
    """Return whether a message went well, needs a look, or neither."""
    if message.state == Message.State.BUNDLED and message.bundle is not None:
        return TONES.get(message.bundle.state, "")
    return TONES.get(message.state, "")


def _again(message: Message, now: datetime) -> str:
    count = message.attempts
    if message.due_at <= now:
        return str(_("is being tried"))
    tried = ngettext("tried once", "tried %(n)s times", count) % {"n": count}
    return _("%(tried)s, again at %(time)s") % {
        "tried": tried,
        "time": date_format(localtime(message.due_at), "j F, H:i"),
    }
