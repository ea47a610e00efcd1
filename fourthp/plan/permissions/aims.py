"""Who sets aims, who says what an agency brings, and who says the figures."""

from fourthp.foundation.actors import Actor
from fourthp.partnership.models import Agency
from fourthp.partnership.permissions import leads, speaks_for
from fourthp.plan.models import Aim, Indicator


def can_edit_aim(actor: Actor, aim: Aim) -> bool:
    """Tell whether an actor may change an aim, its figures, and what became of it."""
    return leads(actor, aim.group)


def can_contribute(actor: Actor, aim: Aim, agency: Agency) -> bool:
    """Tell whether an actor may say what an agency brings to an aim, and asks."""
    return can_edit_aim(actor, aim) or speaks_for(actor, agency)


def can_say_figure(actor: Actor, indicator: Indicator) -> bool:
    """Tell whether an actor may say what a figure is: its agency's people may."""
    if can_edit_aim(actor, indicator.aim):
        return True
    return indicator.agency is not None and speaks_for(actor, indicator.agency)
