"""The doors of the demo: they are open in the demo only."""

from fourthp.demo import views
from fourthp.foundation.policies import door, in_demo

urlpatterns = [
    door("demo/", views.personas, in_demo, name="personas"),
    door("demo/<uuid:pk>/", views.become, in_demo, name="become"),
]
