"""Agencies: made known, changed, called by other names, admitted."""

from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from fourthp.audit.operations import record
from fourthp.foundation.actors import Actor
from fourthp.foundation.models import Revision
from fourthp.foundation.operations.revisions import (
    Revising,
    begin_revision,
    last_revision,
    refuse_if_changed,
)
from fourthp.foundation.operations.undoing import Undone, undo_revision
from fourthp.foundation.text import words_of
from fourthp.partnership.models import (
    NOT_NAMED,
    Agency,
    AgencyName,
    AgencyTerm,
    Membership,
    Term,
)
from fourthp.partnership.permissions import (
    can_add_agency,
    can_edit_agency,
    can_run_network,
    can_set_kind,
    can_undo_of_agency,
)
from fourthp.partnership.signals import agency_changed

# Acts, in the record and in histories.
EDITED, CALLED, ADMITTED = "edited", "called", "admitted"
# An agency leaves the network; that people leave it is another act, taken back by
# giving their seats back.
LEFT_NETWORK, ENDED = "left-network", "ended"
# What may be taken back from an agency's history.
GOES_BACK = frozenset({EDITED, CALLED, ENDED})
MOST_NAMES = 50
Terms = Mapping[str, Collection[Term]]


class AlreadyMember(Exception):
    """The agency's membership already holds on that day."""


class HasEnded(Exception):
    """The agency is no more: it can be neither admitted nor ended again."""


class HidingIsAnotherAct(Exception):
    """An agency's place is hidden with all its services, never by an edit."""


class PartOfItself(Exception):
    """The agency would be a part of itself, or of one of its parts."""


class TooFine(Exception):
    """An area of an agency whose place is confidential is finer than a region."""


class TellsItsPlace(Exception):
    """Words of an agency whose place is confidential may tell where it is.

    Raised by the room above that knows places, when it hears of the change.
    """


class CalledSoAlready(Exception):
    """The agency has this name already, or more than anybody reads."""


class ChangedAgain(Exception):
    """What a revision changed was changed again since."""


class KindIsNotTheirs(Exception):
    """Of what kind an agency is, says only who may run the network."""


class StaysDone(Exception):
    """The revision is not one of this agency that can be taken back."""


def add_agency(
    name: str, *, by: Actor, kind: Term | None = None, **facts: Any
) -> Agency:
    """Make an agency known to the network. Known is not member."""
    if not can_add_agency(by):
        raise PermissionDenied
    with transaction.atomic():
        agency = Agency.objects.create(name=name.strip(), kind=kind, **facts)
        record(by, "added", agency)
    return agency


def edit_agency(
    agency: Agency,
    facts: Mapping[str, Any],
    *,
    by: Actor,
    today: date,
    terms: Terms | None = None,
    seen: str | None = None,
) -> Agency:
    """Change what is said of an agency; the fields become its own over imports.

    terms are all its words of each list that is named; seen is what `last_revision`
    said when they looked, None to change it anyway. A former name is kept. Raises
    HidingIsAnotherAct, PartOfItself, TooFine, TellsItsPlace and SomebodyWasFaster.
    """
    if not can_edit_agency(by, agency) or ("kind" in facts and not can_set_kind(by)):
        raise PermissionDenied
    with transaction.atomic():
        agency = Agency.objects.select_for_update().get(pk=agency.pk)
        refuse_if_changed(seen, is_now=last_revision(agency))
        _refuse_hiding(agency, facts)
        _refuse_ring(agency, facts.get("parent"))
        was, revising = agency.name, begin_revision(by, EDITED, agency)
        changed = _change_fields(agency, facts, revising)
        changed += _set_terms(agency, terms or {}, revising)
        if not changed:
            transaction.set_rollback(True)
            return agency
        record(by, EDITED, agency, fields=changed)
        changed += _keep_name(agency, was, revising, today)
        agency_changed.send(sender=Agency, agency=agency, changed=changed)
    return agency


def _refuse_hiding(agency: Agency, facts: Mapping[str, Any]) -> None:
    hidden = facts.get("place_is_confidential", agency.place_is_confidential)
    if hidden != agency.place_is_confidential:
        raise HidingIsAnotherAct(
            _("Hide an agency with all its services, from the page of one of these.")
        )


def _change_fields(
    agency: Agency, facts: Mapping[str, Any], revising: Revising
) -> list[str]:
    """Write the fields that say something else; return their names."""
    before = {n: getattr(agency, n) for n in facts if getattr(agency, n) != facts[n]}
    if not before:
        return []
    for name in before:
        setattr(agency, name, facts[name])
    local = agency.local_fields
    agency.local_fields = sorted({*local, *before})
    revising.change([(agency, before | {"local_fields": local})])
    return [*before]


def _set_terms(agency: Agency, terms: Terms, revising: Revising) -> list[str]:
    """Let an agency have exactly some words of some lists; return those changed."""
    wanted = {one.pk: one for some in terms.values() for one in some}
    said = agency.said.filter(term__vocabulary__in=[*terms]).select_related("term")
    had = {one.term_id: one for one in said}
    new = [one for pk, one in wanted.items() if pk not in had]
    if agency.place_is_confidential and any(one.is_fine for one in new):
        raise TooFine(_("Its place is confidential: say no area finer than a region."))
    gone = [one for pk, one in had.items() if pk not in wanted]
    revising.remove(gone)
    revising.make(AgencyTerm(agency=agency, term=one) for one in new)
    return sorted({one.vocabulary for one in (*new, *(row.term for row in gone))})


