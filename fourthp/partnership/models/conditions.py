"""Conditions that most questions of who may see what ask several times over."""

import re
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, Func, OuterRef, Q, Value
from django.db.models.sql.compiler import SQLCompiler

# What has a last day is not over on a day. What was ended by hand is over from that
# minute, so it does not last to the end of its last day.
LASTS = "({to} IS NULL OR {to} > {day} OR ({to} = {day} AND {ended} IS NULL))"
_GROUP_LASTS = LASTS.replace("{to}", "{group_to}").replace("{ended}", "{group_ended}")
_HELD_LASTS = LASTS.replace("{to}", "held.to_on").replace("{ended}", "held.ended_at")
# When an agency is a member: known is not member.
IS_MEMBER = (
    "EXISTS (SELECT 1 FROM partnership_membership held"  # noqa: S608 -- of words that stand here
    " WHERE held.agency_id = {agency} AND held.from_on <= {day}"
    f" AND {_HELD_LASTS})"
)
# When a seat holds. Of its membership each seat is asked: most pages ask for those of
# few people.
HOLDS = (
    f"{{from_on}} <= {{day}} AND {LASTS} AND {_GROUP_LASTS}"
    f" AND ({{agency}} IS NULL OR {IS_MEMBER})"
)
_SITS = {
    "day": "{day}",
    "agency": "sits.agency_id",
    "from_on": "sits.from_on",
    "to": "sits.to_on",
    "ended": "sits.ended_at",
    "group_to": "its.ends_on",
    "group_ended": "its.ended_at",
}
# The same of a seat that the words call `sits`, in its group, `its`.
SITS = HOLDS.format(**_SITS)
# Without asking for the membership, and without asking for the group.
SITS_FOR_A_MEMBER = f"{{from_on}} <= {{day}} AND {LASTS} AND {_GROUP_LASTS}".format(
    **_SITS
)
SEAT_LASTS = f"{{from_on}} <= {{day}} AND {LASTS}".format(**_SITS)
_PLACE = re.compile(r"\{(\w+)\}")


class Written(Func):
    """A condition written in SQL: `{name}` stands for a column or a value, `{day}` for
    the day.

    To put the same together of a dozen conditions takes longer than to ask it, the
    more so where one question stands in another.
    """

    output_field = BooleanField()

    def __init__(
        self,
        sql: str,
        *own: str,
        day: date | None = None,
        others: Mapping[str, str | OuterRef | Value] = MappingProxyType({}),
    ) -> None:
        """Take columns by their own names, and others by what the words call them."""
        super().__init__(*own, *others.values())
        self.sql, self.day, self.names = sql, day, (*own, *others)

    def as_sql(  # type: ignore[override]  # nobody gives it another template
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_context: Any
    ) -> tuple[str, tuple[Any, ...]]:
        """Return it with columns and values in their places, in the order of these."""
        compiled = (compiler.compile(one) for one in self.get_source_expressions())
        said: dict[str, tuple[str, Any]] = dict(zip(self.names, compiled, strict=True))
        said["day"] = ("%s", (connection.ops.adapt_datefield_value(self.day),))
        params: list[Any] = []

        def put(place: re.Match[str]) -> str:
            sql, values = said[place[1]]
            params.extend(values)
            return sql

        return f"({_PLACE.sub(put, self.sql)})", tuple(params)


def lasts_on(day: date, to: str = "to_on", ended: str = "ended_at") -> Q:
    """Return the condition that what has a last day is not over on a day."""
    return Q(Written(LASTS, day=day, others={"to": to, "ended": ended}))
