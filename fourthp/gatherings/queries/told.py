"""What a mail to those who are invited says of a gathering, and whom it names."""

from django.utils.translation import gettext as _

from fourthp.foundation.links import SignedLink
from fourthp.gatherings.models import Gathering
from fourthp.gatherings.queries.hidden import hidden_names, tells_hidden
from fourthp.gatherings.queries.venues import venue_of
from fourthp.gatherings.queries.words import day_in_words, times_in_words
from fourthp.partnership.queries.readership import group_in_mail
from fourthp.post.rules.letters import Block, Facts, Paragraph


def told_in_mail(gathering: Gathering) -> tuple[Block, ...]:
    """Return what a mail says of a gathering; ask `may_be_mailed` of its series first.

    How one joins online is in no mail: whoever has it is in the room.
    """
    series = gathering.series
    lines = [
        (_("What"), series.name),
        (_("When"), when_in_mail(gathering)),
        (_("Where"), place_in_mail(gathering)),
        (_("Of"), group_in_mail(series.group)),
    ]
    blocks: list[Block] = [Facts(tuple(line for line in lines if line[1]))]
    if gathering.is_cancelled:
        blocks.insert(0, Paragraph(_("It does not take place.")))
    if gathering.because:
        blocks.append(Facts(((_("Why"), gathering.because),)))
    return tuple(blocks)


def when_in_mail(gathering: Gathering) -> str:
    """Return the day of a gathering, and from when to when, as a mail says it."""
    return f"{day_in_words(gathering.day)}, {times_in_words(gathering)}"


def place_in_mail(gathering: Gathering) -> str:
    """Return where a gathering is, as a mail says it: no hidden place, and no link."""
    venue = venue_of(gathering)
    if venue is None:
        return ""
    parts = [] if tells_hidden(venue, hidden_names()) else [venue.place, venue.room]
    said = ", ".join(filter(None, parts))
    if not venue.is_online:
        return said
    return _("%s, or online") % said if said else _("online: see its page")


def gathering_of(link: SignedLink) -> Gathering | None:
    """Return the gathering that a link is about."""
    return Gathering.objects.with_all().filter(pk=link.matter_id).first()
