"""The doors of groups, and of those that are proposed."""

from fourthp.foundation.policies import door, for_members, for_roles
from fourthp.partnership.views import (
    group_seats,
    group_terms,
    groups,
    proposals,
)

_COORDINATOR = for_roles("coordinator")
_GROUP = "groups/<uuid:pk>/"
GROUPS = [
    door("groups/", groups.index, for_members, name="groups"),
    door("groups/new/", groups.new_group, _COORDINATOR, name="group-new"),
    door(
        "groups/proposal/", proposals.new_proposal, for_members, name="group-proposal"
    ),
    door(_GROUP, groups.group, for_members, name="group"),
    door(f"{_GROUP}facts/", groups.facts, for_members, name="group-facts"),
    door(f"{_GROUP}ending/", groups.ending, _COORDINATOR, name="group-ending"),
    door(f"{_GROUP}closing/", groups.closing, _COORDINATOR, name="group-closing"),
    door(f"{_GROUP}opening/", groups.opening, _COORDINATOR, name="group-opening"),
    door(f"{_GROUP}terms/", group_terms.terms, for_members, name="group-terms"),
    door(
        f"{_GROUP}terms/<int:number>/",
        group_terms.version,
        for_members,
        name="group-terms-version",
    ),
    door(f"{_GROUP}joining/", group_seats.joining, for_members, name="group-joining"),
    door(f"{_GROUP}leaving/", group_seats.leaving, for_members, name="group-leaving"),
    door(f"{_GROUP}seats/", group_seats.new_seat, for_members, name="group-seats"),
    door(f"{_GROUP}interest/", proposals.interest, for_members, name="group-interest"),
    door(
        f"{_GROUP}interest/withdrawal/",
        proposals.interest_withdrawal,
        for_members,
        name="group-interest-withdrawal",
    ),
    door(
        f"{_GROUP}beginning/", proposals.beginning, _COORDINATOR, name="group-beginning"
    ),
    door(
        f"{_GROUP}declining/", proposals.declining, _COORDINATOR, name="group-declining"
    ),
    door(
        f"{_GROUP}withdrawal/",
        proposals.withdrawal,
        for_members,
        name="group-withdrawal",
    ),
]

urlpatterns = [
    *GROUPS,
]
