"""The figures that were said of aims, over time."""

from collections.abc import Iterator

from fourthp.partnership.models import Person
from fourthp.plan.models import Aim, Indicator, Reading
from fourthp.plan.queries.aims import way_of

# So many stand in a drawing and its table: the last.
MOST_DRAWN = 40


def curve_of(indicator: Indicator) -> tuple[list[tuple[float, float]], list[Reading]]:
    """Return the last figures of an indicator: as shares of time and way, and as said.

    The time is that of the aim; where it has no end, or is over, that of the figures.
    """
    rows = indicator.readings.order_by("-on")[:MOST_DRAWN]
    readings = sorted(rows, key=lambda one: one.on)
    if not readings:
        return [], []
    way = way_of(indicator)
    first = min(way.from_on, readings[0].on)
    last = max(filter(None, (way.by_on, readings[-1].on)))
    days = max(1, (last - first).days)
    long = way.target - way.baseline
    shares = [
        (
            (one.on - first).days / days,
            float((one.value - way.baseline) / long) if long else 1.0,
        )
        for one in readings
    ]
    return shares, readings


def figures_said(reader: Person) -> Iterator[Reading]:
    """Yield every figure of the aims that a reader may see, by aim and day."""
    rows = Reading.objects.filter(indicator__aim__in=Aim.objects.visible_to(reader))
    related = ("indicator__aim__part", "indicator__aim__group", "indicator__agency")
    ordered = rows.select_related(*related).order_by(
        "indicator__aim__title", "indicator__aim", "indicator", "on"
    )
    yield from ordered.iterator(chunk_size=500)
