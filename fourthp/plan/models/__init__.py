"""The nouns of the plan."""

from fourthp.plan.models.aims import Aim, Contribution, Indicator, Reading
from fourthp.plan.models.of_group import OfGroup, OfGroupQuerySet

__all__ = [
    "Aim",
    "Contribution",
    "Indicator",
    "OfGroup",
    "OfGroupQuerySet",
    "Reading",
]
