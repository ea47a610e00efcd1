"""Signed acts as mails and pages ask for them: links, words, and what stands."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from fourthp.foundation.links import (
    LinkHasExpired,
    LinkIsForAnotherPage,
    LinkRefused,
    SignedLink,
    read_link,
)
from fourthp.foundation.matters import Matter
from fourthp.post.models import Answer, Message, fields_of
from fourthp.post.queries.links import (
    UNSUBSCRIBE,
    WISHES,
    full,
    link_of_reader,
    reader_link,
)
from fourthp.post.queries.readership import reader_now, readership
from fourthp.post.rules.acts import SignedAct, UnknownAct, act_of, all_acts
from fourthp.post.rules.letters import Block, Button, Letter, Paragraph
from fourthp.post.rules.readers import Reader

# Of links that open a reader's own pages of mail, and are of no act.
OWN_PAGES = frozenset({WISHES, UNSUBSCRIBE})
# What in a link's address says which name was mailed, and how long that is.
NAMED, SEAL = "n", 10


@dataclass
class _Matter:
    """A matter as a link names it."""

    matter_kind: str
    pk: UUID


def matter_of(link: SignedLink) -> Matter:
    """Return what a link is about, as far as it names it."""
    return _Matter(link.matter_kind, link.matter_id)


def link_to(
    act: SignedAct, reader: Reader, matter: Matter, *, now: datetime
) -> SignedLink:
    """Return the link by which a reader does an act about a matter."""
    return SignedLink(
        act.purpose,
        reader.kind,
        UUID(reader.id),
        matter.matter_kind,
        matter.pk,
        now + act.lasts,
    )


def act_url(link: SignedLink) -> str:
    """Return the page of a link as it stands in a mail, in the language of now.

    It says by a seal what its reader is called today: whoever the mail is forwarded to
    does not learn from the page what she is called later, and where.
    """
    return f"{full(reverse('act', args=[link.token()]))}?{sealed(link)}"


def sealed(link: SignedLink) -> str:
    """Return the query by which a page of a link may say what its reader is called."""
    return f"{NAMED}={_seal_of_name(link)}"


def wishes_url(message: Message, letter: Letter, *, now: datetime) -> str:
    """Return the page of a reader's wishes as it stands in a mail to her.

    It names her where the mail does.
    """
    url = link_of_reader(message, WISHES, now=now)
    if not url:
        return ""
    if not any(map(_may_name_its_reader, letter.blocks)):
        return url  # most mails: nobody is asked what she is called
    kind, pk = message.reader_kind, message.reader_id
    named = for_whom(Reader(kind, pk, message.address))
    if named not in letter.blocks or not called(kind, pk):
        return url
    return f"{url}?{sealed(reader_link(kind, pk, WISHES, now=now))}"


def _may_name_its_reader(block: Block) -> bool:
    """Tell by its words alone whether a block may be what `for_whom` returns."""
    before, _name, after = _("For %s").partition("%s")
    text = block.text if isinstance(block, Paragraph) else ""
    return bool(text) and text.startswith(before) and text.endswith(after)


def name_mailed(link: SignedLink, seal: str) -> str:
    """Return what a link's reader is called while that is what was mailed, else ""."""
    # Behind it a bracket may have been copied along.
    is_same = constant_time_compare(seal[:SEAL], _seal_of_name(link))
    return called(link.holder_kind, link.holder_id) if is_same else ""


def _seal_of_name(link: SignedLink) -> str:
    """Return what tells one name of a reader from another, and not what it is."""
    with translation.override(settings.LANGUAGE_CODE):  # the same in every language
        name = called(link.holder_kind, link.holder_id)
    told = f"{link.token()} {name}"
    seal = salted_hmac("fourthp.acts.name", told, algorithm="sha256")
    return seal.hexdigest()[:SEAL]


def act_link(act: SignedAct, reader: Reader, matter: Matter, *, now: datetime) -> str:
    """Return the address at which a reader does an act; good for her alone."""
    return act_url(link_to(act, reader, matter, now=now))


def for_whom(reader: Reader) -> Paragraph:
    """Return whom a mail with acts in it stands for: its pages say no more."""
    return Paragraph(_("For %s") % called(reader.kind, reader.id))


