"""A wall time as people type it, in one box that a Tab passes at once."""

import re
from datetime import time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from fourthp.directory.rules.hours import read_time

_BARE = re.compile(r"(?P<hour>\d{1,2})(?P<minute>\d{2})?(?P<half>\D*)")
_SHOWN = "%H:%M"


def typed_time(text: str) -> time | None:
    """Read a time as it is typed (`9`, `0930`, `9am`, `17.00`), or None."""
    bare = _BARE.fullmatch(text.strip())
    if bare:
        text = f"{bare['hour']}:{bare['minute'] or '00'}{bare['half']}"
    return read_time(text)


class TimeBox(forms.TimeField):
    """A box for a time; what was understood stands in it as 09:00."""

    # A telephone's keys for digits alone have no colon and no “pm”.
    widget = forms.TimeInput(attrs={"autocomplete": "off"}, format=_SHOWN)

    def to_python(self, value: Any) -> time | None:
        """Read a time, or say at the box what it would take."""
        if value in self.empty_values or isinstance(value, time):
            return value or None
        found = typed_time(value)
        if found is None:
            said = _("“%(typed)s” is no time. Type it as 09:00, 9, 0930, 9am or 5 pm.")
            raise ValidationError(said, params={"typed": value}, code="invalid")
        return found

    def bound_data(self, data: Any, initial: Any) -> Any:
        """Return what the box shows of what was typed."""
        typed = super().bound_data(data, initial)
        found = typed_time(typed or "")
        return typed if found is None else f"{found:{_SHOWN}}"
