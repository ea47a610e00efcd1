"""What the columns of a source's table are: said once, the same the next time."""

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied

from fourthp.directory.formats.columns import LEFT_OUT, suggested
from fourthp.directory.models import Columns
from fourthp.directory.permissions import can_import
from fourthp.directory.rules.telling import may_tell_a_place
from fourthp.foundation.actors import Actor


def save_columns(
    name: str,
    chosen: Mapping[str, str],
    *,
    sheet: str,
    header_at: int,
    by: Actor,
    agency: str = "",
) -> Columns:
    """Save what columns are, those too that mean nothing, under a name.

    Under its source's name it is taken for what comes next from there. agency: whose
    services these are, where no column says it. A head that may be a street, of a
    table without a header, is not kept: it is asked again.
    """
    if not can_import(by):
        raise PermissionDenied
    kept = {h: meaning for h, meaning in chosen.items() if not may_tell_a_place(h)}
    facts = {"chosen": kept, "sheet": sheet, "header_at": header_at, "agency": agency}
    saved, _made = Columns.objects.update_or_create(name=name, defaults=facts)
    return saved


def with_suggestions(
    known: Mapping[str, str], columns: Mapping[str, list[str]]
) -> dict[str, str]:
    """Return what is known of a table's columns, and a guess at the others."""
    new = suggested({h: cells for h, cells in columns.items() if h not in known})
    taken = {meaning for meaning in known.values() if meaning != LEFT_OUT}
    return {h: m for h, m in known.items() if h in columns} | {
        head: meaning for head, meaning in new.items() if meaning not in taken
    }