def _refuse_ring(agency: Agency, parent: Agency | None) -> None:
    """Raise PartOfItself where a parent and those above it lead back to an agency."""
    passed = {agency.pk}
    above = parent.pk if parent else None
    while above is not None:
        if above in passed:
            raise PartOfItself(_("An agency cannot be a part of itself."))
        passed.add(above)
        rows = Agency.objects.filter(pk=above)
        above = rows.values_list("parent", flat=True).first()


def _keep_name(agency: Agency, was: str, revising: Revising, today: date) -> list[str]:
    """Keep what an agency was called before; a new spelling is no new name.

    Of one whose place is confidential nothing is kept: the old name may tell it.
    """
    is_same = words_of(was) == words_of(agency.name)
    if is_same or was == NOT_NAMED or agency.place_is_confidential:
        return []
    until = today - timedelta(days=1)
    revising.make([AgencyName(agency=agency, name=was, until_on=until)])
    return ["called"]


def call_agency(
    agency: Agency, name: str, *, by: Actor, until_on: date | None = None
) -> AgencyName:
    """Let an agency be found by another name, or by one that it had until a day.

    Raises CalledSoAlready and TellsItsPlace.
    """
    if not can_edit_agency(by, agency):
        raise PermissionDenied
    with transaction.atomic():
        agency = Agency.objects.select_for_update().get(pk=agency.pk)
        if words_of(name) in [words_of(one) for one in agency.known_as]:
            raise CalledSoAlready(_("It is found by this name already."))
        if agency.called.count() >= MOST_NAMES:
            raise CalledSoAlready(_("It has %d names: take one away.") % MOST_NAMES)
        found = AgencyName(agency=agency, name=name.strip(), until_on=until_on)
        begin_revision(by, CALLED, agency).make([found])
        record(by, CALLED, agency)
        agency_changed.send(sender=Agency, agency=agency, changed=["called"])
    return found


def drop_name(name: AgencyName, *, by: Actor) -> None:
    """Let an agency be found by a name no longer."""
    if not can_edit_agency(by, name.agency):
        raise PermissionDenied
    with transaction.atomic():
        agency = Agency.objects.select_for_update().get(pk=name.agency_id)
        begin_revision(by, CALLED, agency).remove([name])
        record(by, CALLED, agency)
        agency_changed.send(sender=Agency, agency=agency, changed=["called"])


def forget_finer(agency: Agency, *, tells: Callable[[str], bool]) -> None:
    """Take from an agency whose place becomes confidential what would tell it.

    Those are areas finer than a region, and other names that tell a place; what
    histories kept of them is the caller's.
    """
    agency.said.filter(term__in=Term.objects.fine()).delete()
    telling = [one.pk for one in agency.called.all() if tells(one.name)]
    agency.called.filter(pk__in=telling).delete()


def admit_agency(agency: Agency, *, by: Actor, today: date) -> Membership:
    """Make an agency a member from today.

    Raises AlreadyMember, and HasEnded for one that is no more.
    """
    if not can_run_network(by):
        raise PermissionDenied
    with transaction.atomic():
        agency = Agency.objects.select_for_update().get(pk=agency.pk)
        if agency.ended_on:
            raise HasEnded(_("%s is noted as closed: take that back first.") % agency)
        if agency.memberships.holding(today).exists():
            raise AlreadyMember(_("%s is a member already.") % agency)
        membership = Membership(agency=agency, from_on=today)
        begin_revision(by, ADMITTED, agency).make([membership])
        record(by, ADMITTED, agency)
    return membership


def undo_agency_change(
    agency: Agency, revision: Revision, *, by: Actor, now: datetime
) -> Undone:
    """Take one change of an agency back.

    Raises KindIsNotTheirs, StaysDone, ChangedAgain where a newer change goes first,
    PartOfItself and TellsItsPlace.
    """
    if not can_undo_of_agency(by, agency, is_ending=revision.act == ENDED):
        raise PermissionDenied
    if _changed_kind(revision) and not can_set_kind(by):
        raise KindIsNotTheirs(_("Only a coordinator says of what kind it is."))
    about = (revision.matter_kind, revision.matter_id)
    is_its = about == (agency.matter_kind, str(agency.pk))
    if revision.undone_at or revision.act not in GOES_BACK or not is_its:
        raise StaysDone
    with transaction.atomic():
        Agency.objects.select_for_update().get(pk=agency.pk)
        undone = undo_revision(revision, by=by, now=now, by_field=True)
        own = {one._meta.label for one in (Agency, AgencyName, AgencyTerm)}
        if any(label in own for label, _pk in undone.kept):
            raise ChangedAgain
        agency = Agency.objects.get(pk=agency.pk)
        _refuse_ring(agency, agency.parent)
        record(by, "undone", agency, put_back=undone.put_back)
        changed = ["name", "alternate_name", "description", "called"]
        agency_changed.send(sender=Agency, agency=agency, changed=changed)
    return undone


def _changed_kind(revision: Revision) -> bool:
    """Tell whether a change said of what kind an agency is."""
    said = revision.parts.filter(model=Agency._meta.label)
    return any("kind" in (row or ()) for part in said for row in part.rows.values())
