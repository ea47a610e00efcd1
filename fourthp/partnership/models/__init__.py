"""The nouns of the network."""

from fourthp.partnership.models.agencies import (
    NOT_NAMED,
    Agency,
    AgencyKind,
    Membership,
    name_shown,
)
from fourthp.partnership.models.circulars import Circular
from fourthp.partnership.models.network import HelpLine, Network
from fourthp.partnership.models.people import OFFICERS, Group, Person, Role, Seat
from fourthp.partnership.models.shared import (
    Audience,
    AudienceRule,
    Label,
    Shared,
    SharedQuerySet,
    audience_index,
)

__all__ = [
    "NOT_NAMED",
    "OFFICERS",
    "Agency",
    "AgencyKind",
    "Audience",
    "AudienceRule",
    "Circular",
    "Group",
    "HelpLine",
    "Label",
    "Membership",
    "Network",
    "Person",
    "Role",
    "Seat",
    "Shared",
    "SharedQuerySet",
    "audience_index",
    "name_shown",
]
