"""Fragments this room offers to pages of others."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from fourthp.foundation.offers import Urgency, Waiting, waits
from fourthp.foundation.shell import fills
from fourthp.partnership.models import Person, Role
from fourthp.partnership.queries.network import this_network
from fourthp.trust.permissions import can_name_witnesses
from fourthp.trust.queries.witnesses import missing_in_words, witnesses_missing


@fills("network")
def what_it_shows(_reader: object) -> str:
    """Lead from the network’s settings to its witnesses, its record and its pack."""
    context = {"missing": missing_in_words(witnesses_missing())}
    return render_to_string("trust/_network.html", context)


@fills("clockwork")
def witnesses_lack(_reader: object) -> str:
    """Say beside what happens on its own that witnesses lack."""
    missing = missing_in_words(witnesses_missing())
    if not missing or this_network() is None:
        return ""
    return render_to_string("trust/_clockwork.html", {"missing": missing})


@waits
def ask_witnesses(reader: Any, _now: datetime) -> Iterator[Waiting]:
    """Tell a coordinator that witnesses lack."""
    if not isinstance(reader, Person) or not can_name_witnesses(reader):
        return
    missing = witnesses_missing()
    if missing:
        yield Waiting(
            missing_in_words(missing),
            reverse("witnesses"),
            _("Ask witnesses outside"),
            why=str(Role.COORDINATOR.label),
            urgency=Urgency.WHEN_YOU_CAN,
        )


@fills("foot")
def lead_to_what_we_hold(_reader: object) -> str:
    """Lead from the foot of every page to what is held."""
    return render_to_string("trust/_foot.html")
