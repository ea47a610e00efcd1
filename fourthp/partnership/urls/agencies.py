"""The doors of agencies."""

from fourthp.foundation.policies import (
    door,
    for_members,
    for_roles,
    public,
    taken_along,
)
from fourthp.partnership.views import agencies, agency_changes, composition

keepers = for_roles("coordinator", "editor")

urlpatterns = [
    door("agencies/", agencies.agencies, for_members, name="agencies"),
    door("agencies/new/", agencies.new_agency, keepers, name="agency-new"),
    door("agencies/<uuid:pk>/", agencies.agency, public, name="agency"),
    door(
        "agencies/<uuid:pk>/facts/",
        agency_changes.facts,
        for_members,
        name="agency-facts",
    ),
    door(
        "agencies/<uuid:pk>/names/",
        agency_changes.names,
        for_members,
        name="agency-names",
    ),
    door(
        "agencies/<uuid:pk>/names/<uuid:name>/removal/",
        agency_changes.name_removal,
        for_members,
        name="agency-name-removal",
    ),
    door(
        "agencies/<uuid:pk>/membership/",
        agency_changes.membership,
        for_members,
        name="agency-membership",
    ),
    door(
        "agencies/<uuid:pk>/ending/",
        agency_changes.ending,
        for_members,
        name="agency-ending",
    ),
    door("composition/", composition.made_up, for_members, name="composition"),
    door(
        "composition/table.csv",
        composition.table,
        taken_along,
        name="composition-table",
    ),
]
