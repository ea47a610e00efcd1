"""Mails that reached somebody else: whoever looks after addresses is told."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fourthp.foundation.links import SignedLink
from fourthp.partnership.models import Role
from fourthp.partnership.queries import called, holders_of, readers_for
from fourthp.post.operations.telling import News, tell
from fourthp.post.rules.acts import LEFT
from fourthp.post.rules.kinds import Kind, Stream, declare_kind
from fourthp.post.rules.letters import Facts, Letter, Paragraph
from fourthp.post.rules.readers import Reader

REACHED_ANOTHER = declare_kind(
    Kind(
        "partnership.reached-another",
        Stream.DUTY,
        subject=gettext_lazy("About an address"),
        title=gettext_lazy("A mail reached somebody else"),
        reason=gettext_lazy("you coordinate the network"),
        is_for_all=False,
    )
)


def tell_of_wrong_reader(link: SignedLink, said: str, *, now: datetime) -> None:
    """Tell the coordinators that a mail reached somebody else, once for each link."""
    named = called(link.holder_kind, str(link.holder_id))

    def write(_reader: Reader) -> Letter:
        what = _("Whoever has the mail says: I am someone else.")
        if said == LEFT:
            what = _("Whoever has the mail says: this person has left.")
        todo = _(
            "Nothing was done in anyone’s name. Look whether the address is right, and"
            " whether the seat still holds."
        )
        meant = Facts(((_("It was meant for"), named),))
        title = _("A mail reached somebody else")
        return Letter(title, (Paragraph(what), meant, Paragraph(todo)))

    matter = f"{link.matter_id}:{int(link.expires_at.timestamp())}"
    once = f"{REACHED_ANOTHER.name}:{said}:{link.purpose}:{link.holder_id}:{matter}"
    news = News(REACHED_ANOTHER, write, once=once)
    tell(readers_for(holders_of(Role.COORDINATOR)), news, by=link, now=now)
