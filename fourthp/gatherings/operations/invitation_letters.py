"""What the mails of invitations say, and the calendar that goes with each.

Each has one reader: her address alone stands in its file. Above TLP:GREEN a mail says
only where to sign in, and has no file.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fourthp.gatherings.formats.calendars import Event, Method, Who, calendar_text
from fourthp.gatherings.models import Gathering, Rhythm, Series
from fourthp.gatherings.operations.answer_acts import MINE
from fourthp.gatherings.permissions import is_invited
from fourthp.gatherings.queries.calendars import organiser
from fourthp.gatherings.queries.told import told_in_mail
from fourthp.gatherings.queries.words import rhythm_times, rule_in_words
from fourthp.partnership.models import Person
from fourthp.post.queries.acts import act_button, for_whom, link_to
from fourthp.post.queries.links import button_to, full
from fourthp.post.rules.kinds import Kind, Stream, declare_kind
from fourthp.post.rules.letters import Block, Facts, Letter, Paragraph
from fourthp.post.rules.readers import ADDRESS, Reader


def _is_asked(person: Person, pk: UUID | None) -> bool:
    """Tell whether a series invites somebody still, when a mail to her leaves."""
    rows = Series.objects.select_related("group")
    series = rows.filter(pk=pk).first() if pk else None
    return series is not None and is_invited(person, series)


_TAKES = "fourthp.gatherings.operations.replies.take_answer"
_REASON = gettext_lazy("you are invited to gatherings of the network")
INVITED = declare_kind(
    Kind(
        "gatherings.invited",
        Stream.DUTY,
        subject=gettext_lazy("An invitation"),
        title=gettext_lazy("An invitation to gatherings"),
        reason=_REASON,
        answers=_TAKES,
        is_for=_is_asked,
    )
)
CHANGED = declare_kind(
    Kind(
        "gatherings.changed",
        Stream.DUTY,
        subject=gettext_lazy("A change in your calendar"),
        title=gettext_lazy("That gatherings were changed"),
        reason=_REASON,
        answers=_TAKES,
        is_for=_is_asked,
    )
)
NOT_ANY_MORE = declare_kind(
    Kind(
        "gatherings.not-any-more",
        Stream.DUTY,
        subject=gettext_lazy("A change in your calendar"),
        title=gettext_lazy("That somebody is not invited any more"),
        reason=gettext_lazy("you were invited to gatherings of the network"),
    )
)


@dataclass(frozen=True)
class File:
    """A calendar that goes to several, each time with its reader alone."""

    method: Method
    events: tuple[Event, ...]

    def to(self, reader: Reader, now: datetime) -> dict[str, str]:
        """Return it as a letter to one reader has it."""
        address = reader.address.strip()
        if not self.events or not address:
            return {}
        who = Who(organiser().organizer, attendee=address)
        said = calendar_text(self.method, self.events, who=who, stamp=now)
        return {"calendar": said, "calendar_method": self.method.value}


_NO_FILE = File(Method.REQUEST, ())


def invited_letter(
    rhythm: Rhythm, first: Gathering, file: File, reader: Reader, *, now: datetime
) -> Letter:
    """Return the letter that asks somebody to come, the next time first."""
    lines = []
    if rhythm.rule:
        said = f"{rule_in_words(rhythm)}, {rhythm_times(rhythm)}"
        lines = [(_("How often"), said)]
    often = (Facts(tuple(lines)),) if lines else ()
    return _asking(_("You are invited"), first, often, file, reader, now=now)


def changed_letter(
    lines: Iterable[tuple[str, str]],
    first: Gathering | None,
    file: File,
    reader: Reader,
    *,
    now: datetime,
) -> Letter:
    """Return the letter that says what changed, from what to what."""
    title, told = _("Something changed"), tuple(lines)
    said: tuple[Block, ...] = (Facts(told),) if told else ()
    if not told:
        said = (Paragraph(_("What follows has another entry in your calendar.")),)
    if first is None:
        extra = file.to(reader, now)
        return Letter(title, (*_whom(reader), *said), **extra)
    return _asking(title, first, said, file, reader, now=now)


def _asking(
    title: str,
    first: Gathering,
    said: tuple[Block, ...],
    file: File,
    reader: Reader,
    *,
    now: datetime,
) -> Letter:
    """Return a letter about the next gathering, with a button to answer by."""
    page = button_to(
        _("See its page"), full(reverse("gathering", args=[first.pk])), is_quiet=True
    )
    whom = _whom(reader)
    if not first.series.may_be_mailed:
        words = _("Its label keeps it out of mails. Sign in to see what it is.")
        return Letter(title, (*whom, Paragraph(words), page))
    extra = file.to(reader, now)
    if reader.kind == ADDRESS:
        how = Paragraph(_("Answer by your calendar program, or to who invited you."))
        return Letter(title, (*said, *told_in_mail(first), how), **extra)
    link = link_to(MINE, reader, first, now=now)
    blocks = (*whom, *said, *MINE.says(link), act_button(MINE, link), page)
    return Letter(title, blocks, **extra)


def _whom(reader: Reader) -> tuple[Block, ...]:
    return () if reader.kind == ADDRESS else (for_whom(reader),)


def invited_again_letter(
    gathering: Gathering, reader: Reader, *, now: datetime
) -> Letter:
    """Return the letter to somebody whose calendar answered how it was before."""
    title = _("Your answer was to how it was before")
    said = (Paragraph(_("Your calendar answered, and it is otherwise now:")),)
    if not gathering.is_cancelled and gathering.ends_at > now:
        return _asking(title, gathering, said, _NO_FILE, reader, now=now)
    if not gathering.series.may_be_mailed:
        words = _("It does not take place, or is over. Sign in to see more.")
        return Letter(title, (*_whom(reader), Paragraph(words)))
    told = told_in_mail(gathering)
    if not gathering.is_cancelled:
        told = (Paragraph(_("It is over.")), *told)
    return Letter(title, (*_whom(reader), *said, *told))


def not_any_more_letter(file: File, reader: Reader, *, now: datetime) -> Letter:
    """Return the letter to somebody who is not invited any more; it names nothing."""
    words = _("Your calendar takes it out by the file that goes with this mail.")
    title = _("You are not invited to these gatherings any more")
    return Letter(title, (Paragraph(words),), **file.to(reader, now))
