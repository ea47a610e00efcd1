"""What the clockwork does for the record: seal, anchor, forget."""

from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from fourthp.audit.models import Anchor
from fourthp.audit.operations import anchor_days, forget_old_rows, seal_entries
from fourthp.audit.queries import (
    ANCHORS,
    HEAD,
    chain_head,
    head_stands,
    noted_outside,
)
from fourthp.foundation.duties import daily, duty
from fourthp.foundation.ids import new_id


class RecordWasChanged(Exception):
    """The chain is not what was noted outside: the note stays, as evidence."""


def notes_folder() -> Path:
    """Return the folder outside the database in which the record's state is noted."""
    folder: Path = settings.HOME / "files" / "record"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


@duty(
    "audit.seal",
    title=_("Seal the record of acts, so that nobody changes it unseen"),
    if_late=_("What was done waits unsealed; each act is sealed once."),
    every=timedelta(seconds=30),
)
def seal(now: datetime) -> int:
    """Seal what was recorded, and note the chain's end outside the database.

    Raises RecordWasChanged rather than overwrite a note that no longer holds.
    """
    folder = notes_folder()
    if not chain_head().sequence:
        # Noted before the first seal: a missing note is then always a trace.
        _note(folder)
    stands = head_stands(noted_outside(folder))
    sealed = seal_entries(now=now)
    if not stands:
        raise RecordWasChanged
    if sealed:
        _note(folder)
    return sealed


def _note(folder: Path) -> None:
    # A name of its own: two workers may note at once.
    new = folder / f"{HEAD}.{new_id().hex}"
    new.write_text(chain_head().line() + "\n")
    new.replace(folder / HEAD)


def note_anew(*, now: datetime) -> None:
    """Begin the notes again from the record as it stands; the old ones are kept."""
    folder = notes_folder()
    for name in (ANCHORS, HEAD):
        if (folder / name).exists():
            (folder / name).rename(folder / f"{now:%Y%m%dT%H%M%S}-{name}")
    _note(folder)
    anchor(now)


@duty(
    "audit.anchor",
    title=_("Note in a file of its own how each day’s record ended"),
    if_late=_("All the days that were missed are noted, each once."),
    every=timedelta(hours=1),
)
def anchor(now: datetime) -> int:
    """Anchor finished days, and note them outside the database."""
    anchor_days(now=now)
    # Those too that a killed worker anchored and did not note.
    noted = {line.split()[0] for line in noted_outside(notes_folder()).anchors}
    made = [a for a in Anchor.objects.order_by("day") if str(a.day) not in noted]
    with (notes_folder() / ANCHORS).open("a") as notes:
        notes.writelines(found.line() + "\n" for found in made)
    return len(made)


@daily(
    "audit.forget",
    title=_("Forget old entries of the record, and who read what"),
    if_late=_("They stay until this is done."),
)
def forget(now: datetime) -> int:
    """Let go what is past its time."""
    return forget_old_rows(now=now)
