"""What every row of the directory and the partnership says, as one digest a table."""

import hashlib

from django.apps import apps

from fourthp.directory.models import HeldRow, Import

# The import and what it held are its own record, which stays.
_STAYS = (Import, HeldRow)


def digests() -> dict[str, str]:
    """Return a digest of all rows of every table, whatever their order.

    Numbers that the database gives to computed rows are left out.
    """
    return {
        model._meta.label: _digest(model)
        for model in apps.get_models()
        if model._meta.app_label in {"directory", "partnership"} and model not in _STAYS
    }


def _digest(model) -> str:
    computed = getattr(model, "is_derived", False)
    names = [f.attname for f in model._meta.concrete_fields]
    wanted = [n for n in names if not (computed and n == "id")]
    rows = model._base_manager.values_list(*wanted).iterator(chunk_size=2_000)
    each = sorted(hashlib.sha256(repr(row).encode()).digest() for row in rows)
    return hashlib.sha256(b"".join(each)).hexdigest()
