"""What is written to people about concerns, as letters.

A mail says a concern's words where every member may read them; else it leads there.
"""

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fourthp.plan.models import Answer, Concern, ConcernStep, State
from fourthp.post.rules.letters import Block, Button, Facts, Letter, Paragraph, Words


def concern_blocks(concern: Concern) -> tuple[Block, ...]:
    """Return what a mail says of a concern itself."""
    if not concern.is_for_all_members:
        said = _("Some of the network read it alone, so its words are in no mail.")
        return (Paragraph(said),)
    title = Facts(((_("Concern"), concern.title),))
    return (title, Words(concern.words)) if concern.words else (title,)


def raised_letter(concern: Concern, url: str) -> Letter:
    """Tell who moves concerns on that there is a new one."""
    if concern.state == State.HELD:
        said = _(
            "Somebody without an account raised a concern. Only coordinators see it"
            " until one of you lets it in. If you decline it, it goes after 30 days."
        )
        blocks: tuple[Block, ...] = (Paragraph(said),)
    else:
        todo = _("Hear it, so that whoever raised it knows that it arrived.")
        blocks = (*concern_blocks(concern), Paragraph(todo))
    return Letter(_("A concern was raised"), (*blocks, _to(url)))


def moved_letter(concern: Concern, step: ConcernStep, url: str) -> Letter:
    """Tell who raised a concern, or sees it too, what became of it."""
    facts = [(_("How it stands now"), capfirst(str(step.get_kind_display())))]
    if step.day:
        facts.append((_("Day of the meeting"), date_format(step.day, "j F Y")))
    blocks: list[Block] = [*concern_blocks(concern), Facts(tuple(facts))]
    if step.words and concern.is_for_all_members:
        blocks.append(Words(step.words))
    return Letter(_("A concern moved on"), (*blocks, _to(url)))


def answered_letter(concern: Concern, answer: Answer, url: str) -> Letter:
    """Tell who raised a concern, or sees it too, what it led to."""
    if not concern.is_for_all_members:
        blocks: tuple[Block, ...] = concern_blocks(concern)
    else:
        did = _("We did") if answer.is_done else _("We cannot, because")
        said = ((_("You said"), answer.you_said), (did, answer.we_did))
        blocks = (Facts(((_("Concern"), concern.title), *said)),)
    again = _("If that does not settle it, raise it again on its page and say why.")
    return Letter(_("A concern is answered"), (*blocks, Paragraph(again), _to(url)))


def waiting_letter(concern: Concern, days: int, url: str) -> Letter:
    """Tell who moves a concern on for how long it has waited for an answer."""
    said = ngettext(
        "It has waited %d day for an answer.",
        "It has waited %d days for an answer.",
        days,
    )
    todo = _("An answer may also be that it cannot be done, and why.")
    blocks = (*concern_blocks(concern), Paragraph(f"{said % days} {todo}"))
    return Letter(_("A concern waits for an answer"), (*blocks, _to(url)))


def _to(url: str) -> Button:
    return Button(_("See the concern"), url, signs_in=True)
