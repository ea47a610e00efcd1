"""Listings in what waits for somebody, in what changed, and in what a search finds."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from fourthp.directory.models import Service
from fourthp.directory.operations.looks import note_reading
from fourthp.directory.permissions import MAY_IMPORT, OWN_ROLES
from fourthp.directory.queries.changed import (
    EDITED,
    ENDED,
    LISTED,
    UNDONE,
    listings_changed,
)
from fourthp.directory.queries.finding import services_shown, services_typed
from fourthp.directory.queries.listings import Show, kept_counts, listings
from fourthp.foundation.clock import now as clock_now
from fourthp.foundation.offers import (
    Change,
    Found,
    Hit,
    Urgency,
    Waiting,
    changes,
    finds,
    waits,
)
from fourthp.foundation.typed import Typed
from fourthp.partnership.models import Person, Role

_CHANGED = {
    LISTED: gettext_lazy("A new listing"),
    EDITED: gettext_lazy("A listing was changed"),
    ENDED: gettext_lazy("A listing has ended"),
    UNDONE: gettext_lazy("A listing was changed"),
}


@waits
def listings_to_look_at(reader: Any, now: datetime) -> Iterator[Waiting]:
    """Tell whoever keeps listings which are due, and which are said to be wrong."""
    if not isinstance(reader, Person):
        return
    why = _keeps_as(reader)
    if not why:
        return
    counts = kept_counts(reader, localdate(now))
    wrong, due = counts[Show.PROBLEMS], counts[Show.DUE]
    if wrong:
        yield from _listings(reader, Show.PROBLEMS, wrong, why, now)
    if due:
        yield from _listings(reader, Show.DUE, due, why, now)
    if not counts[Show.ALL]:
        yield Waiting(
            _("Nothing is listed yet that you would keep"),
            reverse("listing-new"),
            _("List the first service"),
            why=why,
            urgency=Urgency.WHEN_YOU_CAN,
        )


def _keeps_as(person: Person) -> str:
    """Return in words by which seat somebody keeps listings; nothing where by none."""
    held = person.roles_held
    keeps = (one for one in (*MAY_IMPORT, *OWN_ROLES) if one in held)
    return next((str(Role(one).label) for one in keeps), "")


def _listings(
    reader: Person, show: Show, count: int, why: str, now: datetime
) -> Iterator[Waiting]:
    """Yield what waits: one listing by its name, more by their number."""
    urgency = Urgency.NOW if show is Show.PROBLEMS else Urgency.SOON
    if count == 1:
        yield from _one(reader, show, why, now, urgency)
        return
    told = ngettext(
        "%(n)s listing is to be checked", "%(n)s listings are to be checked", count
    )
    if show is Show.PROBLEMS:
        told = ngettext(
            "%(n)s listing is said to be wrong",
            "%(n)s listings are said to be wrong",
            count,
        )
    yield Waiting(
        told % {"n": number_format(count, force_grouping=True)},
        f"{reverse('listings')}?show={show}",
        _("Begin with the first"),
        why=why,
        urgency=urgency,
        count=count,
    )


def _one(
    reader: Person, show: Show, why: str, now: datetime, urgency: Urgency
) -> Iterator[Waiting]:
    """Yield the only one; none where it was settled since it was counted."""
    day = localdate(now)
    only = next(
        iter(listings(reader, show=show, name="", after="", day=day).rows), None
    )
    if only is None:
        return
    title = _("A listing is to be checked")
    button, since = _("Check, and say that it is right"), only.assured_date
    if show is Show.PROBLEMS:
        title = _("Something is said to be wrong with a listing")
        button, since = _("Look, and mend it"), None
    path = reverse("listing", args=[only.pk])
    yield Waiting(
        title, path, button, why=why, of=only.name, urgency=urgency, since=since
    )


@changes
def listings_that_changed(
    reader: Any, since: datetime, until: datetime, _most: int
) -> Iterator[Change]:
    """Tell which listings in the reader's areas others made, changed or ended."""
    if not isinstance(reader, Person) or not reader.held:
        return
    for service, entry in listings_changed(reader, since, until):
        path = reverse("service", args=[service.pk])
        agency = service.organization.name
        yield Change(entry.at, _CHANGED[entry.act], service.name, path, agency)


@finds("services", gettext_lazy("Services"), position=60)
def find_services(reader: Any, typed: Typed, most: int) -> Found:
    """Find services by the directory's own index; nearly the same is for its page."""
    if typed.is_loose:
        return Found()
    ids, is_more = services_typed(typed.words, reader=reader, now=clock_now())
    shown: list[Service] = services_shown(ids[:most], reader=reader)
    note_reading((one.pk for one in shown), by=reader)
    hits = [
        Hit(one.name, reverse("service", args=[one.pk]), one.organization.name)
        for one in shown
    ]
    return Found(hits, len(ids), is_more)
