"""What a network’s first month has left to do, asked of every room below."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import CharField, Count, Exists, OuterRef, Value
from django.db.models.functions import Cast, Replace
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fourthp.directory.models import Service
from fourthp.foundation.policies import Standing
from fourthp.partnership.models import (
    Agency,
    Circular,
    Group,
    HelpLine,
    Membership,
    Network,
    Role,
    Seat,
)
from fourthp.partnership.queries.network import this_network
from fourthp.partnership.queries.seat_mails import INVITED, SEATED
from fourthp.post.models import Message

ENOUGH_AGENCIES, ENOUGH_PEOPLE = 10, 5


@dataclass(frozen=True)
class Step:
    """One step of the first month: what it is, where it is done, how it is told done.

    told_by: a question to the database, or what is known without one.
    """

    title: Any
    hint: Any
    route: str
    told_by: Callable[[date], Exists | bool]


def _has_factor(_day: date) -> bool:
    """Whoever sees the list came with one."""
    return True


def _second_came(day: date) -> Exists:
    seconds = Seat.objects.of_officers().holding(day).filter(role=Role.SECOND)
    return Exists(seconds.filter(person__user__last_login__isnull=False))


def _mail_leaves(_day: date) -> Exists | bool:
    if settings.MAIL_SERVER is None:
        return False
    return Exists(Message.objects.filter(state=Message.State.SENT))


def _says_whom_to_ask(_day: date) -> bool:
    network = this_network()
    return network is not None and bool(network.contact_email and network.controller)


def _numbers_stand(_day: date) -> Exists:
    return Exists(HelpLine.objects.filter(kind=HelpLine.Kind.EMERGENCY))


def _agencies_are_known(_day: date) -> Exists:
    return Exists(Agency.objects.order_by("pk")[ENOUGH_AGENCIES - 1 :])


def _members_are_in(day: date) -> Exists:
    return Exists(Membership.objects.holding(day))


def _people_were_invited(_day: date) -> Exists:
    """Ask whether enough were written to of a seat, beside who keeps the network."""
    readers = Message.objects.filter(kind__in=(INVITED, SEATED)).exclude(reader_id="")
    # One database keeps the ids of people with hyphens, the other without.
    named = readers.annotate(who=Replace("reader_id", Value("-")))
    keeping = Seat.objects.filter(role__in=(Role.COORDINATOR, Role.SECOND)).annotate(
        who=Replace(Cast("person_id", CharField()), Value("-"))
    )
    invited = named.exclude(Exists(keeping.filter(who=OuterRef("who"))))
    # Grouped: SQLite passes over DISTINCT where it is only asked whether rows exist.
    people = invited.values("reader_id").annotate(mails=Count("pk"))
    return Exists(people.order_by("reader_id")[ENOUGH_PEOPLE - 1 :])


def _has_a_group(_day: date) -> Exists:
    return Exists(Group.objects.filter(is_network=False))


def _lists_something(_day: date) -> Exists:
    return Exists(Service.objects.all())


def _agencies_were_asked(_day: date) -> Exists:
    return Exists(Message.objects.filter(kind="directory.due"))


def _wrote_to_members(_day: date) -> Exists:
    return Exists(Circular.objects.all())


STEPS = (
    Step(
        _("Add your second factor"),
        _("Nobody who acts for the network comes in by password alone."),
        "account",
        _has_factor,
    ),
    Step(
        _("See the second person sign in"),
        _("She steps in when you are away or locked out. Her link is good two hours."),
        "people",
        _second_came,
    ),
    Step(
        _("Say whom to ask, and who answers for the data"),
        _("Whom to ask stands at the foot of every page."),
        "network-facts",
        _says_whom_to_ask,
    ),
    Step(
        _("Have the numbers for danger right"),
        _("Look each up, and say so: they stand first on the pages for everyone."),
        "network-numbers",
        _numbers_stand,
    ),
    Step(
        _("See a first mail leave"),
        _("If none does, ask your host to set mail and to try bin/fourthp mail-check."),
        "outbox",
        _mail_leaves,
    ),
    Step(
        _("Make ten agencies known"),
        _("From a sheet here, or one at a time under “Agencies”."),
        "sheets",
        _agencies_are_known,
    ),
    Step(
        _("Admit the first members"),
        _("Only members’ people take part. Each membership has a date."),
        "agencies",
        _members_are_in,
    ),
    Step(
        _("Invite the first five people"),
        _("They answer from their mail. Nobody needs an account."),
        "people",
        _people_were_invited,
    ),
    Step(
        _("Make a group beside the network"),
        _("A steering group, say, or one for a task that ends."),
        "groups",
        _has_a_group,
    ),
    Step(
        _("List the first services"),
        _("Import the list that you have, or type the first."),
        "imports",
        _lists_something,
    ),
    Step(
        _("Let agencies check their listings"),
        _("The program asks them by mail every three months, and on its own."),
        "listings",
        _agencies_were_asked,
    ),
    Step(
        _("Write your first letter to members"),
        _("It is held for a last look before it goes."),
        "circular-new",
        _wrote_to_members,
    ),
)


@dataclass(frozen=True)
class FirstMonth:
    """How far a network’s first month is; tasks as the task list takes them."""

    tasks: list[tuple[Any, str, str, Any]]
    done: int
    is_closed: bool

    @property
    def all(self) -> int:
        """Return how many steps there are."""
        return len(self.tasks)

    @property
    def is_done(self) -> bool:
        """Tell whether every step is done."""
        return self.done == self.all

    @property
    def is_over(self) -> bool:
        """Tell whether nobody needs to see it any more."""
        return self.is_closed or self.is_done

    @property
    def next(self) -> tuple[Any, str, str, Any] | None:
        """Return the first step that is left."""
        return next((one for one in self.tasks if one[2] != "done"), None)


def first_month(day: date) -> FirstMonth:
    """Return how far the network’s first month is on a day."""
    judged = list(zip(STEPS, _judge(day), strict=True))
    tasks = [
        (step.title, reverse(step.route), "done" if done else "now", step.hint)
        for step, done in judged
    ]
    return FirstMonth(tasks, sum(done for _step, done in judged), is_folded())


def _judge(day: date) -> list[bool]:
    """Return of each step whether it is done: one question for all of them."""
    told = {f"step_{n}": step.told_by(day) for n, step in enumerate(STEPS)}
    asked = {name: one for name, one in told.items() if isinstance(one, Exists)}
    found = Network.objects.values(**asked).first() or {}
    return [bool(found.get(name, one is True)) for name, one in told.items()]


def is_folded() -> bool:
    """Tell whether a coordinator folded the first month away; without a network too."""
    network = this_network()
    return network is None or network.first_month_closed_on is not None


def first_page(standing: Standing) -> str:
    """Return the path somebody comes to who just signed in and asked for no other.

    Who acts for the network adds a second factor first; a coordinator finds her first
    month as long as it lasts.
    """
    wanted = reverse("front")
    if Role.COORDINATOR in standing.roles and not is_folded():
        wanted = reverse("first-month")
    if standing.is_officer and not standing.is_strong:
        return f"{reverse('step_up')}?{urlencode({'next': wanted})}"
    return wanted
