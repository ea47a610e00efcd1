"""Markers in the network's plan, and who may see them."""

from typing import Any

from fourthp.foundation.clock import today
from fourthp.partnership.models import Agency, Group
from fourthp.plan.models import Aim, Contribution, Indicator, Reading
from fourthp.plan.tests.makers import make_part
from tests.safety.markers import Canaries


def mark_plan(found: Canaries, *, seated: frozenset[str]) -> None:
    """Mark aims of the network, and one of the closed group nobody here sits in."""
    network = Group.objects.get(is_network=True)
    _aim(found, "openaim", network, seated)
    over = {"ended_on": today(), "outcome": "reached"}
    over["outcome_words"] = found.mark("overaimoutcome", seated)
    _aim(found, "overaim", network, seated, **over)
    closed = Group.objects.get(name="zqclosedgroupqz")
    _aim(found, "closedaim", closed, frozenset({"coordinator"}))


def _aim(
    found: Canaries, kind: str, group: Group, who: frozenset[str], **facts: Any
) -> None:
    def word(name: str) -> str:
        return found.mark(f"{kind}{name}", who)

    part, day = make_part(), today()
    aim = Aim.objects.create(
        title=word("title"),
        words=word("words"),
        part=part,
        group=group,
        from_on=day,
        **facts,
    )
    agency = Agency.objects.get(name="Agency B")
    Contribution.objects.create(
        aim=aim, agency=agency, brings=word("brings"), asks=word("asks"), said_on=day
    )
    lines = {name: word(name) for name in ("name", "definition", "source")}
    indicator = Indicator.objects.create(
        aim=aim, unit=word("unit"), target=40, agency=agency, **lines
    )
    reading = Reading.objects.create(
        indicator=indicator, on=day, value=12, note=word("readingnote")
    )
    for name, row in (("aim", aim), ("indicator", indicator), ("reading", reading)):
        found.keep(name, row)
