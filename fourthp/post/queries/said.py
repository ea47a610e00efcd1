"""What was said of a reader by a link: that she is another, has left, is still here."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.formats import date_format
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fourthp.audit.models import Entry
from fourthp.foundation.matters import actor_title
from fourthp.post.models import Answer
from fourthp.post.queries.readership import readership
from fourthp.post.rules.acts import (
    LEFT,
    NOT_ME,
    Choice,
    NoSuchChoice,
    UnknownAct,
    act_of,
    all_acts,
)

# Of what waits a page shows those that wait longest; the others follow them.
MOST = 10
LOOKED_AT = "looked-at"  # as the record names it
_OF_ANOTHER: dict[str, Choice] = {
    NOT_ME: Choice(
        NOT_ME,
        gettext_lazy("I am someone else"),
        "",
        todo=gettext_lazy(
            "Is the address right? Ask the person or the agency by a way that you know"
            " before you change anything: a link proves only who has the mail."
        ),
    ),
    LEFT: Choice(
        LEFT,
        gettext_lazy("This person has left"),
        "",
        todo=gettext_lazy(
            "Does the seat still hold? Ask the agency by a way that you know before you"
            " end it: a link proves only who has the mail."
        ),
    ),
}


@dataclass(frozen=True)
class Said:
    """One thing said of a reader: in whose words, to whom the link went, what to do.

    name and kind and id are of whom it is said; asked names whoever else was asked.
    mailed and mailed_at say what the mail with the link asked, and when it was written;
    looked_at and looked_by when and by whom it was last looked at.
    """

    answer: Answer
    kind: str
    id: str
    name: str
    words: str
    asked: str
    todo: str
    mailed: str = ""
    mailed_at: datetime | None = None
    looked_at: datetime | None = None
    looked_by: str = ""

    @property
    def state(self) -> Any:
        """Return how it stands, in words."""
        if self.answer.undone_at:
            return _("taken back")
        if self.answer.waits_for_look:
            return _("waits for a look")
        if self.looked_at is None:
            return _("looked at")
        return _("looked at on %(day)s by %(who)s") % {
            "day": date_format(localtime(self.looked_at), "j F Y"),
            "who": self.looked_by,
        }


def said_waiting() -> tuple[list[Said], int]:
    """Return what waits longest for somebody to look at it, and how much follows."""
    rows = _waiting().order_by("at", "id")
    return said_in_words(rows[:MOST]), max(0, rows.count() - MOST)


def count_said_waiting() -> int:
    """Return how much waits for somebody to look at it."""
    return _waiting().count()


def _waiting() -> QuerySet[Answer]:
    return Answer.objects.filter(waits_for_look=True)


def answers_of_readers() -> QuerySet[Answer]:
    """Return the answers that say something of a reader."""
    purposes = [act.purpose for act in all_acts() if act.is_about_reader]
    told = Q(choice__in=_OF_ANOTHER) | Q(purpose__in=purposes)
    return Answer.objects.filter(told)


def said_of(kind: str, pk: str) -> list[Said]:
    """Return what was said of a reader lately, newest first."""
    is_of_another = Q(choice__in=_OF_ANOTHER)
    herself = Q(holder_kind=kind, holder_id=pk) & is_of_another
    about = Q(about_kind=kind, about_id=pk) & ~is_of_another
    rows = answers_of_readers().filter(herself | about)
    return said_in_words(rows.order_by("-at", "-id")[:MOST])


def said_in_words(answers: Iterable[Answer]) -> list[Said]:
    """Return some answers as pages tell them; names are asked once for all."""
    rows = list(answers)
    names, looks = _names(rows), _looks(rows)
    return [
        replace(_in_words(row, names), **_mail(row), **looks.get(str(row.pk), {}))
        for row in rows
    ]


def _mail(row: Answer) -> dict[str, Any]:
    """Return what the mail with the link asked, and when it was written."""
    try:
        act = act_of(row.purpose)
    except UnknownAct:
        return {}  # a page of one's own, which every mail leads to
    return {"mailed": str(act.title), "mailed_at": row.expires_at - act.lasts}


def _looks(rows: list[Answer]) -> dict[str, dict[str, Any]]:
    """Return when and by whom some answers were last looked at."""
    looked_at = [str(row.pk) for row in rows if not row.waits_for_look]
    entries = Entry.objects.filter(
        matter_kind=Answer.matter_kind, matter_id__in=looked_at, act=LOOKED_AT
    )
    return {
        one.matter_id: {
            "looked_at": one.at,
            "looked_by": actor_title(
                one.actor_kind, one.actor_id, on=localdate(one.at)
            ),
        }
        for one in entries.order_by("at", "id")
    }


def of_whom(answer: Answer) -> tuple[str, str]:
    """Return of whom an answer says something, by kind and id."""
    if answer.is_of_another:
        return answer.holder_kind, str(answer.holder_id)
    return answer.about_kind, str(answer.about_id)


def _names(rows: list[Answer]) -> dict[tuple[str, str], str]:
    ids: dict[str, set[str]] = {}
    for row in rows:
        for kind, pk in (of_whom(row), (row.holder_kind, str(row.holder_id))):
            ids.setdefault(kind, set()).add(pk)
    asked = readership()
    return {
        (kind, pk): name
        for kind, some in ids.items()
        for pk, name in asked.named(kind, some).items()
    }


def _in_words(row: Answer, names: dict[tuple[str, str], str]) -> Said:
    kind, pk = of_whom(row)
    chosen = _choice(row)
    gone = _("somebody who is not here any more")
    holder = names.get((row.holder_kind, str(row.holder_id)), gone)
    return Said(
        row,
        kind,
        pk,
        names.get((kind, pk), gone),
        str(chosen.label),
        "" if row.is_of_another else holder,
        str(chosen.came_of(row.trace)[1]),
    )


def _choice(row: Answer) -> Choice:
    """Return the button that was pressed; of an act that is no more, its name."""
    if row.is_of_another:
        return _OF_ANOTHER[row.choice]
    try:
        return act_of(row.purpose).choice(row.choice)
    except (UnknownAct, NoSuchChoice):
        return Choice(row.choice, row.choice, "")
