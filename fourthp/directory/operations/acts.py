"""What whoever keeps a listing says of it by a link in a mail."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fourthp.directory.models import Import, Service
from fourthp.directory.operations.edits import NothingToTakeBack, undo_edit
from fourthp.directory.operations.listings import VERIFIED, verify_service
from fourthp.directory.permissions import CONFIRMS, can_verify_service, may_be_named
from fourthp.directory.queries.imported import imports_of
from fourthp.directory.queries.imports import version_of
from fourthp.directory.queries.overview import told_to_everyone
from fourthp.foundation.clock import now as clock_now
from fourthp.foundation.links import SignedLink
from fourthp.foundation.matters import CannotUndo, actor_title
from fourthp.foundation.models import Revision
from fourthp.foundation.operations.undoing import AlreadyUndone
from fourthp.post.rules.acts import ActIsOver, Choice, SignedAct, declare_act
from fourthp.post.rules.letters import Block, Facts


def _service(link: SignedLink) -> Service | None:
    found = Service.objects.filter(pk=link.matter_id)
    return found.select_related("organization", "owner").first()


def _says(link: SignedLink) -> tuple[Block, ...]:
    """Return all that everyone reads of a listing: it is confirmed as a whole."""
    service = _service(link)
    if service is None:
        return ()
    named = (_("Listing"), service.name)
    return (Facts((named, *told_to_everyone(service, now=clock_now()))),)


def _is_open(link: SignedLink, now: datetime) -> bool:
    """Tell whether a listing is still to be checked, and still says what was mailed."""
    service = _service(link)
    if service is None or service.status == Service.Status.DEFUNCT:
        return False
    is_hers = may_be_named(service) and can_verify_service(link, service)
    is_due = is_hers and service.is_stale(localdate(now))
    return is_due and not _changed_since(service, LISTING_RIGHT.asked_at(link))


def _changed_since(service: Service, at: datetime) -> bool:
    revisions = Revision.objects.filter(
        matter_kind=service.matter_kind, matter_id=str(service.pk)
    ).exclude(act=VERIFIED)
    if revisions.filter(Q(at__gt=at) | Q(undone_at__gt=at)).exists():
        return True
    imports = (one.of_import for one in imports_of(service))
    return any(moment > at for one in imports for moment in _moments(one))


def _moments(one: Import) -> Iterator[datetime]:
    yield one.made_at
    if one.undone_at:
        yield one.undone_at


def _confirm(link: SignedLink, _choice: str, now: datetime) -> str:
    """Note that a listing is right today, in the name of whom the link stands for."""
    service = _service(link)
    if service is None:
        raise ActIsOver
    seen = version_of(service)
    if not _is_open(link, now):  # asked again: what is seen must be what was mailed
        raise ActIsOver
    day = localdate(now)
    role = actor_title(link.holder_kind, str(link.holder_id), on=day)
    verify_service(service, by=link, role=role[:100], now=now, today=day, seen=seen)
    made = Revision.objects.filter(
        act=VERIFIED, matter_kind=service.matter_kind, matter_id=str(service.pk)
    )
    return str(made.order_by("-at", "-id").values_list("pk", flat=True)[0])


def _take_back(link: SignedLink, trace: str, now: datetime) -> None:
    service = _service(link)
    revision = Revision.objects.filter(pk=trace).first()
    if service is None or revision is None:
        raise CannotUndo(_("It is too long ago to be taken back."))
    try:
        undo_edit(service, revision, by=link, now=now)
    except (NothingToTakeBack, AlreadyUndone):
        return  # somebody did it already


LISTING_RIGHT = declare_act(
    SignedAct(
        CONFIRMS,
        Service.matter_kind,
        title=gettext_lazy("Is all of this right today?"),
        choices=(
            Choice(
                "right",
                gettext_lazy("Yes, all of it is right today"),
                gettext_lazy("Noted: you checked it today, and all of it is right."),
            ),
        ),
        says=_says,
        is_open=_is_open,
        act=_confirm,
        undo=_take_back,
    )
)
