"""What the network writes to people about groups, as letters."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fourthp.partnership.models import Group
from fourthp.post.rules.letters import Button, Facts, Letter, Paragraph


def wanted_letter(group: Group, url: str, *, people: int, agencies: int) -> Letter:
    """Tell a coordinator that enough people would take part in a proposed group."""
    who = ngettext("%d person would take part", "%d people would take part", people)
    whence = ngettext("from %d agency", "from %d agencies", agencies)
    said = f"{who % people}, {whence % agencies}."
    todo = _(
        "Begin it, and all of them are seated; or say why not, and they are told so."
    )
    blocks = (Paragraph(said), _about(group), Paragraph(todo), _to(url))
    return Letter(_("A group is proposed"), blocks)


def begun_letter(group: Group, url: str) -> Letter:
    """Tell who would take part in a group that it begins, and that they sit in it."""
    said = _(
        "A group in which you said you would take part begins today. You have a seat in"
        " it. You can leave it at any time, on its page."
    )
    return Letter(_("A group begins"), (Paragraph(said), _about(group), _to(url)))


def declined_letter(group: Group, url: str) -> Letter:
    """Tell who would take part in a proposed group why it is not begun."""
    said = _("A group in which you said you would take part is not begun.")
    facts = ((_("Group"), group.name), (_("Why"), group.declined_because))
    blocks = (Paragraph(said), Facts(facts), _to(url))
    return Letter(_("A group is not begun"), blocks)


def _about(group: Group) -> Facts:
    lines = ((_("Group"), group.name), (_("What for"), group.purpose))
    return Facts(tuple(line for line in lines if line[1]))


def _to(url: str) -> Button:
    return Button(_("See the group"), url, signs_in=True)
