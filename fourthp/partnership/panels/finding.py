"""What of the network a search finds: agencies, people, groups, terms, letters."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fourthp.foundation.clock import today
from fourthp.foundation.gaps import shortened
from fourthp.foundation.offers import Found, Hit, finds
from fourthp.foundation.typed import Typed
from fourthp.partnership.models import Agency, Group, Membership, Person
from fourthp.partnership.queries.finding import (
    agencies_typed,
    groups_typed,
    in_this_order,
    letters_typed,
    people_typed,
    seats_shown,
    terms_typed,
)
from fourthp.partnership.queries.people import told

LONGEST = 120  # of what is said of a group


@finds("people", gettext_lazy("People"), position=10)
def find_people(reader: Any, typed: Typed, most: int) -> Found:
    """Find whom a reader may know by name."""
    ids = people_typed(typed, reader)
    shown: Sequence[Any] = in_this_order(Person.objects.all(), ids[:most])
    seats = seats_shown((one.pk for one in shown), reader)
    hits = [
        Hit(
            one.name,
            reverse("person", args=[one.pk]),
            "; ".join(told(seat) for seat in seats.get(one.pk, [])),
        )
        for one in shown
    ]
    return Found(hits, len(ids))


@finds("agencies", gettext_lazy("Agencies"), position=20)
def find_agencies(reader: Any, typed: Typed, most: int) -> Found:
    """Find agencies by any of their names."""
    ids = agencies_typed(typed, reader)
    rows = Agency.objects.select_related("kind")
    shown: Sequence[Any] = in_this_order(rows, ids[:most])
    held = Membership.objects.holding(today()).filter(agency__in=ids[:most])
    members = set(held.values_list("agency", flat=True))
    hits = [
        Hit(one.name, reverse("agency", args=[one.pk]), _agency(one, members))
        for one in shown
    ]
    return Found(hits, len(ids))


def _agency(agency: Agency, members: set[Any]) -> str:
    """Return what an agency is, and how it stands."""
    stands = _("known, not a member")
    if agency.ended_on is not None:
        stands = _("closed")
    elif agency.pk in members:
        stands = _("member")
    return " · ".join(filter(None, (agency.kind.name if agency.kind else "", stands)))


@finds("groups", gettext_lazy("Groups"), position=30)
def find_groups(reader: Any, typed: Typed, most: int) -> Found:
    """Find the groups that a reader may see."""
    ids = groups_typed(typed, reader)
    shown: Sequence[Any] = in_this_order(Group.objects.all(), ids[:most])
    hits = [
        Hit(one.name, reverse("group", args=[one.pk]), shortened(one.purpose, LONGEST))
        for one in shown
    ]
    return Found(hits, len(ids))


@finds("terms", gettext_lazy("Terms of reference"), position=40)
def find_terms(reader: Any, typed: Typed, most: int) -> Found:
    """Find the terms of reference that hold, of groups that a reader may see."""
    rows = terms_typed(typed, reader)
    hits = [
        Hit(
            one.group.name,
            reverse("group-terms-version", args=[one.group_id, one.number]),
            _("version %d") % one.number,
        )
        for one in rows[:most]
    ]
    return Found(hits, len(rows))


@finds("letters", gettext_lazy("Letters to members"), position=50)
def find_letters(reader: Any, typed: Typed, most: int) -> Found:
    """Find the letters to members that a reader may see."""
    rows = letters_typed(typed, reader)
    hits = [
        Hit(
            one.title,
            reverse("circular", args=[one.pk]),
            date_format(localtime(one.made_at), "j F Y"),
        )
        for one in rows[:most]
    ]
    return Found(hits, len(rows))
