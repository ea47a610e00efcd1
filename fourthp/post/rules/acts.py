"""Signed acts: what somebody does by a link in a mail, without signing in.

Each room declares its acts where it makes them. What a page says of an act and what
the mail said of it are the same blocks: the page tells whoever has the mail nothing.
"""

from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from fourthp.post.rules.letters import Block, Button

if TYPE_CHECKING:
    from fourthp.foundation.links import SignedLink

# What whoever has the mail says of its reader, instead of an answer.
NOT_ME, LEFT = "not-me", "left"


class ActIsOver(Exception):
    """There is nothing left to do by a link: it is settled, or was given up."""


class AnsweredBefore(Exception):
    """Something was done by a link already, and stands: nothing more is."""


class NoSuchChoice(Exception):
    """A button, or a reason, that an act does not have."""


class NoReason(Exception):
    """A choice that asks for reasons came without one."""


class MoreThanOne(NoSuchChoice):
    """Several were ticked where one of them is chosen."""


class TakenName(Exception):
    """A choice of an act is called as what whoever has a mail says of its reader."""


class UnknownAct(Exception):
    """A link for an act that no room declared."""


@dataclass(frozen=True)
class Reason:
    """One thing to tick: its name is kept, by the room of the act alone."""

    name: str
    label: Any


@dataclass(frozen=True)
class Said:
    """What somebody says by a link: the name of a choice, and of what was ticked."""

    choice: str
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Instead:
    """What is said, and what is to be done, where another thing came of a choice.

    trace: what its act returned then.
    """

    trace: str
    said: Any
    todo: Any


@dataclass(frozen=True)
class Choice:
    """One button: its name is kept, label stands on it, said answers it.

    One that asks, or says what will happen, has a page of its own before its button:
    there the first fact that the act says stands again. asks is its question, confirms
    its button; of reasons at least one is ticked. reasons_from gives them where they
    come of the matter, and they must stand in the mail; where there are none, the
    choice is not offered. ticks says what is ticked; takes_one: one of them is chosen.
    leads_to is where one may go on afterwards: a page that a button of the same mail
    leads to. todo: what whoever looks at the answer does next, where somebody does.
    ticked: what of the reasons may be said again to whoever has the link, by its trace.
    offered_if: tells whether it may be said by a link, where not every reader may.
    instead: what holds where its act could not do what it says.
    """

    name: str
    label: Any
    said: Any
    _: KW_ONLY
    asks: Any = ""
    reasons: tuple[Reason, ...] = ()
    reasons_from: "Callable[[SignedLink], tuple[Reason, ...]] | None" = None
    ticks: Any = ""
    takes_one: bool = False
    warns: tuple[Any, ...] = ()
    confirms: Any = ""
    leads_to: "Callable[[SignedLink], Button] | None" = None
    todo: Any = ""
    offered_if: "Callable[[SignedLink], bool] | None" = None
    ticked: "Callable[[SignedLink, str], tuple[str, ...]] | None" = None
    instead: Instead | None = None

    def came_of(self, trace: str) -> tuple[Any, Any]:
        """Return what answers it, and what is to be done, by the trace of its act."""
        if self.instead is not None and self.instead.trace == trace:
            return self.instead.said, self.instead.todo
        return self.said, self.todo

    @property
    def has_page(self) -> bool:
        """Tell whether it is looked at once more before it is said."""
        return bool(self.asks_for_reasons or self.warns)

    @property
    def asks_for_reasons(self) -> bool:
        """Tell whether something is ticked before it is said."""
        return bool(self.reasons or self.reasons_from)

    def offers(self, link: "SignedLink") -> tuple[Reason, ...]:
        """Return what may be ticked by a link."""
        return self.reasons_from(link) if self.reasons_from else self.reasons

    def is_offered(self, link: "SignedLink") -> bool:
        """Tell whether it can be said by a link: there is something to tick."""
        if self.offered_if is not None and not self.offered_if(link):
            return False
        return not self.asks_for_reasons or bool(self.offers(link))


