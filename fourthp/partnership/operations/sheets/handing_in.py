"""A sheet is handed in, its columns are confirmed, its choices made; or it goes."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from fourthp.audit.operations import record
from fourthp.foundation.actors import Actor
from fourthp.foundation.inventory import LASTS, Retention
from fourthp.foundation.seals import forget_file, keep_file, opened_file
from fourthp.partnership.formats.sheets import Taken, examples, take_sheet
from fourthp.partnership.models import Sheet, SheetColumns
from fourthp.partnership.permissions import can_import_people
from fourthp.partnership.rules.heads import MEANINGS, guess

ROWS_STAY = timedelta(days=1)
State = Sheet.State
NOTHING_KEPT: dict[str, Any] = {
    "heads": [],
    "rows": [],
    "left_out": [],
    "chosen": {},
    "choices": {},
}


class SheetIsOver(Exception):
    """The sheet came in already, or its rows were forgotten."""


def hand_in_sheet(
    chunks: Iterable[bytes],
    *,
    file_name: str,
    by: Actor,
    now: datetime,
    tab: str = "",
    header_at: int | None = None,
) -> Sheet:
    """Take a file's rows, sealed for a day; the file itself is not kept.

    Where a sheet with the same heads came before, its columns are known. Raises
    TableRefused.
    """
    if not can_import_people(by):
        raise PermissionDenied
    taken = _taken(chunks, tab, header_at)
    with transaction.atomic():
        sheet = _made(taken, file_name, by, now)
        saved = SheetColumns.objects.filter(heads=_set_of(taken.heads)).first()
        if saved:
            known = {h: saved.chosen.get(_digest(h), "") for h in taken.heads}
            _keep_only(sheet, known)
            sheet.state = State.READY
        sheet.save()
        record(by, "handed-in", sheet, rows=len(taken.rows))
    return sheet


def _taken(chunks: Iterable[bytes], tab: str, header_at: int | None) -> Taken:
    key = keep_file(chunks)
    try:
        with opened_file(key) as path:
            return take_sheet(path, tab=tab, header_at=header_at)
    finally:
        forget_file(key)


def _made(taken: Taken, file_name: str, by: Actor, now: datetime) -> Sheet:
    kept: dict[str, Any] = {
        "heads": taken.heads,
        "rows": taken.rows,
        "left_out": taken.left_out,
        "chosen": guess(examples(taken.heads, taken.rows)),
    }
    return Sheet(
        file_name=file_name[-255:],
        made_at=now,
        actor_kind=by.actor_kind,
        actor_id=by.actor_id,
        tab=taken.tab,
        header_at=taken.header_at,
        counts={"rows": len(taken.rows)},
        **kept,
    )


def _digest(head: str) -> str:
    return sha256(head.lower().encode()).hexdigest()[:16]


def _set_of(heads: Sequence[str]) -> str:
    return sha256("\n".join(sorted(map(str.lower, heads))).encode()).hexdigest()


def _keep_only(sheet: Sheet, chosen: Mapping[str, str]) -> None:
    """Keep the columns that come in, and nothing of the others."""
    kept = [n for n, head in enumerate(sheet.heads) if chosen.get(head) in MEANINGS]
    heads = [sheet.heads[n] for n in kept]
    sheet.left_out += [head for head in sheet.heads if head not in heads]
    sheet.rows = [(number, [cells[n] for n in kept]) for number, cells in sheet.rows]
    sheet.heads, sheet.chosen = heads, {head: chosen[head] for head in heads}


def confirm_columns(sheet: Sheet, chosen: Mapping[str, str], *, by: Actor) -> Sheet:
    """Say what a sheet's columns are: what comes in next with these heads is the same.

    Of the columns that mean nothing here no cell is kept. Raises SheetIsOver.
    """
    if not can_import_people(by):
        raise PermissionDenied
    with transaction.atomic():
        sheet = locked_sheet(sheet, State.COLUMNS)
        asked = sheet.heads
        _keep_only(sheet, chosen)
        meanings = {_digest(h): m for h, m in sheet.chosen.items()}
        # Rows that are given back have the columns that were kept, and no others.
        for heads in {_set_of(asked), _set_of(sheet.heads)}:
            SheetColumns.objects.update_or_create(
                heads=heads, defaults={"chosen": meanings}
            )
        sheet.state = State.READY
        sheet.save()
        record(by, "confirmed-columns", sheet)
    return sheet


def locked_sheet(sheet: Sheet, *states: str) -> Sheet:
    """Return a sheet locked, if it stands so; raise SheetIsOver if it does not."""
    found = Sheet.objects.select_for_update().filter(pk=sheet.pk, state__in=states)
    locked = found.first()
    if locked is None:
        raise SheetIsOver(_("This sheet came in already, or it was thrown away."))
    if not locked.has_rows:
        raise SheetIsOver(_("Its rows were forgotten after a day: hand it in again."))
    return locked


def choose(sheet: Sheet, part: str, chosen: Any, *, by: Actor) -> Sheet:
    """Keep what was chosen of one part of a sheet.

    A part is admit, hidden, words, mailboxes or doubles.

    What was chosen of other rows before stays. Raises SheetIsOver.
    """
    if not can_import_people(by):
        raise PermissionDenied
    with transaction.atomic():
        sheet = locked_sheet(sheet, State.READY)
        before = sheet.choices.get(part, {})
        is_more = isinstance(chosen, dict) and isinstance(before, dict)
        sheet.choices |= {part: before | chosen if is_more else chosen}
        sheet.save(update_fields=["choices"])
        record(by, "chose", sheet)
    return sheet


def throw_away_sheet(sheet: Sheet, *, by: Actor) -> None:
    """Forget a sheet that has not come in, and what its columns are said to be.

    Handed in again it is asked anew: a wrong answer is no trap. Raises SheetIsOver.
    """
    if not can_import_people(by):
        raise PermissionDenied
    with transaction.atomic():
        standing = (State.COLUMNS, State.READY)
        found = Sheet.objects.select_for_update().filter(
            pk=sheet.pk, state__in=standing
        )
        locked = found.first()
        if locked is None:
            raise SheetIsOver(_("This sheet came in already, or it was thrown away."))
        record(by, "threw-away", locked)
        SheetColumns.objects.filter(heads__in=_asked_of(locked)).delete()
        locked.delete()


def _asked_of(sheet: Sheet) -> set[str]:
    """Return under which sets of heads its columns may be kept.

    What was left out at once stands before what was said to mean nothing.
    """
    out = sheet.left_out
    return {_set_of([*sheet.heads, *out[n:]]) for n in range(len(out) + 1)}


def forget_sheets(*, now: datetime) -> int:
    """Forget the rows of sheets after a day, and after two years that they came."""
    old = Sheet.objects.filter(made_at__lt=now - ROWS_STAY)
    waiting = old.filter(state__in=(State.COLUMNS, State.READY))
    ended = old.filter(made_at__lt=now - LASTS[Retention.YEARS_2])
    gone = waiting.delete()[0] + ended.delete()[0]
    emptied = 0
    for sheet in old:
        if sheet.rows or sheet.heads or sheet.left_out or sheet.choices:
            Sheet.objects.filter(pk=sheet.pk).update(**NOTHING_KEPT)
            emptied += 1
    return gone + emptied
