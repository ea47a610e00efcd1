"""A directory that is handed in: read, looked at, then imported or thrown away.

What was handed in lies sealed in the home for a day at most: it may hold the place
of a refuge.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from fourthp.audit.operations import record
from fourthp.directory.formats.columns import (
    cells_of,
    examples_of,
    names_no_agency,
)
from fourthp.directory.models import Columns, Draft, HeldRow, Import
from fourthp.directory.operations.imports.applying import apply_import
from fourthp.directory.operations.imports.columns import (
    save_columns,
    with_suggestions,
)
from fourthp.directory.operations.imports.naming import named_rows
from fourthp.directory.operations.imports.planning import (
    FlatTable,
    Plan,
    plan_import,
)
from fourthp.directory.permissions import can_import
from fourthp.directory.queries.imports import columns_of
from fourthp.foundation.actors import Actor
from fourthp.foundation.operations.work import Progress
from fourthp.foundation.seals import FileIsGone, forget_file, keep_file, opened_file
from fourthp.foundation.tables import TableRefused
from fourthp.foundation.tables.opening import is_one_table, read_table, sheets_of

DRAFTS_STAY = timedelta(days=1)
State = Draft.State


class DifferenceIsOld(Exception):
    """The directory has changed since the difference was shown."""


@dataclass(frozen=True)
class Choice:
    """What the columns of a flat table are, as somebody chose them."""

    chosen: dict[str, str] = field(default_factory=dict)
    sheet: str = ""
    header_at: int = 1
    agency: str = ""
    save_as: str = ""


def hand_in(
    chunks: Iterable[bytes],
    *,
    source: str,
    file_name: str,
    columns: Columns | None,
    by: Actor,
    now: datetime,
) -> Draft:
    """Keep a file that somebody hands in, to be read by `read_draft`.

    Without columns, a table is read by those of the last import of its source.
    """
    if not can_import(by):
        raise PermissionDenied
    choice = _chosen(columns or columns_of(source))
    with transaction.atomic():
        draft = Draft.objects.create(
            source=source,
            file_name=file_name[-255:],
            file_key=keep_file(chunks),
            made_at=now,
            actor_kind=by.actor_kind,
            actor_id=by.actor_id,
            **choice,
        )
        record(by, "handed-in", draft)
    return draft


def _chosen(columns: Columns | None) -> dict[str, object]:
    if columns is None:
        return {}
    return {
        "chosen": columns.chosen,
        "sheet": columns.sheet,
        "header_at": columns.header_at,
        "agency": columns.agency,
    }


def read_draft(draft: Draft, progress: Progress) -> Draft:
    """Read what was handed in and keep its difference; read again it ends the same.

    Raises Draft.DoesNotExist where it was thrown away meanwhile.
    """
    try:
        with opened_file(draft.file_key) as path:
            progress(0, 0, gettext_noop("Reading the file"))
            _look_at(draft, path)
            if draft.state == State.READY:
                progress(0, 0, gettext_noop("Comparing it with what is here"))
                plan = _plan(draft, path)
                _keep_difference(draft, plan)
    except (TableRefused, FileIsGone) as problem:
        _refuse(
            draft, str(problem) or _("What was handed in is gone: hand it in again.")
        )
    with transaction.atomic():
        _lock(draft)
        draft.save()
    return draft


def _lock(draft: Draft) -> None:
    """Lock a draft's row; one that was thrown away must not come back by a save."""
    Draft.objects.select_for_update().get(pk=draft.pk)


def _refuse(draft: Draft, said: str) -> None:
    draft.state, draft.said = State.REFUSED, said[:500]
    if draft.is_flat:
        # Another choice of columns may read it.
        draft.state = State.COLUMNS


def _look_at(draft: Draft, path: Path) -> None:
    """Find out whether it is a package, or a table whose columns are known."""
    draft.said = ""
    if not is_one_table(path):
        draft.state = State.READY
        return
    draft.sheets = sheets_of(path)
    cells = _cells(draft, path)
    draft.headers = [
        {"head": head, "example": _shown(head, found)} for head, found in cells.items()
    ]
    known = {h: m for h, m in draft.chosen.items() if h in cells}
    is_known = any(known.values()) and known.keys() == cells.keys()
    if is_known and not names_no_agency(known, draft.agency):
        draft.state, draft.chosen = State.READY, known
        return
    draft.state = State.COLUMNS
    draft.chosen = with_suggestions(known, cells) if draft.header_at else known
    if any(known.values()) and not is_known:
        draft.said = _("Some columns were not there last time: look them through.")
    elif names_no_agency(draft.chosen, draft.agency):
        draft.said = _(
            "No column seems to name the agency: say whose services these are."
        )


