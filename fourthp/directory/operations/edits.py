"""Changing what a listing says, giving it back to its source, taking a change back."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from fourthp.audit.models import Read
from fourthp.audit.operations import log_read, record
from fourthp.directory.models import (
    Accessibility,
    Address,
    Location,
    Service,
    ServiceAtLocation,
)
from fourthp.directory.operations.details import (
    Details,
    change_row,
    refuse_too_much,
    set_details,
)
from fourthp.directory.operations.hiding import HIDDEN, say_regions
from fourthp.directory.operations.hours import refresh_open_hours
from fourthp.directory.operations.indexing import index_services
from fourthp.directory.operations.listings import (
    VERIFIED,
    NotReadAgain,
    TellsThePlace,
    refuse_telling,
)
from fourthp.directory.operations.places import set_spots
from fourthp.directory.operations.readers import (
    facts_of_keeper,
    facts_of_readers,
    refuse_wider,
)
from fourthp.directory.permissions import (
    MAY_IMPORT,
    PLAIN,
    can_edit_service,
    can_end_service,
    can_give_away,
    can_import,
    can_verify_service,
    has_plain_readers,
    may_be_named,
)
from fourthp.directory.queries.details import Spot
from fourthp.directory.queries.imports import version_of
from fourthp.directory.queries.regions import Regions
from fourthp.directory.rules.alerts import with_end
from fourthp.foundation.actors import Actor
from fourthp.foundation.clock import today
from fourthp.foundation.models import Revision, RevisionPart
from fourthp.foundation.operations.revisions import (
    Revising,
    begin_revision,
    refuse_if_changed,
)
from fourthp.foundation.operations.undoing import Undone, undo_revision
from fourthp.partnership.models import Label, Person
from fourthp.partnership.operations.turns import take_turn
from fourthp.partnership.queries.shared_kinds import SHARING_ACTS
from fourthp.partnership.queries.sharing import Sharing, sharing_of
from fourthp.post.operations.forgetting import forget_words_about

ENDED = "ended"  # the act, in the record and in histories


class NothingToTakeBack(Exception):
    """The revision is not one of this listing, or was taken back before."""


class PlaceStaysHidden(Exception):
    """A place that was hidden is gone: its history cannot bring it back."""


class StaysShared(Exception):
    """How a listing is shared goes back by no history: that could widen by one."""


class MembersFirst(Exception):
    """What a confidential service said before comes back for members alone: whoever
    opens it to everyone reads every word of it.
    """


class ChangedAgain(Exception):
    """A row that the revision made or changed was made anew or taken away since."""


@dataclass(frozen=True)
class Edit:
    """What somebody changes: facts by field, rows by kind, places; None leaves them.

    seen is what `version_of` said when they looked, None to change it anyway;
    readers: for whom it is to be, None leaves them; is_national: they say that the
    number is answered for the whole country;
    was_read: that they read every word again, and none tells a confidential place.
    """

    facts: dict[str, Any] = field(default_factory=dict)
    details: Details = field(default_factory=dict)
    spots: Sequence[Spot | None] | None = None
    readers: Sharing | None = None
    is_national: bool = False
    was_read: bool = False
    seen: str | None = None


def edit_service(service: Service, edit: Edit, *, by: Actor, now: datetime) -> Service:
    """Change what a listing says; what was changed wins over imports until released.

    Raises TellsThePlace where a confidential service's words may tell its place,
    NotReadAgain where it says something else or is opened to everyone, MoreWouldSee
    where it is not narrowed, TooMuch, and SomebodyWasFaster.
    """
    if not (can_edit_service(by, service) and _may_hand_over(by, service, edit)):
        raise PermissionDenied
    with transaction.atomic():
        take_turn()
        service = Service.objects.select_for_update(of=("self",)).get(pk=service.pk)
        refuse_if_changed(edit.seen, is_now=version_of(service))
        refuse_too_much(service, edit.facts, edit.details, edit.spots)
        edit = _for_readers(service, edit, by, now)
        if service.place_is_confidential:
            edit = _of_hidden(service, edit)
        edit = _with_end(service, edit, localdate(now))
        changed = _change(service, edit, begin_revision(by, "edited", service))
        if not changed:
            transaction.set_rollback(True)
            return service
        _refresh(service, now)
        record(by, "edited", service, fields=changed)
    return service


def _for_readers(service: Service, edit: Edit, by: Actor, now: datetime) -> Edit:
    """Return an edit that says for whom a listing is as its facts."""
    facts = dict(edit.facts)
    if edit.readers is not None:
        facts |= facts_of_readers(service, edit.readers, by=by, now=now)
    if "owner" in facts:
        facts |= facts_of_keeper(service, facts["owner"], by=by, now=now)
    return replace(edit, facts=facts)


def _with_end(service: Service, edit: Edit, day: date) -> Edit:
    """Return an edit whose news has a last day, if it says any."""
    alert, until = service.alert, service.alert_until
    return replace(edit, facts=with_end(edit.facts, alert=alert, until=until, day=day))


def _may_hand_over(by: Actor, service: Service, edit: Edit) -> bool:
    """Tell whether an actor may give it away, or to other readers, if she wants to."""
    gives = "owner" not in edit.facts or can_give_away(by)
    label = edit.facts.get("label", service.label)
    opens = label == service.label or (has_plain_readers(service) and label in PLAIN)
    return bool(gives and opens)


def _of_hidden(service: Service, edit: Edit) -> Edit:
    """Return an edit of a confidential service; raise if it tells, or may unread.

    The region that is wanted is the one it lies in; what is said is found from it.
    """
    facts = dict(edit.facts)
    if "region" in facts:
        facts["home_region"] = Regions.now().home_of(facts.pop("region"))
    own = replace(edit, facts=facts)
    refuse_telling(service, own.facts, own.details, is_national=own.is_national)
    if any(own.spots or ()):
        raise TellsThePlace(_("A confidential service has no place but its region."))
    if not own.was_read and (_has_words(own) or _opens(service, own)):
        raise NotReadAgain
    return own


def _has_words(edit: Edit) -> bool:
    """Tell whether an edit says anything in words: no choice, no day, nothing empty."""
    typed = (n for n, value in edit.facts.items() if value and isinstance(value, str))
    chosen = {field.name for field in Service._meta.concrete_fields if field.choices}
    return bool(set(typed) - chosen) or any(edit.details.values())


def _opens(service: Service, edit: Edit) -> bool:
    return bool(edit.facts.get("label", service.label) == Label.CLEAR != service.label)


def _change(service: Service, edit: Edit, revising: Revising) -> list[str]:
    """Do what an edit says; return the fields and tables that changed."""
    tables = set_details(service, edit.details, revising)
    if edit.spots is not None and set_spots(service, edit.spots, revising):
        tables.append("service_at_location")
    return change_row(service, edit.facts, revising, tables) + tables


def _refresh(service: Service, now: datetime) -> None:
    """Bring all that is made of a listing up to date; it is as it is saved."""
    service.last_modified = now
    Service.objects.filter(pk=service.pk).update(last_modified=now)
    refresh_open_hours(now=now, services=[service.pk])
    index_services([service.pk])
    if service.place_is_confidential:
        say_regions()
    if not may_be_named(service):
        forget_words_about(service)


def end_service(
    service: Service, *, by: Actor, now: datetime, seen: str | None = None
) -> Revision:
    """Note that a service has ended: nobody finds it any more; imports leave it so.

    Returns the change, to be taken back. Raises SomebodyWasFaster, as `edit_service`.
    """
    if not can_end_service(by, service):
        raise PermissionDenied
    with transaction.atomic():
        take_turn()
        service = Service.objects.select_for_update(of=("self",)).get(pk=service.pk)
        refuse_if_changed(seen, is_now=version_of(service))
        revising = begin_revision(by, ENDED, service)
        change_row(service, {"status": Service.Status.DEFUNCT}, revising)
        _refresh(service, now)
        record(by, ENDED, service)
    return revising.revision


def release_fields(service: Service, *, by: Actor) -> Service:
    """Give a listing back to its source: the next import says again what it says."""
    if not can_edit_service(by, service):
        raise PermissionDenied
    with transaction.atomic():
        take_turn()
        service = Service.objects.select_for_update(of=("self",)).get(pk=service.pk)
        said_here = [row for row in _rows_with_fields(service) if row.local_fields]
        if not said_here:
            return service
        revising = begin_revision(by, "released", service)
        for row in said_here:
            before = {"local_fields": row.local_fields}
            row.local_fields = []
            revising.change([(row, before)])
        record(by, "released", service)
    return service


def _rows_with_fields(service: Service) -> list[Any]:
    """Return a service with the rows of the places that are its alone: own fields.

    What people here say of a place where another service is too is not given back.
    """
    others = ServiceAtLocation.objects.exclude(service=service)
    places = Location.objects.filter(
        ~Exists(others.filter(location=OuterRef("pk"))), at_services__service=service
    )
    return [
        service,
        *places,
        *Address.objects.filter(location__in=places),
        *Accessibility.objects.filter(location__in=places),
    ]


# What may be taken back by more than those who may change a listing.
_MAY_TAKE_BACK = {VERIFIED: can_verify_service, ENDED: can_end_service}


def undo_edit(
    service: Service, revision: Revision, *, by: Actor, now: datetime
) -> Undone:
    """Take one change of a listing back; what was changed again since stays.

    Raises NothingToTakeBack, PlaceStaysHidden, StaysShared, MembersFirst, ChangedAgain
    where a newer change goes first, MoreWouldSee where it takes a second person, and
    AnyoneMayJoin.
    """
    may = _MAY_TAKE_BACK.get(revision.act, can_edit_service)
    if not (may(by, service) and _may_take_back(by, revision)):
        raise PermissionDenied
    about = (revision.matter_kind, revision.matter_id)
    if revision.undone_at or about != (service.matter_kind, str(service.pk)):
        raise NothingToTakeBack
    if revision.act == HIDDEN:
        raise PlaceStaysHidden
    if revision.act in SHARING_ACTS:
        raise StaysShared
    with transaction.atomic():
        take_turn()
        service = Service.objects.select_for_update(of=("self",)).get(pk=service.pk)
        _refuse_for_everyone(service, revision)
        if any(_is_overtaken(part) for part in revision.parts.all()):
            raise ChangedAgain
        was = sharing_of(service)
        undone = undo_revision(revision, by=by, now=now, by_field=True)
        service = Service.objects.get(pk=service.pk)
        refuse_wider(service, than=was)
        _refuse_for_everyone(service, revision)
        _refresh(service, now)
        record(by, "undone", service, put_back=undone.put_back)
    return undone


def _refuse_for_everyone(service: Service, revision: Revision) -> None:
    """Raise MembersFirst if everyone sees a confidential service, before or after."""
    is_open = service.place_is_confidential and service.label == Label.CLEAR
    if is_open and revision.act != VERIFIED:
        raise MembersFirst


def _may_take_back(by: Actor, revision: Revision) -> bool:
    """Tell whether an actor may take a change back: who keeps it, the keepers say."""
    said = revision.parts.filter(model=Service._meta.label)
    gave = any("owner" in (row or ()) for part in said for row in part.rows.values())
    return not gave or can_give_away(by)


def _is_overtaken(part: RevisionPart) -> bool:
    """Tell whether what a part left is gone, or what it took away is here again."""
    rows = apps.get_model(part.model)._default_manager
    if part.did != RevisionPart.Did.REMOVED:
        return bool(rows.filter(pk__in=part.rows).count() < len(part.rows))
    brought = [said for said in part.rows.values() if said and said["source"]]
    return any(rows.filter(**_where_from(said)).exists() for said in brought)


def _where_from(said: dict[str, str]) -> dict[str, str]:
    return {name: said[name] for name in ("source", "source_id")}


@dataclass
class WholeDirectory:
    """The directory as one matter of the record."""

    matter_kind: str = "directory"
    pk: Any = ""


def note_export(*, by: Person) -> None:
    """Note that somebody takes the whole directory along; an export is logged."""
    if not can_import(by):
        raise PermissionDenied
    seats = by.seats.holding(today()).filter(role__in=MAY_IMPORT)
    seat = seats.order_by("from_on", "id").first()
    agency = str(seat.agency_id or "") if seat else ""
    log_read(
        by,
        WholeDirectory(),
        act=Read.Act.EXPORTED,
        seat=(agency, seat.role if seat else ""),
    )
