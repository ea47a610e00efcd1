"""What the directory tells by mail of a listing: what is said wrong, and that it ended.

One that not everyone may see, or whose place is confidential, is never named in a
mail: not to those who keep it either, for a mail may be read by others (S3, S14).
"""

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from uuid import UUID

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fourthp.directory.models import Problem, Service
from fourthp.directory.operations.mended import SETTLING
from fourthp.directory.permissions import MAY_IMPORT, OWN_ROLES, may_be_named
from fourthp.directory.queries.listings import Show, is_kept_by, keepers_of
from fourthp.foundation.actors import Actor
from fourthp.foundation.links import SignedLink
from fourthp.foundation.matters import actor_title
from fourthp.foundation.operations.rates import take_token
from fourthp.foundation.policies import Rate
from fourthp.partnership.models import Person
from fourthp.partnership.queries.readership import readers_for
from fourthp.partnership.queries.standing import holders_of
from fourthp.post.operations.telling import News, tell
from fourthp.post.queries.acts import act_button, for_whom, link_to
from fourthp.post.queries.links import button_to, full
from fourthp.post.rules.kinds import Kind, Stream, declare_kind
from fourthp.post.rules.letters import Facts, Letter, Paragraph
from fourthp.post.rules.readers import Reader

# Of one listing: at most five mails in an hour, whoever says it however often.
OF_A_PLACE = Rate("place told", burst=3, per_hour=2)

KEEPS = gettext_lazy("you keep your agency’s listings in the directory")
PROBLEM = declare_kind(
    Kind(
        "directory.problem",
        Stream.DUTY,
        subject=gettext_lazy("Something to look at"),
        title=gettext_lazy("Something is said to be wrong with a listing of yours"),
        reason=KEEPS,
        waits=True,
        is_for=is_kept_by,
        roles=OWN_ROLES,
    )
)
PLACE = declare_kind(
    Kind(
        "directory.place",
        Stream.DUTY,
        subject=gettext_lazy("Something to look at now"),
        title=gettext_lazy("A listing is said to tell a place that must stay secret"),
        reason=gettext_lazy("you keep listings in the directory"),
        roles=(*OWN_ROLES, *MAY_IMPORT),
    )
)
ENDED_MAIL = declare_kind(
    Kind(
        "directory.ended",
        Stream.DUTY,
        subject=gettext_lazy("Something to look at"),
        title=gettext_lazy("A listing is said to have ended, by a link in a mail"),
        reason=gettext_lazy("you keep listings in the directory"),
        roles=(*OWN_ROLES, *MAY_IMPORT),
    )
)


def week_of(now: datetime) -> str:
    """Return the week of a moment, as it stands in names of what is told once."""
    year, week, _day = localdate(now).isocalendar()
    return f"{year}-{week:02}"


def listing_url(pk: UUID) -> str:
    """Return the page on which a listing is kept, as it stands in a mail."""
    return full(reverse("listing", args=[pk]))


def listings_url(show: Show) -> str:
    """Return the page of the listings that somebody keeps, as it stands in a mail."""
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
    once = f"{PROBLEM.name}:{_first_of(problem).pk}:{week_of(now)}"
    if may_be_named(service):
        write = partial(_of_named, problem, now)
        news = News(PROBLEM, write, about=service, once=once)
    else:
        news = News(PROBLEM, _of_unnamed, once=once)
    others = [one for one in people if not _is(by, one)]
    if others:
        tell(readers_for(others), news, by=by, now=now)


def _first_of(problem: Problem) -> Problem:
    """Return what was said first of what is open: settled, it is told anew."""
    alike = problem.service.problems.filter(kind=problem.kind, settled_at=None)
    return alike.order_by("at", "id")[0]


def _is(actor: Actor, person: Person) -> bool:
    """Tell whether somebody, or a link of hers, is who acts: she knows it already."""
    if isinstance(actor, SignedLink):
        return (actor.holder_kind, actor.holder_id) == (person.matter_kind, person.pk)
    return actor == person


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


def _of_named(problem: Problem, now: datetime, reader: Reader) -> Letter:
    service, act = problem.service, SETTLING[Problem.Kind(problem.kind)]
    link = link_to(act, reader, service, now=now)
    mend = button_to(_("Look at it, and mend it"), listing_url(service.pk))
    settle = act_button(act, link, is_quiet=True)
    blocks = (for_whom(reader), *act.says(link), mend, settle)
    return Letter(_("Something is said to be wrong"), blocks)


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
    button = button_to(_("See which"), listings_url(Show.PROBLEMS))
    return Letter(title, (Paragraph(words), button))


def tell_of_end(
    service: Service, *, by: Actor, now: datetime, is_back: bool = False
) -> None:
    """Tell at once that a listing was ended by a link, or that this was taken back.

    Everyone who keeps it hears of it, whose link it was too, and whoever keeps the
    directory: a mail that went astray is noticed.
    """
    keepers = keepers_of(service.owner or service.organization, localdate(now))
    people = _each_once([*keepers, *holders_of(*MAY_IMPORT)])
    said_by = actor_title(by.actor_kind, by.actor_id, on=localdate(now))
    write = partial(_of_end, service, said_by, is_back)
    tell(readers_for(people), News(ENDED_MAIL, write, about=service), by=by, now=now)


def _of_end(service: Service, said_by: str, is_back: bool, _reader: Reader) -> Letter:
    title = _("A listing is noted as ended")
    words = _(
        "Nobody finds it any more. If that is not so, take it back on its page, or"
        " write to the network’s coordinator, who can do it for you."
    )
    if is_back:
        title = _("A listing has not ended")
        words = _("It was noted as ended, and that was taken back: people find it.")
    facts = ((_("Listing"), service.name),) if may_be_named(service) else ()
    button = button_to(_("Look at it"), listing_url(service.pk))
    told = Facts((*facts, (_("Said by"), said_by)))
    return Letter(title, (told, Paragraph(words), button))
