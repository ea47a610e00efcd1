"""What whoever keeps a listing says of it by a link in a mail."""

from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fourthp.directory.models import Problem, Service
from fourthp.directory.operations.edits import (
    ENDED,
    ChangedAgain,
    MembersFirst,
    NothingToTakeBack,
    end_service,
    undo_edit,
)
from fourthp.directory.operations.listings import VERIFIED, verify_service
from fourthp.directory.operations.problem_mails import listing_url, tell_of_end
from fourthp.directory.operations.problems import report_problems, withdraw_problems
from fourthp.directory.permissions import CONFIRMS, can_verify_service, may_be_named
from fourthp.directory.queries.imported import is_changed_since, is_renamed_since
from fourthp.directory.queries.imports import version_of
from fourthp.directory.queries.overview import (
    facts_of,
    name_in_mail,
    told_to_everyone,
)
from fourthp.foundation.clock import now as clock_now
from fourthp.foundation.links import SignedLink
from fourthp.foundation.matters import CannotUndo, actor_title
from fourthp.foundation.models import Revision
from fourthp.foundation.operations.revisions import SomebodyWasFaster
from fourthp.foundation.operations.undoing import AlreadyUndone
from fourthp.post.queries.links import button_to
from fourthp.post.rules.acts import (
    ActIsOver,
    Choice,
    Reason,
    Said,
    SignedAct,
    declare_act,
)
from fourthp.post.rules.letters import Block, Button, Facts

WRONG, OVER = "wrong", "ended"  # names of choices


def _service(link: SignedLink) -> Service | None:
    found = Service.objects.filter(pk=link.matter_id)
    return found.select_related("organization", "owner").first()


def _says(link: SignedLink) -> tuple[Block, ...]:
    """Return all that everyone reads of a listing: it is confirmed as a whole."""
    service = _service(link)
    if service is None:
        return ()
    told = told_to_everyone(service, now=clock_now())
    return (Facts((*facts_of(service), *told)),)


def _called(link: SignedLink) -> str:
    """Return what a listing is called, and whose, where a mail may say so.

    Called otherwise since a link was mailed, it is not named by it.
    """
    service = _service(link)
    if service is None or is_renamed_since(service, LISTING_RIGHT.asked_at(link)):
        return ""
    return name_in_mail(service)


def _is_open(link: SignedLink, now: datetime) -> bool:
    """Tell whether a listing is still to be checked, and still says what was mailed."""
    service = _service(link)
    if service is None or service.status == Service.Status.DEFUNCT:
        return False
    is_hers = may_be_named(service) and can_verify_service(link, service)
    is_due = is_hers and service.is_stale(localdate(now))
    asked_at, besides = LISTING_RIGHT.asked_at(link), (VERIFIED, ENDED)
    return is_due and not is_changed_since(service, asked_at, besides=besides)


def _answer(link: SignedLink, said: Said, now: datetime) -> str:
    """Do what was chosen, in the name of whom the link stands for."""
    service = _service(link)
    if service is None:
        raise ActIsOver
    if said.choice == WRONG:
        report_problems(service, said.reasons, by=link, now=now)
        return f"{WRONG} {now.isoformat()}"
    seen = version_of(service)
    if not _is_open(link, now):  # asked again: what is seen must be what was mailed
        raise ActIsOver
    does = _end if said.choice == OVER else _confirm
    try:
        return str(does(service, link, now, seen))
    except SomebodyWasFaster as problem:
        raise ActIsOver from problem


def _confirm(service: Service, link: SignedLink, now: datetime, seen: str) -> UUID:
    """Note that a listing is right today; return the change."""
    day = localdate(now)
    role = actor_title(link.holder_kind, str(link.holder_id), on=day)
    verify_service(service, by=link, role=role[:100], now=now, today=day, seen=seen)
    made = Revision.objects.filter(
        act=VERIFIED, matter_kind=service.matter_kind, matter_id=str(service.pk)
    )
    return made.order_by("-at", "-id").values_list("pk", flat=True)[0]


def _end(service: Service, link: SignedLink, now: datetime, seen: str) -> UUID:
    """Note that a listing has ended, and tell who else keeps it; return the change."""
    revision = end_service(service, by=link, now=now, seen=seen)
    tell_of_end(service, by=link, now=now)
    return revision.pk


