"""The doors of what the network shows for itself."""

from fourthp.foundation.policies import (
    Rate,
    by_link,
    door,
    for_roles,
    open_to,
    public,
)
from fourthp.trust.permissions import LOOKS_AT_RECORD, WITNESS
from fourthp.trust.views import holdings, record, signing_off, witnesses

looks, runs = for_roles(*LOOKS_AT_RECORD), for_roles("coordinator")
by_witness = open_to(by_link(WITNESS), rate=Rate("witness", burst=60, per_hour=600))

urlpatterns = [
    door("what-we-hold/", holdings.holdings, public, name="what-we-hold"),
    door("record/", record.record, looks, name="record"),
    door("network/witnesses/", witnesses.index, runs, name="witnesses"),
    door(
        "network/witnesses/<uuid:pk>/asking/",
        witnesses.asking,
        runs,
        name="witness-asking",
    ),
    door(
        "network/witnesses/<uuid:pk>/removal/",
        witnesses.removal,
        runs,
        name="witness-removal",
    ),
    door("witness/<str:token>/", witnesses.own, by_witness, name="witness"),
    door("sign-off/", signing_off.page, looks, name="sign-off"),
    door("sign-off/pack.zip", signing_off.as_zip, looks, name="sign-off-zip"),
    door("sign-off/pack.pdf", signing_off.as_pdf, looks, name="sign-off-pdf"),
]
