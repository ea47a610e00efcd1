"""What the network writes to somebody about what is held of her."""

from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from fourthp.post.rules.letters import Facts, Items, Letter, Paragraph


def erased_letter(now: datetime) -> Letter:
    """Tell somebody that she was erased, what stays, and that it is the last mail."""
    at = date_format(localtime(now), "j F Y, H:i")
    went = _(
        "Everything in the network’s program that says who you are was erased: your"
        " name, your addresses and numbers, your way to sign in, and what was written"
        " to you."
    )
    stays = _("This stays, and leads to nobody:")
    never = _(
        "Nobody can undo it. Copies that were made before, to be safe against loss, go"
        " within the time that the network set for them."
    )
    last = _(
        "This is our last mail to you. Once it has left, your address goes, too. Thank"
        " you for your work in the network."
    )
    blocks = (
        Paragraph(went),
        Facts(((_("When"), at),)),
        Paragraph(stays),
        Items(_what_stays()),
        Paragraph(never),
        Paragraph(last),
    )
    return Letter(_("You were erased"), blocks)


def _what_stays() -> tuple[str, ...]:
    return (
        _("that somebody sat in your seats, and from when to when"),
        _("that somebody did what you did, in the record that nobody can change"),
        _("letters and words that you wrote for others, under no name"),
        _("where it was asked for that no mail goes to you: a mark by which only that"),
    )
