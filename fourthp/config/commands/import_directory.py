"""Import a directory by hand."""

import sys
from argparse import Namespace
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

from fourthp.config.commands import CannotBeDone
from fourthp.directory.formats.columns import (
    LEFT_OUT,
    MEANINGS,
    cells_of,
    names_no_agency,
)
from fourthp.directory.formats.reasons import HOURS_UNREAD, PERHAPS_THE_SAME
from fourthp.directory.models import Columns
from fourthp.directory.operations.imports.applying import (
    ImportRunsAlready,
    apply_import,
)
from fourthp.directory.operations.imports.columns import (
    save_columns,
    with_suggestions,
)
from fourthp.directory.operations.imports.planning import (
    FlatTable,
    Plan,
    plan_import,
)
from fourthp.directory.queries.held import field_name
from fourthp.directory.queries.imports import columns_of, table_name
from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now
from fourthp.foundation.tables.opening import is_one_table, read_table

KINDS = ("new", "changed", "gone", "same")
_UNCONFIRMED = (
    "Nobody has said yet what all of these columns are: hand the table in once under"
    " Imports, or leave --yes out and answer, or name a saved choice with --columns."
)
_NO_AGENCY = (
    "No column names the agency: hand the table in once under Imports, and say there"
    " whose services these are."
)


def run(asked: Namespace) -> int:
    """Say what would change; import it where that is wanted."""
    path = Path(asked.source)
    source = asked.name or path.stem[:100]
    flat = _columns(path, asked.columns, source)
    if flat and asked.yes and not flat.is_confirmed:
        raise CannotBeDone(_UNCONFIRMED)
    plan = plan_import(path, source=source, flat=flat.table if flat else None)
    _say_difference(plan)
    if asked.dry_run:
        _say("Nothing was changed (--dry-run).")
        return 0
    if plan.changes_nothing():
        return 0
    if not asked.yes and not _agreed():
        raise CannotBeDone("Nothing was changed.")
    try:
        made = apply_import(plan, by=Host(), now=now(), progress=_show)
    except ImportRunsAlready as problem:
        raise CannotBeDone(str(problem)) from problem
    except KeyboardInterrupt as stopped:
        raise CannotBeDone("Stopped: nothing was changed.") from stopped
    if flat:
        _remember(source, flat.table)
    _say(f"Done. To take it back: bin/fourthp undo-import {made.pk}")
    return 0


@dataclass(frozen=True)
class _Flat:
    """How a table is read, and whether anybody has said so."""

    table: FlatTable
    is_confirmed: bool


def _columns(path: Path, name: str, source: str) -> _Flat | None:
    """Return how to read a table: as saved, as last time, or by what it looks like."""
    if not path.is_file() or not is_one_table(path):
        return None
    saved = Columns.objects.filter(name=name).first() if name else columns_of(source)
    if name and saved is None:
        raise CannotBeDone(f"There is no choice of columns named {name}.")
    at = FlatTable({})
    if saved:
        at = FlatTable({}, saved.sheet, saved.header_at, saved.agency)
    cells = cells_of(read_table(path, sheet=at.sheet, header_at=at.header_at))
    known = saved.chosen if saved else {}
    # Whoever names a choice has said all that there is to say.
    guessed = known if name else with_suggestions(known, cells)
    chosen = {head: guessed.get(head, "") for head in cells}
    for head, meaning in chosen.items():
        is_guess = not name and head not in known
        _say(f"{head} → {_said(meaning)}{' (a guess)' if is_guess else ''}")
    is_confirmed = bool(name) or cells.keys() <= known.keys()
    if names_no_agency(chosen, at.agency):
        raise CannotBeDone(_NO_AGENCY)
    return _Flat(replace(at, chosen=chosen), is_confirmed)


def _said(meaning: str) -> str:
    if meaning in MEANINGS:
        return str(MEANINGS[meaning].name)
    return "left out" if meaning == LEFT_OUT else "kept, shown to nobody"


def _remember(source: str, table: FlatTable) -> None:
    save_columns(
        source,
        table.chosen,
        sheet=table.sheet,
        header_at=table.header_at,
        by=Host(),
        agency=table.agency,
    )


def _say_difference(plan: Plan) -> None:
    _say(f"{'':24}" + "".join(f"{kind:>10}" for kind in KINDS))
    for table, counts in plan.counts().items():
        cells = "".join(f"{counts.get(kind, 0):>10}" for kind in KINDS)
        _say(f"{table_name(table):24}{cells}")
    held = Counter((one.reason, one.table, one.field) for one in plan.held)
    for (reason, table, name), count in sorted(held.items()):
        kind = "perhaps the same" if reason in PERHAPS_THE_SAME else "held"
        kind = "as text" if reason == HOURS_UNREAD else kind
        what = ", ".join(
            filter(None, (table_name(table), field_name(table, name, reason)))
        )
        _say(f"{kind}: {count} × {what}: {reason}")
    if plan.changes_nothing():
        _say("Nothing changed since this package was imported.")


def _agreed() -> bool:
    if not sys.stdin.isatty():
        raise CannotBeDone("Say --yes to apply it, or --dry-run to look only.")
    return input("Apply this? [y/N] ").strip().casefold() in {"y", "yes"}


def _show(done: int, total: int, _doing: str = "", /) -> None:
    if sys.stdout.isatty():
        sys.stdout.write(f"\r{done * 100 // total:3} % ")
        sys.stdout.flush()
        if done == total:
            sys.stdout.write("\n")


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
