"""What of the network a search finds: agencies, people, groups, terms, letters."""

from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fourthp.foundation.gaps import shortened
from fourthp.foundation.offers import Found, Hit, finds
from fourthp.foundation.typed import Typed
from fourthp.partnership.queries.finding import (
    Shown,
    agencies_shown,
    agencies_typed,
    groups_typed,
    letters_typed,
    people_typed,
    seats_shown,
    terms_typed,
)

LONGEST = 120  # of what is said of a group


@finds("people", gettext_lazy("People"), position=10)
def find_people(reader: Any, typed: Typed, most: int) -> Found:
    """Find whom a reader may know by name."""
    found = people_typed(typed, reader)
    shown = found[:most]
    seats = seats_shown([pk for pk, _name in shown], reader)
    hits = [
        Hit(name, reverse("person", args=[pk]), "; ".join(seats.get(pk, [])))
        for pk, name in shown
    ]
    return Found(hits, len(found))


@finds("agencies", gettext_lazy("Agencies"), position=20)
def find_agencies(reader: Any, typed: Typed, most: int) -> Found:
    """Find agencies by any of their names."""
    ids = agencies_typed(typed, reader)
    hits = [
        Hit(one.name, reverse("agency", args=[one.pk]), _agency(one))
        for one in agencies_shown(ids[:most])
    ]
    return Found(hits, len(ids))


def _agency(agency: Shown) -> str:
    """Return what an agency is, and how it stands."""
    stands = _("known, not a member")
    if agency.is_over:
        stands = _("closed")
    elif agency.is_member:
        stands = _("member")
    return " · ".join(filter(None, (agency.kind, stands)))


@finds("groups", gettext_lazy("Groups"), position=30)
def find_groups(reader: Any, typed: Typed, most: int) -> Found:
    """Find the groups that a reader may see."""
    found = groups_typed(typed, reader)
    hits = [
        Hit(name, reverse("group", args=[pk]), shortened(purpose, LONGEST))
        for pk, name, purpose in found[:most]
    ]
    return Found(hits, len(found))


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
