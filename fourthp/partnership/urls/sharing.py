"""The doors of how things are shared, what takes two, and who looked."""

from fourthp.foundation.policies import door, for_members, for_roles
from fourthp.partnership.views import looks, sharing, widening

# Who may ask, and who may be the second: each with a second factor.
two = for_roles(
    "coordinator",
    "chair",
    "second",
    "editor",
    "lead",
    "representative",
    "deputy",
)
audits = for_roles("auditor")

urlpatterns = [
    door("shared/<str:kind>/<uuid:pk>/", sharing.sharing, for_members, name="sharing"),
    door(
        "shared/<str:kind>/<uuid:pk>/recall/",
        sharing.sharing_recall,
        for_members,
        name="sharing-recall",
    ),
    door(
        "shared/<str:kind>/<uuid:pk>/return/",
        sharing.sharing_return,
        for_members,
        name="sharing-return",
    ),
    door("widenings/<uuid:pk>/", widening.widening, two, name="widening"),
    door(
        "widenings/<uuid:pk>/alone/",
        widening.widening_alone,
        two,
        name="widening-alone",
    ),
    door(
        "widenings/<uuid:pk>/dropping/",
        widening.widening_dropping,
        two,
        name="widening-dropping",
    ),
    door("looks/", looks.looks, audits, name="looks"),
    door("looks/names/<uuid:pk>/", looks.looks_names, audits, name="looks-names"),
    door(
        "looks/<str:kind>/<uuid:pk>/",
        looks.looks_asking,
        audits,
        name="looks-asking",
    ),
]
