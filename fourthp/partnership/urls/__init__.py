"""The doors of the network."""

from fourthp.partnership.urls import (
    agencies,
    circulars,
    groups,
    leaving,
    looking,
    network,
    people,
    sharing,
    sheets,
)

urlpatterns = [
    *agencies.urlpatterns,
    *circulars.urlpatterns,
    *groups.urlpatterns,
    *leaving.urlpatterns,
    *looking.urlpatterns,
    *network.urlpatterns,
    *people.urlpatterns,
    *sharing.urlpatterns,
    *sheets.urlpatterns,
]
