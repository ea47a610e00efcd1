"""Letters about somebody who is let in without a second factor."""

from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from fourthp.post.rules.letters import Button, Facts, Letter, Paragraph, Words


def ask_to_let_in_letter(name: str, pk: UUID) -> Letter:
    """Ask somebody who looks after the network whether it is she who asks."""
    said = _(
        "Whoever runs the server was asked to let somebody in who has lost every second"
        " factor. It is done when one of you says that it is really she."
    )
    how = _(
        "Ring her on a number that you have had for long, and ask. If it was not she,"
        " do nothing, and ring whoever runs the server: somebody tries to get in."
    )
    url = f"{settings.URL}{reverse('let-in', args=[pk])}"
    return Letter(
        _("Is it really she?"),
        (
            Paragraph(said),
            Facts(((_("It is about"), name),)),
            Paragraph(how),
            Button(_("Open the page where you say so"), url, signs_in=True),
        ),
    )


def let_in_letter(name: str, *, reason: str) -> Letter:
    """Tell those who look after the network that somebody was let in."""
    said = _(
        "Her second factors were taken away and all her sessions ended. She comes in by"
        " her password, and adds a new second factor before she sees anything that"
        " needs one."
    )
    if not reason:
        return Letter(
            _("Somebody was let in"),
            (Paragraph(said), Facts(((_("It is about"), name),))),
        )
    alone = _("Nobody answered for a day, so whoever runs the server went on alone:")
    blocks = (
        Paragraph(said),
        Facts(((_("It is about"), name),)),
        Paragraph(alone),
        Words(reason),
    )
    return Letter(_("Somebody was let in"), blocks)


def you_are_let_in_letter() -> Letter:
    """Tell somebody that she is let in, and what comes next."""
    said = _(
        "Your second factors were taken away, because somebody who knows you says that"
        " you have lost them. Sign in with your password and add a new one."
    )
    wrong = _(
        "You have lost nothing, and asked nobody? Then somebody else did: change your"
        " password at once, and ring your coordinator."
    )
    url = f"{settings.URL}{reverse('account')}"
    return Letter(
        _("You can come in again"),
        (Paragraph(said), Paragraph(wrong), Button(_("Sign in"), url, signs_in=True)),
    )
