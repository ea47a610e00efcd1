"""Compare the record of acts with its chain."""

import sys
from argparse import Namespace

from fourthp.audit.queries import chain_head, faults_of_record, noted_outside
from fourthp.audit.tasks import note_anew, notes_folder
from fourthp.foundation.clock import now


def run(asked: Namespace) -> int:
    """Print each fault on a line; return 3 when there is one."""
    if asked.accept:
        note_anew(now=now())
    outside = noted_outside(notes_folder())
    faults = faults_of_record(now=now(), outside=outside)
    for fault in faults:
        place = fault.day or (f"no. {fault.sequence}" if fault.sequence else "")
        sys.stdout.write(f"- {fault.reason} {place}\n")
    if not faults:
        head = chain_head()
        sys.stdout.write(f"{head.sequence} acts, each as it was sealed.\n")
    return 3 if faults else 0
