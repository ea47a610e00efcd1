"""The doors of the plan."""

from fourthp.plan.urls import aims

urlpatterns = [*aims.urlpatterns]