@dataclass(frozen=True)
class SignedAct:
    """One thing that is asked in mails, about one kind of matter.

    purpose: the word of its links, kept for ever (`listing_right`). title: the
    question. says: what the mail and the page say of it, asked only while it is open.
    is_open: it ends with its matter, and with the seat of whom it stands for. act is
    given what was said, and may return a trace by which undo finds what it did (64
    characters); it may raise ActIsOver. undo may raise CannotUndo. in_mail stands on
    its button in a mail, otherwise on a second one: what else its page offers.
    is_about_reader: its matter is another reader, on whose page the answer waits for
    somebody to look at it. names: what its matter is called in a mail, also when it is
    over; nothing where no mail may name it now. outlives_seat: the seat of whom it
    stands for ends by it, so that it is taken back by who holds none any more. ended:
    what is said instead of an answer once that holds no more, and cannot be taken back.
    undone: what is said first, and large, once it was taken back.
    """

    purpose: str
    matter_kind: str
    title: Any
    choices: tuple[Choice, ...]
    says: "Callable[[SignedLink], tuple[Block, ...]]"
    is_open: "Callable[[SignedLink, datetime], bool]"
    act: "Callable[[SignedLink, Said, datetime], str]"
    undo: "Callable[[SignedLink, str, datetime], None] | None" = None
    lasts: timedelta = timedelta(days=60)
    in_mail: Any = ""
    otherwise: Any = ""
    is_about_reader: bool = False
    names: "Callable[[SignedLink], str] | None" = None
    outlives_seat: bool = False
    ended: "Callable[[SignedLink, datetime], str] | None" = None
    undone: Any = ""

    def choice(self, name: str) -> Choice:
        """Return one of the buttons; raise NoSuchChoice."""
        for one in self.choices:
            if one.name == name:
                return one
        raise NoSuchChoice(name)

    def judged(self, said: Said, link: "SignedLink") -> Said:
        """Return what can be said by a link, each reason once.

        Raises NoSuchChoice, MoreThanOne, and NoReason where one is asked for.
        """
        choice = self.choice(said.choice)
        reasons = tuple(sorted(set(said.reasons)))
        offered = {one.name for one in choice.offers(link)}
        if not offered.issuperset(reasons) or not choice.is_offered(link):
            raise NoSuchChoice(said.choice, *reasons)
        if offered and not reasons:
            raise NoReason(said.choice)
        if choice.takes_one and len(reasons) > 1:
            raise MoreThanOne(said.choice)
        return Said(said.choice, reasons)

    def asked_at(self, link: "SignedLink") -> datetime:
        """Return when a link of it was made, to the second."""
        return link.expires_at - self.lasts

    def named(self, link: "SignedLink") -> str:
        """Return what the matter of a link is called, where a mail may name it."""
        return self.names(link) if self.names else ""

    @property
    def button(self) -> Any:
        """Return what stands on the button in a mail."""
        if self.in_mail:
            return self.in_mail
        return self.choices[0].label if len(self.choices) == 1 else self.title


_acts: dict[str, SignedAct] = {}


def declare_act(act: SignedAct) -> SignedAct:
    """Declare a signed act; done in a file of its room that is always read.

    Raises TakenName for a choice called as what whoever has a mail says of its reader.
    """
    if {NOT_ME, LEFT} & {one.name for one in act.choices}:
        raise TakenName(act.purpose)
    _acts[act.purpose] = act
    return act


def act_of(purpose: str) -> SignedAct:
    """Return a declared act; raise UnknownAct."""
    try:
        return _acts[purpose]
    except KeyError:
        raise UnknownAct(purpose) from None


def all_acts() -> list[SignedAct]:
    """Return every declared act, by its purpose."""
    return [_acts[purpose] for purpose in sorted(_acts)]
