"""Groups of the network: made, changed, closed and opened, ended."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from fourthp.audit.operations import record
from fourthp.foundation.actors import Actor
from fourthp.foundation.models import Revision
from fourthp.foundation.operations.revisions import (
    begin_revision,
    last_revision,
    refuse_if_changed,
)
from fourthp.foundation.operations.undoing import Undone, undo_revision
from fourthp.foundation.text import one_line
from fourthp.partnership.models import Group, GroupTerms
from fourthp.partnership.operations.sharing import follow_closing
from fourthp.partnership.operations.turns import take_turn
from fourthp.partnership.permissions import (
    can_end_group,
    can_run_network,
    can_set_terms,
    group_facts_for,
)
from fourthp.partnership.queries.audiences import leads_above_green

# The acts, in the record and in histories.
EDITED, ENDED = "edited", "ended"
CLOSED, OPENED, SET_TERMS = "closed", "opened", "set-terms"
# What a history takes back: all else is undone by an act that says what it does.
GOES_BACK = frozenset({EDITED, ENDED, OPENED})


class EndsTooSoon(Exception):
    """A group would end before today, or before it begins."""


class GroupIsOver(Exception):
    """A group has ended: it stays as it was."""


class CannotBeOpenToAll(Exception):
    """A group cannot be joined by anybody.

    It is closed, or others keep it, or it leads to what is above TLP:GREEN.
    """


class StaysAsItIs(Exception):
    """An act of a group that its history does not take back."""


def add_group(name: str, *, by: Actor, today: date, **facts: Any) -> Group:
    """Make a group of the network that begins today, unless another day is said.

    Raises MoreThanOneLine, CannotBeOpenToAll, EndsTooSoon.
    """
    if not can_run_network(by):
        raise PermissionDenied
    group = Group(name=one_line(name), **{"begins_on": today} | facts)
    refuse_odd(group, today)
    with transaction.atomic():
        group.save()
        record(by, "added", group)
    return group


def edit_group(
    group: Group,
    facts: dict[str, Any],
    *,
    by: Actor,
    today: date,
    seen: str | None = None,
) -> Group:
    """Change what is said of a group.

    seen is what `last_revision` said when they looked, None to change it anyway.
    Raises as `add_group`, GroupIsOver and SomebodyWasFaster.
    """
    if set(facts) - group_facts_for(by, group):
        raise PermissionDenied
    with transaction.atomic():
        group = _going_on(group, today)
        refuse_if_changed(seen, is_now=last_revision(group))
        before = {n: getattr(group, n) for n in facts if getattr(group, n) != facts[n]}
        if not before:
            return group
        for name in before:
            setattr(group, name, facts[name])
        group.name = one_line(group.name)
        refuse_odd(group, today)
        begin_revision(by, EDITED, group).change([(group, before)])
        record(by, EDITED, group, fields=sorted(before))
    return group


def _going_on(group: Group, today: date) -> Group:
    """Return a group, locked; raise GroupIsOver where it has ended."""
    group = Group.objects.select_for_update().get(pk=group.pk)
    if group.is_over(today) or group.was_given_up:
        raise GroupIsOver(_("This group has ended: it stays as it was."))
    return group


def refuse_odd(group: Group, today: date) -> None:
    """Raise where a group cannot be as it is said to be."""
    is_open = group.joining == Group.Joining.OPEN
    if is_open and (group.is_closed or group.is_outside):
        raise CannotBeOpenToAll(
            _("A closed group, or one that others keep, is joined by invitation.")
        )
    if is_open:
        _refuse_way_in(group)
    if group.ends_on is None:
        return
    if group.ends_on < today:
        raise EndsTooSoon(_("That day is over. Choose today or a later day."))
    if group.begins_on and group.ends_on < group.begins_on:
        raise EndsTooSoon(_("It would end before it begins."))


def _refuse_way_in(group: Group) -> None:
    """Raise CannotBeOpenToAll if whoever joins would see what is above TLP:GREEN."""
    if leads_above_green(group):
        raise CannotBeOpenToAll(
            _(
                "Something above TLP:GREEN is shared with this group, so it is joined"
                " by invitation."
            )
        )


def end_group(group: Group, *, by: Actor, now: datetime) -> Group:
    """End a group this minute, and with it every seat in it; raise GroupIsOver."""
    if not can_end_group(by, group):
        raise PermissionDenied
    with transaction.atomic():
        day = localdate(now)
        group = _going_on(group, day)
        before = {n: getattr(group, n) for n in ("begins_on", "ends_on", "ended_at")}
        group.ends_on, group.ended_at = day, now
        group.begins_on = min(group.begins_on or day, day)
        begin_revision(by, ENDED, group).change([(group, before)])
        record(by, ENDED, group)
    return group


def close_group(group: Group, *, by: Actor, now: datetime) -> Group:
    """Let a group be seen by its own and by coordinators alone, from now on.

    One that anybody could join is joined by invitation then, and what is shared with
    it follows. Raises GroupIsOver.
    """
    with transaction.atomic():
        take_turn()
        closed = _show(group, CLOSED, by=by, today=localdate(now))
        follow_closing(closed, by=by, now=now)
    return closed


def open_group(group: Group, *, by: Actor, today: date) -> Group:
    """Let every member see a group that was closed; raise GroupIsOver."""
    return _show(group, OPENED, by=by, today=today)


def _show(group: Group, act: str, *, by: Actor, today: date) -> Group:
    if not can_end_group(by, group):
        raise PermissionDenied
    with transaction.atomic():
        group = _going_on(group, today)
        is_closed = act == CLOSED
        if group.is_closed == is_closed:
            return group
        before = {"is_closed": group.is_closed, "joining": group.joining}
        group.is_closed, group.joining = is_closed, Group.Joining.INVITED
        begin_revision(by, act, group).change([(group, before)])
        record(by, act, group)
    return group


def set_terms(
    group: Group, words: str, *, by: Actor, today: date, seen: str | None = None
) -> GroupTerms | None:
    """Give a group a new version of its terms of reference; the others stay.

    None where they say the same as before. seen is the version that was changed as
    they saw it, 0 for none. Raises GroupIsOver and SomebodyWasFaster.
    """
    if not can_set_terms(by, group):
        raise PermissionDenied
    with transaction.atomic():
        group = _going_on(group, today)
        last = group.terms.first()
        number = last.number if last else 0
        refuse_if_changed(seen, is_now=last.version if last else "0")
        words = words.strip()
        if last and last.words == words:
            return None
        terms = GroupTerms(group=group, number=number + 1, words=words, from_on=today)
        begin_revision(by, SET_TERMS, group).make([terms])
        record(by, SET_TERMS, group)
    return terms


def undo_group_change(
    group: Group, revision: Revision, *, by: Actor, now: datetime
) -> Undone:
    """Take back a change of a group; fields that were changed since stay.

    Raises StaysAsItIs for what would widen who sees it, CannotBeOpenToAll, and
    AlreadyUndone.
    """
    if not can_run_network(by):
        raise PermissionDenied
    if revision.act not in GOES_BACK:
        raise StaysAsItIs(_("This is not taken back here: change it on its own page."))
    with transaction.atomic():
        take_turn()
        was = Group.objects.select_for_update().get(pk=group.pk)
        undone = undo_revision(revision, by=by, now=now, by_field=True)
        group = Group.objects.get(pk=group.pk)
        if group.joining == Group.Joining.OPEN:
            _refuse_way_in(group)
        if group.is_closed and not was.is_closed:
            follow_closing(group, by=by, now=now)
        record(by, "undone", group)
    return undone
