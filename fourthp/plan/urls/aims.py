"""The doors of aims and their figures."""

from fourthp.foundation.policies import door, for_members, taken_along
from fourthp.plan.views import aims, contributions, indicators

_AIM, _INDICATOR = "aims/<uuid:pk>/", "indicators/<uuid:pk>/"

urlpatterns = [
    door("aims/", aims.index, for_members, name="aims"),
    door("aims/new/", aims.new_aim, for_members, name="aim-new"),
    door("aims.csv", aims.table, taken_along, name="aims-table"),
    door(_AIM, aims.aim, for_members, name="aim"),
    door(f"{_AIM}facts/", aims.facts, for_members, name="aim-facts"),
    door(f"{_AIM}ending/", aims.ending, for_members, name="aim-ending"),
    door(
        f"{_AIM}contribution/",
        contributions.contribution,
        for_members,
        name="aim-contribution",
    ),
    door(
        f"{_AIM}indicators/",
        indicators.new_indicator,
        for_members,
        name="aim-indicator",
    ),
    door(
        f"{_INDICATOR}facts/", indicators.facts, for_members, name="aim-indicator-facts"
    ),
    door(f"{_INDICATOR}figure/", indicators.figure, for_members, name="aim-figure"),
    door(
        f"{_INDICATOR}retirement/",
        indicators.retirement,
        for_members,
        name="aim-indicator-retirement",
    ),
    door(
        "figures/<uuid:pk>/removal/",
        indicators.removal,
        for_members,
        name="aim-figure-removal",
    ),
]
