"""The doors of looking at what one shares as somebody else."""

from fourthp.foundation.policies import door, for_members, open_to
from fourthp.partnership.views import looking

for_sharers = open_to(for_members, second_factor=True)

urlpatterns = [
    door("looking/now/", looking.look, for_sharers, name="look"),
    door("looking/now/ending/", looking.look_ending, for_sharers, name="look-ending"),
    door(
        "looking/<slug:kind>/<uuid:pk>/", looking.look_new, for_sharers, name="look-new"
    ),
]
