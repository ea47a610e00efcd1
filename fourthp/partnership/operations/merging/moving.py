"""Whatever names the record that goes names the one that stays."""

from typing import Any

from django.db.models import Model, UniqueConstraint
from django.utils.translation import gettext as _

from fourthp.foundation.operations.revisions import Revising
from fourthp.partnership.models import Merge
from fourthp.partnership.queries.merging.outlook import Outlook
from fourthp.partnership.queries.relations import relations_to, rows_naming
from fourthp.partnership.rules.merging import MergeRefused


def move_rows(
    room: str, gone: Model, stays: Model, revising: Revising, *, but: frozenset[str]
) -> None:
    """Let every row of one room that names the one that goes name the one that stays.

    but: the names of models that are looked after by themselves. A row that would say
    a thing twice goes.
    """
    for relation in relations_to(type(gone)):
        theirs: Any = relation.related_model
        if theirs._meta.app_label != room or theirs.__name__ in but:
            continue
        name, attname = relation.field.name, relation.field.attname
        rows = list(rows_naming(relation, gone))
        twice = {row.pk for row in rows if _is_said(row, attname, stays)}
        revising.remove([row for row in rows if row.pk in twice])
        moved = [row for row in rows if row.pk not in twice]
        for row in moved:
            setattr(row, attname, stays.pk)
        revising.change([(row, {name: gone.pk}) for row in moved])


def _is_said(row: Any, attname: str, stays: Model) -> bool:
    """Tell whether the one that stays has a row that says the same, of which there
    can be only one.
    """
    for rule in row._meta.constraints:
        if not isinstance(rule, UniqueConstraint) or rule.condition is not None:
            continue
        fields = [row._meta.get_field(name).attname for name in rule.fields]
        same = {name: getattr(row, name) for name in fields} | {attname: stays.pk}
        others = type(row)._base_manager.filter(**same).exclude(pk=row.pk)
        if attname in fields and others.exists():
            return True
    return False


def refuse_if_named(gone: Model) -> None:
    """Raise MergeRefused if any room still names what goes: it would be lost."""
    for relation in relations_to(type(gone)):
        theirs: Any = relation.related_model
        if rows_naming(relation, gone).exists():
            named = {"what": theirs._meta.verbose_name_plural}
            raise MergeRefused(
                _("Some %(what)s name it and cannot be moved, so nothing was.") % named
            )


def refuse_if_other(outlook: Outlook, seen: str) -> None:
    """Raise MergeRefused unless what would happen is what somebody looked at."""
    if outlook.digest() != seen:
        raise MergeRefused(_("Something changed since you looked. Look at it again."))


def note_merge(merge: Merge, gone: Any, stays: Any, revising: Revising) -> None:
    """Save which record went into which, by whom and by which revision."""
    revision = revising.revision
    merge.gone_id, merge.stays_id = gone.pk, stays.pk
    merge.actor_kind, merge.actor_id = revision.actor_kind, revision.actor_id
    merge.revision_id = revision.pk
    merge.save()
