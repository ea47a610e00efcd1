"""What a row of a package says, compared with the row that is here."""

from datetime import date
from typing import Any

from django.db import models

from fourthp.directory.formats.packages import Read
from fourthp.directory.operations.imports.resolving import Known
from fourthp.directory.rules.alerts import with_end
from fourthp.partnership.models import Label
from fourthp.partnership.rules.labels import LABELS, strictest

# Who checked a listing, and when: one fact in two fields.
CHECKED = ("assured_date", "assurer_role")


def values_of(model: type[models.Model], row: Read, known: Known) -> dict[str, Any]:
    """Return a row's values by attribute; an empty cell is the field's empty value."""
    present = known.rows[row.table].get(row.key)
    said = dict(row.values)
    if said.get("label", "") is None:
        del said["label"]  # an empty cell says nothing of who may see it
    if status_before := getattr(present, "status_before", ""):
        # Its source has it again: what ended it here has passed.
        said = {"status": status_before} | said | {"status_before": ""}
    values: dict[str, Any] = {}
    for name, value in said.items():
        found: Any = model._meta.get_field(name)
        values[name] = found.get_default() if value is None else value
    for name, target in row.links.items():
        found = model._meta.get_field(name)
        values[found.attname] = found.target_field.to_python(target or None)
    if row.extra or present is not None:
        values["extra"] = row.extra
    return _with_end(values, present, known.day) if row.table == "service" else values


def _with_end(values: dict[str, Any], present: object, day: date) -> dict[str, Any]:
    """Give other news an end where its source says none; the same words keep theirs."""
    if values.get("alert_until") is not None:
        return values
    said = {name: value for name, value in values.items() if name != "alert_until"}
    return with_end(said, alert=getattr(present, "alert", ""), until=None, day=day)


def first_values(table: str, values: dict[str, Any]) -> dict[str, Any]:
    """Add what only a new row gets: a listed service is for everyone to find.

    Where its source says a label it is that one; one without a place is never for
    everyone.
    """
    if table != "service":
        return values
    hidden = values.get("place_is_confidential", False)
    widest = Label.GREEN if hidden else Label.CLEAR
    return values | {"label": strictest(widest, values.get("label", widest))}


def set_what_differs(present: Any, values: dict[str, Any]) -> dict[str, Any]:
    """Set what differs and return the old values; fields edited here are left alone."""
    before: dict[str, Any] = {}
    given_up = _given_up(present, values)
    if given_up:
        before["local_fields"] = present.local_fields
        own = [name for name in present.local_fields if name not in given_up]
        present.local_fields = own
    if CHECKED[0] in given_up:
        # Whoever checked it here did not check it on the source's date.
        values = {"assurer_role": ""} | values
    names = {field.attname: field.name for field in present._meta.concrete_fields}
    for attname, value in values.items():
        name, old = names[attname], getattr(present, attname)
        if old == value or not _may_set(present, name, old, value):
            continue
        before[name] = old
        setattr(present, attname, value)
    return before


def _given_up(present: Any, values: dict[str, Any]) -> set[str]:
    """Return which of a row's own fields its source may set again."""
    given_up = set(CHECKED) if _was_checked_later(present, values) else set[str]()
    own = {"alert", "alert_until"} & set(present.local_fields)
    if own == {"alert_until"} and values.get("alert", present.alert) != present.alert:
        given_up.add("alert_until")  # it was the end of other news
    return given_up


def _was_checked_later(present: Any, values: dict[str, Any]) -> bool:
    """Tell whether a source's date of checking is after the one set here."""
    said = values.get("assured_date")
    if said is None or "assured_date" not in present.local_fields:
        return False
    return present.assured_date is None or said > present.assured_date


def _may_set(present: Any, name: str, old: Any, value: Any) -> bool:
    """Tell whether an import may set a field: it narrows, and opens nothing."""
    if name == "place_is_confidential":
        return bool(value)
    if name in present.local_fields:
        return False
    if name == "alert_until" and "alert" in present.local_fields:
        return False
    if name == "label":
        return LABELS.index(value) > LABELS.index(old)
    if name == "last_modified":
        return old is None or (value is not None and value > old)
    return True
