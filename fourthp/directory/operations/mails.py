"""What the directory asks by mail, once a week: whether listings are still right.

A listing that not everyone may see, or whose place is confidential, is never named in
a mail: not to those who keep it either, for a mail may be read by others (S3, S14).
"""

from datetime import datetime
from functools import partial
from itertools import islice

from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from fourthp.directory.models import Service
from fourthp.directory.operations.acts import LISTING_RIGHT
from fourthp.directory.operations.problem_mails import (
    KEEPS,
    listing_url,
    listings_url,
    week_of,
)
from fourthp.directory.permissions import OWN_ROLES, may_be_named
from fourthp.directory.queries.listings import (
    Show,
    agencies_with_keepers,
    due_of,
    is_kept_by,
    keepers_of,
)
from fourthp.foundation.actors import Actor
from fourthp.partnership.models import Agency
from fourthp.partnership.queries.readership import readers_for
from fourthp.post.operations.telling import News, tell
from fourthp.post.queries.acts import asked, for_whom, link_to
from fourthp.post.queries.links import button_to
from fourthp.post.queries.waiting import waits_for
from fourthp.post.rules.kinds import Kind, Stream, declare_kind
from fourthp.post.rules.letters import Letter, Paragraph
from fourthp.post.rules.readers import Reader

# Nobody looks through more in one week; the longest unchecked come first.
MOST_A_WEEK = 10
LOOKED_AT = 100  # for that many which a mail may name

DUE = declare_kind(
    Kind(
        "directory.due",
        Stream.DUTY,
        subject=gettext_lazy("Something to check"),
        title=gettext_lazy("Listings of yours that are to be checked"),
        reason=KEEPS,
        waits=True,
        is_for=is_kept_by,
        roles=OWN_ROLES,
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
    due, week = due_of(agency, localdate(now)), week_of(now)
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


def _asking(service: Service, now: datetime, reader: Reader) -> Letter:
    """Write one listing out, with the button that says that it is right."""
    link = link_to(LISTING_RIGHT, reader, service, now=now)
    change = button_to(_("Change it"), listing_url(service.pk), is_quiet=True)
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
    button = button_to(_("See what is to be checked"), listings_url(Show.DUE))
    return Letter(_("Listings to check"), (Paragraph(said % left), button))
