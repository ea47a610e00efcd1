"""The nouns of the network."""

from fourthp.partnership.models.agencies import (
    NOT_NAMED,
    Agency,
    AgencyName,
    AgencyTerm,
    Ending,
    Membership,
    name_shown,
)
from fourthp.partnership.models.circulars import Circular
from fourthp.partnership.models.conditions import lasts_on
from fourthp.partnership.models.contacts import (
    ContactPoint,
    PersonTerm,
    may_be_read,
    reached_publicly,
)
from fourthp.partnership.models.doors import LetIn
from fourthp.partnership.models.groups import (
    Group,
    GroupTerms,
    Interest,
    group_seen,
)
from fourthp.partnership.models.handovers import Handover
from fourthp.partnership.models.looks import NamesAsked
from fourthp.partnership.models.merges import Merge
from fourthp.partnership.models.network import HelpLine, Network, Profile
from fourthp.partnership.models.of_group import OfGroup, OfGroupQuerySet
from fourthp.partnership.models.people import Person, Reach, Seat
from fourthp.partnership.models.roles import (
    FOR_AN_AGENCY,
    IN_THE_NETWORK,
    OFFICERS,
    Role,
)
from fourthp.partnership.models.shared import (
    Audience,
    AudienceRule,
    Label,
    Shared,
    SharedQuerySet,
    audience_index,
    expiry_index,
    lasting,
)
from fourthp.partnership.models.sheets import Sheet, SheetColumns
from fourthp.partnership.models.widening import Widening
from fourthp.partnership.models.words import Term, Vocabulary

__all__ = [
    "FOR_AN_AGENCY",
    "IN_THE_NETWORK",
    "NOT_NAMED",
    "OFFICERS",
    "Agency",
    "AgencyName",
    "AgencyTerm",
    "Audience",
    "AudienceRule",
    "Circular",
    "ContactPoint",
    "Ending",
    "Group",
    "GroupTerms",
    "Handover",
    "HelpLine",
    "Interest",
    "Label",
    "LetIn",
    "Membership",
    "Merge",
    "NamesAsked",
    "Network",
    "OfGroup",
    "OfGroupQuerySet",
    "Person",
    "PersonTerm",
    "Profile",
    "Reach",
    "Role",
    "Seat",
    "Shared",
    "SharedQuerySet",
    "Sheet",
    "SheetColumns",
    "Term",
    "Vocabulary",
    "Widening",
    "audience_index",
    "expiry_index",
    "group_seen",
    "lasting",
    "lasts_on",
    "may_be_read",
    "name_shown",
    "reached_publicly",
]
