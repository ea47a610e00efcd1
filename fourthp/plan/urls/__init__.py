"""The doors of the plan."""

from fourthp.plan.urls import actions, aims, concerns

urlpatterns = [
    *actions.urlpatterns,
    *aims.urlpatterns,
    *concerns.urlpatterns,
]
