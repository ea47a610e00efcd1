"""The nouns of the directory: HSDS 3.2.3, and ours."""

from fourthp.directory.models.details import (
    Contact,
    CostOption,
    Eligibility,
    Funding,
    Language,
    OrganizationIdentifier,
    Phone,
    RequiredDocument,
    Schedule,
    ServiceCapacity,
    Unit,
    Url,
)
from fourthp.directory.models.imports import (
    Columns,
    Draft,
    HeldRow,
    Import,
    OtherTable,
)
from fourthp.directory.models.places import (
    Accessibility,
    Address,
    Location,
    Place,
)
from fourthp.directory.models.search import Posting, SearchRow, Word, Wording
from fourthp.directory.models.services import (
    OpenInterval,
    Problem,
    Program,
    Service,
    ServiceArea,
    ServiceAtLocation,
)
from fourthp.directory.models.terms import (
    Attribute,
    Metadata,
    Taxonomy,
    TaxonomyTerm,
)

__all__ = [
    "Accessibility",
    "Address",
    "Attribute",
    "Columns",
    "Contact",
    "CostOption",
    "Draft",
    "Eligibility",
    "Funding",
    "HeldRow",
    "Import",
    "Language",
    "Location",
    "Metadata",
    "OpenInterval",
    "OrganizationIdentifier",
    "OtherTable",
    "Phone",
    "Place",
    "Posting",
    "Problem",
    "Program",
    "RequiredDocument",
    "Schedule",
    "SearchRow",
    "Service",
    "ServiceArea",
    "ServiceAtLocation",
    "ServiceCapacity",
    "Taxonomy",
    "TaxonomyTerm",
    "Unit",
    "Url",
    "Word",
    "Wording",
]
