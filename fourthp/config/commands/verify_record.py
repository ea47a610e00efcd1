"""Compare the record of acts with its chain, or with a note that was kept outside."""

import sys
from argparse import Namespace
from pathlib import Path

from fourthp.audit.queries import (
    Fault,
    chain_head,
    faults_against_each,
    faults_of_record,
    noted_outside,
)
from fourthp.audit.rules import Note, notes_in
from fourthp.audit.tasks import note_anew, notes_folder
from fourthp.config.commands import CannotBeDone
from fourthp.foundation.clock import now


def run(asked: Namespace) -> int:
    """Print each fault on a line; return 3 when there is one."""
    if asked.against:
        return _against(asked.against)
    if asked.accept:
        note_anew(now=now())
    outside = noted_outside(notes_folder())
    faults = faults_of_record(now=now(), outside=outside)
    _print(faults)
    if not faults:
        head = chain_head()
        sys.stdout.write(f"{head.sequence} acts, each as it was sealed.\n")
    return 3 if faults else 0


def _print(faults: list[Fault]) -> None:
    for fault in faults:
        place = fault.day or (f"no. {fault.sequence}" if fault.sequence else "")
        sys.stdout.write(f"- {fault.reason} {place}\n")


def _against(name: str) -> int:
    text = sys.stdin.read() if name == "-" else Path(name).read_text(errors="replace")
    notes = notes_in(text)
    if not notes:
        raise CannotBeDone("No note stands in this: give the whole mail, as text.")
    # Each is told, also after one that is changed.
    found = zip(notes, faults_against_each(notes, now=now()), strict=True)
    return 3 if sum(_is_changed(*one) for one in found) else 0


def _is_changed(note: Note, faults: list[Fault]) -> bool:
    _print(faults)
    said = "CHANGED since" if faults else "unchanged:"
    sys.stdout.write(f"{note.day}: {said} {note.sequence} acts up to that day.\n")
    return bool(faults)
