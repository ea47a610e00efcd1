"""What the network itself writes to people, as letters."""

from django.utils.translation import gettext as _

from fourthp.post.rules.letters import Letter, Paragraph


def has_left_letter(name: str) -> Letter:
    """Ask whether somebody has left, to whom mail came back or nothing is heard of."""
    return Letter(
        _("Has somebody left?"),
        (
            Paragraph(
                _(
                    "Mail to %s came back, or nothing was heard for a year. Nothing"
                    " more is sent to that address."
                )
                % name
            ),
            Paragraph(
                _(
                    "Has this person left? Tell your network’s coordinator who sits in"
                    " their place, or the address that is right: it is enough to answer"
                    " this mail."
                )
            ),
        ),
    )


def still_there_letter() -> Letter:
    """Ask somebody of whom nothing was heard for a year whether she is there."""
    return Letter(
        _("Are you still there?"),
        (
            Paragraph(
                _(
                    "We have written to you for a long time and heard nothing. That is"
                    " all right: nobody has to answer."
                )
            ),
            Paragraph(
                _(
                    "Only tell us that these mails reach you: answer this one with any"
                    " word. If nothing comes within a month, we ask your agency, and"
                    " send nothing more until somebody says that it is right."
                )
            ),
        ),
    )


def domain_waits_letter(domain: str) -> Letter:
    """Tell that a domain takes no mail of ours, and that nobody is blamed for it."""
    return Letter(
        _("A mail server takes nothing from us"),
        (
            Paragraph(
                _(
                    "Many mails to %s came back at once. That is the fault of a rule"
                    " there, or of our settings, and of nobody who reads mail there."
                )
                % domain
            ),
            Paragraph(
                _(
                    "Nothing is sent there for six hours, then it is tried again."
                    " Nobody’s address was stopped. Whoever keeps the server can look"
                    " with bin/fourthp mail-check."
                )
            ),
        ),
    )
