"""Take an import back by hand."""

import sys
from argparse import Namespace
from uuid import UUID

from fourthp.config.commands import CannotBeDone
from fourthp.directory.models import Import
from fourthp.directory.operations.imports.applying import ImportIsUndone, undo_import
from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now


def run(asked: Namespace) -> int:
    """Take an import back; say what stays because it was changed since."""
    try:
        made = Import.objects.get(pk=UUID(asked.id))
        taken = undo_import(made, by=Host(), now=now())
    except (ValueError, Import.DoesNotExist) as problem:
        raise CannotBeDone(f"There is no import {asked.id}.") from problem
    except ImportIsUndone as problem:
        raise CannotBeDone(str(problem)) from problem
    sys.stdout.write(f"Taken back: {taken.undone.put_back} rows.\n")
    for label, pk in taken.undone.kept:
        sys.stdout.write(f"kept, because it was changed since: {label} {pk}\n")
    return 0
