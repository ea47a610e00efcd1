"""Whether two agencies can become one, and what would happen."""

from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from fourthp.foundation.clock import today
from fourthp.partnership.models import (
    Agency,
    AgencyName,
    Membership,
    Seat,
    lasts_on,
)
from fourthp.partnership.queries.merging.outlook import (
    Outlook,
    audiences_naming,
    names_of,
    papers_of,
    seated,
    what_names,
)

MOST_FOUND = 20


def why_not_agencies(gone: Agency, stays: Agency) -> str:
    """Return why an agency cannot go into another, or nothing."""
    if gone.pk == stays.pk:
        return _("An agency cannot go into itself.")
    for one in (gone, stays):
        if one.ended_on is not None:
            return _("%s has ended: its history stays as it is.") % one
    if gone.place_is_confidential and not stays.place_is_confidential:
        return _(
            "The place of %s is confidential. Only the other record can go into it."
        ) % (gone)
    return ""


def agency_outlook(gone: Agency, stays: Agency) -> Outlook:
    """Return what happens if one agency goes into another."""
    after = _standing(gone, stays)
    before = {one.pk: seated(one.seats.all()) for one in (gone, stays)}
    named = audiences_naming("agency", gone.pk) + papers_of(gone)
    named_too = audiences_naming("agency", stays.pk) + papers_of(stays)
    begin = after - before[gone.pk] - before[stays.pk]
    more = (after - before[gone.pk] if named else set()) | (
        after - before[stays.pk] if named_too else set()
    )
    return Outlook(
        gone,
        stays,
        what_names(gone),
        names_of(more | begin),
        names_of(begin),
        named,
        tuple(_notes(gone, stays)),
        _state(gone, stays),
    )


def _standing(gone: Agency, stays: Agency) -> set[UUID]:
    """Return who will hold a seat for the one that stays."""
    both = [gone.pk, stays.pk]
    if not Membership.objects.holding(today()).filter(agency__in=both).exists():
        return set()
    open_still = Q(group__ends_on=None) | Q(group__ends_on__gte=today())
    seats = Seat.objects.filter(
        lasts_on(today()), open_still, agency__in=both, from_on__lte=today()
    )
    return set(seats.values_list("person_id", flat=True))


def _notes(gone: Agency, stays: Agency) -> list[str]:
    notes = []
    if gone.place_is_confidential != stays.place_is_confidential:
        notes.append(
            _(
                "The place of %s is confidential: nothing of the other record’s own"
                " words is kept, so this cannot be taken back."
            )
            % stays
        )
    if gone.source and stays.source and gone.source != stays.source:
        notes.append(
            _("The next import of “%(source)s” will make %(name)s known again.")
            % {"source": gone.source, "name": gone}
        )
    return notes


def _state(gone: Agency, stays: Agency) -> str:
    """Return what else must be as it was when somebody looked."""
    facts = [
        (one.name, one.place_is_confidential, one.ended_on, one.source)
        for one in (gone, stays)
    ]
    return repr((facts, what_names(stays)))


def agencies_like(text: str, *, but: Agency) -> list[Agency]:
    """Return agencies whose name, now or once, has a text; none for less than two
    letters.
    """
    if len(text.strip()) < 2:
        return []
    text = text.strip()
    called = AgencyName.objects.filter(name__icontains=text)
    like = Q(name__icontains=text) | Q(alternate_name__icontains=text)
    found = Agency.objects.filter(like | Q(pk__in=called.values("agency")))
    return list(found.exclude(pk=but.pk).order_by("name", "pk")[:MOST_FOUND])
