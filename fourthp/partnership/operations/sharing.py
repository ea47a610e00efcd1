"""What is shared is narrowed, recalled and ended by one; widened by two."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fourthp.audit.operations import record
from fourthp.foundation.actors import Actor
from fourthp.foundation.operations.revisions import (
    begin_revision,
    refuse_if_changed,
)
from fourthp.partnership.formats.widening_letters import recalled_letter
from fourthp.partnership.models import (
    FOR_AN_AGENCY,
    AudienceRule,
    Group,
    Label,
    Person,
    Seat,
    Widening,
)
from fourthp.partnership.operations.audiences import (
    AnyoneMayJoin,
    ClosedIsNotClear,
    make_audience,
    refuse_clear,
    refuse_open_groups,
)
from fourthp.partnership.operations.looks import note_looks
from fourthp.partnership.operations.turns import take_turn
from fourthp.partnership.operations.widening import (
    ChangedSinceAsked,
    WideningKind,
    ask_to_widen,
    can_answer,
    declare_widening,
    drop_widenings_about,
)
from fourthp.partnership.permissions.sharing import speaks_for_it
from fourthp.partnership.queries.seconds import (
    officers_beside,
    speakers_beside,
    spoke_for,
)
from fourthp.partnership.queries.shared_kinds import (
    NARROWED,
    RECALLED,
    WIDENED,
    SharedKind,
    kept_row,
    shared_kind,
    shared_kinds,
)
from fourthp.partnership.queries.sharing import sharing_of
from fourthp.partnership.queries.widening import (
    Line,
    Wanted,
    is_restricted,
    lines_of,
    sharing_then,
    state_of,
    wanted_of,
    widens,
)
from fourthp.post.operations.recalling import Had, recall_mails
from fourthp.post.operations.telling import News, tell
from fourthp.post.rules.kinds import Kind, Stream, declare_kind
from fourthp.post.rules.letters import Letter
from fourthp.post.rules.readers import Reader

RECALLED_MAIL = declare_kind(
    Kind(
        "partnership.recalled",
        Stream.ALERT,
        subject=gettext_lazy("About a mail from the network"),
        title=gettext_lazy("Something that was sent by mail is recalled"),
        reason=gettext_lazy("you had it by mail"),
    )
)


class NotOfThisKind(Exception):
    """A kind of row has no such label."""


class NobodyIsLeft(Exception):
    """Nobody would see it: to take it back, it is recalled."""


class RecalledAlready(Exception):
    """Somebody recalled it before."""


class EndsBeforeToday(Exception):
    """A last day that is over: to end it now, it is recalled."""


def recall(row: Any, *, by: Actor, now: datetime) -> int:
    """Take back what was shared, at once; return how many had it by mail.

    Nobody sees it from this minute but those who may narrow it. What waits in the
    outbox does not go; whoever had it by mail is asked to delete it. Raises
    RecalledAlready.
    """
    kind = _kind(row)
    if not kind.may_narrow(by, row):
        raise PermissionDenied
    with transaction.atomic():
        row = _locked(kind, row)
        if row.recalled_at is not None:
            day = date_format(localdate(row.recalled_at), "j F Y")
            raise RecalledAlready(_("It was recalled on %s.") % day)
        before, row.recalled_at = _as_shared(row), now
        _save(kind, row, before, by=by, act=RECALLED)
        drop_widenings_about(row.pk, by=by, now=now)
        had = recall_mails(row, by=by, now=now)
        _tell_who_had(had, by=by, now=now)
        kind.follows(row, by, now)
    return len(had)


def _tell_who_had(had: list[Had], *, by: Actor, now: datetime) -> None:
    days = {(one.reader.kind, one.reader.id, one.reader.address): one.at for one in had}

    def write(reader: Reader) -> Letter:
        at = days.get((reader.kind, reader.id, reader.address))
        return recalled_letter(localdate(at) if at else None)

    if had:
        # About no matter: that is there for nobody any more.
        tell([one.reader for one in had], News(RECALLED_MAIL, write), by=by, now=now)


def share_otherwise(
    row: Any, wanted: Wanted, *, by: Actor, now: datetime, seen: str | None = None
) -> Widening | None:
    """Share something as wanted: at once, or once a second person said yes.

    seen is what `state_of` said when they looked, None to change it anyway. Returns
    what asks for the second person, None where it was done. Raises NotOfThisKind,
    EndsBeforeToday, NobodyIsLeft, AnyoneMayJoin, ClosedIsNotClear, SomebodyWasFaster.
    """
    kind = _kind(row)
    if not kind.may_narrow(by, row):
        raise PermissionDenied
    if wanted.label and wanted.label not in kind.labels:
        raise NotOfThisKind(_("It cannot have this label."))
    if _is_past(wanted, now):
        raise EndsBeforeToday(_("That day is over. To end it now, recall it."))
    with transaction.atomic():
        row = _locked(kind, row)
        refuse_if_changed(seen, is_now=state_of(row))
        is_wider, then = widens(row, wanted), sharing_then(kind, row, wanted)
        if is_wider or then != sharing_of(row):  # an earlier last day is never refused
            refuse_open_groups(then)
            refuse_clear(then)
        if is_wider and is_restricted(row) and isinstance(by, Person):
            wants = {"kind": kind.name} | wanted.json()
            return ask_to_widen(SHARED, about=row.pk, wants=wants, by=by, now=now)
        if not (is_wider or then.seats().exists()):
            raise NobodyIsLeft(_("Nobody would see it any more: recall it instead."))
        _put(kind, row, wanted, by=by, act=WIDENED if is_wider else NARROWED)
        if not is_wider:
            drop_widenings_about(row.pk, by=by, now=now)
        kind.follows(row, by, now)
    return None


def follow_closing(group: Group, *, by: Actor, now: datetime) -> None:
    """Let what is shared with a group follow that it is closed from now on.

    What is TLP:CLEAR may go anywhere, and is TLP:GREEN then; mails that wait name the
    group no more. The caller has the transaction.
    """
    for kind in shared_kinds():
        rules = AudienceRule.objects.filter(group=group)
        named = Q(audience__in=rules.values("audience"))
        named |= Q(**{kind.in_group: group}) if kind.in_group else Q()
        for found in kind.rows().filter(named).order_by("pk"):
            row = _locked(kind, found)
            if row.label == Label.CLEAR:
                _put(kind, row, Wanted(label=Label.GREEN), by=by, act=NARROWED)
            kind.follows(row, by, now)


def _is_past(wanted: Wanted, now: datetime) -> bool:
    """Tell whether the last day that is said is over; one that stays is not said."""
    day = wanted.expires_on if wanted.has_day else None
    return day is not None and day < localdate(now)


# How a row is shared, by its fields.
_FIELDS = ("label", "audience", "originator", "expires_on", "recalled_at")


def _as_shared(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _FIELDS}


def _save(
    kind: SharedKind, row: Any, before: Mapping[str, Any], *, by: Actor, act: str
) -> None:
    """Write how a row is shared otherwise than before, with its history and record."""
    changed = {n: said for n, said in before.items() if getattr(row, n) != said}
    if kind.has_history and changed:
        begin_revision(by, act, row).change([(row, changed)])
    elif changed:
        row.save(update_fields=[*changed])
    record(by, act, row)


def _put(kind: SharedKind, row: Any, wanted: Wanted, *, by: Actor, act: str) -> None:
    """Write how a row is shared from now on; the caller holds its lock.

    An audience that it had stays as long as a history leads back to it.
    """
    then, before = sharing_then(kind, row, wanted), _as_shared(row)
    row.label, row.originator_id = then.label, then.originator
    if wanted.has_day:
        row.expires_on = wanted.expires_on
    if wanted.bring_back:
        row.recalled_at = None
    if wanted.has_readers:
        name = row.audience.name if row.audience else ""
        row.audience = None
        if wanted.ways is not None:
            row.audience = make_audience(wanted.ways, by=by, name=name)
    _save(kind, row, before, by=by, act=act)


def _kind(row: Any) -> SharedKind:
    kind = shared_kind(row.matter_kind)
    if kind is None:
        raise PermissionDenied
    return kind


def _locked(kind: SharedKind, row: Any) -> Any:
    """Return a row, locked: after its turn, as groups that are ways in are held too."""
    take_turn()
    rows = kind.rows().select_for_update(of=("self",))
    return rows.select_related("audience", "originator").get(pk=row.pk)


def _asked_of(asked: Widening) -> tuple[SharedKind, Any] | None:
    """Return the row that a widening is about, with its kind; None where it is gone."""
    kind = shared_kind(str(asked.wants.get("kind", "")))
    row = kind.rows().filter(pk=asked.about_id).first() if kind else None
    return (kind, row) if kind and row else None


def _may_ask(person: Person, asked: Widening) -> bool:
    found = _asked_of(asked)
    if found is None:
        return False
    kind, row = found
    return kind.may_narrow(person, row) and kept_row(kind, row.pk, person) is not None


def _lock(asked: Widening) -> None:
    """Lock the row first, as whoever narrows it does; what asks comes after it."""
    found = _asked_of(asked)
    if found is not None:
        _locked(*found)


def _state(asked: Widening) -> str:
    found = _asked_of(asked)
    return state_of(found[1]) if found else ""


def _widen(asked: Widening, now: datetime) -> None:
    found = _asked_of(asked)
    if found is None:  # judged before, under the lock of what asks
        return
    kind, row = found
    row, wanted = _locked(kind, row), wanted_of(asked.wants)
    if _is_past(wanted, now):
        raise ChangedSinceAsked(_("The last day that was asked for is over. Ask anew."))
    then = sharing_then(kind, row, wanted)
    try:
        refuse_open_groups(then)
        refuse_clear(then)
    except (AnyoneMayJoin, ClosedIsNotClear) as problem:
        raise ChangedSinceAsked(str(problem)) from problem
    _put(kind, row, wanted, by=asked.asked_by, act=WIDENED)
    kind.follows(row, asked.asked_by, now)


def _of_originator(row: Any) -> list[Person]:
    """Return who looks after the matters of the agency that something came from."""
    if row.originator_id is None:
        return []
    seats = Seat.objects.holding(localdate()).filter(
        agency=row.originator_id, role__in=FOR_AN_AGENCY
    )
    people = Person.objects.filter(pk__in=seats.values("person"))
    return list(people.select_related("user").order_by("pk"))


def _is_of_others(asked: Widening, row: Any) -> bool:
    """Tell whether it came from an agency that somebody else speaks for than asks.

    Who is new there says no yes, and is there all the same: nobody else decides.
    """
    others = [one for one in _of_originator(row) if one.pk != asked.asked_by_id]
    speaks = speaks_for_it(asked.asked_by, row) and spoke_for(asked, row.originator_id)
    return not speaks and any(map(can_answer, others))


def _seconds(asked: Widening) -> list[Person]:
    """Return who may say yes: where others ask, the originator's people alone."""
    found = _asked_of(asked)
    row = found[1] if found else None
    if row is None:
        return officers_beside(asked)
    own = speakers_beside(asked, _of_originator(row), row.originator_id)
    if _is_of_others(asked, row):
        return own
    found_here = {one.pk: one for one in [*own, *officers_beside(asked)]}
    return list(found_here.values())


def _may_go_alone(asked: Widening) -> bool:
    found = _asked_of(asked)
    return found is not None and not _is_of_others(asked, found[1])


def _says(asked: Widening, reader: Person) -> list[Line]:
    found = _asked_of(asked)
    if found is None:
        return [(_("What"), _("It is gone."), "", "")]
    return lines_of(*found, wanted_of(asked.wants), reader=reader)


def _shown(asked: Widening, reader: Person) -> None:
    """Note that somebody was told what is restricted: its title is a look at it."""
    found = _asked_of(asked)
    if found is not None and kept_row(found[0], found[1].pk, reader) is not None:
        note_looks(found[0].rows().filter(pk=found[1].pk), by=reader)


def _url(asked: Widening) -> str:
    found = _asked_of(asked)
    return found[0].url(found[1].pk) if found else ""


SHARED = declare_widening(
    WideningKind(
        name="shared",
        title=gettext_lazy("Something that is TLP:AMBER or above"),
        may_ask=_may_ask,
        do=_widen,
        state=_state,
        says=_says,
        url=_url,
        seconds=_seconds,
        may_go_alone=_may_go_alone,
        lock=_lock,
        shown=_shown,
    )
)
