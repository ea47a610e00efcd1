"""The doors of the plan."""

from fourthp.plan.urls import actions, aims

urlpatterns = [*actions.urlpatterns, *aims.urlpatterns]
