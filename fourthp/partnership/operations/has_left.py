"""What a colleague says by a link of somebody who seems to have left.

It is noted and told to the coordinators: no seat ends by it, and no mail goes again.
"""

from datetime import datetime

from django.utils.translation import gettext_lazy

from fourthp.foundation.links import SignedLink
from fourthp.partnership.formats import (
    colleague_answered_letter,
    colleague_took_back_letter,
    in_doubt,
)
from fourthp.partnership.models import Person, Role
from fourthp.partnership.operations.wrong_readers import tell_coordinators
from fourthp.partnership.queries import (
    GONE,
    HAS_LEFT_PURPOSE,
    HERE,
    called,
    is_asked_about,
)
from fourthp.post.operations.telling import News
from fourthp.post.queries.links import reader_page
from fourthp.post.rules.acts import Choice, Said, SignedAct, declare_act
from fourthp.post.rules.kinds import Kind, Stream, declare_kind
from fourthp.post.rules.letters import Block, Letter
from fourthp.post.rules.readers import Reader

ANSWERED = declare_kind(
    Kind(
        "partnership.has-left-answered",
        Stream.DUTY,
        subject=gettext_lazy("About an address"),
        title=gettext_lazy("An answer about somebody’s seat"),
        reason=gettext_lazy("you coordinate the network"),
        is_for_all=False,
        roles=(Role.COORDINATOR,),
    )
)


def _person(link: SignedLink) -> Person | None:
    return Person.objects.select_related("user").filter(pk=link.matter_id).first()


def _says(link: SignedLink) -> tuple[Block, ...]:
    """Return what the mail said: the name alone, whatever seats there are later."""
    person = _person(link)
    return (in_doubt(person.name),) if person else ()


def _is_open(link: SignedLink, _now: datetime) -> bool:
    person = _person(link)
    return person is not None and is_asked_about(person, str(link.holder_id))


def _tell(link: SignedLink, said: Said, now: datetime) -> str:
    """Tell the coordinators what a colleague says; return how she said it."""
    named, url = _about(link)
    has_left = said.choice == GONE

    def write(_reader: Reader) -> Letter:
        return colleague_answered_letter(named, has_left=has_left, url=url)

    tell_coordinators(News(ANSWERED, write), link, by=link, now=now)
    return said.choice


def _take_back(link: SignedLink, _trace: str, now: datetime) -> None:
    """Tell them that it was taken back: the note is all that there was."""
    named, url = _about(link)
    news = News(ANSWERED, lambda _reader: colleague_took_back_letter(named, url))
    tell_coordinators(news, link, by=link, now=now)


def _about(link: SignedLink) -> tuple[str, str]:
    """Return what whom it is about is called, and her page of mail."""
    kind, pk = link.matter_kind, str(link.matter_id)
    return called(kind, pk), reader_page(kind, pk)


HAS_THIS_LEFT = declare_act(
    SignedAct(
        HAS_LEFT_PURPOSE,
        Person.matter_kind,
        title=gettext_lazy("Has this person left?"),
        choices=(
            Choice(
                GONE,
                gettext_lazy("Yes, this person has left"),
                gettext_lazy(
                    "You say that this person has left. The network’s coordinator hears"
                    " of it and looks after the seat."
                ),
                todo=gettext_lazy(
                    "The seat still holds. Ask the agency by a way that you know, and"
                    " who comes instead; then end the seat."
                ),
            ),
            Choice(
                HERE,
                gettext_lazy("No, this person is still here"),
                gettext_lazy(
                    "You say that this person is still here. The network’s coordinator"
                    " hears of it and looks after the address."
                ),
                todo=gettext_lazy(
                    "Still no mail goes there. Ask whether the address is right, then"
                    " let mail go to it again."
                ),
            ),
        ),
        says=_says,
        is_open=_is_open,
        act=_tell,
        undo=_take_back,
        is_about_reader=True,
    )
)
