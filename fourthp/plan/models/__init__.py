"""The nouns of the plan."""

from fourthp.plan.models.action_owners import Has, Holder, holder_of, holders_of
from fourthp.plan.models.action_steps import ActionStep
from fourthp.plan.models.actions import ACTION_LABELS, GOING_ON, Action
from fourthp.plan.models.aims import Aim, Contribution, Indicator, Reading
from fourthp.plan.models.concerns import (
    Concern,
    ConcernPart,
    ConcernStep,
    State,
    Voice,
)
from fourthp.plan.models.concerns_answers import Answer, PublicAnswer

__all__ = [
    "ACTION_LABELS",
    "GOING_ON",
    "Action",
    "ActionStep",
    "Aim",
    "Answer",
    "Concern",
    "ConcernPart",
    "ConcernStep",
    "Contribution",
    "Has",
    "Holder",
    "Indicator",
    "PublicAnswer",
    "Reading",
    "State",
    "Voice",
    "holder_of",
    "holders_of",
]
