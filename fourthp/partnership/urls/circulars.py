"""The doors of letters to members, and of who is let in."""

from fourthp.foundation.policies import door, for_roles, public
from fourthp.partnership.views import circulars, letting_in

urlpatterns = [
    door(
        "let-in/<uuid:pk>/",
        letting_in.let_in,
        for_roles("second", "coordinator", "chair"),
        name="let-in",
    ),
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
