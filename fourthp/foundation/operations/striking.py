"""Words are struck from the record: from what it says, said, and from every copy."""

from collections.abc import Iterable
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from fourthp.foundation.actors import Actor, Clockwork
from fourthp.foundation.gaps import gap_of
from fourthp.foundation.inventory import LASTS, Retention
from fourthp.foundation.matters import STRUCK, matter_kind
from fourthp.foundation.models import KeptText, UnendedStrike
from fourthp.foundation.models.fences import wait_at_fence
from fourthp.foundation.models.form_keys import seal
from fourthp.foundation.needles import Needle, struck_in
from fourthp.foundation.operations.revisions import begin_revision
from fourthp.foundation.operations.scrubbing import scrub_later
from fourthp.foundation.operations.struck_rows import (
    find_rows,
    locked_rows,
    note_gone,
    strike_row,
    strike_version,
    versions,
)
from fourthp.foundation.signals import happened
from fourthp.foundation.strikes import (
    Found,
    Place,
    Store,
    Strike,
    holding,
    may_strike_everywhere,
    stores,
    take_turn,
)

# A strike ends itself within this, or was cut off.
AT_WORK = timedelta(minutes=1)
# What was to be looked for is forgotten after this, found or not.
STAYS = LASTS[Retention.DAY_1]
UNENDED = "strike-unended"  # the act, in the record


class NothingToStrike(Exception):
    """The words stand nowhere in a matter."""


@dataclass(frozen=True)
class Asked:
    """What somebody wants struck: words, or all of some fields.

    is_everywhere: from mails, drafts and sheets too that are about something else.
    """

    kind: str
    pk: UUID
    words: str = ""
    whole: frozenset[Place] = frozenset()
    is_everywhere: bool = True


def strike_from_record(asked: Asked, *, by: Actor, now: datetime) -> list[Found]:
    """Take words out of a matter and every copy of it, for good; return how many.

    One to narrow: whoever may strike does it alone and at once. Raises
    PermissionDenied, TooFew and NothingToStrike. Who may strike some matters alone
    strikes no other's copies, and is told of what is this matter's own.
    """
    strike = _begun(asked, by, now)
    with transaction.atomic():
        found = _strike(strike)
        begin_revision(by, STRUCK, strike)
        detail = {"places": sum(one.count for one in found)}
        happened.send(Strike, act=STRUCK, by=by, matter=strike, detail=detail)
        scrub_later(strike.touched)
        left = UnendedStrike.objects.create(
            kind=strike.matter_kind,
            about_id=strike.pk,
            looked_for=_looked_for(strike),
            struck_at=now,
        )
        # The words are gone: if this fails, or is killed, a duty does it instead.
        transaction.on_commit(lambda: _end(strike, left.pk), robust=True)
    return found


def end_strikes(*, now: datetime) -> int:
    """Look once more for words whose strike was cut off; return how many there were.

    Each by itself. Raises what the first of those raised that failed: they are tried
    again, until they are a day old.
    """
    left = list(UnendedStrike.objects.filter(struck_at__lte=now - AT_WORK))
    tried = [_try_to_end(row, now) for row in left]
    failed = [problem for problem in tried if problem is not None]
    if failed:
        raise failed[0]
    return len(left)


def _try_to_end(row: UnendedStrike, now: datetime) -> Exception | None:
    strike = _strike_of(row, now)
    try:
        _end(strike, row.pk)
    except Exception as problem:  # noqa: BLE001 -- the others have their turn
        if row.struck_at <= now - STAYS:
            _give_up(strike, row.pk)
        return problem
    return None


def _give_up(strike: Strike, left: UUID) -> None:
    """Forget what was to be looked for, and record that there was no last look."""
    with transaction.atomic():
        if UnendedStrike.objects.filter(pk=left).delete()[0]:
            happened.send(Strike, act=UNENDED, by=strike.by, matter=strike, detail={})


def look_at_strike(asked: Asked, *, by: Actor, now: datetime) -> list[Found]:
    """Return what a strike would take out, by doing it and leaving nothing of it.

    Raises as `strike_from_record`.
    """
    strike = _begun(asked, by, now)
    with transaction.atomic():
        found = _strike(strike)
        transaction.set_rollback(True)
    return found


