"""What the network writes when people leave, and about who follows them."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from fourthp.post.queries.links import button_to
from fourthp.post.rules.letters import Block, Button, Facts, Items, Letter, Paragraph


def left_letter(
    names: Sequence[str], facts: Facts, *, url: str, empty: tuple[Block, ...] = ()
) -> Letter:
    """Tell who looks after seats that people have left, and how it is taken back.

    empty: what is said, or asked, of the seats that stand empty; whom it is for first.
    """
    ended = _(
        "Their seats ended in that minute. From then on they see nothing of the"
        " network, and no mail goes to them. Where they keep a seat for another agency,"
        " that stays."
    )
    mistaken = _(
        "Is that a mistake? For two weeks whoever said it can take it back by the same"
        " link, and the agency’s lead when they sign in. The network’s coordinator can"
        " do so later, too."
    )
    whom, asks = empty[:1], empty[1:]
    blocks = (*whom, Items(tuple(names)), facts, Paragraph(ended), *asks)
    back = (Paragraph(mistaken), _to_leaving(url))
    return Letter(_("Somebody has left"), (*blocks, *back))


def back_letter(
    names: Sequence[str], facts: Facts, *, url: str, is_all: bool = True
) -> Letter:
    """Tell who looks after seats that it was taken back that people have left.

    is_all: every seat was given back, as far as the reader may know.
    """
    said = _("It was taken back that they have left: their seats hold again.")
    more = _("Not every seat was given back: look, and give anew what is to hold.")
    rest = () if is_all else (Paragraph(more),)
    blocks = (Paragraph(said), Items(tuple(names)), facts, *rest, _to_leaving(url))
    return Letter(_("Taken back: somebody has left"), blocks)


def _to_leaving(url: str) -> Button:
    return Button(_("See what ended"), url, signs_in=True)


def you_left_letter(facts: Facts, *, how_to_tell: str) -> Letter:
    """Tell somebody that her seats ended because she is said to have left.

    how_to_tell: whom she tells that it is wrong.
    """
    ended = _(
        "We were told that you have left. So your seats there ended. If you hold no"
        " other seat in the network, you are signed out everywhere, and we write to you"
        " no more of ourselves."
    )
    wrong = _("Is that wrong?")
    back = _("The network’s coordinator can give your seats back as they were.")
    mistaken = f"{wrong} {how_to_tell} {back}"
    thanks = _("Thank you for your work in the network.")
    blocks = (Paragraph(ended), facts, Paragraph(mistaken), Paragraph(thanks))
    return Letter(_("You are said to have left"), blocks)


def seat_ended_letter(
    whom: tuple[Block, ...],
    facts: Facts,
    *,
    is_over: bool,
    is_last: bool,
    how_to_tell: str,
) -> Letter:
    """Tell somebody that another ended a seat of hers, or gave it a last day.

    whom: whom it is for; is_last: she has no other; how_to_tell: whom she tells that it
    is wrong.
    """
    title = _("A seat of yours will end")
    said = _("A seat of yours was given a last day. Until then nothing changes.")
    if is_over:
        title = _("A seat of yours has ended")
        said = _("A seat of yours was ended: from now on nothing comes by it.")
    stay = _("Other seats of yours stay as they are.")
    if is_last and is_over:
        stay = _(
            "You hold no other: the network shows you nothing any more, and we write to"
            " you no more of ourselves."
        )
    wrong = _("Is that wrong, or do you not know why?")
    blocks = (facts, Paragraph(stay), Paragraph(f"{wrong} {how_to_tell}"))
    return Letter(title, (*whom, Paragraph(said), *blocks))


def i_left_letter(seats: Sequence[str], back: Button) -> Letter:
    """Tell somebody who left of herself which seats ended, and how she takes it back.

    back is the way to do so.
    """
    ended = _("You said that you leave. These seats ended in that minute:")
    last = _(
        "If you hold no other seat in the network, you are signed out everywhere, and"
        " we write to you no more of ourselves."
    )
    takes_back = _("Was it a mistake? You can take it back within two weeks.")
    way = (Paragraph(takes_back), back)
    thanks = Paragraph(_("Thank you for your work in the network."))
    blocks = (Paragraph(ended), Items(tuple(seats)), Paragraph(last), *way, thanks)
    return Letter(_("You have left"), blocks)


def you_stay_letter(
    facts: Facts, *, is_own: bool = False, is_all: bool = True
) -> Letter:
    """Tell somebody that it was taken back that she has left; is_own: by herself.

    is_all: every seat of hers was given back.
    """
    said = _(
        "It was taken back that you have left: your seats hold again. If you were"
        " signed in, sign in once more."
    )
    if is_own:
        said = _(
            "You took it back: your seats hold again. If you were signed in, sign in"
            " once more."
        )
    more = _(
        "Not every seat was given back: ask the network’s coordinator for the rest."
    )
    rest = () if is_all else (Paragraph(more),)
    return Letter(_("Your seats hold again"), (Paragraph(said), facts, *rest))


def stands_empty_blocks(what: str, *, asks: bool, is_kept: bool) -> tuple[Block, ...]:
    """Return what a coordinator is told of an empty seat; asks: its agency is asked.

    is_kept: of the group no mail tells those who do not sit in it.
    """
    said = _nobody_is_asked(is_kept=is_kept)
    if asks:
        said = _(
            "A seat is empty. Whoever speaks for the agency is asked by mail who"
            " follows."
        )
    return (Paragraph(said), Facts(((_("It is about"), what),)))


def no_chair_blocks(what: str) -> tuple[Block, ...]:
    """Return what a coordinator is told of a group whose only chair has left."""
    said = _("A group has no chair now. Give the seat to somebody who takes it on.")
    return (Paragraph(said), Facts(((_("It is about"), what),)))


def nobody_follows_letter(blocks: tuple[Block, ...], url: str) -> Letter:
    """Tell a coordinator of an empty seat of which nobody could be asked.

    blocks: what is said of it, as `stands_empty_blocks` or `no_chair_blocks` has it.
    """
    button = button_to(_("See who has left"), url)
    return Letter(_("A seat is empty"), (*blocks, button))


def _nobody_is_asked(*, is_kept: bool) -> str:
    said = _(
        "Nobody was asked who follows: of the agency nobody is left who speaks for it"
        " and gets our mail. Ring them, or write to them by a way that you know."
    )
    if is_kept:
        said = _(
            "Nobody was asked who follows: nobody else who speaks for the agency sits"
            " in this group, and mail about it goes to its own people alone. Ask those"
            " who sit in it, and give the seat to whoever follows: the agency’s desk"
            " need not know of the group."
        )
    return said


def asks_for_help_letter(what: str, url: str) -> Letter:
    """Tell a coordinator that an agency needs help to fill a seat."""
    said = _(
        "Whoever was asked of the agency says that somebody else follows. Ask them who"
        " it is, and give that person the seat."
    )
    facts = Facts(((_("It is about"), what),))
    button = button_to(_("See who has left"), url)
    return Letter(_("Somebody new follows in a seat"), (Paragraph(said), facts, button))


def would_follow_letter(name: str, what: str, url: str) -> Letter:
    """Tell a coordinator that somebody who was asked would follow in a seat herself."""
    said = _("Whoever was asked says: I would follow. It is yours to give the seat.")
    facts = Facts(((_("Would follow"), name), (_("It is about"), what)))
    button = button_to(_("See who has left"), url)
    blocks = (Paragraph(said), facts, button)
    return Letter(_("Somebody would follow in a seat"), blocks)


def you_follow_letter(role: str, what: str, url: str) -> Letter:
    """Tell somebody that she follows in a seat, and where its last words stand."""
    said = _("Your agency says that you follow in a seat. You hold it from now on.")
    facts = Facts(((_("Your seat"), role), (_("It is about"), what)))
    more = _("A page tells who sat there before you, and what is still open.")
    button = Button(_("What was left for you"), url, signs_in=True)
    return Letter(
        _("You follow in a seat"), (Paragraph(said), facts, Paragraph(more), button)
    )


def still_yours_letter(blocks: tuple[Block, ...], *, is_again: bool) -> Letter:
    """Ask an agency whether its people are still its people, by a signed act."""
    more = _(
        "It takes a minute, and keeps what is confidential with those who should have"
        " it. You need not sign in."
    )
    title = _("Are these still your people?")
    if is_again:
        title = _("Once more: are these still your people?")
    return Letter(title, (*blocks, Paragraph(more)))


def somebody_missing_letter(agency: str, url: str) -> Letter:
    """Tell a coordinator that somebody of an agency has no seat yet."""
    said = _(
        "The agency says that all its people are right, and that somebody is missing."
        " Ask them who, and what for."
    )
    facts = Facts(((_("It is about"), agency),))
    button = button_to(_("See what agencies answered"), url)
    return Letter(_("Somebody is missing"), (Paragraph(said), facts, button))
