"""Mails that reached somebody else: whoever looks after addresses is told."""

from datetime import datetime

from django.utils.translation import gettext_lazy

from fourthp.foundation.links import Bearer, SignedLink
from fourthp.partnership.formats import wrong_reader_letter
from fourthp.partnership.models import Role
from fourthp.partnership.queries import called, holders_of, readers_for
from fourthp.post.operations.telling import News, tell
from fourthp.post.queries.links import reader_page
from fourthp.post.rules.acts import LEFT
from fourthp.post.rules.kinds import Kind, Stream, declare_kind
from fourthp.post.rules.letters import Letter
from fourthp.post.rules.readers import Reader

REACHED_ANOTHER = declare_kind(
    Kind(
        "partnership.reached-another",
        Stream.DUTY,
        subject=gettext_lazy("About an address"),
        title=gettext_lazy("A mail reached somebody else"),
        reason=gettext_lazy("you coordinate the network"),
        is_for_all=False,
        roles=(Role.COORDINATOR,),
    )
)


def tell_of_wrong_reader(link: SignedLink, said: str, *, now: datetime) -> None:
    """Tell the coordinators that a mail reached somebody else, once for each link."""
    kind, pk = link.holder_kind, str(link.holder_id)
    named, url = called(kind, pk), reader_page(kind, pk)

    def write(_reader: Reader) -> Letter:
        return wrong_reader_letter(named, has_left=said == LEFT, url=url)

    matter = f"{link.matter_id}:{int(link.expires_at.timestamp())}"
    once = f"{REACHED_ANOTHER.name}:{said}:{link.purpose}:{link.holder_id}:{matter}"
    news = News(REACHED_ANOTHER, write, once=once)
    tell(readers_for(holders_of(Role.COORDINATOR)), news, by=Bearer(link), now=now)
