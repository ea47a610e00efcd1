"""The doors of the directory."""

from django.conf import settings

from fourthp.directory.views import (
    entry,
    export,
    find,
    hiding,
    imports,
    listings,
    new_listing,
    parts,
    problem,
    shortlist,
)
from fourthp.foundation.policies import (
    Cache,
    Rate,
    door,
    for_members,
    for_roles,
    open_to,
    public,
)

answers = open_to(public, cache=Cache.BACK)
# Reading is never slowed down: one hospital's address stands for all who ask from it.
reports = open_to(public, rate=Rate("problem", burst=10, per_hour=60))
keepers = for_roles("coordinator", "editor")
hands_in = open_to(keepers, most_sent=settings.MOST_HANDED_IN)

urlpatterns = [
    door("step-2/", find.find, answers, name="find"),
    door("list/", shortlist.shortlist, answers, name="shortlist"),
    door("services/<uuid:pk>/", entry.detail, public, name="service"),
    door("services/<uuid:pk>/card/", entry.card, public, name="service-card"),
    door(
        "services/<uuid:pk>/card.pdf",
        entry.card_pdf,
        public,
        name="service-card-pdf",
    ),
    door(
        "services/<uuid:pk>/problem/", problem.problem, reports, name="service-problem"
    ),
    door("services/<uuid:pk>/thanks/", problem.thanks, public, name="service-thanks"),
    door("listings/", listings.index, for_members, name="listings"),
    door("listings/new/", new_listing.new_listing, for_members, name="listing-new"),
    door("listings/<uuid:pk>/", listings.listing, for_members, name="listing"),
    *(
        door(
            f"listings/<uuid:pk>/{name}/",
            parts.part,
            for_members,
            name=f"listing-{name}",
            kwargs={"part": name},
        )
        for name in parts.PARTS
    ),
    door(
        "listings/<uuid:pk>/verification/",
        listings.verification,
        for_members,
        name="listing-verification",
    ),
    door(
        "listings/<uuid:pk>/release/",
        listings.release,
        for_members,
        name="listing-release",
    ),
    door(
        "listings/<uuid:pk>/confidentiality/",
        hiding.confidentiality,
        for_members,
        name="listing-confidentiality",
    ),
    door(
        "agencies/<uuid:pk>/confidentiality/",
        hiding.agency_confidentiality,
        for_members,
        name="agency-confidentiality",
    ),
    door(
        "problems/<uuid:pk>/settlement/",
        listings.settlement,
        for_members,
        name="problem-settlement",
    ),
    door("directory.zip", export.export, keepers, name="directory-export"),
    door("imports/", imports.index, hands_in, name="imports"),
    door("imports/new/<uuid:pk>/", imports.draft, keepers, name="import-draft"),
    door(
        "imports/new/<uuid:pk>/columns/",
        imports.columns,
        keepers,
        name="import-columns",
    ),
    door(
        "imports/new/<uuid:pk>/application/",
        imports.application,
        keepers,
        name="import-application",
    ),
    door(
        "imports/new/<uuid:pk>/discarding/",
        imports.discarding,
        keepers,
        name="import-discarding",
    ),
    door(
        "imports/new/<uuid:pk>/held.<slug:ending>",
        imports.draft_held,
        keepers,
        name="import-draft-held",
    ),
    door(
        "imports/new/<uuid:pk>/changes.<slug:ending>",
        imports.draft_changes,
        keepers,
        name="import-draft-changes",
    ),
    door("imports/<uuid:pk>/", imports.detail, keepers, name="import"),
    door("imports/<uuid:pk>/undoing/", imports.undoing, keepers, name="import-undoing"),
    door(
        "imports/<uuid:pk>/held.<slug:ending>",
        imports.import_held,
        keepers,
        name="import-held",
    ),
]
