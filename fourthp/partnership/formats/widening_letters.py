"""Letters about what more people are to see, and about what was recalled."""

from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from fourthp.post.rules.letters import Block, Button, Facts, Letter, Paragraph, Words


def ask_to_widen_letter(title: Any, pk: UUID) -> Letter:
    """Ask a second person whether more people may see something."""
    said = _(
        "Somebody in the network wants more people to see something. That takes two:"
        " please look at it, and say yes or no."
    )
    how = _(
        "It waits for one of you for a day. Then whoever asked may go on alone, says"
        " why, and you are told; but what came from another agency waits for its"
        " people."
    )
    blocks = (
        Paragraph(said),
        Facts(((_("What it is"), str(title)),)),
        Paragraph(how),
        _to_page(pk),
    )
    return Letter(_("A second person is asked"), blocks)


def widened_letter(title: Any, pk: UUID, *, reason: str, is_alone: bool) -> Letter:
    """Tell everyone who was named that it was done, by whom, and why alone."""
    said = _("A second person said yes, so it is done.")
    if is_alone:
        said = _("Nobody else had to be asked, or could be: it is done.")
    if reason:
        said = _("Nobody answered for a day, so whoever asked went on alone, because:")
    more: tuple[Block, ...] = (Words(reason),) if reason else ()
    blocks = (
        Facts(((_("What it is"), str(title)),)),
        Paragraph(said),
        *more,
        _to_page(pk),
    )
    return Letter(_("More people see something"), blocks)


def _to_page(pk: UUID) -> Button:
    url = f"{settings.URL}{reverse('widening', args=[pk])}"
    return Button(_("Open its page"), url, signs_in=True)


def recalled_letter(had_on: date | None) -> Letter:
    """Ask whoever had something by mail not to use it any more: it was recalled."""
    said = _(
        "Something that you had by mail from the network was recalled. Please delete"
        " that mail, and what you made of it. Do not pass it on."
    )
    why = _(
        "What has left by mail cannot be called back by a program, so we ask you. On"
        " the network’s own pages it is gone already. Ask your coordinator if you do"
        " not know which it was."
    )
    when = date_format(had_on, "j F Y") if had_on else ""
    facts = (Facts(((_("Sent to you on"), when),)),) if when else ()
    return Letter(_("Please delete a mail"), (Paragraph(said), *facts, Paragraph(why)))
