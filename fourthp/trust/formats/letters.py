"""Letters to witnesses outside, and about them."""

from collections.abc import Sequence

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fourthp.audit.rules import Note
from fourthp.post.rules.letters import Button, Facts, Letter, Paragraph


def asked_letter(network: str, url: str) -> Letter:
    """Ask somebody outside whether they keep a note of every day."""
    said = _(
        "%s keeps a record of who did what in it. So that nobody can change that record"
        " unseen, two people outside keep a short note of each day. We ask you to be"
        " one of them."
    )
    what = _(
        "Once a day you get a mail with one line of numbers and letters. It tells"
        " nothing of anyone. You do nothing but keep the mails. If somebody ever doubts"
        " the record, they ask you for one of them."
    )
    never = _(
        "Nothing comes unless you say yes, and you can stop at any time. If you say"
        " nothing, your address is forgotten after 30 days."
    )
    return Letter(
        _("Will you keep a note of each day?"),
        (
            Paragraph(said % network),
            Paragraph(what),
            Paragraph(never),
            Button(_("Say yes or no"), url),
        ),
    )


def anchors_letter(notes: Sequence[Note], url: str) -> Letter:
    """Give a witness the notes of some days, oldest first."""
    keep = _(
        "Keep this mail, and do not change it. There is nothing else to do. If somebody"
        " ever doubts the record, they ask you for it."
    )
    told = ngettext(
        "The note of the day, whole, from the date to the last letter:",
        "The notes of %(n)d days, each whole, from the date to the last letter:",
        len(notes),
    )
    last = notes[-1]
    facts = (
        (_("Day"), date_format(last.day, "j F Y")),
        (_("Acts in the record since it began"), str(last.sequence)),
        (_("Readings on that day"), str(last.reads)),
    )
    return Letter(
        _("A note to keep"),
        (
            Paragraph(keep),
            Facts(facts),
            Paragraph(told % {"n": len(notes)}),
            *(Paragraph(note.spaced()) for note in notes),
            Button(_("I want no more notes"), url, is_quiet=True),
        ),
    )


def witness_left_letter(left: int, url: str) -> Letter:
    """Tell a coordinator that a witness said no, or stopped, and how many are left."""
    said = _(
        "Somebody outside who was asked to keep the notes of the record said no, or"
        " wants no more of them."
    )
    facts = ((_("Witnesses who said yes"), str(left)),)
    button = Button(_("Look at the witnesses"), url, signs_in=True)
    return Letter(_("A witness has stopped"), (Paragraph(said), Facts(facts), button))
