"""Makers of the post's rows."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from django.utils.translation import gettext_lazy as _

from fourthp.foundation.actors import Host
from fourthp.foundation.matters import MatterKind
from fourthp.post.models import Mailing, Message, Wishes
from fourthp.post.operations.telling import News, tell
from fourthp.post.queries.readership import Readership
from fourthp.post.rules.kinds import Kind, Stream, declare_kind
from fourthp.post.rules.letters import Button, Letter, Paragraph
from fourthp.post.rules.readers import Reader

NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)  # a Wednesday


def _kind(name: str, stream: Stream, *, waits: bool = False) -> Kind:
    made = Kind(
        f"test.{name}",
        stream,
        subject=_("A word about %s") % name,
        title=_("A test of %s") % name,
        reason=_("this is a test"),
        waits=waits,
    )
    return declare_kind(made)


DUTY = _kind("duty", Stream.DUTY)
PAPERS = _kind("papers", Stream.DUTY, waits=True)
NEWS = _kind("news", Stream.NEWS, waits=True)
FLASH = _kind("flash", Stream.NEWS)
ALERT = _kind("alert", Stream.ALERT)
SECURITY = _kind("security", Stream.SECURITY)

LETTER = Letter(
    "Papers for Tuesday",
    (
        Paragraph("The papers for Tuesday are here."),
        Button("Read them", "https://network.example/papers/"),
    ),
)


@dataclass
class Member:
    """Somebody whom the room above knows, and what she may do here."""

    id: str
    roles: frozenset[str] = frozenset()
    actor_kind: str = "person"

    @property
    def actor_id(self) -> str:
        return self.id


# The readers of a test as a room above would answer about them, by id.
READERS: dict[str, Reader] = {}
READERSHIP = Readership(
    person=lambda _kind, pk: Member(pk) if pk in READERS else None,
    readers=lambda _kind, ids: [READERS[pk] for pk in ids if pk in READERS],
    network=lambda: "Anyshire Network",
    called=lambda _kind, pk: "Rosa Hale (Harbour Aid)" if pk in READERS else "",
    named=lambda _kind, ids: {pk: f"Reader {pk[:4]}" for pk in ids if pk in READERS},
    seats=lambda _kind, pk, _by: ["representative"] if pk in READERS else [],
    like=lambda text: [pk for pk in READERS if f"Reader {pk[:4]}" == text],
)


@dataclass
class Paper:
    """A row of a room above, as far as its matter goes."""

    pk: UUID = field(default_factory=uuid4)
    matter_kind: str = "test-paper"


# Whoever is a reader of the test, or works for the network, sees every paper.
PAPER = MatterKind(
    name="test-paper",
    may_see=lambda reader, _pk: isinstance(reader, Member),
    title=lambda _pk: "A paper",
    url=lambda _pk: "/",
)


def roles_of(actor: object) -> frozenset[str]:
    return actor.roles if isinstance(actor, Member) else frozenset()


def make_reader(address: str = "") -> Reader:
    """Somebody who may see what there is, at an address."""
    pk = str(uuid4())
    found = address or f"{uuid4().hex}@clinic.example"
    READERS[pk] = Reader("person", pk, found, zone="Europe/London")
    return READERS[pk]


def make_coordinator() -> Member:
    return Member(str(uuid4()), frozenset({"coordinator"}))


def leave(reader: Reader) -> None:
    """Let somebody be nobody in the network any more."""
    del READERS[reader.id]


def move(reader: Reader, address: str) -> None:
    """Give somebody another address."""
    READERS[reader.id] = replace(reader, address=address)


def make_mailing(
    readers: list[Reader] | None = None, *, kind: Kind = DUTY, **more: Any
) -> Mailing:
    """Somebody is told something by the operation that all rooms use."""
    now = more.pop("now", NOW)
    news = News(kind, more.pop("write", lambda _reader: LETTER), **more)
    return tell(readers or [make_reader()], news, by=Host(), now=now)


def make_message(**fields: Any) -> Message:
    """One message of a mailing of its own, with some fields as given."""
    more = {
        n: fields.pop(n) for n in ("kind", "readers", "now", "about") if n in fields
    }
    message = make_mailing(**more).messages.get()
    for name, value in fields.items():
        setattr(message, name, value)
    message.save()
    return message


def make_wishes(reader: Reader, **fields: Any) -> Wishes:
    return Wishes.objects.create(
        reader_kind=reader.kind, reader_id=reader.id, changed_at=NOW, **fields
    )
