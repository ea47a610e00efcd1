"""The foundation's own doors."""

from fourthp.foundation.policies import door, for_members, in_demo
from fourthp.foundation.views import design, history, work

urlpatterns = [
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
    door("work/<uuid:pk>/", work.work, for_members, name="work"),
]
