"""Conditions that most questions of who may see what ask several times over."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, Func, OuterRef, Q
from django.db.models.sql.compiler import SQLCompiler

# What has a last day is not over on a day. What was ended by hand is over from that
# minute, so it does not last to the end of its last day.
LASTS = "({to} IS NULL OR {to} > {day} OR ({to} = {day} AND {ended} IS NULL))"


class Written(Func):
    """A condition written in SQL: `{name}` stands for a column, `{day}` for the day.

    To put the same together of a dozen conditions takes longer than to ask it, the
    more so where one question stands in another.
    """

    output_field = BooleanField()

    def __init__(
        self,
        sql: str,
        *own: str,
        day: date | None = None,
        others: Mapping[str, str | OuterRef] = MappingProxyType({}),
    ) -> None:
        """Take columns by their own names, and others by what the words call them."""
        super().__init__(*own, *others.values())
        self.sql, self.day, self.names = sql, day, (*own, *others)

    def as_sql(  # type: ignore[override]  # nobody gives it another template
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_context: Any
    ) -> tuple[str, tuple[Any, ...]]:
        """Return it with the columns in their places; none of them has a value."""
        columns = (compiler.compile(one)[0] for one in self.get_source_expressions())
        said = dict(zip(self.names, columns, strict=True))
        days = self.sql.count("{day}")
        day = connection.ops.adapt_datefield_value(self.day)
        return f"({self.sql.format(day='%s', **said)})", (day,) * days


def lasts_on(day: date, to: str = "to_on", ended: str = "ended_at") -> Q:
    """Return the condition that what has a last day is not over on a day."""
    return Q(Written(LASTS, day=day, others={"to": to, "ended": ended}))