def _cells(draft: Draft, path: Path) -> dict[str, list[str]]:
    """Return the first cells of each column, where they were last time or above."""
    if draft.sheet not in draft.sheets:
        draft.sheet = ""
    for header_at in dict.fromkeys((draft.header_at, min(draft.header_at, 1))):
        draft.header_at = header_at
        rows = read_table(path, sheet=draft.sheet, header_at=header_at)
        if cells := cells_of(rows):
            return cells
    raise TableRefused(
        _("There is no row below the header.")
        if draft.header_at
        else _("There is nothing in this table.")
    )


def _shown(head: str, cells: list[str]) -> str:
    return " · ".join(cell[:40] for cell in examples_of(head, cells))


def _plan(draft: Draft, path: Path) -> Plan:
    flat = FlatTable(draft.chosen, draft.sheet, draft.header_at, draft.agency)
    return plan_import(
        path,
        source=draft.source,
        file_name=draft.file_name,
        flat=flat if draft.is_flat else None,
    )


def _keep_difference(draft: Draft, plan: Plan) -> None:
    draft.counts, draft.digest = plan.counts(), plan.digest()
    draft.named = named_rows(plan)
    with transaction.atomic():
        _lock(draft)
        draft.held_rows.all().delete()
        HeldRow.objects.bulk_create(
            (
                HeldRow(
                    of_draft=draft,
                    table=held.table,
                    row=held.row,
                    field=held.field[:100],
                    reason=held.reason[:200],
                )
                for held in plan.held
            ),
            batch_size=2_000,
        )


def choose_columns(draft: Draft, choice: Choice, *, by: Actor) -> Draft:
    """Say what the columns of a flat table are, and save the choice under a name."""
    if not can_import(by):
        raise PermissionDenied
    with transaction.atomic():
        draft = Draft.objects.select_for_update().get(pk=draft.pk)
        draft.chosen, draft.sheet = choice.chosen, choice.sheet
        draft.header_at, draft.state = choice.header_at, State.READING
        draft.agency = choice.agency
        draft.save()
        if choice.save_as:
            _save(draft, choice.save_as, by)
        record(by, "chose-columns", draft)
    return draft


def _save(draft: Draft, name: str, by: Actor) -> None:
    save_columns(
        name,
        draft.chosen,
        sheet=draft.sheet,
        header_at=draft.header_at,
        by=by,
        agency=draft.agency,
    )


def apply_draft(
    draft: Draft, *, by: Actor, now: datetime, progress: Progress
) -> Import:
    """Import what was handed in, if it still makes the difference that was shown.

    Raises DifferenceIsOld, ImportRunsAlready, FileIsGone, or Draft.DoesNotExist where
    it was thrown away meanwhile.
    """
    if not can_import(by):
        raise PermissionDenied
    progress(0, 0, gettext_noop("Comparing it with what is here"))
    with opened_file(draft.file_key) as path:
        plan = _plan(draft, path)
    if plan.digest() != draft.digest:
        with transaction.atomic():
            _keep_difference(draft, plan)
            draft.state = State.READY
            draft.save()
        raise DifferenceIsOld(
            _("The directory has changed meanwhile. Look at the new difference.")
        )
    with transaction.atomic():
        _lock(draft)
        made = apply_import(plan, by=by, now=now, progress=progress)
        if draft.is_flat:
            _save(draft, draft.source, by)
        draft.delete()
    forget_file(draft.file_key)
    return made


def throw_away(draft: Draft, *, by: Actor) -> None:
    """Forget what was handed in, with its file."""
    if not can_import(by):
        raise PermissionDenied
    with transaction.atomic():
        record(by, "threw-away", draft)
        draft.delete()
    forget_file(draft.file_key)


def forget_drafts(*, now: datetime) -> int:
    """Forget what was handed in a day ago and not imported; return how many."""
    old = Draft.objects.filter(made_at__lt=now - DRAFTS_STAY)
    keys: list[UUID] = list(old.values_list("file_key", flat=True))
    old.delete()
    for key in keys:
        forget_file(key)
    return len(keys)
