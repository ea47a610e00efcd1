"""What whoever keeps a listing says by a link of what is said to be wrong with it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fourthp.directory.models import Problem, Service
from fourthp.directory.operations.settling import reopen_problems, settle_problems
from fourthp.directory.permissions import can_settle_problems, may_be_named, settles
from fourthp.directory.queries.imported import is_changed_since, is_renamed_since
from fourthp.directory.queries.overview import facts_of, name_in_mail, part_told
from fourthp.foundation.clock import now as clock_now
from fourthp.foundation.links import SignedLink
from fourthp.foundation.matters import CannotUndo
from fourthp.post.rules.acts import ActIsOver, Choice, Said, SignedAct, declare_act
from fourthp.post.rules.letters import Block, Facts

# A link knows to the second when it was made.
TO_THE_SECOND = timedelta(seconds=1)
# The part of a listing that each kind of problem is about, where it is about one.
POINT = {Problem.Kind.HOURS: "hours", Problem.Kind.NUMBER: "contact"}


def _service(link: SignedLink) -> Service | None:
    found = Service.objects.filter(pk=link.matter_id)
    return found.select_related("organization", "owner").first()


CHOICES = (
    Choice(
        "mended",
        gettext_lazy("I mended it"),
        gettext_lazy("Noted: you looked at it, and it is mended."),
    ),
    Choice(
        "stands",
        gettext_lazy("It is right as it stands"),
        gettext_lazy("Noted: you looked at it, and it is right as it stands."),
    ),
)


@dataclass(frozen=True)
class _Asked:
    """One kind of problem, as links ask about it."""

    kind: Problem.Kind

    def act(self) -> SignedAct:
        return SignedAct(
            settles(self.kind),
            Service.matter_kind,
            title=gettext_lazy("Is it right now?"),
            choices=CHOICES,
            says=self.says,
            is_open=self.is_open,
            act=self.settle,
            undo=self.open_again,
            in_mail=gettext_lazy("It is mended, or was right all along"),
            names=self.names,
        )

    def says(self, link: SignedLink) -> tuple[Block, ...]:
        service = _service(link)
        if service is None:
            return ()
        said = (_("What was said"), str(self.kind.label))
        return (Facts((*facts_of(service), said, *self.stands(service, link))),)

    def stands(self, service: Service, link: SignedLink) -> tuple[tuple[str, str], ...]:
        """Return what a listing says on that point, while it is what was mailed."""
        if is_changed_since(service, self.asked_at(link)):
            return ()
        return part_told(service, POINT.get(self.kind, ""), now=clock_now())

    def names(self, link: SignedLink) -> str:
        """Return what a listing is called, unless that is not what was mailed."""
        service = _service(link)
        if service is None or is_renamed_since(service, self.asked_at(link)):
            return ""
        return name_in_mail(service)

    def is_open(self, link: SignedLink, _now: datetime) -> bool:
        """Tell whether it stands open, and the listing is called as it was mailed."""
        service = _service(link)
        if service is None or not may_be_named(service):
            return False
        open_ones = service.problems.filter(kind=self.kind, settled_at=None)
        said_before = open_ones.filter(at__lt=self.until(link)).exists()
        may = said_before and can_settle_problems(link, service, self.kind)
        return may and not is_renamed_since(service, self.asked_at(link))

    def settle(self, link: SignedLink, _said: Said, now: datetime) -> str:
        """Settle what was said before the mail was written, and nothing later."""
        service = _service(link)
        if service is None:
            raise ActIsOver
        until = self.until(link)
        settle_problems(service, self.kind, by=link, now=now, before=until)
        return now.isoformat()

    def open_again(self, link: SignedLink, trace: str, _now: datetime) -> None:
        service, at = _service(link), datetime.fromisoformat(trace)
        if service is None or not can_settle_problems(link, service, self.kind):
            raise CannotUndo(_("This cannot be taken back by a link any more."))
        reopen_problems(service, self.kind, by=link, settled_at=at)

    def asked_at(self, link: SignedLink) -> datetime:
        return SETTLING[self.kind].asked_at(link)

    def until(self, link: SignedLink) -> datetime:
        """Return before when was said what a link settles."""
        return self.asked_at(link) + TO_THE_SECOND


# That a place must stay secret is settled by no link: who hides it signs in.
SETTLING: dict[Problem.Kind, SignedAct] = {
    kind: declare_act(_Asked(kind).act())
    for kind in Problem.Kind
    if kind is not Problem.Kind.PLACE
}
