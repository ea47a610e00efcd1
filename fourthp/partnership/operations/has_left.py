"""What a colleague says by a link of somebody who seems to have left.

That she has left ends her seats for that agency: one narrows alone, and it is told at
once. That she is still here is told to the coordinators; no mail goes again by it.
"""

from datetime import datetime

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy

from fourthp.foundation.links import SignedLink
from fourthp.partnership.formats.letters import (
    colleague_answered_letter,
    colleague_took_back_letter,
    in_doubt,
)
from fourthp.partnership.models import Person, Role
from fourthp.partnership.operations.leaving import (
    HoldsNoSeat,
    LastCoordinator,
    leave_agencies,
)
from fourthp.partnership.operations.returning import take_back_by_link
from fourthp.partnership.operations.wrong_readers import tell_coordinators
from fourthp.partnership.permissions import HAS_LEFT
from fourthp.partnership.queries.departures import shared_agencies
from fourthp.partnership.queries.leaving import GONE, HERE, is_asked_about
from fourthp.partnership.queries.readership import called
from fourthp.post.operations.telling import News
from fourthp.post.queries.links import reader_page
from fourthp.post.rules.acts import (
    ActIsOver,
    Choice,
    Instead,
    Said,
    SignedAct,
    declare_act,
)
from fourthp.post.rules.kinds import Kind, Stream, declare_kind
from fourthp.post.rules.letters import Block, Letter
from fourthp.post.rules.readers import Reader

# The trace of what changed nothing.
ONLY_TOLD = "told"
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


def _answer(link: SignedLink, said: Said, now: datetime) -> str:
    """End the seats of who has left; tell of who has not. Return how it is undone."""
    if said.choice == GONE:
        return _end_seats(link, now)
    return _tell(link, now)


def _end_seats(link: SignedLink, now: datetime) -> str:
    person = _person(link)
    colleague = Person.objects.filter(pk=link.holder_id).first()
    if person is None or colleague is None:
        raise ActIsOver
    agencies = shared_agencies(person, colleague, localdate(now))
    try:
        leaving = leave_agencies(person, agencies, by=link, now=now)
    except HoldsNoSeat as problem:
        raise ActIsOver from problem
    except LastCoordinator:
        return _tell(link, now, has_left=True)
    return str(leaving.revision.pk)


def _tell(link: SignedLink, now: datetime, *, has_left: bool = False) -> str:
    """Tell the coordinators what a colleague says, where nothing comes of it."""
    named, url = _about(link)

    def write(_reader: Reader) -> Letter:
        return colleague_answered_letter(named, has_left=has_left, url=url)

    tell_coordinators(News(ANSWERED, write), link, by=link, now=now)
    return ONLY_TOLD


def _take_back(link: SignedLink, trace: str, now: datetime) -> None:
    """Give the seats back that ended; of what was only told tell that, too."""
    if trace not in {ONLY_TOLD, GONE, HERE}:
        take_back_by_link(trace, by=link, now=now)
        return
    named, url = _about(link)
    news = News(ANSWERED, lambda _reader: colleague_took_back_letter(named, url))
    tell_coordinators(news, link, by=link, now=now)


def _about(link: SignedLink) -> tuple[str, str]:
    """Return what whom it is about is called, and her page of mail."""
    kind, pk = link.matter_kind, str(link.matter_id)
    return called(kind, pk), reader_page(kind, pk)


HAS_THIS_LEFT = declare_act(
    SignedAct(
        HAS_LEFT,
        Person.matter_kind,
        title=gettext_lazy("Has this person left?"),
        choices=(
            Choice(
                GONE,
                gettext_lazy("Yes, this person has left"),
                gettext_lazy(
                    "Noted: this person’s seats for your agency have ended. The"
                    " agency’s lead and the network’s coordinator know."
                ),
                asks=gettext_lazy("Has this person left your agency?"),
                warns=(
                    gettext_lazy(
                        "Then their seats for your agency end in that minute: they see"
                        " nothing of the network by them, and get no mail."
                    ),
                    gettext_lazy(
                        "All who were asked, the agency’s lead, the network’s"
                        " coordinator and the person get a mail about it."
                    ),
                    gettext_lazy("You can take it back on the next page."),
                ),
                confirms=gettext_lazy("Yes, this person has left"),
                todo=gettext_lazy(
                    "The seats for that agency have ended. The page of what ended"
                    " says who was asked who follows. Is it a mistake? Take it back"
                    " there."
                ),
                instead=Instead(
                    ONLY_TOLD,
                    gettext_lazy(
                        "You say that this person has left. Nothing has ended yet:"
                        " nobody else coordinates the network, so somebody else has to"
                        " get that seat first. Whoever coordinates hears of it."
                    ),
                    gettext_lazy(
                        "The seats hold still: this person alone coordinates the"
                        " network. Find out whether it is so, and give somebody else"
                        " that seat first."
                    ),
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
        act=_answer,
        undo=_take_back,
        is_about_reader=True,
    )
)
