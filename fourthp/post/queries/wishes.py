"""What a reader wants, what each stream brings, and what stops her mail."""

from collections.abc import Set
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fourthp.foundation.models import Revision
from fourthp.foundation.policies import roles_of
from fourthp.post.models import Suppression, Wishes
from fourthp.post.queries.readership import reader_now, readership
from fourthp.post.rules.delivery import Cadence
from fourthp.post.rules.kinds import Stream, all_kinds

# What the post sends of its own accord only carries what others say.
_OWN = ("post.", "test.")


@dataclass(frozen=True)
class Brings:
    """What a stream brings, by the titles of its kinds."""

    at_once: list[str]
    waits: list[str]


def brings(stream: Stream, roles: Set[str], *, is_own: bool = False) -> Brings:
    """Return the titles of what a stream brings to seats with some roles.

    What only comes to those who look after the network is_own page tells alone: a link
    tells nobody who they are.
    """
    kinds = [k for k in all_kinds() if k.stream is stream]
    ours = [k for k in kinds if not k.roles or roles & set(k.roles)]
    is_told = [k for k in ours if is_own or k.is_for_all]
    told = [k for k in is_told if not k.name.startswith(_OWN)]
    return Brings(
        [str(k.title) for k in told if not k.waits],
        [str(k.title) for k in told if k.waits],
    )


def stopped(kind: str, pk: str) -> Suppression | None:
    """Return what stops mail to the address that a reader has now."""
    reader = reader_now(kind, pk)
    if reader is None:
        return None
    return Suppression.objects.of([reader.address]).first()


def last_change(wishes: Wishes) -> Revision | None:
    """Return the last change of somebody's wishes that stands."""
    found = Revision.objects.filter(
        matter_kind=wishes.matter_kind, matter_id=str(wishes.pk), undone_at=None
    )
    return found.order_by("-at", "-id").first()


def roles_by_seat(kind: str, pk: str) -> frozenset[str]:
    """Return the roles of the seats that a reader holds today."""
    return roles_of(readership().person(kind, pk))


_FIELDS: dict[str, Any] = {
    "duty": gettext_lazy("What belongs to your seat"),
    "news": gettext_lazy("News"),
    "weekday": gettext_lazy("The day of a mail that comes once a week"),
    "language": gettext_lazy("Language of your mails"),
    "zone": gettext_lazy("Your time zone"),
}


def goes_back_to(wishes: Wishes) -> list[tuple[Any, str]]:
    """Return what taking the last change back brings again: each name, and its words.

    Nothing where there is nothing to take back.
    """
    change = last_change(wishes)
    values = before(change) if change else {}
    old = Wishes(**values)
    return [(_FIELDS[name], in_words(old, name)) for name in _FIELDS if name in values]


def before(change: Revision) -> dict[str, Any]:
    """Return what stood before a change of somebody's wishes, by its fields."""
    found: dict[str, Any] = {}
    for part in change.parts.all():
        for said in (part.rows or {}).values():
            found |= {name: values[0] for name, values in (said or {}).items()}
    return found


def stands(wishes: Wishes) -> list[tuple[Any, str]]:
    """Return all that somebody wants: each name, and its words.

    The weekday where something comes once a week, the language where there are two.
    """
    names = set(_FIELDS)
    if Cadence.WEEKLY not in (wishes.duty, wishes.news):
        names.remove("weekday")
    if len(settings.LANGUAGES) == 1:
        names.remove("language")
    return [
        (_FIELDS[name], in_words(wishes, name)) for name in _FIELDS if name in names
    ]


def in_words(wishes: Wishes, name: str) -> str:
    """Return one of a reader's wishes in words."""
    value = getattr(wishes, name)
    if name == "weekday":
        return str(WEEKDAYS[value])
    if name in {"duty", "news"}:
        display: Any = getattr(wishes, f"get_{name}_display")
        return str(display())
    return str(value) or _("as the network has it")