def _begun(asked: Asked, by: Actor, now: datetime) -> Strike:
    kind, is_for_all = matter_kind(asked.kind), may_strike_everywhere(by)
    if kind is None or not kind.may_strike(by, asked.pk):
        raise PermissionDenied
    if not is_for_all and (asked.is_everywhere or not kind.may_see(by, asked.pk)):
        raise PermissionDenied
    return Strike(
        asked.kind,
        asked.pk,
        gap_of(localdate(now)),
        by,
        now,
        needles=(Needle.of(asked.words),) if asked.words.strip() else (),
        whole=asked.whole,
        is_everywhere=asked.is_everywhere,
        is_for_all=is_for_all,
    )


def _strike(strike: Strike) -> list[Found]:
    says, said = _strike_own(strike)
    own = [Found(_("In what it says now"), says), Found(_("In older versions"), said)]
    copies = [one for store in stores() for one in store.strike(strike)]
    found = own + [one for one in copies if one.is_own or strike.is_for_all]
    # Where copies stand says what somebody else wrote.
    if not any(one.count for one in (found if strike.is_for_all else own)):
        raise NothingToStrike(
            _("These words do not stand here. Copy them from the page as they are.")
        )
    return found


def _strike_own(strike: Strike) -> tuple[int, int]:
    """Take words out of what a matter says, and said; return how many each."""
    take_turn()
    find_rows(strike)
    # Who saves words just now comes before: what that brought is found below.
    for _row in locked_rows(strike):
        pass
    find_rows(strike)
    note_gone(strike)
    says = sum(strike_row(strike, row) for row in locked_rows(strike))
    return says, sum(strike_version(strike, part) for part in versions(strike))


def _end(strike: Strike, left: UUID) -> None:
    """Strike what was being written meanwhile, by somebody who read it before.

    Whoever had that by mail is told as well.
    """
    # A mail of words that were read before is written by then, or refused.
    wait_at_fence()
    with transaction.atomic():
        # Whoever removes the row does it; another waits here, and has nothing to do.
        if UnendedStrike.objects.filter(pk=left).delete()[0]:
            _strike_own(strike)
            for store in stores():
                store.strike(strike)


def _looked_for(strike: Strike) -> dict[str, Any]:
    return {
        "needles": [astuple(one) for one in strike.needles],
        "said": [astuple(one) for one in strike.said],
        "whole": sorted(strike.whole),
        "is_everywhere": strike.is_everywhere,
    }


def _strike_of(row: UnendedStrike, now: datetime) -> Strike:
    asked = row.looked_for
    return Strike(
        row.kind,
        row.about_id,
        gap_of(localdate(row.struck_at)),
        Clockwork("foundation.end_strikes"),
        now,
        needles=tuple(Needle(*one) for one in asked.get("needles", ())),
        said=tuple(Needle(*one) for one in asked.get("said", ())),
        whole=frozenset(
            (label, key, name) for label, key, name in asked.get("whole", ())
        ),
        is_everywhere=asked.get("is_everywhere", False),
        is_late=True,
    )


def _strike_kept_texts(strike: Strike) -> list[Found]:
    """Take words out of what somebody typed whose session had ended."""

    def struck(row: KeptText) -> tuple[Any, int]:
        needles = strike.needles_for(is_about_it=_is_of(row.path, strike.keys))
        return struck_in(row.typed() or {}, needles, strike.gap, keeps_keys=True)

    count = 0
    for row in holding(KeptText.objects.all(), lambda row: struck(row)[1] > 0):
        KeptText.objects.filter(pk=row.pk).update(sealed=seal(struck(row)[0]))
        strike.touched.add(KeptText)
        count += 1
    return [Found(_("Drafts that wait for their writer to sign in again"), count)]


def _is_of(path: str, keys: Iterable[str]) -> bool:
    return not set(path.split("/")).isdisjoint(keys)


KEPT_TEXTS = Store("kept texts", ("foundation.KeptText.sealed",), _strike_kept_texts)
