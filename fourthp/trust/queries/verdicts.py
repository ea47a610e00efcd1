"""Whether the record is as a note says that somebody outside kept."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fourthp.audit.queries import Fault, faults_against_each
from fourthp.audit.rules import Note

# A longer record is compared at the command line: it takes minutes.
MOST_ON_PAGE = 100_000
# The record's own words for what is wrong, for people.
FAULTS = {
    "the chain is not what was noted outside": gettext_lazy(
        "The chain of seals is another one than on that day: the record was made anew,"
        " or cut off."
    ),
    "a seal is missing before this one": gettext_lazy("A seal was taken out."),
    "the chain is broken here": gettext_lazy("The chain is broken at one seal."),
    "the sealed entry is gone": gettext_lazy("An entry was taken out."),
    "the entry was changed after it was sealed": gettext_lazy(
        "An entry was changed after it was sealed."
    ),
    "the readings of this day were changed": gettext_lazy(
        "Who looked at what on that day was changed."
    ),
}


@dataclass(frozen=True)
class Verdict:
    """What came of comparing the record with one note; no faults: it is unchanged."""

    note: Note
    faults: Sequence[Fault]
    is_too_long: bool = False

    @property
    def is_good(self) -> bool:
        """Tell whether the record is unchanged up to the day of the note."""
        return not self.faults and not self.is_too_long

    @property
    def words(self) -> str:
        """Say what came of it, in one sentence."""
        told = {
            "day": date_format(self.note.day, "j F Y"),
            "acts": number_format(self.note.sequence, force_grouping=True),
        }
        if self.is_too_long:
            return _(
                "The record is too long to compare it here: ask whoever runs the server"
                " to do it by “bin/fourthp verify-record --against”."
            )
        if self.is_good:
            return (
                _(
                    "Unchanged: all %(acts)s acts up to %(day)s are as they were when"
                    " the note was written."
                )
                % told
            )
        return _("Changed: the record up to %(day)s is not what the note says.") % told

    @property
    def reasons(self) -> list[str]:
        """Say what is wrong, each once, with the first place."""
        found: dict[str, str] = {}
        for fault in self.faults:
            said = str(FAULTS[fault.reason])
            place = _(" First at no. %s.") % fault.sequence if fault.sequence else ""
            found.setdefault(said, f"{said}{place}")
        return list(found.values())


def verdicts_of(notes: Iterable[Note], *, now: datetime, most: int) -> list[Verdict]:
    """Compare the record with some notes; return what came of each, newest first.

    most: what is longer is not compared here.
    """
    newest = sorted(notes, key=lambda one: (one.day, one.sequence), reverse=True)
    long = [Verdict(one, (), is_too_long=True) for one in newest if one.sequence > most]
    short = [one for one in newest if one.sequence <= most]
    found = faults_against_each(short, now=now)
    return long + [Verdict(*pair) for pair in zip(short, found, strict=True)]