def asked(act: SignedAct, link: SignedLink) -> tuple[Block, ...]:
    """Return what a mail says of an act: the words of its page, and its buttons."""
    buttons = [act_button(act, link)]
    if act.otherwise:
        buttons.append(Button(str(act.otherwise), act_url(link), is_quiet=True))
    return (*act.says(link), *buttons)


def act_button(act: SignedAct, link: SignedLink, *, is_quiet: bool = False) -> Button:
    """Return the button by which a mail leads to the page of an act."""
    return Button(str(act.button), act_url(link), is_quiet=is_quiet)


def called(kind: str, pk: object) -> str:
    """Return what a reader is called in her own mails."""
    return readership().called(kind, str(pk))


def read_act(token: str, *, now: datetime) -> tuple[SignedAct, SignedLink]:
    """Return the act that a token is good for, and the link that it is.

    Raises LinkRefused: an act takes no link of any other purpose, or of another kind
    of matter.
    """
    try:
        act = act_of(token.partition(".")[0])
    except UnknownAct:
        raise LinkIsForAnotherPage(_("This link is for another page.")) from None
    link = read_link(token, act.purpose, now=now)
    if link.matter_kind != act.matter_kind:
        raise LinkIsForAnotherPage(_("This link is for another page."))
    return act, link


def read_of_any_age(token: str, *, now: datetime) -> SignedLink:
    """Return the link that a token is or was, of an act or of a reader's own pages.

    Raises LinkRefused for all others.
    """
    purpose = token.partition(".")[0]
    if purpose not in {*OWN_PAGES, *(act.purpose for act in all_acts())}:
        raise LinkIsForAnotherPage(_("This link is for another page."))
    try:
        return read_link(token, purpose, now=now)
    except LinkHasExpired as problem:
        return problem.link


def is_here(link: SignedLink) -> bool:
    """Tell whether whom a link stands for still holds a seat."""
    return reader_now(link.holder_kind, str(link.holder_id)) is not None


def is_open(act: SignedAct, link: SignedLink, now: datetime) -> bool:
    """Tell whether there is still something to do by a link that nobody answered."""
    return is_here(link) and act.is_open(link, now)


def is_open_afresh(act: SignedAct, link: SignedLink, now: datetime) -> bool:
    """Tell whether there would be something to do by a link that is made now."""
    return is_open(act, _again(act, link, now), now)


def asked_afresh(link: SignedLink, whom: Block, *, now: datetime) -> Letter:
    """Return a letter that asks anew what a link of any age asked: that may be over.

    The fresh link is made now: what changed since the old one stands in the letter.
    """
    act = act_of(link.purpose)
    again = _again(act, link, now)
    if not is_open(act, again, now):
        return Letter(_("There is nothing to do"), (whom, _settled(act, again)))
    blocks = (whom, Paragraph(str(act.title)), *asked(act, again))
    return Letter(_("The link you asked for"), blocks)


def _again(act: SignedAct, link: SignedLink, now: datetime) -> SignedLink:
    return replace(link, expires_at=now + act.lasts)


def _settled(act: SignedAct, link: SignedLink) -> Paragraph:
    """Return what is said instead of an act that is over: what it asked, of what."""
    said, name = _("You were asked: %(question)s"), act.named(link)
    if name:
        said = _("You were asked about “%(name)s”: %(question)s")
    told = said % {"name": name, "question": act.title}
    return Paragraph(f"{told} {_('That is settled: there is nothing to do.')}")


def as_it_stands(letter: Letter, *, now: datetime) -> Letter:
    """Return a letter that asks for one act as it is right now: asked anew, or over.

    Whom it stands for stays.
    """
    for act, link in _offered(letter, now):
        if not is_open(act, link, now):
            return asked_afresh(link, letter.blocks[0], now=now)
    return letter


def _offered(letter: Letter, now: datetime) -> Iterator[tuple[SignedAct, SignedLink]]:
    """Yield each act that a letter has a button for, with its link."""
    for block in letter.blocks:
        if isinstance(block, Button):
            token = urlsplit(block.url).path.rstrip("/").rpartition("/")[2]
            with suppress(LinkRefused):
                yield read_act(token, now=now)


def was_taken_back(link: SignedLink) -> bool:
    """Tell whether something was answered by a link, and taken back."""
    return Answer.objects.filter(**fields_of(link), undone_at__isnull=False).exists()


def answer_to(link: SignedLink) -> Answer | None:
    """Return what was answered by a link and stands."""
    return Answer.objects.filter(**fields_of(link), undone_at=None).first()
