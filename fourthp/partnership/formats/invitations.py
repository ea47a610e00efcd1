"""What the network writes to whoever gets a seat, and where one is vacant."""

from collections.abc import Iterator

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from fourthp.partnership.models import Role
from fourthp.post.rules.letters import Block, Button, Facts, Letter, Paragraph


def invited_letter(
    whom: Block,
    asks: tuple[Block, ...],
    role: str,
    *,
    how_to_tell: str,
    whom_to_ask: str = "",
    given_by: str = "",
) -> Letter:
    """Tell somebody what the network is, what her seat is, and that it is all here.

    asks: her seat, and the button by which she says whether it is hers; how_to_tell:
    whom she tells that it is a mistake; whom_to_ask: where else a question goes;
    given_by: the coordinator who gave it, by name.
    """
    named = _("%s, who coordinates the network, gave it to you.") % given_by
    return Letter(
        _("You have a seat in the network"),
        (
            whom,
            Paragraph(
                _(
                    "You were given a seat in this network: agencies of many kinds that"
                    " work together against human trafficking."
                )
            ),
            *((Paragraph(named),) if given_by else ()),
            *asks,
            *(Paragraph(said) for said in _what_it_is(role)),
            Paragraph(
                _(
                    "You need no account and no password. What concerns you comes by"
                    " mail, and you answer from the mail."
                )
            ),
            *_whom_to_tell(how_to_tell, whom_to_ask),
        ),
    )


def _whom_to_tell(how_to_tell: str, whom_to_ask: str) -> Iterator[Block]:
    mistaken = _(
        "Is this a mistake, or is the address not yours alone? The button leads to"
        " where you say so."
    )
    yield Paragraph(f"{mistaken} {how_to_tell}")
    if whom_to_ask:
        yield Paragraph(whom_to_ask)


def account_letter(address: str) -> Letter:
    """Tell somebody that she can sign in, and how she comes to a password."""
    url = f"{settings.URL}{reverse('account_reset_password')}"
    return Letter(
        _("You can sign in now"),
        (
            Paragraph(
                _(
                    "You have a way to sign in to the network, by this address. Nothing"
                    " changes for you if you do not use it: what concerns you comes by"
                    " mail as before."
                )
            ),
            Facts(((_("Your address"), address),)),
            Paragraph(
                _(
                    "Choose your password first: type this address on the page below,"
                    " and a mail brings you a link that works once."
                )
            ),
            Button(_("Choose a password"), url, is_quiet=True),
        ),
    )


def seated_letter(blocks: tuple[Block, ...]) -> Letter:
    """Tell somebody who sits in the network already that she got another seat."""
    [whom, *asks] = blocks
    said = _("You were given another seat. What you had before stays as it is.")
    return Letter(_("You have another seat"), (whom, Paragraph(said), *asks))


def not_mine_letter(who: str, what: str, url: str, *, is_taken_back: bool) -> Letter:
    """Tell a coordinator that somebody says a seat is not hers, or says so no more."""
    said = _(
        "Whoever was given this seat says that it is a mistake. Nothing was changed:"
        " ask, and end the seat if it is so."
    )
    title = _("A seat is said to be a mistake")
    if is_taken_back:
        said = _("It was taken back that this seat is a mistake: it stays as it is.")
        title = _("Taken back: a seat is said to be a mistake")
    facts = Facts(((_("It was given to"), who), (_("It is about"), what)))
    button = Button(_("See the person"), url, signs_in=True)
    return Letter(title, (Paragraph(said), facts, button))


def seat_facts(network: str, agency: str, group: str, role: str) -> Facts:
    """Return what a mail says of somebody's seat; agency and group may be nothing."""
    lines = (
        (_("Network"), network),
        (_("Agency"), agency),
        (_("Group"), group),
        (_("Your seat"), str(Role(role).label)),
    )
    return Facts(tuple(line for line in lines if line[1]))


def _what_it_is(role: str) -> tuple[str, ...]:
    """Return what a role is, where that is not said by its name."""
    if role == Role.DEPUTY:
        return (
            _(
                "A deputy stands in for the agency when its representative cannot come,"
                " and gets the same mails."
            ),
        )
    if role != Role.REPRESENTATIVE:
        return ()
    return (
        _(
            "A representative speaks for the agency in the network, and takes back to"
            " it what was said."
        ),
    )


def who_follows_letter(
    whom: Block, agency: str, url: str, *, how_to_tell: str
) -> Letter:
    """Ask whoever sits for an agency who takes a vacant seat, and how she tells it.

    agency is empty where no mail names it, url where she has no account to open it.
    """
    asks = _("Who takes the seat? Tell us a name and an address.")
    lead = _("Your agency’s lead can also say so on the page of your people.")
    said = _(
        "Your agency has a seat in the network in which nobody sits at present. So"
        " nobody speaks for it, and papers do not reach it."
    )
    facts = (Facts(((_("Agency"), agency),)),) if agency else ()
    page = Button(_("Your agency’s people"), url, is_quiet=True, signs_in=True)
    blocks = (whom, Paragraph(said), *facts, Paragraph(f"{asks} {how_to_tell} {lead}"))
    return Letter(
        _("Who sits for your agency now?"), (*blocks, page) if url else blocks
    )
