"""The doors of who leaves, and of who follows."""

from fourthp.foundation.policies import door, for_members, for_roles
from fourthp.partnership.views import handovers, leaving

urlpatterns = [
    door(
        "people/<uuid:pk>/leaving/",
        leaving.person_leaving,
        for_members,
        name="person-leaving",
    ),
    door("leavings/", leaving.leavings, for_roles("coordinator"), name="leavings"),
    door("leavings/<uuid:pk>/", leaving.leaving, for_members, name="leaving"),
    door(
        "leavings/<uuid:pk>/undoing/",
        leaving.leaving_undoing,
        for_members,
        name="leaving-undoing",
    ),
    door(
        "seats/<uuid:pk>/handover/",
        handovers.seat_handover,
        for_members,
        name="seat-handover",
    ),
    door(
        "seats/<uuid:pk>/handover/words/",
        handovers.seat_handover_words,
        for_members,
        name="seat-handover-words",
    ),
]
