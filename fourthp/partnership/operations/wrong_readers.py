"""Mails that reached somebody else: whoever looks after addresses is told."""

from datetime import datetime

from django.utils.translation import gettext_lazy

from fourthp.foundation.actors import Actor
from fourthp.foundation.links import Bearer, SignedLink
from fourthp.foundation.operations.rates import take_token
from fourthp.foundation.policies import Rate
from fourthp.partnership.formats.letters import right_reader_letter, wrong_reader_letter
from fourthp.partnership.models import Role
from fourthp.partnership.queries.readership import called, readers_for
from fourthp.partnership.queries.standing import holders_of
from fourthp.post.models import Answer
from fourthp.post.operations.telling import News, tell
from fourthp.post.queries.links import reader_page
from fourthp.post.rules.kinds import Kind, Stream, declare_kind
from fourthp.post.rules.letters import Letter
from fourthp.post.rules.readers import Reader

# Of one link: said and taken back twice, then twice an hour.
OF_A_LINK = Rate("wrong reader told", burst=4, per_hour=2)
REACHED_ANOTHER = declare_kind(
    Kind(
        "partnership.reached-another",
        Stream.DUTY,
        subject=gettext_lazy("About an address"),
        title=gettext_lazy("A mail reached somebody else, or its reader has left"),
        reason=gettext_lazy("you coordinate the network"),
        is_for_all=False,
        roles=(Role.COORDINATOR,),
    )
)


def tell_of_wrong_reader(answer: Answer, link: SignedLink, *, now: datetime) -> None:
    """Tell the coordinators that a mail reached somebody else, or that it did not."""
    kind, pk = link.holder_kind, str(link.holder_id)
    named, url = called(kind, pk), reader_page(kind, pk)

    def write(_reader: Reader) -> Letter:
        if answer.undone_at:
            return right_reader_letter(named, has_left=answer.is_of_leaving, url=url)
        return wrong_reader_letter(named, has_left=answer.is_of_leaving, url=url)

    tell_coordinators(News(REACHED_ANOTHER, write), link, by=Bearer(link), now=now)


def tell_coordinators(
    news: News, link: SignedLink, *, by: Actor, now: datetime
) -> None:
    """Tell the coordinators what was said of a reader by a link.

    By one link not without end: what waits for them stands on their pages anyway.
    """
    if not take_token(OF_A_LINK, link.token(), now=now):
        tell(readers_for(holders_of(Role.COORDINATOR)), news, by=by, now=now)
