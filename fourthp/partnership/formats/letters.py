"""What the network itself writes to people, as letters."""

from django.utils.translation import gettext as _

from fourthp.post.rules.letters import Block, Button, Facts, Letter, Paragraph


def in_doubt(name: str) -> Paragraph:
    """Say that nothing goes any more to somebody who seems to have left."""
    return Paragraph(
        _(
            "Mail to %s came back, or nothing was heard for a year. Nothing more is"
            " sent to that address."
        )
        % name
    )


def has_left_letter(blocks: tuple[Block, ...], *, how_to_tell: str) -> Letter:
    """Ask a colleague whether somebody has left, by the blocks of a signed act.

    how_to_tell: whom she tells what no button says.
    """
    asks = _("You know who sits there now, or the address that is right?")
    more = Paragraph(f"{asks} {how_to_tell}")
    return Letter(_("Has somebody left?"), (*blocks, more))


def seems_gone_letter(name: str, url: str) -> Letter:
    """Tell a coordinator that colleagues are asked whether somebody has left."""
    asked = _(
        "Colleagues at the agency are asked whether this person has left. What they"
        " answer comes to you. You can find out sooner: ask the agency."
    )
    return Letter(
        _("Has somebody left?"),
        (in_doubt(name), Paragraph(asked), _to_reader(url)),
    )


def colleague_answered_letter(name: str, *, has_left: bool, url: str) -> Letter:
    """Tell a coordinator what a colleague says of somebody who seemed to have left."""
    if has_left:
        said = _("A colleague who was asked says: yes, this person has left.")
        todo = _(
            "This person alone coordinates the network, so the seats hold still. Find"
            " out whether it is so, and give somebody else that seat first."
        )
    else:
        said = _("A colleague who was asked says: no, this person is still here.")
        todo = _(
            "Nothing has changed by that: still no mail goes there. Ask whether the"
            " address is right, then let mail go to it again."
        )
    who = Facts(((_("It is about"), name),))
    blocks = (Paragraph(said), who, Paragraph(todo), _to_reader(url))
    return Letter(_("An answer about somebody’s seat"), blocks)


def colleague_took_back_letter(name: str, url: str) -> Letter:
    """Tell a coordinator that a colleague takes back what she said of somebody."""
    said = _("A colleague took back what she said of this person: ask her again.")
    who = Facts(((_("It is about"), name),))
    blocks = (Paragraph(said), who, _to_reader(url))
    return Letter(_("Taken back: an answer about somebody’s seat"), blocks)


def wrong_reader_letter(name: str, *, has_left: bool, url: str) -> Letter:
    """Tell a coordinator that a mail reached somebody else, or its reader is gone."""
    title = _("A mail reached somebody else")
    what = _("Whoever has the mail says: I am someone else.")
    if has_left:
        title = _("Somebody is said to have left")
        what = _("Whoever has the mail says: this person has left.")
    todo = _(
        "Nothing was done in anyone’s name: the seats hold still. Look whether the"
        " address is right. If the person has left, end the seats on the page below."
    )
    meant = Facts(((_("It was meant for"), name),))
    blocks = (Paragraph(what), meant, Paragraph(todo), _to_reader(url))
    return Letter(title, blocks)


def right_reader_letter(name: str, *, has_left: bool, url: str) -> Letter:
    """Tell a coordinator that what was said of a mail's reader was taken back."""
    what = _("Whoever has the mail said: I am someone else. That was taken back.")
    if has_left:
        what = _("Whoever has the mail said: this person has left. It was taken back.")
    meant = Facts(((_("It was meant for"), name),))
    todo = _("It waits for nobody’s look any more: there is nothing to do.")
    blocks = (Paragraph(what), meant, Paragraph(todo), _to_reader(url))
    return Letter(_("Taken back: what was said of a mail’s reader"), blocks)


def _to_reader(url: str) -> Button:
    return Button(_("See what goes to this person"), url, signs_in=True)


def still_there_letter(*, reads_answers: bool) -> Letter:
    """Ask somebody of whom nothing was heard for a year whether she is there.

    reads_answers: what she answers by mail is fetched; else what she does here tells.
    """
    tell = _(
        "Only tell us that these mails reach you: sign in, or change something on the"
        " page “Choose what you get” below; you can change it back. If nothing comes"
        " within a month, we ask your agency, and send nothing more until somebody says"
        " that it is right."
    )
    if reads_answers:
        tell = _(
            "Only tell us that these mails reach you: answer this one with any word. If"
            " nothing comes within a month, we ask your agency, and send nothing more"
            " until somebody says that it is right."
        )
    return Letter(
        _("Are you still there?"),
        (
            Paragraph(
                _(
                    "We have written to you for a long time and heard nothing. That is"
                    " all right: nobody has to answer."
                )
            ),
            Paragraph(tell),
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
