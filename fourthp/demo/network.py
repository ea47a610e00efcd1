"""What the made-up network says of itself; its first month is long over."""

from datetime import datetime, timedelta

from django.utils.timezone import localdate

from fourthp.foundation.actors import Host
from fourthp.partnership.operations.network import (
    NetworkFacts,
    put_first_month,
    set_up_network,
)

BEGAN = timedelta(days=400)
FACTS = NetworkFacts(
    "Anyshire Anti-Trafficking Network",
    "GB",
    "Europe/London",
    languages=("en", "cy", "ro", "vi"),
    controller="Anyshire Council Adult Safeguarding",
    controller_address="1 Civic Square\nAnytown",
    contact_email="questions@anyshire.example",
)


def make_network(host: Host, now: datetime) -> None:
    """Set the network up as a demo."""
    set_up_network(FACTS, by=host, is_demo=True)
    put_first_month(by=host, closed_on=localdate(now - BEGAN))
