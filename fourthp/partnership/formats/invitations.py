"""What the network writes to whoever gets a seat, and where one is vacant."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from fourthp.partnership.models import Role
from fourthp.post.rules.letters import Button, Facts, Letter, Paragraph


def invited_letter(network: str, agency: str, role: str, *, how_to_tell: str) -> Letter:
    """Tell somebody what the network is, what her seat is, and that it is all here.

    agency is empty where its place is confidential; how_to_tell: whom she tells that it
    is a mistake.
    """
    mistaken = _("Is this a mistake, or is the address not yours alone?")
    return Letter(
        _("You have a seat in the network"),
        (
            Paragraph(
                _(
                    "You were given a seat in this network: agencies of many kinds that"
                    " work together against human trafficking."
                )
            ),
            _facts(network, agency, role),
            *(Paragraph(said) for said in _what_it_is(role)),
            Paragraph(
                _(
                    "You need no account and no password. What concerns you comes by"
                    " mail, and you answer from the mail."
                )
            ),
            Paragraph(f"{mistaken} {how_to_tell}"),
        ),
    )


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


def _facts(network: str, agency: str, role: str) -> Facts:
    named = ((_("Agency"), agency),) if agency else ()
    seat = (_("Your seat"), str(Role(role).label))
    return Facts(((_("Network"), network), *named, seat))


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


def who_follows_letter(url: str, *, how_to_tell: str) -> Letter:
    """Ask whoever sits for an agency who takes a vacant seat, and how she tells it."""
    asks = _("Who takes the seat? Tell us a name and an address.")
    lead = _("Your agency’s lead can also say so on the page of your people.")
    return Letter(
        _("Who sits for your agency now?"),
        (
            Paragraph(
                _(
                    "Your agency has a seat in the network in which nobody sits at"
                    " present. So nobody speaks for it, and papers do not reach it."
                )
            ),
            Paragraph(f"{asks} {how_to_tell} {lead}"),
            Button(_("Your agency’s people"), url, is_quiet=True, signs_in=True),
        ),
    )
