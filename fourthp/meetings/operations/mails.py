"""What is told by mail of meetings: an agenda is out, and items are asked for.

No mail says more than a password alone shows: an item above TLP:GREEN stands in it by
its number and minutes, and a closed group is not named (S14).
"""

from datetime import datetime
from functools import partial
from uuid import UUID

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fourthp.foundation.actors import Actor
from fourthp.gatherings.queries.words import day_in_words, times_in_words
from fourthp.meetings.formats import told
from fourthp.meetings.models import Meeting, MeetingSeries
from fourthp.meetings.queries.agenda import agenda_of
from fourthp.meetings.queries.listing import Due
from fourthp.meetings.queries.readers import invited_to
from fourthp.partnership.models import Person
from fourthp.partnership.models.shared import NETWORK_WIDE
from fourthp.partnership.queries.readership import group_in_mail, readers_for
from fourthp.post.models import Mailing
from fourthp.post.operations.telling import News, tell
from fourthp.post.queries.links import button_to, full
from fourthp.post.rules.kinds import Kind, Stream, declare_kind
from fourthp.post.rules.letters import Block, Button, Facts, Items, Letter, Paragraph
from fourthp.post.rules.readers import Reader

_INVITED = gettext_lazy("you are invited to a meeting of the network or of your group")


def _is_invited(person: Person, pk: UUID | None) -> bool:
    """Tell whether somebody is invited still to the meeting that a mail is about."""
    meeting = Meeting.objects.with_all().filter(pk=pk).first() if pk else None
    if meeting is None or meeting.gathering.is_cancelled:
        return False
    return person in invited_to(meeting.gathering)


AGENDA = declare_kind(
    Kind(
        "meetings.agenda",
        Stream.DUTY,
        subject=gettext_lazy("An agenda"),
        title=gettext_lazy("The agenda of a meeting"),
        reason=_INVITED,
        is_for=_is_invited,
    )
)
CALL = declare_kind(
    Kind(
        "meetings.call",
        Stream.DUTY,
        subject=gettext_lazy("What should we talk about?"),
        title=gettext_lazy("Items are asked for"),
        reason=_INVITED,
        waits=True,
        is_for=_is_invited,
    )
)


def may_be_told(meeting: Meeting) -> bool:
    """Tell whether a mail may say what stands on an agenda."""
    return meeting.series.label in NETWORK_WIDE


def _page(name: str, meeting: Meeting, label: str) -> Button:
    url = full(reverse(name, args=[meeting.gathering_id]))
    return button_to(label, url, is_quiet=False)


def _when(meeting: Meeting) -> list[tuple[str, str]]:
    one = meeting.gathering
    when = f"{day_in_words(one.day)}, {times_in_words(one)}"
    return [(_("Of"), group_in_mail(meeting.series.group)), (_("When"), when)]


def tell_agenda(meeting: Meeting, *, by: Actor, now: datetime) -> int:
    """Send an agenda to those who are invited, to each as she may see it; how many."""
    people = invited_to(meeting.gathering)
    news = News(AGENDA, partial(agenda_letter, meeting), about=meeting)
    tell(readers_for(people), news, by=by, now=now)
    return len(people)


def agenda_letter(meeting: Meeting, reader: Reader) -> Letter:
    """Return the letter with an agenda as its reader may see it by a password alone."""
    page = _page("meeting", meeting, _("See the agenda"))
    title = _("The agenda of a meeting")
    if not may_be_told(meeting):
        words = _("Its label keeps it out of mails. Sign in to see it.")
        return Letter(title, (Paragraph(words), page))
    person = Person.objects.get(pk=reader.id)
    agenda = agenda_of(meeting.gathering, person)
    lines = [f"{one.number} · {told(one)}" for one in agenda.lines if one.at]
    said: tuple[Block, ...] = (Facts(tuple(_when(meeting))), Items(tuple(lines)))
    return Letter(title, (*said, page))


def tell_call(
    meeting: Meeting, kept: MeetingSeries, *, by: Actor, now: datetime
) -> Mailing:
    """Ask those who are invited for items, a single time for each meeting."""
    readers = readers_for(invited_to(meeting.gathering))
    write = partial(call_letter, meeting, kept)
    once = f"{CALL.name}:{meeting.pk}"
    return tell(readers, News(CALL, write, about=meeting, once=once), by=by, now=now)


def call_letter(meeting: Meeting, kept: MeetingSeries, _reader: Reader) -> Letter:
    """Return the letter that asks for items."""
    due = date_format(Due.of(meeting.gathering, kept).items, "j F Y")
    lines = [*_when(meeting), (_("Items are due on"), due)]
    words = Paragraph(
        _("What should this meeting talk about? Say it in one line, and how long.")
    )
    page = _page("meeting-proposal", meeting, _("Propose an item"))
    return Letter(_("Items are asked for"), (words, Facts(tuple(lines)), page))
