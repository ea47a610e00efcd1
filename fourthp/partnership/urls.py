"""The doors of the network."""

from fourthp.foundation.policies import door, for_roles, public
from fourthp.partnership.views import circulars

urlpatterns = [
    door(
        "circulars/new/",
        circulars.new_circular,
        for_roles("coordinator"),
        name="circular-new",
    ),
    door("circulars/<uuid:pk>/", circulars.circular, public, name="circular"),
    door(
        "circulars/<uuid:pk>/words/",
        circulars.circular_words,
        for_roles("coordinator"),
        name="circular-words",
    ),
]
