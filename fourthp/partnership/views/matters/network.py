"""The network's own settings, as their history asks for them."""

from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from fourthp.foundation.actors import Actor
from fourthp.foundation.matters import CannotUndo, MatterKind
from fourthp.foundation.models import Revision
from fourthp.foundation.operations.undoing import AlreadyUndone
from fourthp.partnership.models import Network, Person
from fourthp.partnership.operations.network import undo_network
from fourthp.partnership.operations.widening import TakesASecond
from fourthp.partnership.permissions import (
    can_run_network,
)
from fourthp.partnership.views.matters.striking import runs_the_record


def _runs(reader: object | None, pk: UUID) -> bool:
    """Tell whether a reader runs the network, and came with a second factor."""
    is_strong = isinstance(reader, Person) and reader.is_strong
    is_here = Network.objects.filter(pk=pk).exists()
    return is_here and is_strong and can_run_network(reader)  # type: ignore[arg-type]  # a person, as is_strong says


def _undo(pk: UUID, revision: Revision, *, by: Actor, now: datetime) -> str:  # noqa: ARG001 -- as every matter is asked
    try:
        undone = undo_network(revision, by=by, now=now)
    except AlreadyUndone as problem:
        raise CannotUndo(gettext("This change was taken back before.")) from problem
    except TakesASecond as problem:
        raise CannotUndo(str(problem)) from problem
    if undone.kept:
        return gettext("What was changed again since then stays; the rest went back.")
    return gettext("Taken back.")


_ACTS = {
    "changed": gettext_lazy("changed"),
    "added-word": gettext_lazy("a word was added"),
    "renamed-word": gettext_lazy("a word was renamed"),
    "retired-word": gettext_lazy("a word was retired"),
    "brought-back-word": gettext_lazy("a word was brought back"),
    "moved-word": gettext_lazy("a word was moved"),
}
NETWORK = MatterKind(
    name=Network.matter_kind,
    may_see=_runs,
    title=lambda pk: Network.objects.get(pk=pk).name,
    url=lambda _pk: reverse("network"),
    may_change=_runs,
    undo=_undo,
    goes_back=frozenset(_ACTS),
    acts=_ACTS,
    look=gettext_lazy("See the network’s settings"),
    may_strike=runs_the_record,
)