def _take_back(link: SignedLink, trace: str, now: datetime) -> None:
    service = _service(link)
    said, _space, moment = trace.partition(" ")
    try:
        if service is None:
            raise CannotUndo(_TOO_LATE)
        if said == WRONG:
            at = datetime.fromisoformat(moment)
            withdraw_problems(service, by=link, said_at=at, now=now)
        else:
            _take_change_back(service, trace, link, now)
    except PermissionDenied as problem:
        raise CannotUndo(_NOT_BY_LINK) from problem


def _take_change_back(
    service: Service, trace: str, link: SignedLink, now: datetime
) -> None:
    revision = Revision.objects.filter(pk=trace).first()
    if revision is None:
        raise CannotUndo(_TOO_LATE)
    try:
        undo_edit(service, revision, by=link, now=now)
    except (NothingToTakeBack, AlreadyUndone):
        return  # somebody did it already
    except (MembersFirst, ChangedAgain) as problem:
        raise CannotUndo(_NOT_BY_LINK) from problem
    if revision.act == ENDED:
        _tell_that_it_is_back(service, link, now)


def _tell_that_it_is_back(service: Service, link: SignedLink, now: datetime) -> None:
    service.refresh_from_db()
    if service.status == Service.Status.DEFUNCT:  # another said so since, and means it
        raise CannotUndo(_NOT_BY_LINK)
    tell_of_end(service, by=link, now=now, is_back=True)


def _ticked(link: SignedLink, trace: str) -> tuple[str, ...]:
    """Return what was ticked as not right, while it stands open.

    That a place must stay secret is not said: whoever has the mail may read it here.
    """
    moment = datetime.fromisoformat(trace.partition(" ")[2])
    found = Problem.objects.filter(service_id=link.matter_id, at=moment)
    kinds = set(found.filter(settled_at=None).values_list("kind", flat=True))
    said = [str(r.label) for r in NOT_RIGHT.reasons if r.name in kinds - {_KINDS.PLACE}]
    if _KINDS.PLACE in kinds:
        said.append(_("One thing that is not repeated here"))
    return tuple(said)


def _listing_page(link: SignedLink) -> Button:
    return button_to(_("Change it"), listing_url(link.matter_id))


_TOO_LATE = gettext_lazy("It is too long ago to be taken back.")
_NOT_BY_LINK = gettext_lazy(
    "It was changed since, or somebody else looks after it now. Sign in to look at it."
)
_KINDS = Problem.Kind
RIGHT = Choice(
    "right",
    gettext_lazy("Yes, all of it is right today"),
    gettext_lazy("Noted: you checked it today, and all of it is right."),
)
NOT_RIGHT = Choice(
    WRONG,
    gettext_lazy("Something is not right"),
    gettext_lazy("Noted: it stands on the page of the listing until it is mended."),
    asks=gettext_lazy("What is not right?"),
    reasons=(
        Reason(_KINDS.NUMBER, gettext_lazy("A number is wrong")),
        Reason(_KINDS.HOURS, gettext_lazy("The hours are wrong")),
        Reason(_KINDS.OTHER, gettext_lazy("Something else is wrong")),
        Reason(_KINDS.PLACE, gettext_lazy("It tells a place that must stay secret")),
    ),
    warns=(
        gettext_lazy(
            "Whoever keeps it with you sees what you tick; the public does not."
        ),
        gettext_lazy("What it says stays as it is until somebody signs in to mend it."),
    ),
    confirms=gettext_lazy("Note what is not right"),
    ticked=_ticked,
    leads_to=_listing_page,
)
HAS_ENDED = Choice(
    OVER,
    gettext_lazy("It has ended"),
    gettext_lazy("Noted: it has ended, and nobody finds it any more."),
    asks=gettext_lazy("Has it ended?"),
    warns=(
        gettext_lazy("Then nobody finds it in the directory any more."),
        gettext_lazy(
            "Then all who keep it get a mail, you too, and so does the network’s"
            " coordinator."
        ),
        gettext_lazy("You can take it back on the next page."),
    ),
    confirms=gettext_lazy("Yes, it has ended"),
)
LISTING_RIGHT = declare_act(
    SignedAct(
        CONFIRMS,
        Service.matter_kind,
        title=gettext_lazy("Is all of this right today?"),
        choices=(RIGHT, NOT_RIGHT, HAS_ENDED),
        says=_says,
        is_open=_is_open,
        act=_answer,
        undo=_take_back,
        in_mail=RIGHT.label,
        otherwise=gettext_lazy("Something is not right, or it has ended"),
        names=_called,
    )
)
