"""What pages of the plan draw: how far a figure is, and how it went."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fourthp.foundation.components import Column, Curve, Table, Track
from fourthp.plan.models import Reading
from fourthp.plan.queries.aims import Figure, Line
from fourthp.plan.rules.progress import Course

COURSES: dict[Course, tuple[str, Any]] = {
    Course.UNKNOWN: ("look", gettext_lazy("no figure yet")),
    Course.OLD: ("look", gettext_lazy("the figure is old")),
    Course.REACHED: ("good", gettext_lazy("reached")),
    Course.ON_COURSE: ("good", gettext_lazy("on course")),
    Course.BEHIND: ("look", gettext_lazy("behind")),
}


def told(number: Decimal) -> str:
    """Return a figure as it is read: without places that say nothing."""
    plain = number.to_integral() if number == number.to_integral() else number
    return number_format(plain, use_l10n=True, force_grouping=True)


def track_of(figure: Figure) -> Track:
    """Return the drawing of how far a figure is."""
    one = figure.indicator
    goal = {"target": told(one.target), "unit": one.unit}
    if figure.value is None:
        return Track(_("Target: %(target)s %(unit)s") % goal, 0, figure.expected)
    said = _("%(value)s %(unit)s, target %(target)s")
    return Track(
        said % (goal | {"value": told(figure.value)}), figure.done, figure.expected
    )


def drawn(line: Line) -> dict[str, Any]:
    """Return an aim as its list draws it: each figure, and what lacks."""
    lacks = []
    if not line.figures:
        lacks.append(_("No figure says how far it is."))
    figures = [
        {"figure": one, "track": track_of(one), "tag": COURSES[one.course]}
        for one in line.figures
    ]
    return {"line": line, "aim": line.aim, "figures": figures, "lacks": lacks}


@dataclass(frozen=True)
class CurveTable:
    """How a figure went: drawn, and the same as a table."""

    figure: Figure
    shares: list[tuple[float, float]]
    readings: list[Reading]

    @property
    def tag(self) -> tuple[str, Any]:
        """Return how the figure stands, and the colour of it."""
        return COURSES[self.figure.course]

    @property
    def curve(self) -> Curve | None:
        """Return the drawing; None where one figure at most was said."""
        if len(self.shares) < 2:
            return None
        return Curve(_("%s over time") % self.figure.indicator.name, self.shares)

    @property
    def lines(self) -> dict[str, str]:
        """Return what the two lines of the drawing stand for."""
        one = self.figure.indicator
        return {"target": told(one.target), "base": told(one.baseline or Decimal(0))}

    @property
    def table(self) -> Table:
        """Return what was said, the latest first."""
        unit = self.figure.indicator.unit
        columns = (
            Column(_("Day")),
            Column(unit, is_number=True),
            Column(_("Note")),
        )
        rows = [
            (date_format(one.on, "j F Y"), told(one.value), one.note)
            for one in reversed(self.readings)
        ]
        return Table(self.figure.indicator.name, columns, rows)
