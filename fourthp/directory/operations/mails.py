"""What the directory tells by mail: what is to be checked, and what is said wrong.

A listing that not everyone may see, or whose place is confidential, is never named in
a mail: not to those who keep it either, for a mail may be read by others (S3, S14).
"""

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from itertools import islice

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from fourthp.directory.models import Problem, Service
from fourthp.directory.operations.acts import LISTING_RIGHT
from fourthp.directory.permissions import MAY_IMPORT, may_be_named
from fourthp.directory.queries.listings import (
    Show,
    agencies_with_keepers,
    due_of,
    keepers_of,
)
from fourthp.foundation.actors import Actor
from fourthp.foundation.operations.rates import take_token
from fourthp.foundation.policies import Rate
from fourthp.partnership.models import Agency, Person
from fourthp.partnership.queries import holders_of, readers_for
from fourthp.post.operations.telling import News, tell
from fourthp.post.queries.acts import asked, for_whom, link_to
from fourthp.post.queries.links import full
from fourthp.post.queries.waiting import waits_for
from fourthp.post.rules.kinds import Kind, Stream, declare_kind
from fourthp.post.rules.letters import Button, Facts, Letter, Paragraph
from fourthp.post.rules.readers import Reader

# Nobody looks through more in one week; the longest unchecked come first.
MOST_A_WEEK = 10
LOOKED_AT = 100  # for that many which a mail may name
# Of one listing: at most five mails in an hour, whoever says it however often.
OF_A_PLACE = Rate("place told", burst=3, per_hour=2)

KEEPS = gettext_lazy("you keep your agency’s listings in the directory")
DUE = declare_kind(
    Kind(
        "directory.due",
        Stream.DUTY,
        subject=gettext_lazy("Something to check"),
        title=gettext_lazy("Listings of yours that are to be checked"),
        reason=KEEPS,
        waits=True,
    )
)
PROBLEM = declare_kind(
    Kind(
        "directory.problem",
        Stream.DUTY,
        subject=gettext_lazy("Something to look at"),
        title=gettext_lazy("Something is said to be wrong with a listing of yours"),
        reason=KEEPS,
        waits=True,
    )
)
PLACE = declare_kind(
    Kind(
        "directory.place",
        Stream.DUTY,
        subject=gettext_lazy("Something to look at now"),
        title=gettext_lazy("A listing is said to tell a place that must stay secret"),
        reason=gettext_lazy("you keep listings in the directory"),
    )
)


def tell_due(*, by: Actor, now: datetime) -> int:
    """Ask those who keep listings whether they are still right; return of how many.

    Of each listing it is asked once a week, and of ten of an agency at most.
    """
    day = localdate(now)
    return sum(_tell_due_of(agency, by, now) for agency in agencies_with_keepers(day))


def _tell_due_of(agency: Agency, by: Actor, now: datetime) -> int:
    readers = readers_for(keepers_of(agency, localdate(now)))
    due, week = due_of(agency, localdate(now)), _week(now)
    named = list(islice(filter(may_be_named, due[:LOOKED_AT]), MOST_A_WEEK))
    for service in named:
        if waits_for(readers, DUE, about=service):
            continue  # nobody is asked twice in one mail
        once = f"{DUE.name}:{service.pk}:{week}"
        news = News(DUE, partial(_asking, service, now), about=service, once=once)
        tell(readers, news, by=by, now=now)
    left = due.count() - len(named)
    if left and not waits_for(readers, DUE):
        once = f"{DUE.name}:others:{agency.pk}:{week}"
        news = News(DUE, partial(_others, left, len(named)), once=once)
        tell(readers, news, by=by, now=now)
    return len(named) + left


def _week(now: datetime) -> str:
    year, week, _day = localdate(now).isocalendar()
    return f"{year}-{week:02}"


def _asking(service: Service, now: datetime, reader: Reader) -> Letter:
    """Write one listing out, with the button that says that it is right."""
    link = link_to(LISTING_RIGHT, reader, service, now=now)
    change = Button(_("Change it"), _listing(service), is_quiet=True)
    title = _("Is “%s” still right?") % service.name
    return Letter(title, (for_whom(reader), *asked(LISTING_RIGHT, link), change))


def _others(left: int, named: int, _reader: Reader) -> Letter:
    """Say how many more there are: those that no mail names, and those of later."""
    said = ngettext(
        "%d listing of yours is to be checked. Sign in to look it through.",
        "%d listings of yours are to be checked. Sign in to look them through.",
        left,
    )
    if named:
        said = ngettext(
            "%d more listing of yours is to be checked. Sign in to see it.",
            "%d more listings of yours are to be checked. Sign in to see them.",
            left,
        )
    button = Button(_("See what is to be checked"), _listings(Show.DUE))
    return Letter(_("Listings to check"), (Paragraph(said % left), button))


def _listing(service: Service) -> str:
    return full(reverse("listing", args=[service.pk]))


def _listings(show: Show) -> str:
    return full(reverse("listings") + f"?show={show.value}")


def tell_of_problem(problem: Problem, *, by: Actor, now: datetime) -> None:
    """Tell those who keep a listing what is said to be wrong, once a week of a kind.

    That it tells a secret place cannot wait: it is told each time, and whoever keeps
    the directory hears of it too.
    """
    service = problem.service
    people = keepers_of(service.owner or service.organization, localdate(now))
    if problem.kind == Problem.Kind.PLACE:
        _tell_of_place(problem, people, by, now)
        return
    once = f"{PROBLEM.name}:{service.pk}:{problem.kind}:{_week(now)}"
    if may_be_named(service):
        news = News(PROBLEM, partial(_of_named, problem), about=service, once=once)
    else:
        news = News(PROBLEM, _of_unnamed, once=once)
    if people:
        tell(readers_for(people), news, by=by, now=now)


def _tell_of_place(
    problem: Problem, keepers: Iterable[Person], by: Actor, now: datetime
) -> None:
    """Tell that a listing may tell a secret place, unless it was told just before."""
    people = _each_once([*keepers, *holders_of(*MAY_IMPORT)])
    if people and not take_token(OF_A_PLACE, str(problem.service_id), now=now):
        news = News(PLACE, _of_place, once=f"{PLACE.name}:{problem.pk}")
        tell(readers_for(people), news, by=by, now=now)


def _each_once(people: Iterable[Person]) -> list[Person]:
    return list({person.pk: person for person in people}.values())


def _of_named(problem: Problem, _reader: Reader) -> Letter:
    service = problem.service
    said = str(problem.get_kind_display())
    lines = ((_("Listing"), service.name), (_("What was said"), said))
    button = Button(_("Look at it, and mend it"), _listing(service))
    return Letter(_("Something is said to be wrong"), (Facts(lines), button))


def _of_unnamed(_reader: Reader) -> Letter:
    words = _(
        "Somebody says that something is wrong with one of your listings. Sign in to"
        " see which, and what."
    )
    return _unnamed(_("Something is said to be wrong"), words)


def _of_place(_reader: Reader) -> Letter:
    words = _(
        "Somebody says that a listing tells a place that must stay secret. Sign in now,"
        " look at it, and hide the place if that is so. Nobody needs to ask first."
    )
    return _unnamed(_("A place may be told that must stay secret"), words)


def _unnamed(title: str, words: str) -> Letter:
    button = Button(_("See which"), _listings(Show.PROBLEMS))
    return Letter(title, (Paragraph(words), button))
