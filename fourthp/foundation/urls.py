"""The foundation's own doors."""

from fourthp.foundation.policies import door, for_members, for_roles, in_demo
from fourthp.foundation.views import clockwork, design, history, striking, work

urlpatterns = [
    door(
        "clockwork/",
        clockwork.clockwork,
        for_roles("coordinator", "auditor"),
        name="clockwork",
    ),
    door("design/", design.design, in_demo, name="design"),
    door(
        "design/confirmation/",
        design.confirmation,
        in_demo,
        name="design-confirmation",
    ),
    door(
        "history/<slug:kind>/<uuid:pk>/",
        history.history,
        for_members,
        name="history",
    ),
    door(
        "history/<slug:kind>/<uuid:pk>/strike/",
        striking.strike,
        for_roles("coordinator", "chair"),
        name="strike",
    ),
    door("work/<uuid:pk>/", work.work, for_members, name="work"),
]
